"""Every result as a page: its model, and the page as HTML and as text."""
