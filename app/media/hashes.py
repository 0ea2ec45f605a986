"""The four names of a file by its bytes, in one reading."""

from __future__ import annotations

import hashlib
from pathlib import Path

HASH_NAMES = ("sha256", "md5", "sha1", "sha512")
_CHUNK_BYTES = 1 << 18  # stays in the processor's cache while four digests read it


def hash_file(path: Path) -> dict[str, str]:
    """Return `{"sha256", "md5", "sha1", "sha512"}` in lower-case hex. Raises OSError."""
    digests = {name: hashlib.new(name, usedforsecurity=False) for name in HASH_NAMES}
    buffer = bytearray(_CHUNK_BYTES)
    view = memoryview(buffer)
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(buffer):
            for digest in digests.values():
                digest.update(view[:count])
    return {name: digest.hexdigest() for name, digest in digests.items()}
