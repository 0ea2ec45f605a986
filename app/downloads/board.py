"""All queries in memory, kept equal to their rows: the one place where counters change and events are told."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from app import runtime
from app.core.clock import Clock
from app.core.events import Events
from app.core.ids import FileId, FileSeedId, GallerySeedId, QueryId, Sha256
from app.core.reasons import reason
from app.core.settings import Settings
from app.downloads.errors import QueryNotFound
from app.downloads.file_seed import Change
from app.downloads.gallery_seed import GallerySeeds
from app.downloads.query_state import QueryState, Side
from app.downloads.query_store import Queries, Query, Tally, tally
from app.downloads.standing import Hold, Standing, State, hold_of
from app.downloads.status import HAS_FILE, Status
from app.storage.database import Database
from app.storage.file_store import MARKER, FileStore

log = logging.getLogger("bowerbird.downloads")


class Board:
    """Every query and how it stands."""

    def __init__(self, database: Database, store: FileStore, events: Events, clock: Clock, settings: Settings) -> None:
        self._database = database
        self._store = store
        self._events = events
        self._clock = clock
        self._floor_bytes: int = settings.disk_floor
        self._states: dict[QueryId, QueryState] = {}
        self._lock = runtime.lock()
        self.house: Hold | None = None
        """What holds every download."""
        self.is_all_paused = False
        self.on_house_change: Callable[[], None] = lambda: None
        """Called when what holds every download begins or ends."""

    # the list -------------------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Read every query and count what lies under it."""
        pages = GallerySeeds(self._database)
        for query in Queries(self._database).all():
            state = QueryState(query, tally(self._database, query.id), self._cover(query.id))
            self._states[query.id] = state
            if state.tally.pages.get(Status.FAILED):
                state.search.hold = hold_of(pages.earliest_waiting(query.id))

    def _cover(self, query: QueryId) -> Sha256 | None:
        for status in (Status.SUCCESSFUL, Status.KNOWN):
            row = self._database.row(
                "SELECT hash.sha256 FROM file_seed JOIN hash ON hash.id = file_seed.file_id WHERE query_id = ?"
                " AND status = ? ORDER BY position DESC LIMIT 1", (query, status))
            if row is not None:
                return Sha256(row[0].hex())
        return None

    def get(self, query: QueryId) -> QueryState:
        """Return a query. Raises QueryNotFound."""
        state = self._states.get(query)
        if state is None:
            raise QueryNotFound
        return state

    def those_of(self, queries: Iterable[QueryId]) -> list[QueryState]:
        """Return those of the queries that are there."""
        return [state for query in queries if (state := self._states.get(query)) is not None]

    def every(self) -> list[QueryState]:
        """Return all queries, in the order of their list."""
        return list(self._states.values())

    def pin(self, query: Query) -> QueryState:
        """Put up a query that was just written, or return the one that is up."""
        with self._lock:
            return self._states.setdefault(query.id, QueryState(query))

    def take_down(self, state: QueryState) -> None:
        """Take a query down whose row is gone."""
        self._states.pop(state.query.id, None)
        self._events.publish("query.removed", query_id=state.query.id)

    # what holds everything ------------------------------------------------------------------------------------------

    def look_at_disk(self) -> None:
        """See whether there is room and the media folder is there."""
        before, self.house = self.house, self._hold_of_house()
        if (before is None) == (self.house is None):
            return
        log.warning("event=downloads_%s", f"held reason={self.house.reason.code}" if self.house else "go_on")
        self.on_house_change()

    def _hold_of_house(self) -> Hold | None:
        if not (self._store.files / MARKER).exists():
            return Hold(reason("storage_missing"))
        return Hold(reason("disk_full")) if self._store.free_bytes() < self._floor_bytes else None

    def standing(self, side: Side) -> Standing:
        """Return where a side stands now."""
        return side.query.standing(
            side, self._clock.now(), self.house, is_all_paused=self.is_all_paused, is_running=side.is_running)

    def count_working(self) -> int:
        """Return how many queries have a side that works; few run at a time, so it is cheap for thousands."""
        return sum(any(side.is_running and self.standing(side).state is State.WORKING for side in state.sides)
                   for state in self.every())

    def may_work(self, side: Side) -> bool:
        """Return whether a worker may do the next piece of a side's work."""
        return not side.query.is_removed and side.query.standing(
            side, self._clock.now(), self.house, is_all_paused=self.is_all_paused, is_running=False).may_work

    # what happened --------------------------------------------------------------------------------------------------

    def tell(self, state: QueryState) -> None:
        """Say that a query changed."""
        self._events.publish("query.changed", query_id=state.query.id)

    def file_ended(
        self, state: QueryState, seed: FileSeedId, change: Change, file_id: FileId | None, sha256: Sha256 | None
    ) -> None:
        """Follow a file seed that ended or waits; called once its row is durable."""
        state.count_file(change)
        self._events.publish("seed.changed", query_id=state.query.id, seed_id=seed, status=int(change.after))
        if change.after in HAS_FILE and file_id is not None and sha256 is not None:
            state.cover = sha256
            self._events.publish("file.presented", query_id=state.query.id, file_id=file_id, sha256=sha256)
        self.tell(state)

    def page_ended(self, state: QueryState, seed: GallerySeedId, after: Status) -> None:
        """Follow a gallery seed that ended or waits; called once its row is durable."""
        if after is not Status.TODO:
            state.count_page(Status.TODO, after)
        self._events.publish("gallery_seed.changed", query_id=state.query.id, seed_id=seed, status=int(after))
        self.tell(state)

    def counted(self, state: QueryState, fresh: Tally) -> None:
        """Take the counters of a change of many rows; called once it is durable, so in the order of all changes."""
        state.tally = fresh
        self.tell(state)
