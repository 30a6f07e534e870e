"""The only place that knows Word."""
