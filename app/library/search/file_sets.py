"""Named sets of files: the inbox, what is in each domain, who has a tag in each namespace."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyroaring import BitMap

from app.library.search.saved import CHUNK_BITS, StateRow, chunks_of, cut, unseal_bitmap

INBOX: Final = "inbox"
FILES: Final = "files"
"""Everything that has a row of its own, here or not."""
KNOWN: Final = "known"
"""Everything that has a row or carries a tag."""

_PREFIX: Final = "set/"
_NOTHING: Final = BitMap()


def domain(service: int) -> str:
    """Name the files in that domain."""
    return f"domain/{service}"


def deletion(service: int) -> str:
    """Name the files that were deleted from that domain."""
    return f"deleted/{service}"


def namespace(service: int, name: str) -> str:
    """Name the files that carry a tag of that namespace in that tag service; "" is unnamespaced."""
    return f"namespace/{service}/{name}"


class FileSets:
    """The sets, and which of their chunks differ from what was saved."""

    def __init__(self) -> None:
        self._sets: dict[str, BitMap] = {}
        self._dirty: dict[str, set[int]] = {}

    def get(self, name: str) -> BitMap:
        """Return that set; not to be changed by the caller."""
        return self._sets.get(name, _NOTHING)

    def names(self, prefix: str) -> list[str]:
        """Return the names that begin so."""
        return [name for name in self._sets if name.startswith(prefix)]

    def add(self, name: str, file_id: int) -> None:
        """Put a file into a set."""
        bitmap = self._sets.get(name)
        if bitmap is None:
            bitmap = self._sets[name] = BitMap()
        elif file_id in bitmap:
            return
        bitmap.add(file_id)
        self._dirty.setdefault(name, set()).add(file_id >> CHUNK_BITS)

    def discard(self, name: str, file_id: int) -> None:
        """Take a file out of a set."""
        bitmap = self._sets.get(name)
        if bitmap is not None and file_id in bitmap:
            bitmap.discard(file_id)
            self._dirty.setdefault(name, set()).add(file_id >> CHUNK_BITS)

    def extend(self, name: str, files: BitMap) -> None:
        """Put many files into a set."""
        self._sets.setdefault(name, BitMap()).update(files)
        self._dirty.setdefault(name, set()).update(chunks_of(files))

    def put_saved(self, name: str, blob: bytes) -> None:
        """Take in one saved chunk. Raises IndexDamaged."""
        set_name = name[len(_PREFIX) :].partition("/")[2]
        self._sets.setdefault(set_name, BitMap()).update(unseal_bitmap(blob))

    def take_changed(self) -> Iterator[StateRow]:
        """Go through the chunks that differ from what was saved, as of now; from here on they count as saved."""
        dirty, self._dirty = self._dirty, {}
        for name, chunks in dirty.items():
            for chunk in chunks:
                yield f"{_PREFIX}{chunk}/{name}", cut(self._sets[name], chunk)

    @staticmethod
    def is_saved_name(name: str) -> bool:
        """Return whether a saved row is one of ours."""
        return name.startswith(_PREFIX)

    def mark(self, rows: list[StateRow]) -> None:
        """Count these chunks as not saved after all."""
        for row_name, _ in rows:
            if self.is_saved_name(row_name):
                chunk, _, name = row_name[len(_PREFIX) :].partition("/")
                self._dirty.setdefault(name, set()).add(int(chunk))
