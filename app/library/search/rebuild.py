"""Making the index again from the rows, when what was saved is missing, old or in doubt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

import numpy as np
from pyroaring import BitMap

from app.library.search import file_sets
from app.library.search.file_sets import FILES, INBOX, KNOWN
from app.library.search.saved import CHUNK_BITS, PostingRow
from app.library.search.source import Source

if TYPE_CHECKING:
    from app.library.search.index import SearchIndex

_PLACES: Final = np.uint64((1 << CHUNK_BITS) - 1)
STEP: Final = 4096
"""Files read at once; with 30 tags each that is some 120,000 rows."""


def rebuild(index: SearchIndex, source: Source, pause: Callable[[], None]) -> Iterator[list[PostingRow]]:
    """Fill an index that is empty but for its tags; go through the postings to save, some at a time."""
    last = source.last_file_id()
    gathered: dict[int, dict[int, BitMap]] = {}
    for low in range(0, last + 1, 1 << CHUNK_BITS):
        high = min(low + (1 << CHUNK_BITS), last + 1)
        parts = []
        for start in range(low, high, STEP):
            _take_files(index, source, start, min(start + STEP, high))
            parts.append(np.array(source.tags_between(start, min(start + STEP, high)), dtype=np.uint32).reshape(-1, 3))
            pause()
        _gather(index, np.concatenate(parts), gathered, pause)
    for service, bitmaps in gathered.items():
        _namespaces(index, service, bitmaps, pause)
        yield from index.postings_of(service).put_rebuilt(bitmaps)


def _take_files(index: SearchIndex, source: Source, low: int, high: int) -> None:
    facts = source.facts_between(low, high)
    ids = index.columns.set(facts.columns)
    files = BitMap(ids.tolist())
    index.sets.extend(FILES, files)
    index.sets.extend(KNOWN, files)
    index.sets.extend(INBOX, BitMap(ids[index.columns["is_inbox"][ids] > 0].tolist()))
    for rows, name in ((facts.domains, file_sets.domain), (facts.deletions, file_sets.deletion)):
        by_service: dict[int, list[int]] = {}
        for file_id, service in rows:
            by_service.setdefault(service, []).append(file_id)
        for service, found in by_service.items():
            index.sets.extend(name(service), BitMap(found))


def _gather(
    index: SearchIndex, rows: np.ndarray, gathered: dict[int, dict[int, BitMap]], pause: Callable[[], None]
) -> None:
    """Turn mappings (file, service, tag) of one chunk into postings."""
    if not len(rows):
        return
    files, by = np.unique(rows[:, 0], return_counts=True)
    index.columns.count_tags(files.astype(np.int64), by.astype(np.int32))
    index.sets.extend(KNOWN, BitMap(files.tolist()))
    for service in np.unique(rows[:, 1]).tolist():
        mine = rows[rows[:, 1] == service]
        # tag and place in the chunk as one number: sorting plain numbers is many times faster than sorting rows
        keys = mine[:, 2].astype(np.uint64) << np.uint64(CHUNK_BITS) | mine[:, 0].astype(np.uint64) & _PLACES
        keys.sort()
        tags, ids = keys >> np.uint64(CHUNK_BITS), (keys & _PLACES) + (mine[0, 0] & ~_PLACES)
        names, starts = np.unique(tags, return_index=True)
        bitmaps = gathered.setdefault(service, {})
        ends = [*starts[1:].tolist(), len(tags)]
        for number, (tag, start, end) in enumerate(zip(names.tolist(), starts.tolist(), ends, strict=True)):
            bitmap = BitMap(ids[start:end].tolist())
            if tag in bitmaps:
                bitmaps[tag].update(bitmap)
            else:
                bitmaps[tag] = bitmap
            if number % 1000 == 999:
                pause()


def _namespaces(index: SearchIndex, service: int, bitmaps: dict[int, BitMap], pause: Callable[[], None]) -> None:
    index.learn_tags(max(bitmaps))  # some may be new since the rebuild began
    unions: dict[str, list[BitMap]] = {}
    for tag, bitmap in bitmaps.items():
        unions.setdefault(index.vocabulary.namespace_of(tag), []).append(bitmap)
    for name, parts in unions.items():
        for start in range(0, len(parts), 1000):
            index.sets.extend(file_sets.namespace(service, name), BitMap.union(BitMap(), *parts[start : start + 1000]))
            pause()
