"""What leaves the institution: codes in place of names, small numbers left out, and what may be used for research."""
