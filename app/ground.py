"""The data folder, opened: locked, migrated, with its database, writer and store. Everything else stands on it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from app.core.clock import Clock, SystemClock
from app.core.errors import StorageTrouble
from app.core.events import Events
from app.core.settings import Settings
from app.storage.database import Database, DatabaseDamaged
from app.storage.file_store import FileStore
from app.storage.lock import FolderLock
from app.storage.migration import migrate
from app.storage.writer import Writer

DATABASE = "bowerbird.db"


class FolderUnusable(StorageTrouble):
    """The data folder can't be used."""

    code = "folder_unusable"


@dataclass(frozen=True, slots=True)
class Ground:
    """An opened data folder. `close` gives everything back, in the reverse order."""

    settings: Settings
    clock: Clock
    events: Events
    lock: FolderLock
    database: Database
    writer: Writer
    store: FileStore

    @property
    def data(self) -> Path:
        """The folder."""
        return self.store.data

    def close(self) -> None:
        """Write what is queued, fold the log into the database, let go of the folder."""
        self.writer.close()
        self.database.close()
        self.lock.release()


def make_folder(data: Path) -> None:
    """Make the data folder, for this user's eyes only. Raises FolderUnusable."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        if data.stat().st_mode & 0o077:
            data.chmod(0o700)
    except OSError as error:
        raise FolderUnusable(
            f"The folder {data} can't be used: {error.strerror}.", action="Choose another one with --data"
        ) from error


def open_ground(settings: Settings, clock: Clock | None = None) -> Ground:
    """Open the folder that `settings.data` names; make it when it is missing.

    Raises FolderTaken when another server has it, NewerSchema, StorageMissing, DatabaseDamaged, FolderUnusable.
    """
    data: Path = settings.data.resolve()
    make_folder(data)
    lock = FolderLock(data)
    try:
        lock.take()
        was_at, _ = migrate(data / DATABASE, data / "backups")
        store = FileStore(data)
        store.prepare(is_new=was_at == 0)
        (data / DATABASE).chmod(0o600)
        database = Database(data / DATABASE)
    except BaseException as error:
        lock.release()
        raise _told(error, data) from error
    return Ground(settings, clock or SystemClock(), Events(), lock, database, Writer(database), store)


def _told(error: BaseException, data: Path) -> BaseException:
    """Return what the disk or SQLite said as an error of ours, anything else as it is."""
    if isinstance(error, OSError | sqlite3.OperationalError):
        return FolderUnusable(f"The folder {data} can't be used: {error}.",
                              action="See whether its disk is full, or choose another one with --data")
    if isinstance(error, sqlite3.DatabaseError):
        return DatabaseDamaged(f"{DATABASE} can't be opened: {error}. It was left as it is.",
                               action="Put a backup in its place")
    return error
