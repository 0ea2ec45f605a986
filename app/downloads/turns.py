"""One turn of a worker: take the next seed of a side, work on it, and make an outcome of whatever goes wrong.

Here alone troubles become outcomes, so that no trouble of one seed ever stops another.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from app.core.clock import Clock
from app.core.errors import BadInput, Busy, StorageTrouble
from app.core.reasons import REASONS, Reason, reason
from app.downloads.board import Board
from app.downloads.file_seed import FileSeed, FileSeeds
from app.downloads.file_work import FileWork
from app.downloads.gallery_seed import GallerySeeds
from app.downloads.lease import Leases
from app.downloads.outcome import Outcome, outcome_of
from app.downloads.page_work import PageWork
from app.downloads.query_state import QueryState, Side, SideName
from app.downloads.query_store import sooner
from app.downloads.reading import SeedRefused
from app.downloads.standing import Hold, hold_of
from app.downloads.status import Status
from app.network.context import host_of
from app.network.request import Cancelled, NetworkTrouble
from app.workers.errors import PoolClosed

LOOK_AHEAD: Final = 50
"""Seeds that are read at once when the next one is looked for."""
LOOKS: Final = 200
STORAGE_PAUSE: Final = timedelta(seconds=15)
ANOTHER_HAS_IT: Final = timedelta(seconds=30)


log = logging.getLogger("bowerbird.downloads")


class Turns:
    """Gives turns to both kinds of sides."""

    def __init__(
        self, board: Board, leases: Leases, clock: Clock, seeds: FileSeeds, pages: GallerySeeds, file_work: FileWork,
        page_work: PageWork, wake: Callable[[Side], None],
    ) -> None:
        self._board = board
        self._leases = leases
        self._clock = clock
        self._seeds = seeds
        self._pages = pages
        self._file_work = file_work
        self._page_work = page_work
        self._wake = wake

    def give(self, side: Side) -> bool:
        """Do one piece of a side's work; return whether there may be more."""
        try:
            return self._turn(side)
        except (StorageTrouble, Busy) as trouble:
            self._storage(side, trouble)
            return False

    def _turn(self, side: Side) -> bool:
        if not self._board.may_work(side):
            return False
        if not self._leases.hold(side.query.query.id, side.name):
            side.hold = Hold(reason("taken"), self._clock.now() + ANOTHER_HAS_IT)
            return False
        side.hold = None
        return self._file_turn(side) if side.name is SideName.FILES else self._page_turn(side)

    def rest(self, side: Side) -> None:
        """A side has come to rest."""
        self._leases.release(side.query.query.id, side.name)
        if not side.query.is_removed:
            self._board.tell(side.query)

    # files ----------------------------------------------------------------------------------------------------------

    def _file_turn(self, side: Side) -> bool:
        state = side.query
        seed = self._next_file(state)
        if seed is None:
            self._note_wait(side)
            return False
        state.working_on = seed.id
        try:
            return self._on_file(side, seed)
        finally:
            state.working_on = None

    def _next_file(self, state: QueryState) -> FileSeed | None:
        """Return the first seed to do whose site is not being left alone."""
        now = self._clock.now()
        state.held_hosts = {host: until for host, until in state.held_hosts.items() if until > now}
        after = float("-inf")
        for _ in range(LOOKS):
            found = self._seeds.to_do(state.query.id, now, after=after, limit=LOOK_AHEAD if state.held_hosts else 1)
            free = next((seed for seed in found if host_of(seed.url) not in state.held_hosts), None)
            if free is not None or not found:
                return free
            after = found[-1].position
        return None

    def _note_wait(self, side: Side) -> None:
        """Say what the seeds that are left wait for."""
        state = side.query
        hold = hold_of(self._seeds.earliest_waiting(state.query.id))
        if hold is not None and hold.until is not None:
            side.hold = Hold(hold.reason, min([hold.until, *state.held_hosts.values()]))

    def _on_file(self, side: Side, seed: FileSeed) -> bool:
        try:
            self._file_work.run(seed, side)
        except (Cancelled, PoolClosed):
            return True
        except NetworkTrouble as trouble:
            if trouble.reason.code != "network_paused":  # then it is put down like any other
                self._trouble_with_file(side, seed, trouble)
        except SeedRefused as refused:
            self._end_file(side, seed, refused.reason)
        except (StorageTrouble, Busy):
            raise
        except BadInput as error:
            self._end_file(side, seed, reason(error.code, error.sentence) if error.code in REASONS
                           else reason("internal", error.sentence))
        except Exception as error:
            if not side.query.is_removed:
                log.exception("event=seed_failed seed=%d query=%d", seed.id, seed.query_id)
                self._end_file(side, seed, reason("internal", type(error).__name__))
        return True

    def _trouble_with_file(self, side: Side, seed: FileSeed, trouble: NetworkTrouble) -> None:
        outcome = self._outcome(trouble.reason, seed.attempts, trouble.retry_after, trouble.domain)
        if outcome.is_hold and outcome.next_try_at is not None:
            side.held_site = trouble.domain
            side.query.held_hosts[host_of(seed.url)] = outcome.next_try_at
        self._give_up_file(side, seed, outcome)

    def _end_file(self, side: Side, seed: FileSeed, why: Reason) -> None:
        self._give_up_file(side, seed, self._outcome(why, seed.attempts))

    def _give_up_file(self, side: Side, seed: FileSeed, outcome: Outcome) -> None:
        self._file_work.give_up(seed, side.query, outcome)
        if not outcome.is_hold:
            side.query.tally.retry_files_at = sooner(side.query.tally.retry_files_at, outcome.next_try_at)

    def _outcome(
        self, why: Reason, attempts: int, retry_after: timedelta | None = None, domain: str = ""
    ) -> Outcome:
        if domain and not why.detail:
            why = why.with_detail(domain)
        return outcome_of(why, attempts=attempts, retry_after=retry_after, now=self._clock.now())

    # pages ----------------------------------------------------------------------------------------------------------

    def _page_turn(self, side: Side) -> bool:
        state = side.query
        seed = self._pages.next_to_do(state.query.id, self._clock.now())
        if seed is None:
            side.hold = hold_of(self._pages.earliest_waiting(state.query.id))
            return False
        why, retry_after, domain = None, None, ""
        try:
            self._page_work.run(seed, side)
        except (Cancelled, PoolClosed):
            return True
        except NetworkTrouble as trouble:
            if trouble.reason.code == "network_paused":
                return True
            why, retry_after, domain = trouble.reason, trouble.retry_after, trouble.domain
        except SeedRefused as refused:
            why = refused.reason
        except (StorageTrouble, Busy):
            raise
        except BadInput as error:
            code = error.code if error.code in REASONS else "internal"
            why = reason(code, error.sentence)
        except Exception as error:
            if state.is_removed:
                return False
            log.exception("event=page_failed page=%d query=%d", seed.id, seed.query_id)
            why = reason("internal", type(error).__name__)
        if why is None:
            self._wake(state.files)
            return True
        outcome = self._outcome(why, seed.attempts, retry_after, domain)
        side.held_site = domain if outcome.is_hold else ""
        self._page_work.give_up(seed, state, outcome)
        if not state.tally.pages.get(Status.TODO):
            side.hold = hold_of(self._pages.earliest_waiting(state.query.id))
        return True

    # what waits -----------------------------------------------------------------------------------------------------

    def _storage(self, side: Side, trouble: StorageTrouble | Busy) -> None:
        """Nothing could be noted, so the seed stays to do; the side looks again in a moment."""
        log.warning("event=storage_trouble query=%d reason=%s", side.query.query.id, trouble.code)
        if isinstance(trouble, Busy):
            why = reason("database_busy")
        else:
            why = reason(trouble.code) if trouble.code in REASONS else reason("disk_full", trouble.sentence)
        side.hold = Hold(why, self._clock.now() + STORAGE_PAUSE)
