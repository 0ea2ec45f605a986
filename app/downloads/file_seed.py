"""File seeds: one address to get a file from, and the rows of the file log. SQL of the table `file_seed` lies here.

A row is saved in an end state or not at all, so whatever dies in between finds its seed to do again. Lists are read
by keyset along `file_seed_order` and `file_seed_work`; each has a limit.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.core.clock import from_milliseconds, to_milliseconds
from app.core.ids import FileId, FileSeedId, GallerySeedId, QueryId
from app.downloads.inherited import Inherited
from app.downloads.outcome import Outcome
from app.downloads.status import HAS_FILE, Status
from app.downloads.unhurried import unhurried
from app.storage.database import Database
from app.storage.rows import Row
from app.storage.writer import Transaction


@dataclass(frozen=True, slots=True)
class SeedDraft:
    """A seed that is not a row yet."""

    url: str
    """In the spelling that the site's server wants."""
    compare_url: str
    """In the stored spelling: two drafts with the same are the same seed."""
    referral_url: str | None = None
    inherited: Inherited = field(default_factory=Inherited)
    source_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class FileSeed:
    """A row to work on."""

    id: FileSeedId
    query_id: QueryId
    gallery_seed_id: GallerySeedId | None
    position: float
    url: str
    compare_url: str
    status: Status
    referral_url: str | None
    inherited: Inherited
    source_time: datetime | None
    attempts: int
    created_at: datetime


_COLUMNS = ("id, query_id, gallery_seed_id, position, url, compare_url, status, referral_url, inherited, source_time, "
            "attempts, created_at")


def _seed(row: Row) -> FileSeed:
    return FileSeed(
        FileSeedId(row[0]), QueryId(row[1]), row[2], row[3], row[4], row[5], Status(row[6]), row[7],
        Inherited.from_json(row[8]), _instant(row[9]), row[10], from_milliseconds(row[11]),
    )


def _instant(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else from_milliseconds(milliseconds)


def _stamp(instant: datetime | None) -> int | None:
    return None if instant is None else to_milliseconds(instant)


class FileSeeds:
    """Reads of the file logs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def to_do(self, query: QueryId, now: datetime, *, after: float, limit: int) -> list[FileSeed]:
        """Return the next seeds to do behind the position `after` that need not wait, in order (`file_seed_work`)."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM file_seed WHERE query_id = ? AND status = 0 AND position > ?"  # noqa: S608
            " AND (next_try_at IS NULL OR next_try_at <= ?) ORDER BY position LIMIT ?",
            (query, after, to_milliseconds(now), limit),
        )
        return [_seed(row) for row in rows]

    def earliest_waiting(self, query: QueryId) -> tuple[datetime, str, str] | None:
        """Return (when, reason code, detail) of the seed to do that waits for the shortest time."""
        row = self._database.row(
            "SELECT next_try_at, reason, detail FROM file_seed WHERE query_id = ? AND status = 0"
            " AND next_try_at IS NOT NULL ORDER BY next_try_at LIMIT 1", (query,),
        )
        return (from_milliseconds(row[0]), row[1], row[2]) if row else None

    def get(self, ids: Collection[FileSeedId]) -> list[FileSeed]:
        """Return the seeds with these ids, in their order in the log."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM file_seed WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608
            " ORDER BY query_id, position", (json.dumps(list(ids)),),
        )
        return [_seed(row) for row in rows]

    def unfinished(self, ids: Collection[FileSeedId]) -> set[FileSeedId]:
        """Return those of the ids whose seeds are to do, or failed and may be tried again."""
        rows = self._database.rows(
            "SELECT id FROM file_seed WHERE id IN (SELECT value FROM json_each(?)) AND status IN (0, 4)",
            (json.dumps(list(ids)),))
        return {FileSeedId(row[0]) for row in rows}

    def presented(self, query: QueryId) -> list[FileId]:
        """Return the files that the query brought and that are still in a domain of ours, in order of arrival."""
        rows = self._database.rows(
            "SELECT file_id FROM file_seed WHERE query_id = ? AND status IN (1, 2) AND file_id IS NOT NULL"
            " AND EXISTS (SELECT 1 FROM file_domain JOIN service ON service.id = file_domain.service_id"
            "  WHERE file_domain.file_id = file_seed.file_id AND service.kind = 2)"
            " ORDER BY modified_at, id", (query,),
        )
        return list(dict.fromkeys(FileId(row[0]) for row in rows))


def next_position(tx: Transaction, query: QueryId) -> float:
    """Return the first free place at the end of the query's log."""
    last = tx.scalar("SELECT MAX(position) FROM file_seed WHERE query_id = ?", (query,))
    return 1.0 if last is None else float(last) + 1.0


def places_after(tx: Transaction, parent: FileSeedId, count: int) -> list[float]:
    """Return `count` places between the parent and the next seed; the log is numbered anew when there is no room."""
    query, position = tx.row("SELECT query_id, position FROM file_seed WHERE id = ?", (parent,)) or (0, 0.0)
    following = tx.scalar(
        "SELECT MIN(position) FROM file_seed WHERE query_id = ? AND position > ?", (query, position))
    if following is None:
        return [position + place for place in range(1, count + 1)]
    step = (following - position) / (count + 1)
    places = [position + step * place for place in range(1, count + 1)]
    if len({position, *places, following}) == count + 2:
        return places
    tx.execute("UPDATE file_seed SET position = numbered.place FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY position)"
               " AS place FROM file_seed WHERE query_id = ?) AS numbered WHERE file_seed.id = numbered.id", (query,))
    return places_after(tx, parent, count)


def held_urls(tx: Transaction, query: QueryId, compare_urls: Iterable[str]) -> set[str]:
    """Return those of the URLs that the query has a seed for."""
    rows = tx.rows("SELECT compare_url FROM file_seed WHERE query_id = ? AND kind = 0"
                   " AND compare_url IN (SELECT value FROM json_each(?))", (query, json.dumps(list(compare_urls))))
    return {row[0] for row in rows}


def add(
    tx: Transaction, query: QueryId, drafts: Sequence[SeedDraft], places: Sequence[float], now: datetime,
    gallery_seed: GallerySeedId | None = None,
) -> int:
    """Add the drafts to do, at these places; return how many the query did not hold yet."""
    at = to_milliseconds(now)
    return tx.execute_many(
        "INSERT OR IGNORE INTO file_seed (query_id, gallery_seed_id, position, url, compare_url, referral_url,"
        " inherited, source_time, created_at, modified_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(query, gallery_seed, place, draft.url, draft.compare_url, draft.referral_url, draft.inherited.to_json(),
          _stamp(draft.source_time), at, at) for draft, place in unhurried(zip(drafts, places, strict=True), 200)],
    )


@dataclass(frozen=True, slots=True)
class Ending:
    """All that a seed's row says once it has been worked on."""

    outcome: Outcome
    file_id: FileId | None = None
    matched_url: str | None = None
    source_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A seed's state before and after, for the counters."""

    before: Status
    before_reason: str
    after: Status
    after_reason: str


def end(tx: Transaction, seed: FileSeed, ending: Ending, now: datetime) -> Change | None:
    """Write how the seed ended, or that it waits. None when the row is gone, or was skipped meanwhile and there is
    no file to tell of."""
    row = tx.row("SELECT status, reason FROM file_seed WHERE id = ?", (seed.id,))
    outcome = ending.outcome
    if row is None or (row[0] != Status.TODO and outcome.status not in HAS_FILE):
        return None
    code, detail = (outcome.reason.code, outcome.reason.detail) if outcome.reason else ("", "")
    attempts = seed.attempts + outcome.counts_as_attempt
    tx.execute(
        "UPDATE file_seed SET status = ?, reason = ?, detail = ?, attempts = ?, next_try_at = ?, modified_at = ?,"
        " file_id = COALESCE(?, file_id), matched_url = ?, source_time = COALESCE(?, source_time) WHERE id = ?",
        (outcome.status, code, detail, attempts, _stamp(outcome.next_try_at), to_milliseconds(now), ending.file_id,
         ending.matched_url, _stamp(ending.source_time), seed.id),
    )
    return Change(Status(row[0]), row[1], outcome.status, code)


def requeue(
    tx: Transaction, query: QueryId, now: datetime, *, statuses: Collection[Status] = (), reason: str | None = None,
    ids: Collection[FileSeedId] | None = None, compare_urls: Collection[str] | None = None, only_due: bool = False,
) -> int:
    """Set seeds to do again and forget what their site said of the bytes; return how many.

    By state (with that reason code alone, only these URLs, or only those whose time to be tried again has come), or
    by id.
    """
    values = (to_milliseconds(now), only_due, query)
    if ids is not None:
        by_id = " AND (status <> 0 OR next_try_at IS NOT NULL) AND id IN (SELECT value FROM json_each(?4))"
        return tx.execute(_AGAIN + by_id, (*values, json.dumps(list(ids)))).rowcount
    return tx.execute(
        f"{_AGAIN} AND status IN (SELECT value FROM json_each(?4)) AND (?5 IS NULL OR reason = ?5)"  # noqa: S608
        " AND (NOT ?2 OR next_try_at <= ?1)"
        " AND (?6 IS NULL OR compare_url IN (SELECT value FROM json_each(?6)))",
        (*values, json.dumps(list(statuses)), reason, None if compare_urls is None else json.dumps(list(compare_urls))),
    ).rowcount


_AGAIN = (
    "UPDATE file_seed SET status = 0, reason = '', detail = '', next_try_at = NULL, modified_at = ?1,"
    " attempts = iif(?2, attempts, 0), inherited = json_remove(inherited, '$.hashes') WHERE query_id = ?3"
)


def skip(tx: Transaction, query: QueryId, ids: Collection[FileSeedId], now: datetime) -> int:
    """Skip those that are still to do; return how many."""
    return tx.execute(
        "UPDATE file_seed SET status = 8, reason = 'skipped', detail = '', next_try_at = NULL, modified_at = ?"
        " WHERE query_id = ? AND status = 0 AND id IN (SELECT value FROM json_each(?))",
        (to_milliseconds(now), query, json.dumps(list(ids))),
    ).rowcount


def wake(tx: Transaction, query: QueryId) -> None:
    """Let seeds that wait for a time go on at once."""
    tx.execute("UPDATE file_seed SET next_try_at = NULL, reason = '', detail = '' WHERE query_id = ? AND status = 0"
               " AND next_try_at IS NOT NULL", (query,))
