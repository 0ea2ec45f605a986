"""Gallery seeds: one page of a list to read, and the rows of the gallery log. SQL of `gallery_seed` lies here.

Pages of one run carry the run's token, so that a run never reads a page twice and a later run may.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.core.clock import from_milliseconds, to_milliseconds
from app.core.ids import GallerySeedId, QueryId
from app.downloads.inherited import Inherited
from app.downloads.outcome import Outcome
from app.downloads.status import Status
from app.storage.database import Database
from app.storage.rows import Row
from app.storage.writer import Transaction


@dataclass(frozen=True, slots=True)
class GalleryDraft:
    """A page that is not a row yet."""

    url: str
    run_token: str
    referral_url: str | None = None
    inherited: Inherited = field(default_factory=Inherited)
    may_make_pages: bool = True
    force_next_page: bool = False


@dataclass(frozen=True, slots=True)
class GallerySeed:
    """A row to work on."""

    id: GallerySeedId
    query_id: QueryId
    position: float
    url: str
    run_token: str
    status: Status
    referral_url: str | None
    inherited: Inherited
    may_make_pages: bool
    force_next_page: bool
    attempts: int
    created_at: datetime

    def next_draft(self, url: str, inherited: Inherited, referral_url: str | None) -> GalleryDraft:
        """Return the draft of a page that this one leads to, in the same run."""
        return GalleryDraft(url, self.run_token, referral_url, inherited, self.may_make_pages)


_COLUMNS = ("id, query_id, position, url, run_token, status, referral_url, inherited, may_make_pages, force_next_page,"
            " attempts, created_at")


def _seed(row: Row) -> GallerySeed:
    return GallerySeed(
        GallerySeedId(row[0]), QueryId(row[1]), row[2], row[3], row[4], Status(row[5]), row[6],
        Inherited.from_json(row[7]), bool(row[8]), bool(row[9]), row[10], from_milliseconds(row[11]),
    )


class GallerySeeds:
    """Reads of the gallery logs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def next_to_do(self, query: QueryId, now: datetime) -> GallerySeed | None:
        """Return the first page to read that need not wait (`gallery_seed_work`)."""
        row = self._database.row(
            f"SELECT {_COLUMNS} FROM gallery_seed WHERE query_id = ? AND status = 0"  # noqa: S608
            " AND (next_try_at IS NULL OR next_try_at <= ?) ORDER BY position LIMIT 1",
            (query, to_milliseconds(now)),
        )
        return _seed(row) if row else None

    def earliest_waiting(self, query: QueryId) -> tuple[datetime, str, str] | None:
        """Return (when, reason code, detail) of the page that is read again the soonest, whether it waits or failed."""
        row = self._database.row(
            "SELECT next_try_at, reason, detail FROM gallery_seed WHERE query_id = ? AND status IN (0, 4)"
            " AND next_try_at IS NOT NULL ORDER BY next_try_at LIMIT 1", (query,),
        )
        return (from_milliseconds(row[0]), row[1], row[2]) if row else None

    def last(self, query: QueryId, status: Status | None = None) -> GallerySeed | None:
        """Return the last page of the log, of any state or of that one."""
        row = self._database.row(
            f"SELECT {_COLUMNS} FROM gallery_seed WHERE query_id = ? AND (? IS NULL OR status = ?)"  # noqa: S608
            " ORDER BY position DESC LIMIT 1", (query, status, status),
        )
        return _seed(row) if row else None

    def count_of_run(self, query: QueryId, run_token: str) -> int:
        """Return how many pages the run has (the table's unique index)."""
        return int(self._database.scalar(
            "SELECT COUNT(*) FROM gallery_seed WHERE query_id = ? AND run_token = ?", (query, run_token)))


def append(tx: Transaction, query: QueryId, drafts: Sequence[GalleryDraft], now: datetime) -> int:
    """Add pages at the end; return how many the run did not have."""
    last = tx.scalar("SELECT MAX(position) FROM gallery_seed WHERE query_id = ?", (query,)) or 0.0
    return _add(tx, query, drafts, [last + place for place in range(1, len(drafts) + 1)], now)


def insert_after(tx: Transaction, parent: GallerySeed, drafts: Sequence[GalleryDraft], now: datetime) -> int:
    """Add pages directly behind their parent; return how many the run did not have."""
    following = tx.scalar("SELECT MIN(position) FROM gallery_seed WHERE query_id = ? AND position > ?",
                          (parent.query_id, parent.position))
    end = parent.position + len(drafts) + 1 if following is None else following
    step = (end - parent.position) / (len(drafts) + 1)
    places = [parent.position + step * place for place in range(1, len(drafts) + 1)]
    return _add(tx, parent.query_id, drafts, places, now)


def _add(
    tx: Transaction, query: QueryId, drafts: Sequence[GalleryDraft], places: Sequence[float], now: datetime
) -> int:
    at = to_milliseconds(now)
    return tx.execute_many(
        "INSERT OR IGNORE INTO gallery_seed (query_id, position, url, run_token, referral_url, inherited,"
        " may_make_pages, force_next_page, created_at, modified_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(query, place, draft.url, draft.run_token, draft.referral_url, draft.inherited.to_json(),
          draft.may_make_pages, draft.force_next_page, at, at)
         for draft, place in zip(drafts, places, strict=True)],
    )


def has_digest(tx: Transaction, seed: GallerySeed, digest: bytes) -> bool:
    """Tell whether another page of this run held the same."""
    return tx.row("SELECT 1 FROM gallery_seed WHERE query_id = ? AND run_token = ? AND page_digest = ? AND id <> ?",
                  (seed.query_id, seed.run_token, digest, seed.id)) is not None


@dataclass(frozen=True, slots=True)
class PageEnding:
    """All that a page's row says once it has been read."""

    outcome: Outcome
    detail: str = ""
    """One line of counts; the reason's own detail is used when there is none."""
    digest: bytes | None = None
    found_new: int = 0
    found_known: int = 0


def end(tx: Transaction, seed: GallerySeed, ending: PageEnding, now: datetime) -> bool:
    """Write how the page ended, or that it waits; return False when the row is gone or was skipped meanwhile."""
    outcome = ending.outcome
    code, detail = (outcome.reason.code, outcome.reason.detail) if outcome.reason else ("", "")
    next_try = None if outcome.next_try_at is None else to_milliseconds(outcome.next_try_at)
    return tx.execute(
        "UPDATE gallery_seed SET status = ?, reason = ?, detail = ?, attempts = ?, next_try_at = ?, page_digest = ?,"
        " found_new = ?, found_known = ?, modified_at = ? WHERE id = ? AND status = 0",
        (outcome.status, code, ending.detail or detail, seed.attempts + outcome.counts_as_attempt, next_try,
         ending.digest, ending.found_new, ending.found_known, to_milliseconds(now), seed.id),
    ).rowcount == 1


def requeue(tx: Transaction, query: QueryId, now: datetime, ids: Sequence[int] | None = None, *,
            only_due: bool = False) -> int:
    """Set pages to read again: those of these ids, or all that failed (and whose time has come); return how many."""
    values = (to_milliseconds(now), only_due, query)
    if ids is not None:
        return tx.execute(f"{_AGAIN} AND status <> 0 AND id IN (SELECT value FROM json_each(?4))",  # noqa: S608
                          (*values, json.dumps(list(ids)))).rowcount
    return tx.execute(f"{_AGAIN} AND status = 4 AND (NOT ?2 OR next_try_at <= ?1)", values).rowcount


_AGAIN = (
    "UPDATE gallery_seed SET status = 0, reason = '', detail = '', next_try_at = NULL, modified_at = ?1,"
    " attempts = iif(?2, attempts, 0) WHERE query_id = ?3"
)


def wake(tx: Transaction, query: QueryId) -> None:
    """Let pages that wait for a time go on at once."""
    tx.execute("UPDATE gallery_seed SET next_try_at = NULL, reason = '', detail = '' WHERE query_id = ?"
               " AND status = 0 AND next_try_at IS NOT NULL", (query,))
