"""One query in memory: its row, its counters, and what its two sides do now.

Counters are loaded once and then follow every committed change, so that a list of thousands of queries costs no SQL.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app import runtime
from app.core.ids import FileSeedId, Sha256
from app.downloads.file_seed import Change
from app.downloads.progress import Meter
from app.downloads.query_store import SHOWS_REASONS, Query, Tally
from app.downloads.standing import Hold, Situation, Standing, stand
from app.downloads.status import Status


class SideName(StrEnum):
    """The two sides of a query; neither ever blocks the other."""

    FILES = "files"
    SEARCH = "search"


@dataclass(eq=False)
class Side:
    """What one side does now."""

    name: SideName
    query: QueryState
    pool: str
    is_running: bool = False
    wants_slot: bool = False
    is_woken: bool = False
    """Whether something new came while it ran."""
    doing: str = ""
    hold: Hold | None = None
    held_site: str = ""
    """The site that asked this side to wait, as the network names it."""
    stop: threading.Event = field(default_factory=runtime.event)
    """Set to have what runs now put down and left to do."""

    def say(self, words: str) -> None:
        """Tell the page what is being done."""
        self.doing = words


class QueryState:
    """A query and all that is counted under it."""

    def __init__(self, query: Query, tally: Tally | None = None, cover: Sha256 | None = None) -> None:
        self.query = query
        self.tally = tally or Tally()
        self.cover = cover
        self.meter = Meter()
        self.is_removed = False
        self.working_on: FileSeedId | None = None
        self.held_hosts: dict[str, datetime] = {}
        """Hosts that asked this query's files to wait, and until when."""
        kind = query.kind
        self.files = Side(SideName.FILES, self, f"{kind}.files")
        self.search = Side(SideName.SEARCH, self, f"{kind}.search")

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both sides."""
        return self.files, self.search

    @property
    def is_over_limit(self) -> bool:
        """Whether the file limit is reached."""
        limit = self.query.file_limit
        return limit is not None and self.query.new_found >= limit

    def standing(
        self, side: Side, now: datetime, house: Hold | None, *, is_all_paused: bool, is_running: bool
    ) -> Standing:
        """Return where a side stands; `is_running` false asks where it would stand without a worker."""
        is_files = side.name is SideName.FILES
        counts = self.tally.files if is_files else self.tally.pages
        return stand(now, Situation(
            todo=counts.get(Status.TODO, 0),
            is_paused=self.query.is_files_paused if is_files else self.query.is_search_paused,
            is_all_paused=is_all_paused,
            is_running=is_running,
            wants_slot=side.wants_slot,
            house=house,
            own=side.hold,
            is_over_limit=not is_files and self.query.kind == "gallery" and self.is_over_limit,
            doing=side.doing,
        ))

    def count_file(self, change: Change) -> None:
        """Follow a committed change of one file seed."""
        _move(self.tally.files, change.before, change.after, 1)
        for status, reason, by in ((change.before, change.before_reason, -1), (change.after, change.after_reason, 1)):
            if status in SHOWS_REASONS and reason:
                self._count_reason(status, reason, by)

    def _count_reason(self, status: Status, reason: str, by: int) -> None:
        left = self.tally.reasons.get((status, reason), 0) + by
        if left > 0:
            self.tally.reasons[status, reason] = left
        else:
            self.tally.reasons.pop((status, reason), None)

    def count_new_files(self, number: int) -> None:
        """Follow the adding of file seeds."""
        _add(self.tally.files, Status.TODO, number)

    def count_page(self, before: Status | None, after: Status, number: int = 1) -> None:
        """Follow the adding (`before` None) or the end of gallery seeds."""
        if before is None:
            _add(self.tally.pages, after, number)
        else:
            _move(self.tally.pages, before, after, number)


def _add(counts: dict[Status, int], status: Status, number: int) -> None:
    counts[status] = counts.get(status, 0) + number


def _move(counts: dict[Status, int], before: Status, after: Status, number: int) -> None:
    _add(counts, before, -number)
    _add(counts, after, number)
