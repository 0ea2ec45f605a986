"""What comes with a file and what came of it: the values that imports take and give."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from pathlib import Path

from app.core.ids import FileId, ServiceKey, Sha256
from app.core.reasons import Reason
from app.library.services import MY_FILES
from app.storage.writer import Transaction


class ImportStatus(IntEnum):
    """How an import ended, in the Client API's numbers."""

    UNKNOWN = 0
    SUCCESSFUL = 1
    ALREADY_HERE = 2
    DELETED_BEFORE = 3
    FAILED = 4
    VETOED = 7


@dataclass(frozen=True, slots=True)
class FileMetadata:
    """What is written beside a file. URLs are normal forms; tags are cleaned here; modified times go by the site's
    registrable domain, or `local`."""

    tags: Mapping[ServiceKey, Collection[str]] = field(default_factory=dict)
    primary_urls: Sequence[str] = ()
    source_urls: Sequence[str] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    modified: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """How an import ended. `reason` is None when the file is new; `note` is a sentence for tools."""

    status: ImportStatus
    file_id: FileId | None = None
    sha256: Sha256 | None = None
    hashes: Mapping[str, str] = field(default_factory=dict)
    """md5, sha1, sha256, sha512 in hex, as far as they were computed."""
    reason: Reason | None = None
    note: str = ""


Also = Callable[[Transaction, ImportOutcome], None]


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """A file to take in.

    `path` lies in the store's `incoming` and is consumed whatever the outcome (an exception leaves it). `metadata` is
    written when the file is new, here already, or deleted before. `also` runs in the same transaction as the
    outcome's rows, whatever the outcome.
    """

    path: Path
    metadata: FileMetadata = FileMetadata()
    destinations: tuple[ServiceKey, ...] = (MY_FILES,)
    exclude_deleted: bool = True
    auto_archive: bool = False
    also: Also | None = None


@dataclass(frozen=True, slots=True)
class HashStatus:
    """What is known of a hash: 0 not here, 2 here, 3 deleted before or in the trash."""

    status: ImportStatus
    file_id: FileId | None = None
    sha256: Sha256 | None = None
    note: str = ""
    is_missing: bool = False
    """Whether rows say that the file is here but its bytes are gone from the disk."""
