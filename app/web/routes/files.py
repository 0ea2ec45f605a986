"""The collection: searching, rows for what is on the screen, one file whole, the inbox."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

import numpy as np
from pydantic import Field

from app.core.errors import NotFound
from app.core.ids import ServiceKey
from app.core.tags import human_sort_key, split_tag
from app.library.file_row import FileRow as LibraryRow
from app.media.filetype import Group, kind_of
from app.web.desk import Desk
from app.web.operations import Answer, Done, Operations, PackedIds, Sent

api = Operations("files")

MOST_ROWS: Final = 256
MOST_CHANGED: Final = 100_000

Text = Annotated[str, Field(max_length=1000)]
Key = Annotated[str, Field(max_length=200)]
FileNumber = Annotated[int, Field(ge=1, le=2**32 - 1)]
Term = Text | Annotated[list[Text], Field(min_length=1, max_length=200)]

_KIND_NAMES: Final = {
    Group.IMAGE: "image", Group.ANIMATION: "animation", Group.VIDEO: "video", Group.AUDIO: "audio",
    Group.APPLICATION: "application", Group.ARCHIVE: "archive", Group.IMAGE_PROJECT: "project",
    Group.UNKNOWN: "unknown",
}


class FileUnknown(NotFound):
    """This file is not in the collection."""

    code = "file_unknown"


class Search(Sent):
    """`tags` as the Client API takes them: tags, -tags, wildcards, lists of alternatives, system predicates. `sort` is
    the Client API's number; without services all tags and the whole collection count."""

    tags: Annotated[list[Term], Field(max_length=200)]
    sort: Annotated[int, Field(ge=0, le=100)] = 2
    ascending: bool = False
    file_service: Key | None = None
    tag_service: Key | None = None


class Ids(Sent):
    """Files by their numbers."""

    ids: Annotated[list[FileNumber], Field(max_length=MOST_ROWS)]


class ManyIds(Sent):
    """Files by their numbers; up to a hundred thousand."""

    ids: Annotated[list[FileNumber], Field(max_length=MOST_CHANGED)]


class FileRow(Answer):
    """One file as a grid shows it. Sizes in bytes and pixels."""

    id: int
    sha256: str
    filetype: int
    mime: str
    ext: str
    kind: str
    size: int
    width: int | None
    height: int | None
    duration_ms: int | None
    num_frames: int | None
    has_audio: bool
    blurhash: str | None
    is_inbox: bool
    is_trashed: bool
    imported_at: datetime | None
    has_preview: bool


class FileRows(Answer):
    """Rows in the order that was asked for; numbers that are nobody's file are left out."""

    rows: list[FileRow]


class ServiceTags(Answer):
    """The tags of one service, as people sort them."""

    name: str
    current: list[str]


class Url(Answer):
    """A URL of the file: how it became one (primary, source, given, merged), and what it is called."""

    url: str
    kind: str
    name: str


class WholeFile(FileRow):
    """One file with all that hangs on it. `tags` go by service key; `times` are imported, archived, modified, and
    `modified <domain>`."""

    tags: dict[str, ServiceTags]
    urls: list[Url]
    notes: dict[str, str]
    times: dict[str, datetime | None]
    hashes: dict[str, str]


class TagBeginning(Sent):
    """What is typed; `tags` is the search that the counts are taken in."""

    text: Text
    tags: Annotated[list[Term], Field(max_length=200)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class TagCount(Answer):
    """A tag and how many files carry it."""

    tag: str
    namespace: str
    count: int


class TagCounts(Answer):
    """Tags that fit, the most used first."""

    tags: list[TagCount]


@api.post("/files/search", body=Search, answers=PackedIds)
def search(desk: Desk, body: Search) -> PackedIds:
    """Search the collection."""
    found = desk.given.library.search.search(
        body.tags, tag_service=_key(body.tag_service), file_service=_key(body.file_service), sort=body.sort,
        ascending=body.ascending,
    )
    return PackedIds(np.asarray(found, dtype="<u4").tobytes(), len(found))


@api.post("/files/rows", body=Ids, answers=FileRows)
def rows(desk: Desk, body: Ids) -> FileRows:
    """Return what a grid needs of up to 256 files."""
    found = desk.given.library.files.rows(body.ids)
    return FileRows(rows=[FileRow.model_validate(_shown(row)) for row in found if row.facts is not None])


@api.get("/files/<string(length=64):sha256>", answers=WholeFile)
def whole(desk: Desk, sha256: str) -> WholeFile:
    """Return one file with its tags, URLs, notes, times and hashes."""
    library = desk.given.library
    file_id = library.files.id_of(sha256)
    row = library.files.row(file_id) if file_id is not None else None
    if row is None or row.facts is None:
        raise FileUnknown
    hashes = {"sha256": row.sha256, "md5": row.md5, "sha1": row.sha1, "sha512": row.sha512}
    return WholeFile.model_validate({
        **_shown(row),
        "tags": {key: _tags(desk, key, tags) for key, tags in row.current_tags().items()},
        "urls": [Url(url=known.url, kind=known.kind.name.lower(), name=_url_name(desk, known.url))
                 for known in row.urls],
        "notes": row.notes,
        "times": _times(row),
        "hashes": {name: text for name, text in hashes.items() if text},
    })


@api.post("/files/archive", body=ManyIds)
def archive(desk: Desk, body: ManyIds) -> Done:
    """Take files out of the inbox."""
    desk.given.library.files.archive(body.ids)
    return Done()


@api.post("/files/unarchive", body=ManyIds)
def unarchive(desk: Desk, body: ManyIds) -> Done:
    """Put files into the inbox again."""
    desk.given.library.files.unarchive(body.ids)
    return Done()


@api.post("/autocomplete", body=TagBeginning, answers=TagCounts)
def autocomplete(desk: Desk, body: TagBeginning) -> TagCounts:
    """Return the tags that begin with a text at any word, the most used first."""
    found = desk.given.library.search.autocomplete(body.text, within=body.tags, limit=body.limit)
    return TagCounts(
        tags=[TagCount(tag=each.tag, namespace=split_tag(each.tag)[0], count=each.count) for each in found]
    )


def _key(text: str | None) -> ServiceKey | None:
    return ServiceKey(text) if text else None


def _shown(row: LibraryRow) -> dict[str, object]:
    facts = row.facts
    assert facts is not None
    number = facts.forced_filetype or facts.filetype
    kind = kind_of(number)
    return {
        "id": row.id, "sha256": row.sha256, "filetype": number, "mime": kind.mime, "ext": facts.extension,
        "kind": _KIND_NAMES[kind.group], "size": facts.size, "width": facts.width, "height": facts.height,
        "duration_ms": facts.duration_ms, "num_frames": facts.num_frames, "has_audio": facts.has_audio,
        "blurhash": facts.blurhash, "is_inbox": facts.is_inbox, "is_trashed": row.is_trashed,
        "imported_at": row.imported_at, "has_preview": facts.thumbnail_width is not None,
    }


def _tags(desk: Desk, key: ServiceKey, tags: list[str]) -> ServiceTags:
    return ServiceTags(name=desk.given.library.services.by_key(key).name, current=sorted(tags, key=human_sort_key))


def _url_name(desk: Desk, url: str) -> str:
    url_class = desk.given.definitions.url_class_for(url)
    return url_class.name if url_class else ""


def _times(row: LibraryRow) -> dict[str, datetime | None]:
    assert row.facts is not None
    return {
        "imported": row.imported_at, "archived": row.facts.archived_at, "modified": row.modified_at,
        **{f"modified {domain}": at for domain, at in sorted(row.modified.items())},
    }
