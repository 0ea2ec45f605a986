"""Imported definitions: read in a worker, looked at first, kept in one transaction, put in force, taken back."""
