"""Numbers of files, one array a column, the file's id as the index: what sorting and number tests read.

Absent numbers are -1. Sizes are bytes, durations and instants milliseconds; of the two hashes the first 8 bytes stand
here, which order files as well as the whole would.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from app.library.search.saved import StateRow, seal, unseal

ROW: Final = np.dtype([
    ("size", "<i8"), ("filetype", "<i2"), ("width", "<i4"), ("height", "<i4"), ("duration", "<i4"),
    ("frames", "<i4"), ("has_audio", "<i1"), ("is_inbox", "<i1"), ("archived", "<i8"), ("imported", "<i8"),
    ("modified", "<i8"), ("hash", "<u8"), ("pixel_hash", "<u8"), ("tags", "<i4"),
])
"""A row after its id. `tags` counts mappings over all tag services."""

BLOCK: Final = 4096
"""Rows saved in one blob."""

_PREFIX: Final = "columns/"


class Columns:
    """The arrays; they grow as ids come. Ids without a row hold -1 (hashes 0)."""

    def __init__(self) -> None:
        self._arrays = _blank(BLOCK)
        self._dirty: set[int] = set()
        self._unsaved: dict[int, StateRow | None] = {}

    def __getitem__(self, name: str) -> np.ndarray:
        """Return a column; its length is at least every id + 1 that was set."""
        return self._arrays[name]

    @property
    def size_bytes(self) -> int:
        """Return the memory that the arrays take."""
        return sum(array.nbytes for array in self._arrays.values())

    def set(self, rows: Sequence[tuple[Any, ...]]) -> np.ndarray:
        """Set rows of (id, the columns but `tags`) and return their ids as an array."""
        record = np.array(rows, dtype=[("id", "<u4"), *ROW.descr[:-1]])
        ids = record["id"]
        if len(ids):
            self.grow(int(ids.max()))
            self._touch(np.unique(ids // BLOCK))
            for name in ROW.names[:-1] if ROW.names else ():
                self._arrays[name][ids] = record[name]
        return ids

    def clear(self, file_id: int) -> None:
        """Forget a file's row; its count of tags stays."""
        if file_id < len(self._arrays["size"]):
            self._touch([file_id // BLOCK])
            for name, array in self._arrays.items():
                if name != "tags":
                    array[file_id] = 0 if array.dtype.kind == "u" else -1

    def count_tags(self, file_ids: np.ndarray, by: np.ndarray) -> None:
        """Change the count of tags of each of these (distinct) files."""
        if len(file_ids):
            self.grow(int(file_ids.max()))
            self._touch(np.unique(file_ids // BLOCK))
            column = self._arrays["tags"]
            column[file_ids] = np.maximum(column[file_ids], 0) + by

    def grow(self, file_id: int) -> None:
        """Make room for that id."""
        held = len(self._arrays["size"])
        if file_id < held:
            return
        room = max(file_id + 1, held + min(held // 2, 1 << 20))
        more = _blank(-(-room // BLOCK) * BLOCK - held)
        self._arrays = {name: np.concatenate((array, more[name])) for name, array in self._arrays.items()}

    def begin_save(self) -> list[int]:
        """Freeze what differs from what was saved; return the blocks to ask `save` for. Later changes to a block that
        was not asked for yet keep its frozen state aside."""
        self._unsaved = dict.fromkeys(self._dirty)
        self._dirty = set()
        return sorted(self._unsaved)

    def save(self, block: int) -> StateRow:
        """Return a frozen block."""
        row = self._unsaved.pop(block)
        return row if row is not None else self._pack(block)

    def mark(self, rows: Sequence[StateRow]) -> None:
        """Count these blocks as not saved after all."""
        self._dirty.update(int(name[len(_PREFIX) :]) for name, _ in rows if self.is_saved_name(name))
        self._dirty.update(self._unsaved)
        self._unsaved = {}

    @staticmethod
    def is_saved_name(name: str) -> bool:
        """Return whether a saved row is one of ours."""
        return name.startswith(_PREFIX)

    def put_saved(self, name: str, blob: bytes) -> None:
        """Take in one saved block. Raises IndexDamaged."""
        block = int(name[len(_PREFIX) :])
        record = np.frombuffer(unseal(blob), dtype=ROW)
        self.grow((block + 1) * BLOCK - 1)
        for column, array in self._arrays.items():
            array[block * BLOCK : (block + 1) * BLOCK] = record[column]

    def _touch(self, blocks: Sequence[int] | np.ndarray) -> None:
        for block in map(int, blocks):
            if block in self._unsaved and self._unsaved[block] is None:
                self._unsaved[block] = self._pack(block)
            self._dirty.add(block)

    def _pack(self, block: int) -> StateRow:
        record = np.empty(BLOCK, dtype=ROW)
        for name, array in self._arrays.items():
            record[name] = array[block * BLOCK : (block + 1) * BLOCK]
        return f"{_PREFIX}{block}", seal(record.tobytes())


def _blank(rows: int) -> dict[str, np.ndarray]:
    assert ROW.names is not None
    return {name: np.full(rows, 0 if ROW[name].kind == "u" else -1, dtype=ROW[name]) for name in ROW.names}
