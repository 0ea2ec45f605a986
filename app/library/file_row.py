"""One file as everybody shows it: the page, the Client API, exports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from app.core.ids import FileId, ServiceKey, Sha256
from app.library.services import ALL_LOCAL_FILES, ALL_LOCAL_MEDIA, TRASH
from app.library.urls import KnownUrl


@dataclass(frozen=True, slots=True)
class Deletion:
    """A file was deleted from a domain."""

    deleted_at: datetime | None
    imported_at: datetime | None
    reason: str | None


class FileFacts(NamedTuple):
    """What is known of the bytes. Sizes in bytes and pixels, duration in milliseconds, hashes in hex. A tuple, since
    rows are made by the hundred."""

    size: int
    filetype: int
    forced_filetype: int | None
    extension: str
    width: int | None
    height: int | None
    duration_ms: int | None
    num_frames: int | None
    num_words: int | None
    has_audio: bool
    has_transparency: bool
    has_exif: bool
    has_xmp: bool
    has_iptc: bool
    has_human_readable: bool
    has_software_source: bool
    has_icc_profile: bool
    pixel_hash: str | None
    perceptual_hash: str | None
    blurhash: str | None
    thumbnail_width: int | None
    thumbnail_height: int | None
    is_inbox: bool
    archived_at: datetime | None


@dataclass(slots=True)
class FileRow:
    """A hash and everything that hangs on it. `facts` is None for a hash whose file we never had.

    `tags` go by service, then status (0 current, 2 deleted); their order is the reader's. `modified` goes by domain.
    """

    id: FileId
    sha256: Sha256
    md5: str | None
    sha1: str | None
    sha512: str | None
    facts: FileFacts | None
    domains: dict[ServiceKey, datetime] = field(default_factory=dict)
    deletions: dict[ServiceKey, Deletion] = field(default_factory=dict)
    tags: dict[ServiceKey, dict[int, list[str]]] = field(default_factory=dict)
    urls: list[KnownUrl] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    modified: dict[str, datetime] = field(default_factory=dict)

    @property
    def is_local(self) -> bool:
        """Return whether its bytes are here, in the trash or not."""
        return ALL_LOCAL_FILES in self.domains

    @property
    def is_trashed(self) -> bool:
        """Return whether it is in the trash."""
        return TRASH in self.domains

    @property
    def is_deleted(self) -> bool:
        """Return whether it is trashed, or was deleted from the collection."""
        return self.is_trashed or ALL_LOCAL_MEDIA in self.deletions

    @property
    def imported_at(self) -> datetime | None:
        """Return when it came in; None when it is not here."""
        return self.domains.get(ALL_LOCAL_MEDIA) or self.domains.get(ALL_LOCAL_FILES)

    @property
    def modified_at(self) -> datetime | None:
        """Return the earliest of its modified times."""
        return min(self.modified.values(), default=None)

    def current_tags(self) -> Mapping[ServiceKey, list[str]]:
        """Return the tags it carries, by service."""
        return {service: statuses[0] for service, statuses in self.tags.items() if statuses.get(0)}
