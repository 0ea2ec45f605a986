"""Reading a body: as it comes off the wire, counted after unpacking, never more than a chunk beyond the limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import requests

from app import runtime
from app.core.reasons import reason
from app.core.units import format_size
from app.network.request import NetworkTrouble
from app.network.watchdog import Watch

CHUNK_BYTES = 64 * 1024


def declared_length(response: requests.Response) -> int | None:
    """Return the Content-Length, or None when it is missing or no plain number."""
    text = response.headers.get("Content-Length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def is_encoded(response: requests.Response) -> bool:
    """Return whether the body is compressed for the way, so that its bytes are not the file's."""
    return response.headers.get("Content-Encoding", "identity").strip().lower() not in {"", "identity"}


def chunks(
    response: requests.Response, watch: Watch, limit: int, site: str, on_wire: Callable[[int], None], have: int = 0
) -> Iterator[bytes]:
    """Yield the unpacked body, letting others run after each chunk. `have` bytes are here from an earlier try.

    Raises NetworkTrouble(too_large) before reading when the length says so, else as soon as the limit is passed.
    """
    raw = response.raw
    expected = declared_length(response)
    if expected is not None and not is_encoded(response) and have + expected > limit:
        raise _too_large(limit, site)
    total, wire_before = have, 0
    while chunk := raw.read1(CHUNK_BYTES, decode_content=True):
        wire = raw.tell() - wire_before
        wire_before += wire
        watch.received(wire)
        on_wire(wire)
        total += len(chunk)
        if total > limit:
            raise _too_large(limit, site)
        yield chunk
        runtime.sleep(0)


def start_of(response: requests.Response, watch: Watch, most: int = CHUNK_BYTES) -> bytes:
    """Return the first part of an error page, enough to see what it is."""
    start = b""
    while len(start) < most and (chunk := response.raw.read1(most - len(start), decode_content=True)):
        watch.received(len(chunk))
        start += chunk
    return start


def _too_large(limit: int, site: str) -> NetworkTrouble:
    return NetworkTrouble(reason("too_large", f"The limit is {format_size(limit)}."), domain=site)
