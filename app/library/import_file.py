"""How a file comes in: examined by a worker, judged, moved into the store, and only then written down.

Bytes are durable before a row says so, and every row of a file (its hashes, domains, tags, URLs, notes, times, the
outcome of whoever asked) is one transaction. A crash leaves the file wholly in or wholly out; bytes without a row are
completed by the next import of the same file.
"""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from app.core.clock import Clock, to_milliseconds
from app.core.errors import BowerbirdError, StorageTrouble
from app.core.events import Events
from app.core.ids import FileId, ServiceId
from app.core.reasons import Reason, reason
from app.core.tags import clean_tags
from app.library.change_log import ChangeLog, file_changes
from app.library.examined import FILE_COLUMNS, Examined, read
from app.library.hash_status import HashStatuses
from app.library.metadata import FileMetadata, HashStatus, ImportOutcome, ImportRequest, ImportStatus
from app.library.notes import Notes
from app.library.services import ALL_LOCAL_FILES, ALL_LOCAL_MEDIA, TRASH, BadService, ServiceKind, Services
from app.library.tags import Tags
from app.library.times import LOCAL, modifying
from app.library.urls import UrlKind, attaching
from app.storage.file_store import FileStore
from app.storage.rows import Statement
from app.storage.writer import DiskFull, Transaction, Writer
from app.workers.errors import JobFailed, WorkerLost, WorkerTimeout
from app.workers.pool import WorkerPool

EXAMINE_LIMIT: Final = timedelta(seconds=60)
"""What one file may cost; a film of hours is only sampled, so this is generous."""

log = logging.getLogger("bowerbird.library")

_COLUMNS = ", ".join(FILE_COLUMNS)
_PLACES = ", ".join("?" * len(FILE_COLUMNS))
_UPDATES = ", ".join(f"{name} = excluded.{name}" for name in FILE_COLUMNS)

_UPSERT_HASH = (
    "INSERT INTO hash (sha256, md5, sha1, sha512) VALUES (?, ?, ?, ?) ON CONFLICT (sha256) DO UPDATE SET "
    "md5 = excluded.md5, sha1 = excluded.sha1, sha512 = excluded.sha512 RETURNING id"
)
_UPSERT_FILE = (
    f"INSERT INTO file (id, is_inbox, archived_at, {_COLUMNS}) "  # noqa: S608 - our own names
    f"VALUES ((SELECT id FROM hash WHERE sha256 = ?), ?, ?, {_PLACES}) "
    f"ON CONFLICT (id) DO UPDATE SET {_UPDATES}"
)
_ENTER = (
    "INSERT INTO file_domain (file_id, service_id, imported_at) "
    "SELECT id, ?2, ?3 FROM hash WHERE sha256 = ?1 ON CONFLICT DO NOTHING"
)
_ADD_DOMAIN = "INSERT INTO file_domain (file_id, service_id, imported_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"


@dataclass(frozen=True, slots=True)
class Rooms:
    """The nouns that an import writes to."""

    services: Services
    tags: Tags
    notes: Notes
    log: ChangeLog
    statuses: HashStatuses


class FileImport:
    """Takes files in."""

    def __init__(
        self, writer: Writer, store: FileStore, pool: WorkerPool, rooms: Rooms, events: Events, clock: Clock
    ) -> None:
        self._writer = writer
        self._store = store
        self._pool = pool
        self._rooms = rooms
        self._events = events
        self._clock = clock
        self._storage = rooms.services.by_key(ALL_LOCAL_FILES).id
        self._media = rooms.services.by_key(ALL_LOCAL_MEDIA).id
        self._trash = rooms.services.by_key(TRASH).id

    def run(self, request: ImportRequest) -> ImportOutcome:
        """Import one file; see ImportRequest. Raises BadService, StorageTrouble, PoolClosed, FileNotFoundError."""
        destinations = [self._rooms.services.id_of(key, ServiceKind.LOCAL_FILES) for key in request.destinations]
        if not destinations:
            raise BadService("A file needs a place to go to: choose a file domain.")
        if not request.path.exists():
            raise FileNotFoundError(request.path)
        examined = self._examine(request.path)
        if isinstance(examined, Reason):
            return self._end(request, ImportOutcome(ImportStatus.FAILED, reason=examined, note=examined.sentence))
        if examined.refused is not None:
            return self._end(request, _refusal(examined, examined.refused))
        status = self._rooms.statuses.of("sha256", examined.sha256)
        known = _known(status, examined, exclude_deleted=request.exclude_deleted)
        if known is not None:
            _discard(examined.thumbnail, examined.preview)
            return self._end(request, known)
        self._adopt(request.path, examined)
        return self._writer.run(lambda tx: self._write_new(tx, request, examined, destinations, status))

    def write_metadata(
        self, tx: Transaction, file_id: FileId, metadata: FileMetadata, now: datetime,
        before: Sequence[Statement] = (),
    ) -> None:
        """Write what comes with a file and log the file as changed; what is there already stays, and deleted tags stay
        deleted. `before` goes over to the database in the same call."""
        rooms = self._rooms
        rooms.notes.merge_in(tx, file_id, metadata.notes)
        statements = list(before)
        for key, texts in metadata.tags.items():
            service_id = rooms.services.id_of(key, ServiceKind.LOCAL_TAGS)
            statements += rooms.tags.adding(tx, [file_id], service_id, clean_tags(texts), override_deleted=False)
        urls = dict.fromkeys(metadata.source_urls, UrlKind.SOURCE)
        statements += attaching(file_id, urls | dict.fromkeys(metadata.primary_urls, UrlKind.PRIMARY), now)
        statements += modifying(file_id, metadata.modified)
        tx.execute_all([*statements, file_changes([file_id])])
        rooms.log.tell(tx)

    def _examine(self, path: Path) -> Examined | Reason:
        payload = {
            "path": str(path),
            "thumbnail_path": str(self._store.new_incoming(".thumbnail")),
            "preview_path": str(self._store.new_incoming(".preview")),
        }
        try:
            return read(self._run_examine(payload))
        except (WorkerTimeout, WorkerLost) as error:
            return self._given_up(payload, "decode_failed", error)
        except JobFailed as error:
            if error.kind == StorageTrouble.code or os.strerror(errno.ENOSPC) in error.detail:
                _discard_small(payload)
                raise DiskFull from error
            if error.kind == "memory":
                return self._given_up(payload, "decode_failed", error)
            log.error("event=examine_failed path=%s error=%s", path.name, error)  # noqa: TRY400 - the child's own trace
            return self._given_up(payload, "internal", error)

    def _run_examine(self, payload: dict[str, str]) -> dict[str, Any]:
        """Have a worker examine the file; when it dies, have another do it. A worker that dies once may have been
        killed by the kernel or a person; the second death under one file is the file's doing."""
        try:
            return self._pool.run("media.examine", payload, timeout=EXAMINE_LIMIT)
        except WorkerLost as error:
            log.warning("event=examine_again path=%s error=%s", Path(payload["path"]).name, error)
            return self._pool.run("media.examine", payload, timeout=EXAMINE_LIMIT)

    @staticmethod
    def _given_up(payload: dict[str, str], code: str, error: BowerbirdError) -> Reason:
        """Return why nothing is known of the file, and drop what the worker may have left."""
        _discard_small(payload)
        return reason(code, str(error))

    def _adopt(self, path: Path, examined: Examined) -> None:
        try:
            self._store.adopt(path, examined.sha256, examined.extension)
            self._store.adopt_thumbnails(examined.sha256, examined.thumbnail, examined.preview)
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise DiskFull from error
            raise

    def _end(self, request: ImportRequest, outcome: ImportOutcome) -> ImportOutcome:
        """Write what an import that keeps no bytes still writes, and drop the bytes."""
        if outcome.file_id is not None or request.also is not None:
            self._writer.run(lambda tx: self._write_known(tx, request, outcome))
        request.path.unlink(missing_ok=True)
        return outcome

    def _write_known(self, tx: Transaction, request: ImportRequest, outcome: ImportOutcome) -> None:
        now = self._clock.now()
        file_id = outcome.file_id
        if file_id is not None:
            self.write_metadata(tx, file_id, request.metadata, now)
            if outcome.status is ImportStatus.ALREADY_HERE and request.auto_archive:
                tx.execute("UPDATE file SET is_inbox = 0, archived_at = ? WHERE id = ? AND is_inbox = 1",
                           (to_milliseconds(now), file_id))
            tx.after_commit(lambda: self._events.publish("file.changed", file_ids=[file_id]))
        if request.also is not None:
            request.also(tx, outcome)

    def _write_new(
        self, tx: Transaction, request: ImportRequest, examined: Examined, destinations: list[ServiceId],
        before: HashStatus,
    ) -> ImportOutcome:
        now = self._clock.now()
        at = to_milliseconds(now)
        is_inbox, archived_at = not request.auto_archive, at if request.auto_archive else None
        sha256 = examined.hash_values[0]
        inserted, _, inside = tx.execute_all([
            Statement(_UPSERT_HASH, examined.hash_values),
            Statement(_UPSERT_FILE, (sha256, is_inbox, archived_at, *examined.values)),
            Statement(_ENTER, (sha256, self._storage, at)),
        ])
        file_id = FileId(inserted.fetchall()[0][0])
        domains: list[Statement] = []
        if inside.rowcount > 0 or before.status is ImportStatus.DELETED_BEFORE:
            places = [(file_id, service, at) for service in (*destinations, self._media)]
            domains = [Statement(_ADD_DOMAIN, places, is_many=True)]
            if before.file_id is not None:
                self._bring_back(tx, file_id, destinations, is_inbox, archived_at)
            outcome = _imported(file_id, examined)
        elif before.is_missing:
            outcome = replace(_imported(file_id, examined), note="Its bytes were missing on the disk and are back.")
        else:  # another import of the same bytes was faster
            outcome = replace(_imported(file_id, examined), status=ImportStatus.ALREADY_HERE,
                              reason=reason("known_hash"))
        self.write_metadata(tx, file_id, _with_local_time(request.metadata, now), now, domains)
        if request.also is not None:
            request.also(tx, outcome)
        tx.after_commit(lambda: self._events.publish("file.imported", file_id=file_id, sha256=examined.sha256))
        return outcome

    def _bring_back(
        self, tx: Transaction, file_id: FileId, destinations: list[ServiceId], is_inbox: bool, archived_at: int | None
    ) -> None:
        """Undo what deletion left of a hash that we knew before: its records here, its place in the trash."""
        tx.execute("UPDATE file SET is_inbox = ?, archived_at = ? WHERE id = ?", (is_inbox, archived_at, file_id))
        tx.execute_many("DELETE FROM file_deletion WHERE file_id = ? AND service_id = ?",
                        [(file_id, service) for service in (*destinations, self._media, self._storage)])
        tx.execute("DELETE FROM file_domain WHERE file_id = ? AND service_id = ?", (file_id, self._trash))


def _imported(file_id: FileId, examined: Examined) -> ImportOutcome:
    return ImportOutcome(ImportStatus.SUCCESSFUL, file_id, examined.sha256, examined.hashes)


def _refusal(examined: Examined, why: Reason) -> ImportOutcome:
    note = f"{why.sentence} {why.detail}".strip()
    return ImportOutcome(ImportStatus.FAILED, None, examined.sha256, examined.hashes, why, note)


def _known(status: HashStatus, examined: Examined, *, exclude_deleted: bool) -> ImportOutcome | None:
    """Return how the import ends when the hash alone decides it, else None."""
    if status.status is ImportStatus.ALREADY_HERE:
        why = reason("known_hash", status.note)
    elif status.status is ImportStatus.DELETED_BEFORE and exclude_deleted:
        why = reason("deleted_before", status.note)
    else:
        return None
    return ImportOutcome(status.status, status.file_id, examined.sha256, examined.hashes, why, status.note)


def _with_local_time(metadata: FileMetadata, now: datetime) -> FileMetadata:
    if LOCAL in metadata.modified:
        return metadata
    return replace(metadata, modified={**metadata.modified, LOCAL: now})


def _discard_small(payload: dict[str, str]) -> None:
    _discard(Path(payload["thumbnail_path"]), Path(payload["preview_path"]))


def _discard(*paths: Path | None) -> None:
    for path in paths:
        if path is not None:
            path.unlink(missing_ok=True)
