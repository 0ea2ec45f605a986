"""One file as the Client API tells it, in two depths.

Values come from the library's rows; nothing is asked here but what a known URL means. Instants are whole seconds, or
seconds with milliseconds for who asks for them; durations are milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from app.client_api.service_objects import RATINGS, describe
from app.core.ids import ServiceKey, Sha256
from app.core.tags import human_sort_key
from app.library.file_row import FileFacts, FileRow
from app.library.services import ALL_KNOWN_TAGS, DELETED, Service, ServiceKind
from app.media.filetype import Filetype, kind_of

_CANVASES: Final = ((0, "media viewer"), (1, "preview viewer"), (4, "client api viewer"))
_CURRENT: Final = 0

_sort_key = lru_cache(maxsize=65_536)(human_sort_key)
"""The same tags come up in every row."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Detail:
    """What a full row holds beyond the usual."""

    notes: bool = False
    milliseconds: bool = False
    detailed_urls: bool = False
    old_tag_maps: bool = False


def stub(sha256: Sha256) -> Row:
    """Return the row of a hash that nobody has named before."""
    return {"file_id": None, "hash": sha256}


def basic(row: FileRow, *, with_blurhash: bool) -> Row:
    """Return what the bytes are."""
    told = {"file_id": row.id, "hash": row.sha256, **_facts(row.facts)}
    if with_blurhash:
        told["blurhash"] = row.facts.blurhash if row.facts else None
    return told


def _facts(facts: FileFacts | None) -> Row:
    """Return size, type and extent; mostly nulls for a file that we never had."""
    identified = facts.filetype if facts else Filetype.UNKNOWN
    forced = facts.forced_filetype if facts else None
    kind = kind_of(identified if forced is None else forced)
    told: Row = {
        "size": facts and facts.size,
        "mime": kind.mime,
        "filetype_human": kind.human,
        "filetype_enum": int(kind.filetype),
        "ext": kind.extension,
        "width": facts and facts.width,
        "height": facts and facts.height,
        "duration": facts and facts.duration_ms,
        "num_frames": facts and facts.num_frames,
        "num_words": facts and facts.num_words,
        "has_audio": facts and facts.has_audio,
        "filetype_forced": forced is not None,
    }
    if forced is not None:
        told["original_mime"] = kind_of(identified).mime
    return told


class RowWriter:
    """Writes full rows, for one request."""

    def __init__(self, services: Iterable[Service], url_details: Callable[[str], Row], detail: Detail) -> None:
        """`url_details` tells what a known URL is."""
        services = list(services)
        self._described = {service.key: describe(service) for service in services}
        self._tag_services = [service.key for service in services if service.kind is ServiceKind.LOCAL_TAGS]
        self._ratings = {
            service.key: 0 if service.kind is ServiceKind.INC_DEC else None
            for service in services if service.kind in RATINGS
        }
        self._url_details = url_details
        self._detail = detail

    def full(self, row: FileRow) -> Row:
        """Return everything."""
        facts = row.facts
        told = {
            **basic(row, with_blurhash=True),
            "pixel_hash": facts.pixel_hash if facts else None,
            **_thumbnail(facts),
            "file_services": self._file_services(row),
            "time_modified": self._instant(row.modified_at),
            "time_modified_details": {domain: self._instant(at) for domain, at in row.modified.items()},
            **self._standing(row),
            **_embedded(facts),
            "known_urls": [known.url for known in row.urls],
            "ipfs_multihashes": {},
            "ratings": self._ratings,
            "tags": self._tags(row),
            "file_viewing_statistics": [_no_views(number, name) for number, name in _CANVASES],
        }
        if self._detail.notes:
            told["notes"] = row.notes
        if self._detail.detailed_urls:
            told["detailed_known_urls"] = [self._url_details(known.url) for known in row.urls]
        if self._detail.old_tag_maps:
            told |= _old_tag_maps(told["tags"])
        return told

    def _instant(self, instant: datetime | None) -> float | int | None:
        if instant is None:
            return None
        return instant.timestamp() if self._detail.milliseconds else int(instant.timestamp())

    def _file_services(self, row: FileRow) -> Row:
        current = {
            key: {**self._described[key], "time_imported": self._instant(at)} for key, at in row.domains.items()
        }
        if row.deletions:
            when = max((gone.deleted_at for gone in row.deletions.values() if gone.deleted_at), default=None)
            current[DELETED] = {**self._described[DELETED], "time_imported": self._instant(when)}
        deleted = {
            key: {
                **self._described[key],
                "time_deleted": self._instant(gone.deleted_at),
                "time_imported": self._instant(gone.imported_at),
            }
            for key, gone in row.deletions.items()
        }
        return {"current": current, "deleted": deleted}

    def _standing(self, row: FileRow) -> Row:
        told: Row = {
            "is_inbox": bool(row.facts and row.facts.is_inbox and row.is_local),
            "is_local": row.is_local,
            "is_trashed": row.is_trashed,
            "is_deleted": row.is_deleted,
        }
        if row.facts and not row.facts.is_inbox and row.facts.archived_at:
            told["time_archived"] = self._instant(row.facts.archived_at)
        return told

    def _tags(self, row: FileRow) -> Row:
        """Return the tags of every tag service, and those of all together."""
        stored = {key: _sorted(row.tags.get(key, {})) for key in self._tag_services}
        carrying = [statuses for statuses in stored.values() if statuses]
        together = carrying[0] if len(carrying) == 1 else _merged(carrying)
        return {key: self._tag_entry(key, statuses) for key, statuses in [*stored.items(), (ALL_KNOWN_TAGS, together)]}

    def _tag_entry(self, key: ServiceKey, statuses: Mapping[str, list[str]]) -> Row:
        shown = {status: tags for status, tags in statuses.items() if status == str(_CURRENT)}
        return {**self._described[key], "storage_tags": statuses, "display_tags": shown}


def _sorted(statuses: Mapping[int, list[str]]) -> dict[str, list[str]]:
    return {str(status): sorted(tags, key=_sort_key) for status, tags in sorted(statuses.items()) if tags}


def _merged(services: list[dict[str, list[str]]]) -> dict[str, list[str]]:
    together: dict[str, set[str]] = {}
    for statuses in services:
        for status, tags in statuses.items():
            together.setdefault(status, set()).update(tags)
    return {status: sorted(tags, key=_sort_key) for status, tags in sorted(together.items())}


def _thumbnail(facts: FileFacts | None) -> Row:
    if facts is None or facts.thumbnail_width is None or facts.thumbnail_height is None:
        return {}
    return {"thumbnail_width": facts.thumbnail_width, "thumbnail_height": facts.thumbnail_height}


def _embedded(facts: FileFacts | None) -> Row:
    return {
        "has_transparency": bool(facts and facts.has_transparency),
        "has_exif": bool(facts and facts.has_exif),
        "has_xmp": bool(facts and facts.has_xmp),
        "has_iptc": bool(facts and facts.has_iptc),
        "has_human_readable_embedded_metadata": bool(facts and facts.has_human_readable),
        "has_software_source": bool(facts and facts.has_software_source),
        "has_icc_profile": bool(facts and facts.has_icc_profile),
    }


def _no_views(number: int, name: str) -> Row:
    """Return the statistics of a canvas; Bowerbird counts no views."""
    return {
        "canvas_type": number, "canvas_type_pretty": name, "views": 0, "viewtime": 0.0, "last_viewed_timestamp": None,
    }


def _old_tag_maps(tags: Row) -> Row:
    """Return the two older shapes of the tags; services without any are left out."""
    return {
        f"service_keys_to_statuses_to_{old}tags": {key: entry[new] for key, entry in tags.items() if entry[new]}
        for old, new in (("", "storage_tags"), ("display_", "display_tags"))
    }
