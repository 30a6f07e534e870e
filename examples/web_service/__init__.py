"""A small web service around hlo_forms, as an example to begin from: see docs/portal.md."""
