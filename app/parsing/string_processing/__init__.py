"""Strings in, strings out: what a formula does to what it found."""
