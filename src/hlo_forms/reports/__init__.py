"""Reports for a facilitator to hand out: an editable Word document, and a page for an intranet."""
