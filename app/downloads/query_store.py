"""Queries: the rows of `query`, and what is counted under them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

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
    no_work_until: datetime | None
    no_work_reason: str
    stop_reason: str
    options: Mapping[str, str]
    created_at: datetime


_COLUMNS = ("id, key, kind, text, source, file_limit, new_found, total_found, is_files_paused, is_search_paused,"
            " no_work_until, no_work_reason, stop_reason, options, created_at")


def _query(row: Row) -> Query:
    return Query(
        QueryId(row[0]), row[1], row[2], row[3], row[4], row[5], row[6], row[7], bool(row[8]), bool(row[9]),
        None if row[10] is None else from_milliseconds(row[10]), row[11], row[12], json.loads(row[13]),
        from_milliseconds(row[14]),
    )


@dataclass(slots=True)
class Tally:
    """How many seeds of a query are in each state, and why those are that did not get their file."""

    files: dict[Status, int] = field(default_factory=dict)
    pages: dict[Status, int] = field(default_factory=dict)
    reasons: dict[tuple[Status, str], int] = field(default_factory=dict)
    """By state and reason code, for states with a reason to show."""
    retry_files_at: datetime | None = None
    retry_pages_at: datetime | None = None


SHOWS_REASONS = (Status.DELETED, Status.FAILED, Status.IGNORED, Status.SKIPPED)


class Queries:
    """Reads of the queries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Query]:
        """Return every query, in the order of their list. Queries are made by hand: hundreds, not millions."""
        return [_query(row) for row in self._database.rows(
            f"SELECT {_COLUMNS} FROM query WHERE kind IN ('gallery', 'urls') ORDER BY position, id")]  # noqa: S608

    def tallies(self) -> dict[QueryId, Tally]:
        """Count what lies under every query. Runs along covering indexes, so it holds for a million seeds."""
        tallies: dict[QueryId, Tally] = {}

        def of(query: int) -> Tally:
            return tallies.setdefault(QueryId(query), Tally())

        for query, status, number in self._database.rows(
                "SELECT query_id, status, COUNT(*) FROM file_seed GROUP BY query_id, status"):
            of(query).files[Status(status)] = number
        for query, status, number in self._database.rows(
                "SELECT query_id, status, COUNT(*) FROM gallery_seed GROUP BY query_id, status"):
            of(query).pages[Status(status)] = number
        for query, tally in tallies.items():
            self._reasons(query, tally)
        return tallies

    def _reasons(self, query: QueryId, tally: Tally) -> None:
        for status in SHOWS_REASONS:
            if not tally.files.get(status):
                continue
            for code, number, earliest in self._database.rows(
                "SELECT reason, COUNT(*), MIN(next_try_at) FROM file_seed WHERE query_id = ? AND status = ?"
                " GROUP BY reason", (query, status),
            ):
                tally.reasons[status, code] = number
                tally.retry_files_at = _sooner(tally.retry_files_at, earliest)
        if tally.pages.get(Status.FAILED):
            tally.retry_pages_at = _sooner(None, self._database.scalar(
                "SELECT MIN(next_try_at) FROM gallery_seed WHERE query_id = ? AND status = 4", (query,)))

    def next_retry(self, query: QueryId) -> tuple[datetime | None, datetime | None]:
        """Return when the next failed file, and the next failed page, is tried again by itself."""
        files = self._database.scalar(
            "SELECT MIN(next_try_at) FROM file_seed WHERE query_id = ? AND status IN (4, 7)", (query,))
        pages = self._database.scalar(
            "SELECT MIN(next_try_at) FROM gallery_seed WHERE query_id = ? AND status = 4", (query,))
        return _sooner(None, files), _sooner(None, pages)


def _sooner(known: datetime | None, milliseconds: int | None) -> datetime | None:
    if milliseconds is None:
        return known
    at = from_milliseconds(milliseconds)
    return at if known is None else min(known, at)


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


def hold(tx: Transaction, query: QueryId, until: datetime | None, code: str) -> None:
    """Note that the search waits until then, and why; None ends the wait."""
    tx.execute("UPDATE query SET no_work_until = ?, no_work_reason = ? WHERE id = ?",
               (None if until is None else to_milliseconds(until), code, query))


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
