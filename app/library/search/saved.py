"""The saved form of the index: bitmaps cut into chunks of 65,536 ids, each blob with its checksum."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import numpy as np
from pyroaring import BitMap

FORMAT: Final = 1
"""Raise it when the saved form changes; an index of another form is rebuilt from the rows."""

CHUNK_BITS: Final = 16
WHOLE: Final = -1
"""The chunk number of a rare tag's postings, which are saved in one piece."""

PostingRow = tuple[int, int, int, bytes | None]
"""Service, tag, chunk, sealed blob; None deletes."""

StateRow = tuple[str, bytes | None]


class IndexDamaged(Exception):
    """What was saved can't be trusted; the index has to be rebuilt from the rows."""


def seal(payload: bytes) -> bytes:
    """Put the checksum before the payload."""
    return zlib.crc32(payload).to_bytes(4, "big") + payload


def unseal(blob: bytes) -> bytes:
    """Return the payload. Raises IndexDamaged."""
    payload = blob[4:]
    if zlib.crc32(payload).to_bytes(4, "big") != blob[:4]:
        raise IndexDamaged("a checksum does not fit")
    return payload


def seal_bitmap(bitmap: BitMap) -> bytes | None:
    """Return the bitmap as a blob, or None when it is empty."""
    return seal(bitmap.serialize()) if bitmap else None


def unseal_bitmap(blob: bytes) -> BitMap:
    """Return the bitmap. Raises IndexDamaged."""
    return BitMap.deserialize(unseal(blob))


@lru_cache(maxsize=4096)
def _whole_chunk(chunk: int) -> BitMap:
    return BitMap(range(chunk << CHUNK_BITS, (chunk + 1) << CHUNK_BITS))


def cut(bitmap: BitMap, chunk: int) -> bytes | None:
    """Return one chunk of the bitmap as a blob, or None when nothing is in it."""
    return seal_bitmap(bitmap & _whole_chunk(chunk))


def chunks_of(bitmap: BitMap) -> Iterator[int]:
    """Go through the numbers of the chunks that hold something."""
    place = 0
    while True:
        found = bitmap.next_set_bit(place) if bitmap and place <= bitmap.max() else None
        if found is None:
            return
        yield found >> CHUNK_BITS
        place = ((found >> CHUNK_BITS) + 1) << CHUNK_BITS


def as_array(bitmap: BitMap) -> np.ndarray:
    """Return the ids in the bitmap, ascending, as uint32."""
    return np.frombuffer(bitmap.to_array(), dtype=np.uint32)
