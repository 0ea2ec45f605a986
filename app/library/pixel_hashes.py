"""Pixel hashes that an import left for later, because they cost as much as the rest of it: filled while nothing else
wants the workers.

A picture that can't be hashed after all (it was damaged on the disk, say) is passed over until the next start.
"""

from __future__ import annotations

from datetime import timedelta

from app.core.errors import BowerbirdError
from app.core.events import Events
from app.core.ids import FileId, Sha256
from app.library.change_log import file_changes
from app.media.filetype import KINDS, Group
from app.storage.database import Database
from app.storage.file_store import FileStore
from app.storage.rows import Statement
from app.storage.writer import Writer
from app.workers.pool import Priority, WorkerPool

LIMIT = timedelta(seconds=120)
AT_ONCE = 32
"""The most pictures of one turn."""
LOOKED_AT = 512
"""The most files that one turn looks at; those that move have no pixel hash and are passed."""

_STILLS = frozenset(int(number) for number, kind in KINDS.items() if kind.group is Group.IMAGE)
_NEXT = (
    "SELECT f.id, f.filetype, f.extension, h.sha256 FROM file f JOIN hash h ON h.id = f.id"
    " WHERE f.pixel_hash IS NULL AND f.id > ? ORDER BY f.id LIMIT ?"
)
"""Uses the index file_without_pixel_hash."""


class PixelHashes:
    """Fills what is missing, oldest first."""

    def __init__(
        self, database: Database, writer: Writer, store: FileStore, pool: WorkerPool, events: Events
    ) -> None:
        self._database = database
        self._writer = writer
        self._store = store
        self._pool = pool
        self._events = events
        self._passed = 0

    def fill(self) -> int:
        """Hash a few pictures unless the workers are busy; return how many were done."""
        status = self._pool.status()
        if status.busy or status.waiting:
            return 0
        tried = done = 0
        for number, filetype, extension, sha256 in self._database.rows(_NEXT, [self._passed, LOOKED_AT]):
            self._passed = number
            if filetype in _STILLS:
                tried += 1
                done += self._fill_one(FileId(number), Sha256(sha256.hex()), extension)
            if tried >= AT_ONCE:
                break
        return done

    def _fill_one(self, file_id: FileId, sha256: Sha256, extension: str) -> bool:
        path = self._store.file_path(sha256, extension)
        if not path.exists():
            return False
        try:
            answer = self._pool.run("media.pixel_hash", {"path": str(path)}, timeout=LIMIT,
                                    priority=Priority.BACKGROUND)
        except BowerbirdError:  # its worker died or it took too long; the file itself is as it was
            return False
        found = answer.get("pixel_hash")
        if found is None:
            return False
        hashed = Statement("UPDATE file SET pixel_hash = ? WHERE id = ?", (bytes.fromhex(found), file_id))
        self._writer.run(lambda tx: tx.execute_all([hashed, file_changes([file_id])]))
        self._events.publish("file.changed", file_ids=[file_id])
        return True
