"""What a facilitator hands out: an editable report in Word, and a page for an intranet."""
