"""String matches: does this text pass? Used as a step, as a rule's test, and all over URL classes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from pydantic import ConfigDict

from app.parsing.schema import STRICT, Pattern
from app.parsing.string_processing.patterns import compiled


class MatchType(StrEnum):
    """How the text is compared. Numbers of the shared format: fixed 0, flexible 1, regex 2, any 3."""

    FIXED = "fixed"
    FLEXIBLE = "flexible"
    REGEX = "regex"
    ANY = "any"


FLEXIBLE: dict[str, str] = {
    "letters": r"^[a-zA-Z]+$",
    "letters_digits": r"^[a-zA-Z\d]+$",
    "digits": r"^\d+$",
    "hex": r"^[\da-fA-F]+$",
    "base64": r"^[a-zA-Z\d+/]+={0,2}$",
    "base64url": r"^[a-zA-Z\d\-_]+={0,2}$",
    "base64_percent_encoded": r"^([a-zA-Z\d]|%2B|%2F)+(%3D){0,2}$",
}
"""The named kinds of text, in the order of their numbers in the shared format (0 to 6)."""


@dataclass(frozen=True, slots=True)
class StringMatch:
    """A test of text. `value` is the text, the name of a flexible kind, or the pattern, by `type`."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    type: MatchType = MatchType.ANY
    value: Pattern = ""
    min: int | None = None
    """Fewest characters."""
    max: int | None = None
    """Most characters."""
    example: str = ""

    def __post_init__(self) -> None:
        if self.type is MatchType.FLEXIBLE and self.value not in FLEXIBLE:
            raise ValueError(f"'{self.value}' is not one of {', '.join(FLEXIBLE)}")

    def accepts(self, text: str) -> bool:
        """Tell whether the text passes. A pattern sees it without line breaks and trimmed, fixed text as it is."""
        if self.min is not None and len(text) < self.min:
            return False
        if self.max is not None and len(text) > self.max:
            return False
        if self.type is MatchType.ANY:
            return True
        if self.type is MatchType.FIXED:
            return text == self.value
        pattern = compiled(FLEXIBLE[self.value] if self.type is MatchType.FLEXIBLE else self.value)
        return pattern is not None and pattern.search("".join(text.splitlines()).strip()) is not None


ANY = StringMatch()


def fixed(text: str) -> StringMatch:
    """Return the match that only this text passes."""
    return StringMatch(MatchType.FIXED, text, example=text)
