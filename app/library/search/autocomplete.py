"""Completing a tag while it is typed: which tags fit, and how many files of the current result carry each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from pyroaring import BitMap

from app.core.tags import clean_tag
from app.library.search.postings import Postings
from app.library.search.saved import as_array
from app.library.search.source import Source
from app.library.search.vocabulary import Pattern

COUNTED_BY_ROWS: Final = 4096
"""Up to so many files the tags of each are read; beyond, bitmaps are compared."""


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag and how many files carry it."""

    tag: str
    count: int


def pattern_of(text: str, *, may_list_namespace: bool) -> Pattern | None:
    """Return what to look for, or None when the text asks for nothing or for far too much.

    Text fits from the start of any word of the subtag, whatever the namespace unless it names one.
    """
    text = text.removeprefix("-")
    if text.lower().startswith("system:"):
        return None
    cleaned = clean_tag(text)
    if not cleaned and may_list_namespace and text.endswith(":"):
        cleaned = clean_tag(f"{text}*")
    namespace, colon, subtag = cleaned.partition(":")
    if not colon:
        namespace, subtag = "", cleaned
    subtag = subtag.rstrip("*")
    if not subtag and not (colon and may_list_namespace):
        return None
    return Pattern(namespace if colon else None, subtag or "*", is_whole=False)


def candidates(limit: int) -> int:
    """Return how many of the most used tags to count inside the result, to show `limit` of them."""
    return min(max(limit * 4, 40), 400)


def counted(tags: Sequence[int], postings: Sequence[Postings], files: BitMap) -> list[tuple[int, int]]:
    """Return those of the tags that any of the files carry, as (tag, files), the most frequent first."""
    for service in postings:
        service.warm(tags)
    found = []
    for tag in tags:
        holding = [service.of(tag) for service in postings if service.count(tag)]
        carriers = holding[0] if len(holding) == 1 else BitMap.union(BitMap(), *holding)
        count = carriers.intersection_cardinality(files)
        if count:
            found.append((tag, count))
    return sorted(found, key=lambda one: -one[1])


def most_frequent(
    files: BitMap, postings: Sequence[Postings], source: Source, pause: Callable[[], None]
) -> list[tuple[int, int]]:
    """Return the tags of these files as (tag, files), the most frequent first."""
    if len(files) <= COUNTED_BY_ROWS:
        services = {service.service for service in postings}
        rows = source.tags_of(as_array(files).tolist())
        carried = {(file_id, tag) for file_id, service, tag in rows if service in services}
        return Counter(tag for _, tag in carried).most_common()
    frequent = sorted({tag for service in postings for tag in service.resident()})
    found: list[tuple[int, int]] = []
    for start in range(0, len(frequent), 256):
        found += counted(frequent[start : start + 256], postings, files)
        pause()
    return sorted(found, key=lambda one: -one[1])
