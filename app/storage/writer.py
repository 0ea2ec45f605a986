"""The one writer: takes whatever changes are queued, as soon as it is free, and commits them as one transaction.

A change is a function that is given an open `Transaction`. It runs on the hub, its statements off it. Each change has
its own savepoint, so that one that fails takes nothing of the others with it. `run` returns when the commit is durable.
The writer never waits for company: alone, a change is committed alone.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar, cast

from peewee import Query

from app import runtime
from app.core.errors import BowerbirdError, Busy, StorageTrouble
from app.core.events import point
from app.storage.database import Database, sql_of
from app.storage.rows import Row, Rows, Statement, execute_all, execute_and_fetch

T = TypeVar("T")
GROUP = 64
"""The most changes in one transaction."""

log = logging.getLogger("bowerbird.storage")


class DiskFull(StorageTrouble):
    """The disk is full. What you have is safe; nothing new can be noted until there is room."""

    code = "disk_full"


class WriterClosed(Busy):
    """Bowerbird is shutting down."""

    code = "shutting_down"


class Transaction:
    """What a change may do. Every statement is durable with the commit, or gone with the change."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection = database.writer_connection
        self._after: list[Callable[[], None]] = []

    def execute(self, query: Query | str, params: Sequence[Any] = ()) -> Rows:
        """Run a peewee query, or SQL with its values. `rowcount` and `lastrowid` are the statement's."""
        if isinstance(query, str):
            return self._database.execute_sql(query, params)
        sql, values = sql_of(self._database, query)
        return self._database.execute_sql(sql, values)

    def execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> int:
        """Run one SQL statement for each row of values in one native call; return how many rows it touched."""
        values = list(rows)
        if not values:
            return 0
        return runtime.run_native(_execute_many, self._connection, sql, values)

    def execute_all(self, statements: Sequence[Statement]) -> list[Rows]:
        """Run several statements in one native call and return what each gave. Crossing over to the native side costs
        more than most statements, so what an import writes goes over together."""
        if not statements:
            return []
        return runtime.run_native(execute_all, self._connection, statements)

    def rows(self, query: Query | str, params: Sequence[Any] = ()) -> list[Row]:
        """Return all rows as tuples; they include what this transaction has written."""
        return self.execute(query, params).fetchall()

    def row(self, query: Query | str, params: Sequence[Any] = ()) -> Row | None:
        """Return the first row, or None."""
        return self.execute(query, params).fetchone()

    def scalar(self, query: Query | str, params: Sequence[Any] = ()) -> Any:
        """Return the first value of the first row, or None."""
        row = self.row(query, params)
        return row[0] if row else None

    def after_commit(self, action: Callable[[], None]) -> None:
        """Call `action` once the change is durable, in order; not at all when it fails."""
        self._after.append(action)


def _execute_many(connection: sqlite3.Connection, sql: str, rows: list[Sequence[Any]]) -> int:
    return connection.executemany(sql, rows).rowcount


class Ticket(Generic[T]):
    """A change on its way."""

    def __init__(self, change: Callable[[Transaction], T]) -> None:
        self.change = change
        self._done = runtime.event()
        self._value: T | None = None
        self._error: BaseException | None = None

    def wait(self) -> T:
        """Return what the change returned, once it is durable; raise what it raised."""
        self._done.wait()
        if self._error is not None:
            raise self._error
        return cast(T, self._value)

    def settle(self, value: T | None, error: BaseException | None) -> None:
        """Wake whoever waits. For the writer alone."""
        self._value, self._error = value, error
        self._done.set()


class Writer:
    """Owns all writing to one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queue = runtime.queue()
        self._closed = False
        self._is_inside = runtime.local()
        self.commits = 0
        self.changes = 0
        self._task = runtime.spawn(self._work)

    def submit(self, change: Callable[[Transaction], T]) -> Ticket[T]:
        """Queue a change and return at once. Raises WriterClosed."""
        if self._closed:
            raise WriterClosed
        ticket: Ticket[T] = Ticket(change)
        self._queue.put(ticket)
        return ticket

    def run(self, change: Callable[[Transaction], T]) -> T:
        """Do a change and return its value once it is durable. Never call it from inside a change."""
        assert not getattr(self._is_inside, "yes", False), "a change must use its own transaction"
        return self.submit(change).wait()

    def close(self) -> None:
        """Finish what is queued, then take no more."""
        self._closed = True
        self._queue.put(None)
        self._task.wait(10)

    def _work(self) -> None:
        self._is_inside.yes = True
        while True:
            first = self._queue.get()
            if first is None:
                return
            group, is_last = self._collect(first)
            self._commit(group)
            if is_last:
                return

    def _collect(self, first: Ticket[Any]) -> tuple[list[Ticket[Any]], bool]:
        group = [first]
        while len(group) < GROUP and not self._queue.empty():
            ticket = self._queue.get()
            if ticket is None:
                return group, True
            group.append(ticket)
        return group, False

    def _commit(self, group: list[Ticket[Any]]) -> None:
        connection = self._database.writer_connection
        outcomes: list[tuple[Ticket[Any], Any, BaseException | None, list[Callable[[], None]]]] = []
        try:
            self._say("BEGIN IMMEDIATE", "SAVEPOINT one_change")
            with self._database.in_transaction_of(connection):
                for number, ticket in enumerate(group):
                    if number:
                        self._say("RELEASE one_change", "SAVEPOINT one_change")
                    outcomes.append((ticket, *self._try(ticket)))
            point("writer.before_commit")
            self._say("RELEASE one_change", "COMMIT")
        except BaseException as error:  # noqa: BLE001 - whatever it was, everyone in the group must hear of it
            self._give_up(group, error)
            return
        self.commits += 1
        self.changes += len(group)
        point("writer.committed")
        for ticket, value, failure, after in outcomes:
            if failure is None:
                _tell(after)
            ticket.settle(value, failure)

    def _try(self, ticket: Ticket[Any]) -> tuple[Any, BaseException | None, list[Callable[[], None]]]:
        transaction = Transaction(self._database)
        try:
            value = ticket.change(transaction)
        except Exception as error:  # noqa: BLE001 - handed to the caller, who is elsewhere
            self._say("ROLLBACK TO one_change")
            return None, _typed(error), []
        return value, None, transaction._after

    def _say(self, *statements: str) -> None:
        """Run statements without values in one native call: crossing over costs more than they do."""
        runtime.run_native(execute_all, self._database.writer_connection, [Statement(text) for text in statements])

    def _give_up(self, group: list[Ticket[Any]], error: BaseException) -> None:
        try:
            if self._database.writer_connection.in_transaction:
                runtime.run_native(execute_and_fetch, self._database.writer_connection, "ROLLBACK", ())
        except sqlite3.Error:
            log.exception("event=rollback_failed")
        typed = _typed(error)
        if not isinstance(typed, BowerbirdError):
            log.error("event=commit_failed changes=%d error=%r", len(group), error)
        for ticket in group:
            ticket.settle(None, typed)


def _tell(actions: list[Callable[[], None]]) -> None:
    for action in actions:
        try:
            action()
        except Exception:  # a listener's mistake must not look like a failed change
            log.exception("event=after_commit_failed")


def _typed(error: BaseException) -> BaseException:
    """Return SQLite's own troubles as errors of ours, anything else as it is."""
    if isinstance(error, sqlite3.OperationalError):
        text = str(error).lower()
        if "disk is full" in text or "disk i/o" in text:
            return DiskFull()
        if "locked" in text or "busy" in text:
            return Busy("Another program holds the database; try again in a few seconds.")
    return error
