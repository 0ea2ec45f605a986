"""All tags as text to look through: patterns over their search text, and their namespaces.

Search text folds what people type in many ways: brackets, quotes, dashes, underscores and blanks all part words.
Tags lie in blocks of joined text; a block is looked through in well under a millisecond, so there is no index to keep.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

import numpy as np

from app.core.tags import split_tag

BLOCK: Final = 4096
"""Tags in one block."""

_PARTING = str.maketrans(dict.fromkeys("[](){}/\\\"'-_", " "))
_WORD: Final = "\x01"
"""Begins every word of a subtag; tags hold no control characters, so it can't be typed."""
_SUBTAG: Final = "\x02"
_BLANKS: Final = re.compile(" +")
_MANY: Final = 256
"""Lines; when more hold the needle, the whole block is matched in one go."""
_ANYTHING: Final = "[^\n]*"

Pause = Callable[[], None]


def fold(subtags: Sequence[str]) -> list[str]:
    """Return the search text of each subtag: its words, each after its mark. One of signs alone stays as it is."""
    lines = _BLANKS.sub(_WORD, "\n".join(subtags).translate(_PARTING)).split("\n")
    return [_WORD + (line.strip(_WORD) or subtag) for line, subtag in zip(lines, subtags, strict=True)]


class Pattern:
    """What to look for: namespace and subtag, both of which may hold `*`.

    A whole pattern fits a subtag from its first word to its last; a beginning fits from the start of any word.
    `namespace` None means any.
    """

    def __init__(self, namespace: str | None, subtag: str, *, is_whole: bool) -> None:
        pieces = subtag.translate(_PARTING).split("*")
        if not any(map(str.strip, pieces)):
            pieces = subtag.split("*")  # signs alone stand for themselves, as in the search text of a tag
        folded = [_piece(piece) for piece in pieces]
        folded[-1] = folded[-1].removesuffix(_WORD)  # a sign at the very end parts nothing
        inner = _ANYTHING.join(map(re.escape, folded))
        # a first word has its mark anyhow, and what begins with a star may begin inside a word
        start = _ANYTHING if subtag.startswith("*") else _WORD
        inner = inner.removeprefix(_ANYTHING).removeprefix(_WORD)
        head = f"\n{_namespace(namespace)}{_SUBTAG}"
        self.regex = re.compile(f"{head}{start}{inner}(?=\n)" if is_whole else f"{head}{_ANYTHING}?{start}{inner}")
        """Fits at the beginning of a line."""
        self.needle = max(folded, key=len)
        """What every fitting line holds somewhere."""
        self.is_needle_enough = False
        if not is_whole and namespace is None and len(pieces) == 1:
            self.needle, self.is_needle_enough = _WORD + _WORD.join(pieces[0].split()), True


def _piece(text: str) -> str:
    """Return a piece between two stars, its runs of blanks as one word mark."""
    folded = _WORD.join(text.split())
    if text[:1] == " " and folded:
        folded = _WORD + folded
    if text[-1:] == " " and folded:
        folded += _WORD
    return folded


def _namespace(namespace: str | None) -> str:
    if namespace is None:
        return f"[^\n{_SUBTAG}]*"
    return f"[^\n{_SUBTAG}]*".join(map(re.escape, namespace.split("*")))


class Vocabulary:
    """Every tag that the index has met."""

    def __init__(self) -> None:
        self._blocks: list[_Block] = []
        self._namespaces: dict[str, int] = {}
        self._names: list[str] = []
        self._namespace_of = np.full(1024, -1, dtype=np.int32)
        self.last_id = 0

    def add(self, tags: Sequence[tuple[int, str]]) -> None:
        """Take in tags as (id, text). The first call may bring many, best in the order of their use."""
        if not tags:
            return
        self.last_id = max(self.last_id, max(tag_id for tag_id, _ in tags))
        if self.last_id >= len(self._namespace_of):
            held = len(self._namespace_of)
            more = np.full(max(self.last_id + 1 - held, held // 2), -1, dtype=np.int32)
            self._namespace_of = np.concatenate((self._namespace_of, more))
        for start in range(0, len(tags), BLOCK):
            self._add_some(tags[start : start + BLOCK])

    def _add_some(self, tags: Sequence[tuple[int, str]]) -> None:
        halves = [split_tag(text) for _, text in tags]
        for (tag_id, _), (namespace, _) in zip(tags, halves, strict=True):
            number = self._namespaces.get(namespace)
            if number is None:
                number = self._namespaces[namespace] = len(self._names)
                self._names.append(namespace)
            self._namespace_of[tag_id] = number
        folded = fold([subtag for _, subtag in halves])
        lines = [f"\n{namespace}{_SUBTAG}{text}" for (namespace, _), text in zip(halves, folded, strict=True)]
        if self._blocks and len(self._blocks[-1].ids) + len(tags) <= BLOCK:
            self._blocks[-1].extend([tag_id for tag_id, _ in tags], lines)
        else:
            self._blocks.append(_Block([tag_id for tag_id, _ in tags], lines))

    def __len__(self) -> int:
        """Return how many tags there are."""
        return sum(len(block.ids) for block in self._blocks)

    def namespace_of(self, tag_id: int) -> str:
        """Return the namespace of a tag that was taken in; "" for none."""
        number = int(self._namespace_of[tag_id])
        return self._names[number] if number >= 0 else ""

    def namespaces(self) -> Iterable[str]:
        """Return every namespace."""
        return self._names

    def matching(self, pattern: Pattern, pause: Pause) -> np.ndarray:
        """Return the ids of all tags that fit."""
        parts = []
        for block in self._blocks:
            parts.append(block.matching(pattern))
            pause()
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)

    def best(self, pattern: Pattern, counts: np.ndarray, limit: int, pause: Pause) -> list[int]:
        """Return the `limit` most used tags that fit and are used at all, the most used first; ties by id.

        `counts` goes by tag id. Blocks that can't hold a better one than was found are not looked through.
        """
        found: list[tuple[int, int]] = []
        for block in self._blocks:
            ids = block.ids
            held = counts[ids]
            if len(found) >= limit and int(held.max(initial=0)) <= -found[limit - 1][0]:
                continue
            fitting = block.matching(pattern)
            numbers = counts[fitting]
            found += [(-int(count), int(tag)) for tag, count in zip(fitting, numbers, strict=True) if count]
            found = sorted(found)[:limit]
            pause()
        return [tag for _, tag in found]


class _Block:
    """Up to `BLOCK` tags: their lines joined, and where each begins."""

    def __init__(self, ids: list[int], lines: list[str]) -> None:
        self.ids = np.array(ids, dtype=np.int64)
        self.text = "".join(lines) + "\n"
        self._starts = _starts(lines)

    def extend(self, ids: list[int], lines: list[str]) -> None:
        """Add tags at the end."""
        offset = len(self.text) - 1
        self.ids = np.concatenate((self.ids, np.array(ids, dtype=np.int64)))
        self._starts = np.concatenate((self._starts, _starts(lines) + offset))
        self.text = self.text[:-1] + "".join(lines) + "\n"

    def matching(self, pattern: Pattern) -> np.ndarray:
        """Return the ids of the tags that fit."""
        held = self.text.count(pattern.needle)
        if not held:
            return np.empty(0, dtype=np.int64)
        if not pattern.is_needle_enough and held > _MANY:
            lines = self._lines(found.start() for found in pattern.regex.finditer(self.text))
        else:
            lines = self._lines(_find_all(self.text, pattern.needle))
            if not pattern.is_needle_enough:
                fits = pattern.regex.match
                lines = lines[[fits(self.text, start) is not None for start in self._starts[lines].tolist()]]
        matching: np.ndarray = self.ids[lines]
        return matching

    def _lines(self, places: Iterable[int]) -> np.ndarray:
        """Return the numbers of the lines in which these places lie, each once."""
        found = np.fromiter(places, dtype=np.int64)
        numbers: np.ndarray = np.unique(np.searchsorted(self._starts, found, side="right") - 1)
        return numbers


def _starts(lines: list[str]) -> np.ndarray:
    lengths = np.fromiter(map(len, lines), dtype=np.int64, count=len(lines))
    return np.concatenate(([0], np.cumsum(lengths)[:-1]))


def _find_all(text: str, literal: str) -> Iterator[int]:
    place = text.find(literal)
    while place >= 0:
        yield place
        place = text.find(literal, place + 1)
