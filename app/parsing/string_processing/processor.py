r"""String processors: steps on a list of strings.

A step on one string drops the string it fails on; a step on the list leaves the list as it is when it fails. Separators
and joiners are written with backslash escapes: the two characters `\n` mean a line break.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field

from app.core.tags import clean_tags, human_sort_key
from app.parsing.limits import MAX_INPUT_CHARACTERS, MAX_STRINGS
from app.parsing.schema import STRICT, Pattern
from app.parsing.string_processing.converter import ConversionFailed, Converter
from app.parsing.string_processing.match import StringMatch
from app.parsing.string_processing.patterns import compiled
from app.parsing.string_processing.tag_filter import TagFilter


def _unescaped(text: str) -> str:
    try:
        return text.encode("latin-1", "backslashreplace").decode("unicode_escape")
    except UnicodeDecodeError:
        return text


@dataclass(frozen=True, slots=True)
class MatchStep:
    """Keep the strings that pass."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    match: StringMatch
    step: Literal["match"] = "match"

    def apply(self, strings: list[str]) -> list[str]:
        """Return those that pass, in order."""
        return [text for text in strings if self.match.accepts(text)]


@dataclass(frozen=True, slots=True)
class Splitter:
    """Split every string; empty pieces are dropped."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    separator: str
    max_splits: int | None = None
    step: Literal["split"] = "split"

    def apply(self, strings: list[str]) -> list[str]:
        """Return all pieces in order."""
        separator = _unescaped(self.separator)
        if not separator:
            return strings
        most = -1 if self.max_splits is None else self.max_splits
        return [piece for text in strings for piece in text.split(separator, most) if piece]


@dataclass(frozen=True, slots=True)
class Joiner:
    """Join all strings into one, or each full group of `group_size`; a last group that is not full is dropped."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    joiner: str
    group_size: int | None = None
    step: Literal["join"] = "join"

    def apply(self, strings: list[str]) -> list[str]:
        """Return the joined strings; an empty list joins into one empty string."""
        joiner = _unescaped(self.joiner)
        if sum(map(len, strings)) + len(joiner) * len(strings) > MAX_INPUT_CHARACTERS:
            return strings
        if self.group_size is None:
            return [joiner.join(strings)]
        if self.group_size < 1:
            return strings
        size = self.group_size
        return [joiner.join(strings[start : start + size]) for start in range(0, len(strings) - size + 1, size)]


@dataclass(frozen=True, slots=True)
class Slicer:
    """Keep a stretch of the list; open ends are null."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    start: int | None = None
    end: int | None = None
    step: Literal["slice"] = "slice"

    def apply(self, strings: list[str]) -> list[str]:
        """Return `strings[start:end]`."""
        return strings[self.start : self.end]


class Order(StrEnum):
    """How strings are sorted, in the order of the shared format's numbers (0 to 3)."""

    NONE = "none"
    LEXICOGRAPHIC = "lexicographic"
    HUMAN = "human"
    REVERSE = "reverse"


@dataclass(frozen=True, slots=True)
class Sorter:
    """Sort the list, whole strings or by the first match of a pattern in each."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    order: Order
    ascending: bool = True
    pattern: Pattern | None = None
    step: Literal["sort"] = "sort"

    def apply(self, strings: list[str]) -> list[str]:
        """Return the sorted list; strings in which the pattern is not found come last, sorted among themselves."""
        if self.order is Order.REVERSE:
            return strings[::-1]
        key: Callable[[str], Any] = human_sort_key if self.order is Order.HUMAN else str
        if self.pattern is None:
            return sorted(strings, key=key, reverse=not self.ascending)
        found, missed = self._by_match(strings)
        by_match = sorted(found, key=lambda pair: key(pair[0]), reverse=not self.ascending)
        return [text for _, text in by_match] + sorted(missed, key=key, reverse=not self.ascending)

    def _by_match(self, strings: list[str]) -> tuple[list[tuple[str, str]], list[str]]:
        pattern = compiled(self.pattern or "")
        found: list[tuple[str, str]] = []
        missed: list[str] = []
        for text in strings:
            match = pattern.search(text) if pattern else None
            if match:
                found.append((match.group(), text))
            else:
                missed.append(text)
        return found, missed


@dataclass(frozen=True, slots=True)
class TagFilterStep:
    """Read the strings as tags and keep those that a filter allows."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    filter: TagFilter = field(default_factory=TagFilter)
    example: str = ""
    step: Literal["filter_tags"] = "filter_tags"

    def apply(self, strings: list[str]) -> list[str]:
        """Return the allowed tags, clean, each once, in human order."""
        tags = (tag for tag in clean_tags(strings) if self.filter.allows(tag, subtags_too=True))
        return sorted(tags, key=human_sort_key)


Step = Annotated[
    Converter | MatchStep | Splitter | Joiner | Slicer | Sorter | TagFilterStep, Field(discriminator="step")
]


def _converted(converter: Converter, strings: Iterable[str]) -> list[str]:
    kept = []
    for text in strings:
        try:
            kept.append(converter.convert(text))
        except ConversionFailed:
            continue
    return kept


def process_strings(steps: tuple[Step, ...], strings: list[str]) -> list[str]:
    """Return what the steps make of the strings, in order; never more than the limit."""
    for step in steps:
        strings = _converted(step, strings) if isinstance(step, Converter) else step.apply(strings)
        strings = strings[:MAX_STRINGS]
    return strings
