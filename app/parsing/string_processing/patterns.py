"""Regular expressions of definitions. A broken or overlong one matches nothing and is no error."""

from __future__ import annotations

import re
from functools import lru_cache

from app.parsing.limits import MAX_PATTERN_CHARACTERS


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> re.Pattern[str] | None:
    """Return the pattern ready for use, or None for one that can't be used."""
    if len(pattern) > MAX_PATTERN_CHARACTERS:
        return None
    try:
        return re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return None
