"""Queries: the rows of `query`, and what is counted under them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol

from app.core.clock import from_milliseconds, to_milliseconds
from app.core.ids import QueryId, new_key
from app.downloads.status import Status
from app.storage.database import Database
from app.storage.rows import Row
from app.storage.writer import Transaction

GALLERY, URLS = "gallery", "urls"


@dataclass(slots=True)
class Query:
    """One query as it is stored."""

    id: QueryId
    key: str
    kind: str
    text: str
    source: str
    file_limit: int | None
    new_found: int
    total_found: int
    is_files_paused: bool
    is_search_paused: bool
    stop_reason: str
    options: Mapping[str, str]
    created_at: datetime


_COLUMNS = ("id, key, kind, text, source, file_limit, new_found, total_found, is_files_paused, is_search_paused,"
            " stop_reason, options, created_at")


def _query(row: Row) -> Query:
    return Query(
        QueryId(row[0]), row[1], row[2], row[3], row[4], row[5], row[6], row[7], bool(row[8]), bool(row[9]),
        row[10], json.loads(row[11]), from_milliseconds(row[12]),
    )


@dataclass(slots=True)
class Tally:
    """How many seeds of a query are in each state, and why those are that did not get their file."""

    files: dict[Status, int] = field(default_factory=dict)
    pages: dict[Status, int] = field(default_factory=dict)
    reasons: dict[tuple[Status, str], int] = field(default_factory=dict)
    """By state and reason code, for states with a reason to show."""
    retry_files_at: datetime | None = None
    """When the next file seed that failed is tried again by itself."""


SHOWS_REASONS: Final = (Status.DELETED, Status.FAILED, Status.IGNORED, Status.SKIPPED)


class Reads(Protocol):
    """The database, or a transaction, which also sees what it has written."""

    def rows(self, query: str, params: Sequence[Any] = ()) -> list[Row]:
        """Return all rows."""
        ...


class Queries:
    """Reads of the queries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Query]:
        """Return every query, in the order of their list. Queries are made by hand: hundreds, not millions."""
        return [_query(row) for row in self._database.rows(
            f"SELECT {_COLUMNS} FROM query WHERE kind IN ('gallery', 'urls') ORDER BY position, id")]  # noqa: S608


def tally(reads: Reads, query: QueryId) -> Tally:
    """Count what lies under a query. Runs along `file_seed_work` and `gallery_seed_work`; of rows that have no file
    to show for, those are read."""
    counted = Tally(_by_status(reads, "file_seed", query), _by_status(reads, "gallery_seed", query))
    for status in SHOWS_REASONS:
        if not counted.files.get(status):
            continue
        for code, number, earliest in reads.rows(
            "SELECT reason, COUNT(*), MIN(next_try_at) FROM file_seed WHERE query_id = ? AND status = ?"
            " GROUP BY reason", (query, status),
        ):
            counted.reasons[status, code] = number
            counted.retry_files_at = sooner(counted.retry_files_at, earliest and from_milliseconds(earliest))
    return counted


def _by_status(reads: Reads, table: str, query: QueryId) -> dict[Status, int]:
    rows = reads.rows(f"SELECT status, COUNT(*) FROM {table} WHERE query_id = ? GROUP BY status", (query,))  # noqa: S608
    return {Status(status): number for status, number in rows}


def sooner(one: datetime | None, other: datetime | None) -> datetime | None:
    """Return the earlier of two instants that may be missing."""
    return min(filter(None, (one, other)), default=None)


def add(
    tx: Transaction, kind: str, text: str, source: str, file_limit: int | None, now: datetime,
    options: Mapping[str, str] | None = None,
) -> Query:
    """Make a query at the end of the list."""
    position = (tx.scalar("SELECT MAX(position) FROM query") or 0.0) + 1.0
    made = tx.execute(
        "INSERT INTO query (key, kind, text, source, position, file_limit, options, created_at)"  # noqa: S608
        f" VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING {_COLUMNS}",
        (new_key(), kind, text, source, position, file_limit, json.dumps(dict(options or {})), to_milliseconds(now)),
    ).fetchone()
    assert made is not None
    return _query(made)


def note_found(tx: Transaction, query: QueryId, new: int, found: int, stop_reason: str) -> None:
    """Count what a page brought, and note why the search stops (empty while it goes on)."""
    tx.execute("UPDATE query SET new_found = new_found + ?, total_found = total_found + ?, stop_reason = ?"
               " WHERE id = ?", (new, found, stop_reason, query))


def set_paused(tx: Transaction, query: QueryId, files: bool, search: bool) -> None:
    """Note which sides are paused."""
    tx.execute("UPDATE query SET is_files_paused = ?, is_search_paused = ? WHERE id = ?", (files, search, query))


def set_file_limit(tx: Transaction, query: QueryId, limit: int | None) -> None:
    """Note the file limit; None for none."""
    tx.execute("UPDATE query SET file_limit = ? WHERE id = ?", (limit, query))


def set_stop_reason(tx: Transaction, query: QueryId, code: str) -> None:
    """Note why the search stopped; empty when it goes on."""
    tx.execute("UPDATE query SET stop_reason = ? WHERE id = ?", (code, query))


def remove(tx: Transaction, query: QueryId) -> None:
    """Remove the query with its logs. Files stay."""
    tx.execute("DELETE FROM job WHERE kind IN ('query.files', 'query.search') AND subject_id = ?", (query,))
    tx.execute("DELETE FROM query WHERE id = ?", (query,))
