"""Postings of one tag service: for each tag the bitmap of the files that carry it.

Tags with many files stay in memory. Rare ones, which are most tags and few of the mappings, are read when somebody
asks and the last few thousand are kept; what changed about them since they were saved is kept beside. Counts are
exact for all.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from pyroaring import BitMap

from app.library.search.saved import (
    CHUNK_BITS,
    WHOLE,
    PostingRow,
    StateRow,
    chunks_of,
    cut,
    seal,
    seal_bitmap,
    unseal,
    unseal_bitmap,
)
from app.library.search.source import Source

RESIDENT_FROM: Final = 256
"""Files; tags with fewer are rare."""
KEPT: Final = 4096
"""Rare tags whose postings are kept after they were asked for."""
SLICE: Final = 400
"""Tags handled between two pauses."""
COUNT_BLOCK: Final = 16_384

Pause = Callable[[], None]


@dataclass(slots=True)
class _Difference:
    added: BitMap = field(default_factory=BitMap)
    removed: BitMap = field(default_factory=BitMap)

    def note(self, file_id: int, *, is_added: bool) -> None:
        (self.added if is_added else self.removed).add(file_id)
        (self.removed if is_added else self.added).discard(file_id)

    def apply_to(self, bitmap: BitMap) -> None:
        bitmap.difference_update(self.removed)
        bitmap.update(self.added)


class Postings:
    """The postings of one tag service."""

    def __init__(self, service: int, source: Source, *, resident_from: int = RESIDENT_FROM, kept: int = KEPT) -> None:
        self.service = service
        self.counts = np.zeros(1024, dtype=np.uint32)
        self._source = source
        self._resident_from = resident_from
        self._kept = kept
        self._resident: dict[int, BitMap] = {}
        self._dirty: dict[int, set[int]] = {}
        self._recent: OrderedDict[int, BitMap] = OrderedDict()
        self._changes: dict[int, _Difference] = {}
        self._saving: dict[int, _Difference] = {}
        self._frozen: dict[int, set[int]] = {}
        self._aside: list[PostingRow] = []
        self._dirty_counts: set[int] = set()

    def of(self, tag: int) -> BitMap:
        """Return the files that carry the tag; not to be changed by the caller."""
        bitmap = self._resident.get(tag)
        if bitmap is not None:
            return bitmap
        bitmap = self._recent.get(tag)
        if bitmap is not None:
            self._recent.move_to_end(tag)
            return bitmap
        if not self.count(tag):
            return BitMap()
        self.warm([tag])
        return self._recent[tag]

    def warm(self, tags: Iterable[int]) -> None:
        """Read those of these tags that are rare, used and not at hand, all at once."""
        missing = [tag for tag in tags if tag not in self._resident and tag not in self._recent and self.count(tag)]
        if missing:
            self._recent.update(self._read(missing[: self._kept]))
            while len(self._recent) > self._kept:
                self._recent.popitem(last=False)

    def count(self, tag: int) -> int:
        """Return how many files carry the tag."""
        return int(self.counts[tag]) if tag < len(self.counts) else 0

    def union(self, tags: Iterable[int], pause: Pause) -> BitMap:
        """Return the files that carry any of the tags."""
        result, rare = BitMap(), []
        for number, tag in enumerate(tags):
            if number % SLICE == SLICE - 1:
                pause()
            bitmap = self._resident.get(tag)
            if bitmap is None:
                bitmap = self._recent.get(tag)
            if bitmap is not None:
                result |= bitmap
            elif self.count(tag):
                rare.append(tag)
        for start in range(0, len(rare), SLICE):
            result |= BitMap.union(BitMap(), *self._read(rare[start : start + SLICE]).values())
            pause()
        return result

    def resident(self) -> Iterable[int]:
        """Return the tags whose postings are in memory."""
        return self._resident.keys()

    def add(self, tag: int, file_id: int) -> None:
        """Note that the file carries the tag from now on; it did not before."""
        self._change(tag, file_id, is_added=True)
        self.counts[tag] += 1

    def remove(self, tag: int, file_id: int) -> None:
        """Note that the file carries the tag no longer; it did before."""
        self._change(tag, file_id, is_added=False)
        if self.counts[tag]:
            self.counts[tag] -= 1

    def _change(self, tag: int, file_id: int, *, is_added: bool) -> None:
        self._make_room(tag)
        self._dirty_counts.add(tag // COUNT_BLOCK)
        bitmap = self._resident.get(tag)
        if bitmap is not None:
            if tag in self._frozen:
                self._aside.extend(self._cut_frozen(tag))
            self._dirty.setdefault(tag, set()).add(file_id >> CHUNK_BITS)
        else:
            self._changes.setdefault(tag, _Difference()).note(file_id, is_added=is_added)
            bitmap = self._recent.get(tag)
        if bitmap is not None:
            if is_added:
                bitmap.add(file_id)
            else:
                bitmap.discard(file_id)

    def _make_room(self, tag: int) -> None:
        if tag >= len(self.counts):
            more = np.zeros(max(tag + 1 - len(self.counts), len(self.counts) // 2), dtype=np.uint32)
            self.counts = np.concatenate((self.counts, more))

    def _read(self, tags: list[int]) -> dict[int, BitMap]:
        """Return the postings of rare tags: as saved, with what changed since."""
        saved = self._source.rare_postings(self.service, tags)
        result = {}
        for tag in tags:
            bitmap = unseal_bitmap(saved[tag]) if tag in saved else BitMap()
            for differences in (self._saving, self._changes):
                if tag in differences:
                    differences[tag].apply_to(bitmap)
            result[tag] = bitmap
        return result

    # Loading and rebuilding

    def put_saved(self, tag: int, blobs: list[bytes]) -> None:
        """Take in a resident tag by its saved chunks. Raises IndexDamaged."""
        self._resident[tag] = BitMap.union(BitMap(), *map(unseal_bitmap, blobs))

    def put_counts(self, block: int, blob: bytes) -> None:
        """Take in one saved block of counts. Raises IndexDamaged."""
        self._make_room((block + 1) * COUNT_BLOCK - 1)
        saved = np.frombuffer(unseal(blob), dtype="<u4")
        self.counts[block * COUNT_BLOCK : block * COUNT_BLOCK + len(saved)] = saved

    def put_rebuilt(self, bitmaps: dict[int, BitMap]) -> Iterator[list[PostingRow]]:
        """Take in all postings anew and go through the rows to save, some at a time. The frequent ones stay."""
        rows: list[PostingRow] = []
        for tag, bitmap in bitmaps.items():
            self._make_room(tag)
            self.counts[tag] = len(bitmap)
            if len(bitmap) >= self._resident_from:
                self._resident[tag] = bitmap
                rows += [(self.service, tag, chunk, cut(bitmap, chunk)) for chunk in chunks_of(bitmap)]
            else:
                rows.append((self.service, tag, WHOLE, seal_bitmap(bitmap)))
            if len(rows) >= SLICE * 10:
                yield rows
                rows = []
        self._dirty_counts.update(range(-(-len(self.counts) // COUNT_BLOCK)))
        yield rows

    def misfits(self) -> int:
        """Return how many resident tags hold another number of files than was counted."""
        return sum(len(bitmap) != self.count(tag) for tag, bitmap in self._resident.items())

    # Saving: `begin_save`, every part of `save`, then `saved` or `not_saved`

    def begin_save(self) -> list[StateRow]:
        """Freeze the state of now; return the counts that differ from what was saved."""
        self._frozen, self._dirty = self._dirty, {}
        self._saving, self._changes = self._changes, {}
        blocks, self._dirty_counts = self._dirty_counts, set()
        return [
            (f"counts/{self.service}/{block}",
             seal(self.counts[block * COUNT_BLOCK : (block + 1) * COUNT_BLOCK].astype("<u4").tobytes()))
            for block in blocks
        ]

    def save(self) -> Iterator[list[PostingRow]]:
        """Go through the rows that differ from what was saved, some at a time; changes may come between."""
        for part in _slices(list(self._frozen)):
            rows = [row for tag in part if tag in self._frozen for row in self._cut_frozen(tag)]
            yield rows
        yield self._aside
        self._aside = []
        for part in _slices(list(self._saving)):
            yield self._save_rare(part)

    def saved(self) -> None:
        """The rows are durable."""
        self._saving = {}

    def not_saved(self, rows: Iterable[PostingRow], states: Iterable[StateRow]) -> None:
        """The rows were not written: count what they hold as unsaved."""
        for _, tag, chunk, _ in rows:
            if chunk != WHOLE:
                self._dirty.setdefault(tag, set()).add(chunk)
        for tag, chunks in self._frozen.items():
            self._dirty.setdefault(tag, set()).update(chunks)
        for tag, earlier in self._saving.items():
            if tag in self._resident:  # it was to be saved in chunks from now on, which the rows above named
                continue
            later = self._changes.get(tag)
            if later is not None:
                later.added |= earlier.added - later.removed
                later.removed |= earlier.removed - later.added
            else:
                self._changes[tag] = earlier
        prefix = f"counts/{self.service}/"
        self._dirty_counts.update(int(name[len(prefix) :]) for name, _ in states if name.startswith(prefix))
        self._frozen, self._saving, self._aside = {}, {}, []

    def _cut_frozen(self, tag: int) -> list[PostingRow]:
        bitmap = self._resident[tag]
        return [(self.service, tag, chunk, cut(bitmap, chunk)) for chunk in self._frozen.pop(tag)]

    def _save_rare(self, tags: list[int]) -> list[PostingRow]:
        saved = self._source.rare_postings(self.service, tags)
        rows: list[PostingRow] = []
        for tag in tags:
            bitmap = unseal_bitmap(saved[tag]) if tag in saved else BitMap()
            self._saving[tag].apply_to(bitmap)
            if len(bitmap) < self._resident_from:
                rows.append((self.service, tag, WHOLE, seal_bitmap(bitmap)))
                continue
            rows.append((self.service, tag, WHOLE, None))
            rows += [(self.service, tag, chunk, cut(bitmap, chunk)) for chunk in chunks_of(bitmap)]
            self._settle_in(tag, bitmap)
        return rows

    def _settle_in(self, tag: int, bitmap: BitMap) -> None:
        """Keep a tag in memory from now on, since it is rare no longer."""
        later = self._changes.pop(tag, None)
        if later is not None:
            later.apply_to(bitmap)
            self._dirty.setdefault(tag, set()).update(chunks_of(later.added | later.removed))
        self._resident[tag] = bitmap
        self._recent.pop(tag, None)


def _slices(tags: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(tags), SLICE):
        yield tags[start : start + SLICE]
