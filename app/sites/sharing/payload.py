"""The payload in a shared PNG's pixels: found, bounded and unpacked; and laid out again for writing.

The picture is one byte a pixel. Its first two bytes tell how many rows the visible title takes; behind these rows come
four bytes of length and then the payload: a zlib stream of UTF-8 JSON; very old files have an LZ4 block, or the text.
"""

from __future__ import annotations

import importlib
import zlib
from dataclasses import dataclass

from app.sites.sharing.errors import NotADownloader

MAX_TEXT_BYTES = 32 * 1024 * 1024
"""The most that a payload may unpack to; the largest known has 150,000 characters."""

WIDTH = 512
TITLE_ROWS = 16
"""Rows above the payload of the pictures that we write."""


@dataclass(frozen=True, slots=True)
class Pixels:
    """A grey picture: its width, and its rows one after the other, one byte a pixel."""

    width: int
    rows: bytes

    @property
    def height(self) -> int:
        """How many rows there are."""
        return len(self.rows) // self.width


def read_payload(pixels: Pixels) -> str:
    """Return the JSON text in the picture. Raises NotADownloader, saying which step found an ordinary picture."""
    rows = pixels.rows
    if len(rows) < 2:
        raise NotADownloader("the picture is too small to hold anything")
    start = int.from_bytes(rows[:2], "big") * pixels.width
    if start == 0 or start + 4 > len(rows):
        raise NotADownloader("this is an ordinary picture: its title area reaches beyond its end")
    length = int.from_bytes(rows[start : start + 4], "big")
    payload = rows[start + 4 : start + 4 + length]
    if length == 0 or len(payload) < length:
        raise NotADownloader("this is an ordinary picture: its payload reaches beyond its end")
    return _text(payload)


def _text(payload: bytes) -> str:
    inflated = _inflated(payload)
    if inflated is None:
        inflated = payload if payload.lstrip()[:1] == b"[" else _from_lz4(payload)
    try:
        return inflated.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotADownloader("the payload is not text") from error


def _inflated(payload: bytes) -> bytes | None:
    """Return the bytes of a whole zlib stream, None for bytes that are none."""
    stream = zlib.decompressobj()
    try:
        data = stream.decompress(payload, MAX_TEXT_BYTES + 1)
    except zlib.error:
        return None
    if len(data) > MAX_TEXT_BYTES:
        raise NotADownloader(f"the payload unpacks to more than {MAX_TEXT_BYTES // 1024**2} MB")
    if not stream.eof:
        raise NotADownloader("the payload is cut off")
    return data


def _from_lz4(payload: bytes) -> bytes:
    try:
        lz4 = importlib.import_module("lz4.block")
    except ImportError as error:
        raise NotADownloader("the payload is no zlib stream and no text; if it is very old it is packed with LZ4, "
                             "which this installation can't unpack") from error
    if int.from_bytes(payload[:4], "little") > MAX_TEXT_BYTES:  # the block opens with its unpacked size
        raise NotADownloader("the payload is no zlib stream, no LZ4 block and no text")
    try:
        data: bytes = lz4.decompress(payload)
    except (ValueError, RuntimeError, MemoryError) as error:
        raise NotADownloader("the payload is no zlib stream, no LZ4 block and no text") from error
    return data


def lay_out(text: str) -> Pixels:
    """Return the picture that carries the JSON text, below a blank title area."""
    payload = zlib.compress(text.encode("utf-8"), 9)
    title = TITLE_ROWS.to_bytes(2, "big") + b"\xff" * (WIDTH * TITLE_ROWS - 2)
    body = len(payload).to_bytes(4, "big") + payload
    return Pixels(WIDTH, title + body + bytes(-len(body) % WIDTH))
