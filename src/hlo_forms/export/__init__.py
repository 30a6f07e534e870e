"""Data sets in the formats that other programs read: all say the same of each table, column and code."""
