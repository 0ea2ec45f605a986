"""Bytes of the store as HTTP answers: whole, in part, unchanged, or only their headers.

Plain WSGI, so that both faces can answer a picture without going through Flask. What is small goes out in one piece
read on the hub (from the page cache that beats a thread); what is large is read off the hub, a piece at a time, with a
turn for everybody else in between. The face adds its own headers; the ones here follow from the bytes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app import runtime
from app.core.errors import BowerbirdError, NotFound

SINGLE_PIECE_BYTES: Final = 256 * 1024
"""Up to here an answer is one buffer."""
PIECE_BYTES: Final = 256 * 1024

WHOLE: Final = 200
PART: Final = 206
NOT_MODIFIED: Final = 304

_NUMBERS = re.compile(r"([0-9]{0,18})-([0-9]{0,18})")

HeaderList = list[tuple[str, str]]


class BytesMissing(NotFound):
    """The file is not on the disk."""

    code = "file_missing"


class RangeNotUnderstood(BowerbirdError):
    """The Range header has no `=` in it."""

    code, http_status = "bad_range", 400


class RangeRefused(BowerbirdError):
    """That part of the file can't be had."""

    code, http_status = "range_refused", 416

    def __init__(self, size: int) -> None:
        super().__init__(f"That part can't be had of a file of {size} bytes; ask for one range in bytes.")
        self.size = size


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request says about the part it wants. Empty text stands for an absent header."""

    is_head: bool = False
    range: str = ""
    if_range: str = ""
    if_none_match: str = ""

    @classmethod
    def of(cls, environ: dict[str, object]) -> Asked:
        """Read it from a WSGI environment."""
        get = environ.get
        return cls(
            get("REQUEST_METHOD") == "HEAD",
            str(get("HTTP_RANGE", "")),
            str(get("HTTP_IF_RANGE", "")),
            str(get("HTTP_IF_NONE_MATCH", "")),
        )


@dataclass(frozen=True, slots=True)
class ByteAnswer:
    """Status, the headers that follow from the bytes, and the body; the body is closed by whoever sends it."""

    status: int
    headers: HeaderList
    body: Iterable[bytes]


def parse_range(text: str, size: int) -> tuple[int, int] | None:
    """Return the first and last position that the header asks for, or None for the whole file.

    Refusals follow the Client API's contract: no `=` raises RangeNotUnderstood; another unit, several ranges, an
    empty one, or a start behind the end raises RangeRefused. A closed range that lies wholly behind the end means the
    whole file.
    """
    if not text:
        return None
    unit, equals, wanted = text.partition("=")
    if not equals:
        raise RangeNotUnderstood
    match = _NUMBERS.fullmatch(wanted.strip())
    if unit.strip().lower() != "bytes" or match is None or not (match[1] or match[2]):
        raise RangeRefused(size)
    if not match[1]:
        return _suffix(int(match[2]), size)
    first = int(match[1])
    if not match[2]:
        if first >= size:
            raise RangeRefused(size)
        return first, size - 1
    last = int(match[2])
    if first > last or first == size:
        raise RangeRefused(size)
    return None if first > size else (first, min(last, size - 1))


def _suffix(length: int, size: int) -> tuple[int, int]:
    if length == 0 or size == 0:
        raise RangeRefused(size)
    return max(0, size - length), size - 1


def answer_file(path: Path, asked: Asked, *, etag: str) -> ByteAnswer:
    """Return the answer for a file whose content `etag` names for good (a sha256, or made of one).

    Raises BytesMissing, RangeNotUnderstood, RangeRefused.
    """
    quoted = f'"{etag}"'
    if quoted in asked.if_none_match:
        return ByteAnswer(NOT_MODIFIED, [("ETag", quoted)], ())
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise BytesMissing from error
    try:
        return _answer_open(descriptor, asked, quoted)
    except BaseException:
        os.close(descriptor)
        raise


def _answer_open(descriptor: int, asked: Asked, quoted: str) -> ByteAnswer:
    """Answer from an open file, and see to it that it is closed unless this raises."""
    size = os.fstat(descriptor).st_size
    wanted = parse_range(asked.range, size) if asked.if_range in ("", quoted) else None
    first, last = wanted or (0, size - 1)
    length = last - first + 1
    headers = [("ETag", quoted), ("Accept-Ranges", "bytes"), ("Content-Length", str(length))]
    if wanted:
        headers.append(("Content-Range", f"bytes {first}-{last}/{size}"))
    body: Iterable[bytes]
    if asked.is_head:
        os.close(descriptor)
        body = ()
    elif length <= SINGLE_PIECE_BYTES:
        body = (os.pread(descriptor, length, first),)
        os.close(descriptor)
    else:
        body = Pieces(descriptor, first, length)
    return ByteAnswer(PART if wanted else WHOLE, headers, body)


class Pieces:
    """A part of an open file, piece by piece; closing it closes the file, however far it was read."""

    def __init__(self, descriptor: int, first: int, length: int) -> None:
        self._descriptor = descriptor
        self._position = first
        self._left = length
        self._is_open = True

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece = b""
        if self._left and self._is_open:
            piece = runtime.run_native(os.pread, self._descriptor, min(PIECE_BYTES, self._left), self._position)
        if not piece:  # the end, or the file was cut short behind our back: the client sees too few bytes
            self.close()
            raise StopIteration
        self._position += len(piece)
        self._left -= len(piece)
        runtime.sleep(0)
        return piece

    def close(self) -> None:
        """Let go of the file. Safe to repeat."""
        if self._is_open:
            self._is_open = False
            os.close(self._descriptor)


def picture_type(beginning: bytes) -> str:
    """Return the mime type of a thumbnail of ours by its first bytes."""
    if beginning.startswith(b"\xff\xd8"):
        return "image/jpeg"
    if beginning[8:12] == b"WEBP":
        return "image/webp"
    return "image/png"


def answer_picture(path: Path, asked: Asked, *, etag: str) -> ByteAnswer:
    """Return the answer for a thumbnail, its Content-Type included. Raises as `answer_file` does."""
    answer = answer_file(path, asked, etag=etag)
    if answer.status != NOT_MODIFIED:
        answer.headers.append(("Content-Type", picture_type(_beginning(path, answer))))
    return answer


def _beginning(path: Path, answer: ByteAnswer) -> bytes:
    """Return the picture's first bytes: from the answer when it is the whole in one buffer, else from the file."""
    if answer.status == WHOLE and isinstance(answer.body, tuple) and answer.body:
        return bytes(answer.body[0])
    with path.open("rb", buffering=0) as picture:
        return picture.read(12)
