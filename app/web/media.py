"""Pictures and files for the page, answered in front of Flask: `/media/{thumbnail,preview,file}/<sha256>`.

What is inside a file is somebody else's: its type comes from our own identification, and whatever a browser could run
is only ever saved, in a sandbox, never shown (reliability.md I1). An address names its bytes for good, so browsers keep
them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import parse_qs

from app.core.errors import NotFound
from app.core.ids import Sha256
from app.library.file_bytes import Asked, ByteAnswer, BytesMissing, answer_file, answer_picture
from app.media.filetype import Filetype, Group, kind_of
from app.storage.file_store import FileStore
from app.web.doors import Doors
from app.web.errors import MethodNotAllowed
from app.web.headers import BASE, SANDBOXED
from app.web.visitor import Visitor

_PATH: Final = re.compile(r"/media/(thumbnail|preview|file)/([0-9a-f]{64})")
_HEADERS: Final = [
    *BASE,
    ("Content-Security-Policy", SANDBOXED),
    ("Cache-Control", "private, max-age=31536000, immutable"),
]
_SHOWN: Final = {Group.IMAGE, Group.ANIMATION, Group.VIDEO, Group.AUDIO}
_NEVER_SHOWN: Final = {Filetype.SVG, Filetype.UGOIRA}
_BROWSERS_NAME: Final = {"audio/mp3": "audio/mpeg", "audio/x-wav": "audio/wav", "video/x-matroska": "video/webm",
                         "image/apng": "image/png"}
"""Where browsers want another name for what they can play or draw."""


class Location(Protocol):
    """Where a file lies and what it is."""

    @property
    def path(self) -> Path: ...
    @property
    def filetype(self) -> int: ...


class Media:
    """The WSGI shortcut. Asks for the owner's session or key at each request; yields once to the others."""

    def __init__(self, store: FileStore, locate: Callable[[Sha256], Location | None], doors: Doors) -> None:
        self._store = store
        self._locate = locate
        self._doors = doors

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer, or raise a typed error for the front to tell."""
        self._doors.let_in(Visitor.of(environ))
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            raise MethodNotAllowed
        match = _PATH.fullmatch(environ["PATH_INFO"])
        if match is None:
            raise NotFound
        answer = self._answer(match[1], Sha256(match[2]), environ)
        phrase = HTTPStatus(answer.status).phrase
        start_response(f"{answer.status} {phrase}", answer.headers + _HEADERS)
        return answer.body

    def _answer(self, what: str, sha256: Sha256, environ: dict[str, Any]) -> ByteAnswer:
        asked = Asked.of(environ)
        if what == "file":
            return self._file(sha256, asked, environ.get("QUERY_STRING", ""))
        if what == "preview":
            try:
                return answer_picture(self._store.preview_path(sha256), asked, etag=f"{sha256}.p")
            except BytesMissing:  # small pictures have no larger preview than their thumbnail
                return answer_picture(self._store.thumbnail_path(sha256), asked, etag=f"{sha256}.t")
        return answer_picture(self._store.thumbnail_path(sha256), asked, etag=f"{sha256}.t")

    def _file(self, sha256: Sha256, asked: Asked, query: str) -> ByteAnswer:
        location = self._locate(sha256)
        if location is None:
            raise BytesMissing
        answer = answer_file(location.path, asked, etag=sha256)
        wants_to_save = parse_qs(query).get("download") == ["1"]
        answer.headers.extend(kind_headers(location.filetype, sha256, wants_to_save=wants_to_save))
        return answer


def kind_headers(filetype: int, sha256: Sha256, *, wants_to_save: bool) -> list[tuple[str, str]]:
    """Return Content-Type and Content-Disposition for a file of this kind."""
    kind = kind_of(filetype)
    is_shown = kind.group in _SHOWN and kind.filetype not in _NEVER_SHOWN
    mime = kind.mime if is_shown else "application/octet-stream"
    name = f"{sha256}{kind.extension}"
    disposition = "inline" if is_shown and not wants_to_save else "attachment"
    return [
        ("Content-Type", _BROWSERS_NAME.get(mime, mime)),
        ("Content-Disposition", f'{disposition}; filename="{name}"'),
    ]


