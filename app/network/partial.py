"""A file that is not whole yet: its bytes, and whose version they are.

    <name>.part          the bytes that are here
    <name>.state.part    the version they belong to: JSON with etag, last_modified, total

Bytes of two versions are never glued: without a validator, or with one that the server no longer stands by, the file
begins anew.
"""

from __future__ import annotations

import errno
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from io import FileIO
from pathlib import Path

from app.core.errors import StorageTrouble
from app.storage.writer import DiskFull


@dataclass(frozen=True, slots=True)
class Version:
    """What identifies one version of a remote file."""

    etag: str = ""
    """A strong one; a weak one can't vouch for bytes and is not kept."""
    last_modified: str = ""
    total: int | None = None

    @property
    def validator(self) -> str:
        """What If-Range may hold; empty when the version can't be recognised."""
        return self.etag or self.last_modified


def version_of(headers: Mapping[str, str], total: int | None) -> Version:
    """Return the version that response headers describe."""
    etag = headers.get("ETag", "").strip()
    is_strong = re.fullmatch(r'"[\x21\x23-\x7e\x80-\xff]*"', etag) is not None
    return Version(etag if is_strong else "", headers.get("Last-Modified", "").strip(), total)


def parse_content_range(text: str | None) -> tuple[int, int, int | None] | None:
    """Return (first byte, last byte, total or None) of a Content-Range; None when it is malformed."""
    match = re.fullmatch(r"\s*bytes\s+([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\*)\s*", text or "", re.IGNORECASE)
    if match is None:
        return None
    first, last = int(match[1]), int(match[2])
    total = None if match[3] == "*" else int(match[3])
    if last < first or (total is not None and last >= total):
        return None
    return first, last, total


def continues(version: Version, have: int, headers: Mapping[str, str]) -> bool:
    """Return whether a 206 goes on exactly where we are, in the same version."""
    found = parse_content_range(headers.get("Content-Range"))
    if found is None or found[0] != have:
        return False
    other = version_of(headers, found[2])
    same_total = version.total is None or other.total is None or version.total == other.total
    same_etag = not version.etag or not other.etag or version.etag == other.etag
    same_date = bool(version.etag) or not other.last_modified or version.last_modified == other.last_modified
    return same_total and same_etag and same_date


class Sink:
    """Where the bytes of a body go."""

    def __init__(self, handle: FileIO) -> None:
        self._handle = handle

    def write(self, chunk: bytes) -> None:
        """Write all of it. Raises StorageTrouble."""
        left = memoryview(chunk)
        with told_as_storage_trouble():
            while left:
                left = left[self._write(left) :]

    def _write(self, data: memoryview) -> int:
        return self._handle.write(data)


@contextmanager
def told_as_storage_trouble() -> Iterator[None]:
    """Raise DiskFull or StorageTrouble in place of what the file system says: no disk is taken for a network."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFull from error
        raise StorageTrouble(f"A download can't be written: {error.strerror or error}.") from error


class Partial:
    """The unfinished bytes beside where the file will be."""

    def __init__(self, into: Path) -> None:
        self._into = into
        self.path = into.with_name(f"{into.name}.part")
        self._state = into.with_name(f"{into.name}.state.part")

    def wish(self) -> tuple[int, Version]:
        """Return how many bytes are here and of which version; (0, none) when they can't be continued."""
        try:
            known = json.loads(self._state.read_text("utf-8"))
            version = Version(str(known["etag"]), str(known["last_modified"]), known["total"])
            have = self.path.stat().st_size
        except (OSError, ValueError, KeyError, TypeError):
            return 0, Version()
        if not have or not version.validator or (version.total is not None and have >= version.total):
            return 0, Version()
        return have, version

    @contextmanager
    def start(self, version: Version) -> Iterator[Sink]:
        """Open it empty for a new version. Raises StorageTrouble."""
        with told_as_storage_trouble():
            self._state.unlink(missing_ok=True)
            handle = self.path.open("wb", buffering=0)
        with handle:
            if version.validator:
                with told_as_storage_trouble():
                    self._state.write_text(json.dumps(asdict(version)), "utf-8")
            yield Sink(handle)

    @contextmanager
    def resume(self) -> Iterator[Sink]:
        """Open it to go on at its end. Raises StorageTrouble."""
        with told_as_storage_trouble():
            handle = self.path.open("ab", buffering=0)
        with handle:
            yield Sink(handle)

    def finish(self) -> None:
        """It is whole: give it its name. Raises StorageTrouble."""
        with told_as_storage_trouble():
            self.path.replace(self._into)
            self._state.unlink(missing_ok=True)

    def discard(self) -> None:
        """Forget the bytes."""
        self.path.unlink(missing_ok=True)
        self._state.unlink(missing_ok=True)
