"""Everything that forms ask: the parts of an instrument, how they fit together, and reading one from a file."""
