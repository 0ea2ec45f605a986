"""Answers, and the headers that every answer has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from werkzeug.http import http_date

from app.client_api import encoding
from app.client_api.access import Environ, query_of
from app.client_api.version import SERVER
from app.client_api.wire import asks_for_cbor
from app.library.file_bytes import NOT_MODIFIED, ByteAnswer, HeaderList

SHORT: Final = timedelta(seconds=4)
"""How long an answer may be kept unless its path says otherwise."""
YEAR: Final = timedelta(seconds=31_536_000)


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer, before the headers that all share. The body is closed by whoever sends it."""

    status: int
    headers: HeaderList
    body: Iterable[bytes]


def reply_body(
    body: bytes, content_type: str, *, now: datetime, status: int = 200, keep: timedelta = SHORT
) -> Reply:
    """Return an answer that is a body of text or a picture made for it."""
    headers = [
        ("Content-Type", content_type),
        ("Content-Length", str(len(body))),
        ("Content-Disposition", "inline"),
        *may_be_kept(keep, now),
    ]
    return Reply(status, headers, (body,))


def reply_values(values: Mapping[str, Any], environ: Environ, *, now: datetime, keep: timedelta = SHORT) -> Reply:
    """Return an answer of values, in the format that was asked for."""
    format_ = encoding.choose_format(
        environ.get("HTTP_ACCEPT", ""),
        environ.get("CONTENT_TYPE", ""),
        asks_for_cbor=asks_for_cbor(query_of(environ)),
    )
    return reply_body(encoding.encode(values, format_), format_.value, now=now, keep=keep)


def reply_stored(answer: ByteAnswer, extra: HeaderList, *, now: datetime) -> Reply:
    """Return an answer of stored bytes; what they hold may not run, wherever it is shown. `extra` tells of the body."""
    of_body = [] if answer.status == NOT_MODIFIED else extra
    headers = [
        *answer.headers,
        *of_body,
        *may_be_kept(YEAR, now),
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", "sandbox; default-src 'none'"),
        ("Cross-Origin-Resource-Policy", "cross-origin"),
    ]
    return Reply(answer.status, headers, answer.body)


def may_be_kept(span: timedelta, now: datetime) -> HeaderList:
    """Return the headers that let a client keep the answer for so long."""
    seconds = int(span.total_seconds())
    return [("Cache-Control", f"max-age={seconds}"), ("Expires", _date(int(now.timestamp()) + seconds))]


@lru_cache(maxsize=64)
def _date(second: int) -> str:
    """Return the instant as headers write it; many answers of one second share it."""
    return http_date(second)


def shared_headers(environ: Environ, *, cors: bool) -> HeaderList:
    """Return the headers that every answer has, errors and pictures included."""
    headers = [("Server", SERVER), ("Hydrus-Server", SERVER), ("Referrer-Policy", "no-referrer")]
    if cors and environ.get("HTTP_ORIGIN"):
        headers.append(("Access-Control-Allow-Origin", "*"))
    return headers
