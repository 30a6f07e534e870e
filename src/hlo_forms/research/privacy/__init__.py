"""Privacy of shared data: codes in place of names, small numbers left out, and forms that may be used for research."""
