"""Word and OpenDocument files: nothing outside this package knows their formats."""
