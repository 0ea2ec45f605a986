"""The order of results: by which number, and how the first few of a large result are found without sorting it all.

Ids grow in the order of imports, so the newest files are the tail of a bitmap; the few ids whose import is out of line
(a hash that was known before its file came) are kept apart and merged in. For other sorts an order of all files is
made once and walked until enough members of the result are met.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import IntEnum
from typing import Any, Final

import numpy as np
from pyroaring import BitMap

from app.library.search.columns import Columns
from app.library.search.saved import as_array

WALK_FROM: Final = 20_000
"""Results smaller than this are sorted outright."""
WALK_STEP: Final = 65_536
LOOSE_MOST: Final = 5_000
"""Files; beyond so many changed ones an order is made anew."""

Native = Callable[[Callable[[], np.ndarray]], np.ndarray]
"""Runs a long call of pure C off the hub."""


class Sort(IntEnum):
    """The Client API's sort types."""

    SIZE = 0
    DURATION = 1
    IMPORT_TIME = 2
    FILETYPE = 3
    RANDOM = 4
    WIDTH = 5
    HEIGHT = 6
    RATIO = 7
    PIXELS = 8
    TAGS = 9
    MEDIA_VIEWS = 10
    MEDIA_VIEWTIME = 11
    BITRATE = 12
    HAS_AUDIO = 13
    MODIFIED_TIME = 14
    FRAMERATE = 15
    FRAMES = 16
    COLLECTION_SIZE = 17
    LAST_VIEWED = 18
    ARCHIVED_TIME = 19
    HASH = 20
    PIXEL_HASH = 21
    BLURHASH = 22
    LIGHTNESS = 23
    CHROMA = 24
    GREEN_RED = 25
    BLUE_YELLOW = 26
    HUE = 27


_COLUMN: Final = {
    Sort.SIZE: "size", Sort.DURATION: "duration", Sort.FILETYPE: "filetype", Sort.WIDTH: "width",
    Sort.HEIGHT: "height", Sort.TAGS: "tags", Sort.HAS_AUDIO: "has_audio", Sort.MODIFIED_TIME: "modified",
    Sort.FRAMES: "frames", Sort.ARCHIVED_TIME: "archived", Sort.HASH: "hash", Sort.PIXEL_HASH: "pixel_hash",
}
_ABSENT_LAST: Final = frozenset({Sort.PIXEL_HASH})
"""Sorts that put files without the number at the end, whichever the direction."""


def keys(columns: Columns, sort: Sort, ids: np.ndarray) -> Any:
    """Return the number that each of these files is sorted by. Sorts whose number is not kept go by import."""
    if sort in _COLUMN:
        return columns[_COLUMN[sort]][ids]
    width, height = columns["width"][ids].astype(np.float64), columns["height"][ids].astype(np.float64)
    size, duration = columns["size"][ids].astype(np.float64), columns["duration"][ids].astype(np.float64)
    if sort is Sort.RATIO:
        return _divided(width, height)
    if sort is Sort.PIXELS:
        return np.where((width < 0) | (height < 0), -1.0, width * height)
    if sort is Sort.BITRATE:
        return np.where(duration > 0, _divided(size * 1000, duration), _divided(size, width * height))
    if sort is Sort.FRAMERATE:
        return _divided(columns["frames"][ids] * 1000.0, duration)
    return columns["imported"][ids]


def _divided(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Divide where both are known, else -1."""
    is_known = (above >= 0) & (below > 0)
    return np.where(is_known, above / np.where(is_known, below, 1), -1.0)


class Orders:
    """Puts results in order."""

    def __init__(self, columns: Columns, native: Native) -> None:
        self._columns = columns
        self._native = native
        self._orders: dict[Sort, tuple[np.ndarray, BitMap]] = {}
        self._out_of_line = BitMap()
        self._last = (0, 0)

    def files_changed(self, files: Iterable[int], tagged: Iterable[int]) -> None:
        """Note which files have other numbers now, and which another number of tags. In the orders that were made they
        are loose until so many are that a new order is due."""
        for sort, (_, loose) in list(self._orders.items()):
            loose.update(tagged if sort is Sort.TAGS else files)
            if len(loose) > LOOSE_MOST:
                del self._orders[sort]

    def line_up(self, file_id: int, imported: int, was: int) -> None:
        """Note the import time of a file that has one now (`was`: the one it had, or -1)."""
        if imported < 0 or imported == was:
            return
        if was < 0 and file_id > self._last[0] and imported >= self._last[1]:
            self._last = (file_id, imported)
        else:
            self._out_of_line.add(file_id)

    def line_up_all(self, files: BitMap) -> None:
        """Note the import times of all files."""
        ids = as_array(files)
        times = self._columns["imported"][ids]
        ids, times = ids[times >= 0], times[times >= 0]
        highest = np.maximum.accumulate(times)
        self._out_of_line = BitMap(ids[times < highest].tolist())
        in_line = np.flatnonzero(times >= highest)
        self._last = (int(ids[in_line[-1]]), int(times[in_line[-1]])) if len(in_line) else (0, 0)

    def first(self, files: BitMap, sort: Sort, *, ascending: bool, limit: int | None) -> np.ndarray:
        """Return the first `limit` files of the result (all for None), in order, as uint32."""
        if limit is not None and limit >= len(files):
            limit = None
        if sort is Sort.RANDOM:
            shuffled = np.random.default_rng().permutation(as_array(files))
            return shuffled[:limit]
        if sort not in _COLUMN and sort not in _COMPUTED:
            return self._by_import(files, ascending, limit)
        if limit is None or len(files) < WALK_FROM or sort in _ABSENT_LAST:
            return self._sorted(as_array(files), sort, ascending)[:limit]
        return self._walked(files, sort, ascending, limit)

    def _by_import(self, files: BitMap, ascending: bool, limit: int | None) -> np.ndarray:
        astray = files & self._out_of_line
        if astray:
            in_line = files - self._out_of_line
            ids = as_array(_end(in_line, ascending, limit) | astray)
            times = self._columns["imported"][ids]
            ids = ids[np.argsort(times, kind="stable")]  # nearly sorted already, which timsort likes
        else:
            ids = as_array(_end(files, ascending, limit))
        return (ids if ascending else ids[::-1])[:limit]

    def _sorted(self, ids: np.ndarray, sort: Sort, ascending: bool) -> np.ndarray:
        numbers: np.ndarray = keys(self._columns, sort, ids)
        order = self._native(lambda: np.argsort(numbers, kind="stable"))
        ordered = ids[order if ascending else order[::-1]]
        if sort in _ABSENT_LAST:
            is_absent = numbers[order if ascending else order[::-1]] == 0
            ordered = np.concatenate((ordered[~is_absent], ordered[is_absent]))
        return ordered

    def _walked(self, files: BitMap, sort: Sort, ascending: bool, limit: int) -> np.ndarray:
        everything = np.arange(len(self._columns["size"]), dtype=np.uint32)
        if sort not in self._orders:
            self._orders[sort] = self._sorted(everything, sort, True), BitMap()
        order, loose = self._orders[sort]
        if not ascending:
            order = order[::-1]
        is_member = np.zeros(len(everything), dtype=bool)
        is_member[as_array(files - loose)] = True
        parts: list[np.ndarray] = []
        found = 0
        for start in range(0, len(order), WALK_STEP):
            part = order[start : start + WALK_STEP]
            part = part[is_member[part]]
            parts.append(part)
            found += len(part)
            if found >= limit:
                break
        first = np.concatenate(parts)[:limit]
        if files.isdisjoint(loose):
            return first
        candidates = np.sort(np.concatenate((first, as_array(files & loose))))
        return self._sorted(candidates, sort, ascending)[:limit]


_COMPUTED: Final = frozenset({Sort.RATIO, Sort.PIXELS, Sort.BITRATE, Sort.FRAMERATE})


def _end(files: BitMap, ascending: bool, limit: int | None) -> BitMap:
    if limit is None or limit >= len(files):
        return files
    if limit == 0:
        return BitMap()
    return files[:limit] if ascending else files[-limit:]
