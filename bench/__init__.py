"""Measurements: one script a topic, run as `python -m bench.<topic>`; each prints a table, or JSON with `--json`."""
