"""What the faces are shown: a query as one row, and the lines of its two logs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from app.core.clock import from_milliseconds
from app.core.ids import QueryId
from app.core.reasons import REASONS, Reason, reason
from app.downloads.errors import UnknownStatus
from app.downloads.outcome import stored_reason
from app.downloads.query_state import QueryState
from app.downloads.standing import Standing, State
from app.downloads.status import BY_WORD, Status
from app.downloads.summary import by_word
from app.storage.database import Database
from app.storage.rows import Row

SHORT_WAIT: Final = timedelta(minutes=5)
"""Whoever follows a query to its end waits this long for a site that asked to slow down."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many file seeds of a query are in each state. `total` leaves out pages that made children."""

    todo: int
    successful: int
    known: int
    deleted: int
    failed: int
    ignored: int
    skipped: int
    children: int
    total: int

    def as_dict(self) -> dict[str, int]:
        """Return them by word."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ReasonGroup:
    """How many items ended alike, for the same reason."""

    code: str
    sentence: str
    action: str
    status_word: str
    count: int


@dataclass(frozen=True, slots=True)
class QueryRow:
    """One query as a list shows it."""

    id: QueryId
    kind: str
    text: str
    source: str
    created_at: datetime
    file_limit: int | None
    counts: Counts
    new_found: int
    is_files_paused: bool
    is_search_paused: bool
    files_state: str
    search_state: str
    files_status: str
    search_status: str
    waits_until: datetime | None
    """When the side that waits goes on; None when none waits or nobody knows."""
    stop_reason: Reason | None
    speed_bytes: int
    """0 unless files are being fetched."""
    cover: str | None
    reasons: tuple[ReasonGroup, ...]
    is_done: bool
    """Whether nothing more comes by itself within minutes."""
    is_search_whole: bool
    """Whether every page of the search was read."""


def query_row(state: QueryState, files: Standing, search: Standing, now: datetime, seconds: float) -> QueryRow:
    """Return the row of a query whose sides stand so; `seconds` is the monotonic clock's."""
    query = state.query
    waits = [standing.until for standing in (files, search) if standing.state is State.WAITING]
    pages = state.tally.pages
    is_fetching = files.state in {State.WORKING, State.PAUSING}
    return QueryRow(
        query.id, query.kind, query.text, query.source, query.created_at, query.file_limit,
        Counts(**by_word(state.tally.files)), query.new_found, query.is_files_paused, query.is_search_paused,
        files.state.value, search.state.value, files.sentence, search.sentence,
        min(filter(None, waits), default=None), stored_reason(query.stop_reason),
        state.meter.speed_bytes(seconds) if is_fetching else 0, state.cover, _groups(state),
        _is_at_rest(files, now) and _is_at_rest(search, now, may_fail=bool(pages.get(Status.FAILED))),
        not pages.get(Status.FAILED) and (not pages.get(Status.IGNORED) or query.stop_reason == "end_of_search"),
    )


def _is_at_rest(standing: Standing, now: datetime, *, may_fail: bool = False) -> bool:
    if standing.state is State.WAITING:
        return may_fail or standing.until is None or standing.until - now > SHORT_WAIT
    return standing.state in {State.DONE, State.PAUSED}


def _groups(state: QueryState) -> tuple[ReasonGroup, ...]:
    counted = ((status, REASONS[code], number) for (status, code), number in state.tally.reasons.items()
               if code in REASONS)
    groups = [ReasonGroup(each.code, each.sentence, each.action, status.word, number)
              for status, each, number in counted]
    return tuple(sorted(groups, key=lambda group: (-group.count, group.code, group.status_word)))


@dataclass(frozen=True, slots=True)
class LogRow:
    """One line of a log."""

    id: int
    position: int
    """Its place in the list that was asked for, from 1."""
    url: str
    status: int
    status_word: str
    reason: Reason | None
    sha256: str | None
    matched_url: str | None
    added_at: datetime
    modified_at: datetime
    source_time: datetime | None
    attempts: int
    next_try_at: datetime | None


@dataclass(frozen=True, slots=True)
class LogPage:
    """Some lines, and what to ask for to get those behind them: None at the end."""

    rows: tuple[LogRow, ...]
    next: int | None


_FILE_LOG = """
SELECT s.id, s.url, s.status, s.reason, s.detail, h.sha256, s.matched_url, s.created_at, s.modified_at, s.source_time,
  s.attempts, s.next_try_at
FROM file_seed AS s LEFT JOIN hash AS h ON h.id = s.file_id
WHERE s.query_id = ?1 AND (?2 IS NULL OR s.status IN (SELECT value FROM json_each(?2)))
  AND s.position > COALESCE((SELECT position FROM file_seed WHERE id = ?3), -1e308)
ORDER BY s.position LIMIT ?4
"""
_GALLERY_LOG = """
SELECT s.id, s.url, s.status, s.reason, s.detail, NULL, NULL, s.created_at, s.modified_at, NULL, s.attempts,
  s.next_try_at
FROM gallery_seed AS s
WHERE s.query_id = ?1 AND (?2 IS NULL OR s.status IN (SELECT value FROM json_each(?2)))
  AND s.position > COALESCE((SELECT position FROM gallery_seed WHERE id = ?3), -1e308)
ORDER BY s.position LIMIT ?4
"""
_FILES_BEFORE = """
SELECT COUNT(*) FROM file_seed WHERE query_id = ?1 AND (?2 IS NULL OR status IN (SELECT value FROM json_each(?2)))
  AND position <= (SELECT position FROM file_seed WHERE id = ?3)
"""
_PAGES_BEFORE = """
SELECT COUNT(*) FROM gallery_seed WHERE query_id = ?1 AND (?2 IS NULL OR status IN (SELECT value FROM json_each(?2)))
  AND position <= (SELECT position FROM gallery_seed WHERE id = ?3)
"""


class Logs:
    """Reads the logs, page by page along `file_seed_order` and `gallery_seed_work`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def files(self, query: QueryId, after: int | None, limit: int, statuses: Sequence[str | int] | None) -> LogPage:
        """Return file seeds behind the one with the id `after`, only of these states (words or numbers)."""
        return self._page(_FILE_LOG, _FILES_BEFORE, query, after, limit, statuses)

    def pages(self, query: QueryId, after: int | None, limit: int, statuses: Sequence[str | int] | None) -> LogPage:
        """Return gallery seeds likewise."""
        return self._page(_GALLERY_LOG, _PAGES_BEFORE, query, after, limit, statuses)

    def _page(
        self, log: str, before: str, query: QueryId, after: int | None, limit: int,
        statuses: Sequence[str | int] | None,
    ) -> LogPage:
        wanted = None if statuses is None else json.dumps([int(_status(each)) for each in statuses])
        rows = self._database.rows(log, (query, wanted, after, limit + 1))
        first = 1 if after is None else 1 + int(self._database.scalar(before, (query, wanted, after)))
        lines = tuple(_log_row(row, first + place) for place, row in enumerate(rows[:limit]))
        return LogPage(lines, lines[-1].id if len(rows) > limit else None)


def _status(text: str | int) -> Status:
    try:
        return Status(text) if isinstance(text, int) else BY_WORD[text]
    except (KeyError, ValueError):
        raise UnknownStatus(f"'{text}' is no state of a seed: {', '.join(BY_WORD)}.") from None


def _log_row(row: Row, position: int) -> LogRow:
    status = Status(row[2])
    return LogRow(
        row[0], position, row[1], int(status), status.word, reason(row[3], row[4]) if row[3] in REASONS else None,
        None if row[5] is None else row[5].hex(), row[6], from_milliseconds(row[7]), from_milliseconds(row[8]),
        _instant(row[9]), row[10], _instant(row[11]),
    )


def _instant(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else from_milliseconds(milliseconds)
