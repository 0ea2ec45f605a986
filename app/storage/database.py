"""The one choke point to SQLite: every statement of the house runs here, off the hub.

Reads take one of a few reader connections and see the last committed state (WAL). Writes happen only inside a
transaction that `storage.writer` opened; a write from anywhere else is a mistake and is refused by SQLite itself,
since reader connections are `query_only`.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from peewee import Query, SqliteDatabase

from app import runtime
from app.core.errors import Busy, StorageTrouble
from app.storage.rows import Row, Rows, execute_and_fetch

READERS = 6
BUSY_SECONDS = 5.0
"""How long a reader waits for a connection before the caller hears `Busy` (reliability.md F27)."""


CLOSE_SECONDS = 1.0
"""How long the last checkpoint waits for another program; stopping has to be done in ten seconds."""

log = logging.getLogger("bowerbird.storage")


class DatabaseDamaged(StorageTrouble):
    """The database file is damaged. It was left as it is; put a backup in its place."""

    code = "database_damaged"


class Database(SqliteDatabase):
    """SQLite behind `execute_sql`. Peewee queries are run with `rows`, `row`, `scalar` or `query.execute(database)`."""

    def __init__(self, path: Path, readers: int = READERS) -> None:
        super().__init__(str(path), thread_safe=False, autoconnect=False)
        self.path = path
        self._transaction = runtime.local()
        self._idle = runtime.queue()
        self._readers = [self._open(is_writer=False) for _ in range(readers)]
        for reader in self._readers:
            self._idle.put(reader)
        self.writer_connection = self._open(is_writer=True)

    def _open(self, *, is_writer: bool) -> sqlite3.Connection:
        try:
            return open_connection(self.path, is_writer=is_writer)
        except sqlite3.DatabaseError as error:
            raise DatabaseDamaged(f"{self.path.name} can't be opened: {error}.") from error

    def execute_sql(self, sql: str, params: Sequence[Any] | None = None) -> Rows:
        """Run one statement: in the transaction this task has open, else on a reader. Raises Busy."""
        open_transaction = getattr(self._transaction, "connection", None)
        if open_transaction is not None:
            return runtime.run_native(execute_and_fetch, open_transaction, sql, tuple(params or ()))
        with self._reader() as connection:
            return runtime.run_native(execute_and_fetch, connection, sql, tuple(params or ()))

    @contextmanager
    def _reader(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = self._idle.get(timeout=BUSY_SECONDS)
        except Exception as error:  # queue.Empty, of whichever hub
            raise Busy("The database has more to read than it can; try again in a few seconds.") from error
        try:
            yield connection
        finally:
            self._idle.put(connection)

    @contextmanager
    def in_transaction_of(self, connection: sqlite3.Connection) -> Iterator[None]:
        """Have every statement of this task run on `connection`. For the writer alone."""
        self._transaction.connection = connection
        try:
            yield
        finally:
            self._transaction.connection = None

    def rows(self, query: Query | str, params: Sequence[Any] = ()) -> list[Row]:
        """Return all rows as tuples, of a peewee query or of SQL with its values."""
        return self._run(query, params).fetchall()

    def row(self, query: Query | str, params: Sequence[Any] = ()) -> Row | None:
        """Return the first row, or None."""
        return self._run(query, params).fetchone()

    def scalar(self, query: Query | str, params: Sequence[Any] = ()) -> Any:
        """Return the first value of the first row, or None."""
        row = self.row(query, params)
        return row[0] if row else None

    def _run(self, query: Query | str, params: Sequence[Any]) -> Rows:
        if isinstance(query, str):
            return self.execute_sql(query, params)
        sql, values = sql_of(self, query)
        return self.execute_sql(sql, values)

    def close(self) -> bool:
        """Fold the log into the file and let go of every connection. A log that can't be folded in now (the disk is
        full, another program holds the database) loses nothing: the next start reads it."""
        try:
            for pragma in (f"busy_timeout={int(CLOSE_SECONDS * 1000)}", "wal_checkpoint(TRUNCATE)"):
                runtime.run_native(execute_and_fetch, self.writer_connection, f"PRAGMA {pragma}", ())
        except sqlite3.Error as error:
            log.warning("event=checkpoint_failed error=%s", error)
        for connection in (*self._readers, self.writer_connection):
            connection.close()
        return True


def sql_of(database: SqliteDatabase, query: Query) -> tuple[str, Sequence[Any]]:
    """Return the statement that a peewee query stands for, and its values."""
    sql, values = database.get_sql_context().sql(query).query()  # type: ignore[no-untyped-call]
    return sql, values


def open_connection(path: Path, *, is_writer: bool) -> sqlite3.Connection:
    """Open the file the way every part of the house expects it.

    `synchronous=FULL`: what was acknowledged survives a power cut (reliability.md section 5); group commit pays for it.
    """
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "temp_store=MEMORY",
        "mmap_size=268435456",
        "cache_size=-16000",
        "journal_size_limit=67108864",
    ):
        connection.execute(f"PRAGMA {pragma}")
    if not is_writer:
        connection.execute("PRAGMA query_only=ON")
    return connection
