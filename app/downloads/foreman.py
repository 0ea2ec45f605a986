"""Keeps the workers going: wakes what has work, takes up what was left, and looks at the clock and the disk.

One beat a second finds what has waited long enough; everything else is woken by what happens.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final, TypeVar

from app import runtime
from app.core.events import Events
from app.downloads import file_seed, gallery_seed, query_store
from app.downloads.board import Board
from app.downloads.crew import Crew
from app.downloads.file_seed import FileSeeds
from app.downloads.file_work import FileWork, Rooms
from app.downloads.gallery_seed import GallerySeeds
from app.downloads.lease import Leases
from app.downloads.page_work import PageWork
from app.downloads.partials import drop_stale
from app.downloads.query_state import QueryState, Side
from app.downloads.status import Status
from app.downloads.turns import Turns
from app.storage.writer import Transaction

T = TypeVar("T")
BEAT_SECONDS: Final = 1.0

log = logging.getLogger("bowerbird.downloads")


class Foreman:
    """Gives out work."""

    def __init__(self, rooms: Rooms, leases: Leases, seeds: FileSeeds, pages: GallerySeeds, events: Events) -> None:
        self._rooms = rooms
        self._board: Board = rooms.board
        self._leases = leases
        self._seeds = seeds
        turns = Turns(rooms.board, leases, rooms.clock, seeds, pages, FileWork(rooms), PageWork(rooms), self.wake_side)
        self._crew = Crew(turns.give, turns.rest)
        self._stopping = runtime.event()
        self._beat: runtime.Task | None = None
        self._has_network_news = False
        self._stop_listening = events.listen(self._hear)
        self._board.on_house_change = self._wake_all

    def start(self) -> None:
        """Take up what an earlier run left, and keep going."""
        rescued = self._leases.rescue()
        if rescued:
            log.info("event=jobs_rescued count=%d", rescued)
        drop_stale(self._rooms.store, self._seeds)
        self._board.is_all_paused = self._rooms.network.paused
        self._board.look_at_disk()
        self._crew.open()
        for state in self._board.every():
            self.wake(state)
        self._beat = runtime.spawn(self._beat_on)

    def stop(self, deadline: timedelta) -> bool:
        """Put down whatever is in hand; it stays to do. Return whether all did within the deadline."""
        self._stopping.set()
        self._stop_listening()
        is_parked = self._crew.stop(deadline)
        if self._beat is not None:
            self._beat.wait(BEAT_SECONDS)
        return is_parked

    def wake(self, state: QueryState) -> None:
        """Give both sides of a query a turn if there is something that they may do."""
        for side in state.sides:
            self.wake_side(side)

    def wake_side(self, side: Side) -> None:
        """Give a side a turn if there is something that it may do."""
        if self._board.may_work(side):
            self._crew.wake(side)

    def interrupt(self, side: Side) -> None:
        """Have a side put down what it has in hand; that stays to do."""
        self._crew.interrupt(side)

    def change(self, state: QueryState, change: Callable[[Transaction], T]) -> T:
        """Change many rows of a query and count them anew in the same breath."""
        def counted(tx: Transaction) -> T:
            value = change(tx)
            fresh = query_store.tally(tx, state.query.id)
            tx.after_commit(lambda: self._board.counted(state, fresh))
            return value

        return self._rooms.writer.run(counted)

    def tick(self) -> None:
        """See whether the disk has room, and wake whatever has waited long enough."""
        self._board.look_at_disk()
        if self._board.house is not None:
            return
        if self._has_network_news:
            self._has_network_news = False
            self._let_go_of_sites()
        now = self._rooms.clock.now()
        for state in self._board.every():
            for side in state.sides:
                if side.hold is not None and side.hold.until is not None and side.hold.until <= now:
                    side.hold = None
                    self._requeue_due(state)
                    self.wake_side(side)
            if state.tally.retry_files_at is not None and state.tally.retry_files_at <= now:
                self._requeue_due(state)
                self.wake_side(state.files)

    def _let_go_of_sites(self) -> None:
        """Let queries go on whose site is no longer left alone: it answered, or something changed (its cookies)."""
        held = {domain.domain for domain in self._rooms.network.domains() if domain.light == "held"}
        for state in self._board.every():
            free = [side for side in state.sides if side.hold and side.held_site and side.held_site not in held]
            if free:
                self.let_go(state)

    def let_go(self, state: QueryState) -> None:
        """Forget what a query's seeds wait for, and give it a turn."""
        def wake_rows(tx: Transaction) -> None:
            file_seed.wake(tx, state.query.id)
            gallery_seed.wake(tx, state.query.id)

        self._rooms.writer.run(wake_rows)
        state.held_hosts.clear()
        for side in state.sides:
            side.hold, side.held_site = None, ""
        self.wake(state)

    def _requeue_due(self, state: QueryState) -> None:
        """Set to do again what failed and whose time has come."""
        query, now = state.query.id, self._rooms.clock.now()

        def again(tx: Transaction) -> int:
            files = file_seed.requeue(tx, query, now, statuses=[Status.FAILED, Status.IGNORED], only_due=True)
            return files + gallery_seed.requeue(tx, query, now, only_due=True)

        self.change(state, again)

    def _beat_on(self) -> None:
        while not self._stopping.wait(BEAT_SECONDS):
            try:
                self.tick()
            except Exception:  # the beat must go on; one bad beat is in the log
                log.exception("event=tick_failed")

    def _wake_all(self) -> None:
        for state in self._board.every():
            self._board.tell(state)
            self.wake(state)

    def _hear(self, topic: str, payload: Mapping[str, Any]) -> None:
        if topic != "network.changed":
            return
        self._has_network_news = True  # looked at in the next beat: whoever published this must not wait for rows
        is_paused = self._rooms.network.paused
        has_changed, self._board.is_all_paused = is_paused != self._board.is_all_paused, is_paused
        if has_changed:
            self._wake_all()
