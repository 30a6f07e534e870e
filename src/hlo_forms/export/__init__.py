"""Data sets in the formats that other programs read."""
