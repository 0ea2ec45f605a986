"""The collection as one object: what the rooms above it hold on to."""

from __future__ import annotations

from app.core.clock import Clock
from app.core.events import Events
from app.core.ids import FileId
from app.library.change_log import ChangeLog
from app.library.files import Files
from app.library.hash_status import HashStatuses
from app.library.import_file import FileImport, Rooms
from app.library.metadata import Also, FileMetadata, HashStatus, ImportOutcome, ImportRequest, ImportStatus
from app.library.notes import Notes
from app.library.search.service import Search
from app.library.services import Services
from app.library.tags import Tags
from app.library.times import Times
from app.library.urls import Urls
from app.storage.database import Database
from app.storage.file_store import FileStore
from app.storage.writer import Transaction, Writer
from app.workers.pool import WorkerPool


class Library:
    """Files and all that hangs on them. `start` before the first search, `close` before the writer closes."""

    def __init__(
        self, database: Database, writer: Writer, store: FileStore, media_pool: WorkerPool, events: Events,
        clock: Clock,
    ) -> None:
        log = ChangeLog()
        self._writer = writer
        self._clock = clock
        self._log = log
        self._events = events
        self.services = Services(database, writer)
        self.tags = Tags(database, writer, self.services, log, events)
        self.urls = Urls(database)
        self.notes = Notes(database)
        self.times = Times(database)
        self.files = Files(database, writer, store, self.services, log, events, clock)
        self.search = Search(database, writer, self.services, self.tags, log, clock)
        self._statuses = HashStatuses(database, store, self.services)
        rooms = Rooms(self.services, self.tags, self.notes, log, self._statuses)
        self._import = FileImport(writer, store, media_pool, rooms, events, clock)

    def start(self) -> None:
        """Load search; returns when it answers."""
        self.search.start()

    def close(self) -> None:
        """Save search."""
        self.search.close()

    def import_file(self, request: ImportRequest) -> ImportOutcome:
        """Take a file in; see ImportRequest. Raises BadService, StorageTrouble, PoolClosed, FileNotFoundError."""
        return self._import.run(request)

    def add_metadata(self, file_id: FileId, metadata: FileMetadata, also: Also | None = None) -> None:
        """Write what comes with a file that we know; `also` runs in the same transaction, as for an import that
        found the file here."""
        now = self._clock.now()

        def change(tx: Transaction) -> None:
            self._import.write_metadata(tx, file_id, metadata, now)
            if also is not None:
                also(tx, ImportOutcome(ImportStatus.ALREADY_HERE, file_id))
            tx.after_commit(lambda: self._events.publish("file.changed", file_ids=[file_id]))

        self._writer.run(change)

    def status_of_hash(self, kind: str, hex_text: str) -> HashStatus:
        """Return what is known of a hash of that kind (sha256, md5, sha1, sha512). Raises BadHash."""
        return self._statuses.of(kind, hex_text)
