"""Stored bytes: files and thumbnails. These two paths are answered by the shortcut of `hot`."""

from __future__ import annotations

from typing import Final

from app.access.permissions import Permission
from app.client_api.access import permitted
from app.client_api.arguments import Arguments, FileNumber, Sha256Text
from app.client_api.endpoint import Call, Group
from app.client_api.errors import BadRequest, NotPermitted
from app.client_api.reply import Reply, reply_body, reply_stored
from app.core.ids import FileId, Sha256
from app.library.file_bytes import Asked, BytesMissing, answer_file, answer_picture
from app.media import thumbnail_icon
from app.media.filetype import kind_of

GROUP = Group("files")

SEES_FILES: Final = permitted(Permission.SEARCH_FILES)


class OneFile(Arguments):
    """Which file; the id wins."""

    file_id: FileNumber | None = None
    hash: Sha256Text | None = None


class GetFile(OneFile):
    """Which file, and whether it is to be saved."""

    download: bool = False


@GROUP.route("GET", "/get_files/file", SEES_FILES, GetFile)
def get_file(call: Call[GetFile]) -> Reply:
    """Send a file, or the part of it that the Range header asks for."""
    arguments = call.arguments
    sha256 = _asked_for(call, arguments)
    location = call.rooms.library.files.location(sha256) if sha256 else None
    if sha256 is None or location is None:
        raise BytesMissing
    answer = answer_file(location.path, Asked.of(call.environ), etag=sha256)
    kind = kind_of(location.filetype)
    disposition = "attachment" if arguments.download else "inline"
    headers = [
        ("Content-Type", kind.mime),
        ("Content-Disposition", f'{disposition}; filename="{location.path.name}"'),
    ]
    return reply_stored(answer, headers, now=call.rooms.clock.now())


@GROUP.route("GET", "/get_files/thumbnail", SEES_FILES, OneFile)
def get_thumbnail(call: Call[OneFile]) -> Reply:
    """Send a thumbnail; where there is none, an icon that may only be kept for seconds, since one may come."""
    sha256 = _asked_for(call, call.arguments)
    if sha256 is None:
        return _icon(call, thumbnail_icon.fallback())
    try:
        path = call.rooms.store.thumbnail_path(sha256)
        answer = answer_picture(path, Asked.of(call.environ), etag=f"{sha256}.t")
    except BytesMissing:
        location = call.rooms.library.files.location(sha256)
        if location is not None and not kind_of(location.filetype).has_thumbnail:
            return _icon(call, thumbnail_icon.icon_for(location.filetype))
        return _icon(call, thumbnail_icon.fallback())
    name = ("Content-Disposition", f'inline; filename="{sha256}.thumbnail"')
    return reply_stored(answer, [name], now=call.rooms.clock.now())


def _icon(call: Call[OneFile], picture: bytes) -> Reply:
    return reply_body(picture, "image/png", now=call.rooms.clock.now())


def _asked_for(call: Call[OneFile] | Call[GetFile], arguments: OneFile) -> Sha256 | None:
    """Return the hash of the file that is asked for, or None when no file has that id.

    A key that is limited to what its searches find never gets a file by its hash, and learns nothing of other ids.
    """
    if arguments.file_id is None:
        if arguments.hash is None:
            raise BadRequest("Name a file by file_id or hash.")
        if call.caller.is_limited:
            raise NotPermitted("This access key gets files by their ids only.")
        return Sha256(arguments.hash)
    call.caller.check_files([arguments.file_id])
    return call.memory.hashes.of(FileId(arguments.file_id))
