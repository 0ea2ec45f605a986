"""Regular expressions of definitions. A broken or overlong one matches nothing and is no error.

One that may take exponential time (a repeat around a repeat or a choice) runs under a time limit. Addresses are matched
where everything else waits meanwhile, so a pattern that has exceeded it a few times is not tried again.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Protocol

import regex  # type: ignore[import-untyped]

from app.parsing.limits import MAX_PATTERN_CHARACTERS

TIME_LIMIT_SECONDS = 0.25
_CHANCES = 3
_UNBOUNDED = re.compile(r"[*+]|\{\d*,\d*\}|\{\d{2,}\}")


class Found(Protocol):
    """A match."""

    def group(self) -> str:
        """Return the text that matched."""
        ...


class TextPattern(Protocol):
    """A pattern ready for use."""

    def search(self, text: str, /) -> Found | None:
        """Return the first match, or None."""
        ...

    def sub(self, replacement: str, text: str, /) -> str:
        """Return the text with all matches replaced. Raises `re.error`, IndexError and ValueError."""
        ...


class _Limited:
    """A pattern that may explode, in an engine that can be stopped."""

    def __init__(self, pattern: str) -> None:
        self._pattern: Any = regex.compile(pattern)
        self._chances = _CHANCES

    def search(self, text: str, /) -> Found | None:
        if not self._chances:
            return None
        try:
            found: Found | None = self._pattern.search(text, timeout=TIME_LIMIT_SECONDS)
        except TimeoutError:
            self._chances -= 1
            return None
        return found

    def sub(self, replacement: str, text: str, /) -> str:
        if not self._chances:
            raise ValueError("the pattern took too long before")
        try:
            return str(self._pattern.sub(replacement, text, timeout=TIME_LIMIT_SECONDS))
        except TimeoutError as error:
            self._chances -= 1
            raise ValueError("the pattern takes too long") from error
        except regex.error as error:
            raise re.error(str(error)) from error


def may_explode(pattern: str) -> bool:
    """Tell whether a repeat stands around a repeat or a choice, as in `(a+)+` and `(a|aa)*`."""
    levels = [False]
    place = 0
    while place < len(pattern):
        letter = pattern[place]
        if letter == "\\":
            place += 1
        elif letter == "[":
            place = _end_of_set(pattern, place)
        elif letter == "(":
            levels.append(False)
            place += pattern.startswith("(?", place)
        elif letter == ")" and len(levels) > 1:
            inner = levels.pop()
            repeats = _UNBOUNDED.match(pattern, place + 1) is not None
            if inner and repeats:
                return True
            levels[-1] = levels[-1] or inner or repeats
        elif letter in "*+?{|":
            levels[-1] = True
        place += 1
    return False


def _end_of_set(pattern: str, place: int) -> int:
    """Return the place of the bracket that closes the set; one that stands first belongs to the set."""
    place += 2 if pattern.startswith("[^", place) else 1
    place += pattern.startswith("]", place)
    while place < len(pattern) and pattern[place] != "]":
        place += 2 if pattern[place] == "\\" else 1
    return place


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> TextPattern | None:
    """Return the pattern ready for use, or None for one that can't be used."""
    if len(pattern) > MAX_PATTERN_CHARACTERS:
        return None
    try:
        plain = re.compile(pattern)
        return _Limited(pattern) if may_explode(pattern) else plain
    except (re.error, regex.error, RecursionError, OverflowError):
        return None
