"""Searching, and what is known of the files that were found."""

from __future__ import annotations

from typing import Any, Final

from pydantic import Field

from app import runtime
from app.access.permissions import Permission
from app.client_api.access import permitted
from app.client_api.arguments import Whole
from app.client_api.endpoint import Call, Group
from app.client_api.errors import BadRequest, NotKnown
from app.client_api.file_arguments import FilesArguments, NamedFiles
from app.client_api.metadata import Detail, Row, RowWriter, basic, stub
from app.client_api.places import FileDomainArguments, file_domains, tag_service
from app.client_api.reply import Reply, reply_values
from app.client_api.search_limit import FileIds
from app.client_api.service_objects import services_objects
from app.client_api.url_facts import url_details
from app.core.ids import FileId, Sha256
from app.library.file_row import FileRow
from app.library.search.parse import parse
from app.library.services import ALL_KNOWN_FILES, ALL_KNOWN_TAGS

GROUP = Group("search")

SEES_FILES: Final = permitted(Permission.SEARCH_FILES)
BATCH: Final = 128
"""Rows that are read and written in one go; others get their turn in between."""

Wanted = dict[Sha256, FileId | None]
"""Files in the order in which they were named; None for a hash that nobody has named before."""


class SearchFiles(FileDomainArguments):
    """What to look for, where, in which order, and how to name what was found."""

    tags: list[Any] = Field(default_factory=list)
    tag_service_key: str = ALL_KNOWN_TAGS
    include_current_tags: bool = True
    file_sort_type: Whole = 2
    file_sort_asc: bool = True
    return_file_ids: bool = True
    return_hashes: bool = False


@GROUP.route("GET", "/get_files/search_files", SEES_FILES, SearchFiles)
def search_files(call: Call[SearchFiles]) -> Reply:
    """Find files. No tags find no files; they do not mean everything."""
    asked = call.arguments
    if not asked.tags:
        return _reply(call, {"file_ids": []})
    call.caller.check_search(asked.tags)
    found = _search(call)
    call.caller.remember_found(found)
    answer: dict[str, Any] = {}
    if asked.return_file_ids:
        answer["file_ids"] = found
    if asked.return_hashes:
        answer["hashes"] = _hashes_of(call, found)
    return _reply(call, answer)


def _search(call: Call[SearchFiles]) -> FileIds:
    asked, services = call.arguments, call.rooms.library.services
    domains = file_domains(asked.current_keys(), services)
    deleted_from = file_domains(asked.deleted_keys(), services)
    tags_of = tag_service(asked.tag_service_key, services)
    if tags_of == ALL_KNOWN_TAGS and ALL_KNOWN_FILES in domains:
        raise BadRequest("All known files can't be searched by all known tags; choose one of both.")
    return call.rooms.library.search.search(
        asked.tags if asked.include_current_tags else as_if_untagged(asked.tags),
        tag_service=tags_of,
        file_service=domains or None,
        deleted_from=deleted_from,
        sort=asked.file_sort_type,
        ascending=asked.file_sort_asc,
    )


def as_if_untagged(items: list[Any]) -> list[Any]:
    """Return the search with every test of a tag answered for a file that carries none.

    That is what a search for pending tags alone means here, since no tag service of ours has pending ones. Raises
    BadSearch for what is no search.
    """
    parse(items)
    return [_untagged(item) for item in items]


def _untagged(item: Any) -> Any:
    if isinstance(item, list):
        return [_untagged(part) for part in item]
    if not isinstance(item, str) or item.startswith("system:"):
        return item
    nothing: list[Any] = []
    return "system:everything" if item.startswith("-") else nothing


def _hashes_of(call: Call[SearchFiles], found: FileIds) -> list[Sha256]:
    """Return the hashes in the order of the numbers, in slices that leave the hub free."""
    hashes: list[Sha256] = []
    for start in range(0, len(found), 5_000):
        part: list[int] = found[start : start + 5_000].tolist()
        known = call.rooms.library.files.hashes_of(part)
        hashes.extend(known[FileId(file_id)] for file_id in part)
        runtime.sleep(0)
    return hashes


class FileMetadata(FilesArguments):
    """Which files, and how much of each."""

    only_return_identifiers: bool = False
    only_return_basic_information: bool = False
    include_blurhash: bool = False
    detailed_url_information: bool = False
    include_notes: bool = False
    include_milliseconds: bool = False
    create_new_file_ids: bool = False
    include_services_object: bool = True
    hide_service_keys_tags: bool = True


@GROUP.route("GET", "/get_files/file_metadata", SEES_FILES, FileMetadata)
def file_metadata(call: Call[FileMetadata]) -> Reply:
    """Tell what is known of files, in the order in which they were named."""
    asked = call.arguments
    services = call.rooms.library.services.list()
    wanted = _numbered(call, asked.named())
    rows = _identifiers(wanted) if asked.only_return_identifiers else _rows(call, wanted)
    answer: dict[str, Any] = {"metadata": rows}
    if asked.include_services_object:
        answer |= services_objects(services)
    return _reply(call, answer)


def _numbered(call: Call[FileMetadata], named: NamedFiles) -> Wanted:
    """Return the files by hash with their numbers, in the order in which they were named.

    Raises NotKnown for a number that is nobody's. A limited key is asked first, so that it can't tell who is somebody.
    """
    files = call.rooms.library.files
    numbers = files.ids_of(named.hashes)
    call.caller.check_files([*(numbers.get(sha256, -1) for sha256 in named.hashes), *named.ids])
    if call.arguments.create_new_file_ids and len(numbers) < len(named.hashes):
        numbers = files.create_ids(named.hashes)
    known = files.hashes_of(named.ids)
    if len(known) < len(named.ids):
        raise NotKnown("It seems that you gave a file_id that does not exist.")
    wanted: Wanted = {sha256: numbers.get(sha256) for sha256 in named.hashes}
    for file_id in map(FileId, named.ids):
        wanted.setdefault(known[file_id], file_id)
    return wanted


def _identifiers(wanted: Wanted) -> list[Row]:
    return [{"file_id": file_id, "hash": sha256} for sha256, file_id in wanted.items()]


def _rows(call: Call[FileMetadata], wanted: Wanted) -> list[Row]:
    rooms, asked = call.rooms, call.arguments
    detail = Detail(
        notes=asked.include_notes,
        milliseconds=asked.include_milliseconds,
        detailed_urls=asked.detailed_url_information,
        old_tag_maps=not asked.hide_service_keys_tags,
    )
    writer = RowWriter(rooms.library.services.list(), lambda url: url_details(rooms.definitions, url), detail)

    def tell(row: FileRow) -> Row:
        if asked.only_return_basic_information:
            return basic(row, with_blurhash=asked.include_blurhash)
        return writer.full(row)

    told: dict[Sha256, Row] = {}
    numbers = [file_id for file_id in wanted.values() if file_id is not None]
    for start in range(0, len(numbers), BATCH):
        told.update((row.sha256, tell(row)) for row in rooms.library.files.rows(numbers[start : start + BATCH]))
        runtime.sleep(0)
    return [told[sha256] if sha256 in told else stub(sha256) for sha256 in wanted]


def _reply(call: Call[Any], values: dict[str, Any]) -> Reply:
    return reply_values(values, call.environ, now=call.rooms.clock.now())
