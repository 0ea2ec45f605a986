"""Everything that goes out: requests at a polite pace, through one guard, with the secrets of the right site only."""
