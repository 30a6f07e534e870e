"""Honest counts over many forms: every number with what it is out of, and a reason where there is none."""
