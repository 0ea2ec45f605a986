"""One message: four bytes of length, big-endian, then that many bytes of JSON.

Both ends speak it over one stream socket. The socket's own time-out bounds every step, so the same code serves a hub
that yields in `recv` and a plain process that blocks in it.
"""

from __future__ import annotations

import socket
import struct
import time
from typing import Any

import orjson

LENGTH = struct.Struct(">I")
MAX_FRAME_BYTES = 128 * 1024 * 1024
"""More than the largest page (16 MiB) with every character escaped."""
_LAST_LOOK_SECONDS = 0.001

Message = dict[str, Any]


class FrameError(Exception):
    """The other end sent something that is no frame."""


def send(channel: socket.socket, message: Message) -> None:
    """Send one message. Raises OSError when the other end is gone, TimeoutError by the socket's time-out."""
    body = orjson.dumps(message)
    if len(body) > MAX_FRAME_BYTES:
        raise FrameError(f"a message of {len(body)} bytes is too long")
    channel.sendall(LENGTH.pack(len(body)) + body)


def receive(channel: socket.socket, deadline: float | None = None) -> Message | None:
    """Return the next message, or None when the other end has closed between or inside messages.

    `deadline` is an instant of `time.monotonic`; TimeoutError is raised when it is over and nothing more is here.
    """
    head = _exactly(channel, LENGTH.size, deadline)
    if head is None:
        return None
    (length,) = LENGTH.unpack(head)
    if length > MAX_FRAME_BYTES:
        raise FrameError(f"a frame of {length} bytes is announced")
    body = _exactly(channel, length, deadline)
    if body is None:
        return None
    try:
        message = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise FrameError(str(error)) from error
    if not isinstance(message, dict):
        raise FrameError("a frame holds no object")
    return message


def _exactly(channel: socket.socket, count: int, deadline: float | None) -> bytes | None:
    parts: list[bytes] = []
    while count:
        if deadline is not None:
            # never zero: what has arrived while our own hub was late counts as in time
            channel.settimeout(max(deadline - time.monotonic(), _LAST_LOOK_SECONDS))
        try:
            part = channel.recv(min(count, 1 << 18))
        except ConnectionError:
            return None
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)
