"""Bounded pools of workers: a side that was woken gets a turn when one is free, and goes to the back for the next.

Taking turns after each piece of work keeps a query of ten thousand files from holding up one of three.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from app import runtime
from app.downloads.query_state import Side

SLOTS: Final[Mapping[str, int]] = {
    "gallery.files": 15, "gallery.search": 5, "urls.files": 10, "urls.search": 10,
}
"""How many sides of each kind work at once."""

log = logging.getLogger("bowerbird.downloads")


class Crew:
    """The workers."""

    def __init__(self, turn: Callable[[Side], bool], idle: Callable[[Side], None],
                 slots: Mapping[str, int] = SLOTS) -> None:
        """`turn` does one piece of work on a side and returns whether there may be more; `idle` is called when a
        side has come to rest."""
        self._turn = turn
        self._idle = idle
        self._slots = slots
        self._lock = runtime.lock()
        self._waiting: dict[str, deque[Side]] = {name: deque() for name in slots}
        self._running: dict[str, int] = dict.fromkeys(slots, 0)
        self._active: set[Side] = set()
        self._is_open = False

    def open(self) -> None:
        """Begin. What was woken before has to be woken again."""
        with self._lock:
            self._is_open = True

    def wake(self, side: Side) -> None:
        """Give the side a turn as soon as a worker is free. A side that works looks once more when it is done."""
        with self._lock:
            if not self._is_open or side.wants_slot:
                return
            if side.is_running:
                side.is_woken = True
                return
            side.wants_slot = True
            self._waiting[side.pool].append(side)
            if self._running[side.pool] >= self._slots[side.pool]:
                return
            self._running[side.pool] += 1
        runtime.spawn(self._work, side.pool)

    def interrupt(self, side: Side) -> None:
        """Have the side put down what it has in hand; it stays to do."""
        side.stop.set()

    def stop(self, deadline: timedelta) -> bool:
        """Have every worker put down what it has in hand; return whether all did within the deadline."""
        with self._lock:
            self._is_open = False
            for queue in self._waiting.values():
                while queue:
                    queue.popleft().wants_slot = False
            for side in self._active:
                side.stop.set()
            return bool(self._lock.wait_for(lambda: not any(self._running.values()), deadline.total_seconds()))

    def _work(self, pool: str) -> None:
        try:
            while (side := self._next(pool)) is not None:
                self._give_turn(side)
        finally:
            with self._lock:
                self._lock.notify_all()

    def _next(self, pool: str) -> Side | None:
        with self._lock:
            queue = self._waiting[pool]
            if not self._is_open or not queue:
                self._running[pool] -= 1
                return None
            side = queue.popleft()
            side.wants_slot, side.is_running, side.is_woken = False, True, False
            side.stop.clear()
            self._active.add(side)
            return side

    def _give_turn(self, side: Side) -> None:
        may_go_on = True
        try:
            while may_go_on and not side.stop.is_set():
                may_go_on = self._turn(side)
                runtime.sleep(0)
                if self._waiting[side.pool]:
                    break
        except Exception:
            log.exception("event=turn_failed query=%d side=%s", side.query.query.id, side.name)
            may_go_on = False
        self._rest(side, wants_more=may_go_on)

    def _rest(self, side: Side, *, wants_more: bool) -> None:
        with self._lock:
            self._active.discard(side)
            side.is_running = False
            is_interrupted = side.stop.is_set()
            again = (wants_more or side.is_woken or is_interrupted) and self._is_open
            side.is_woken = False
            if again and not side.query.is_removed:
                side.wants_slot = True
                self._waiting[side.pool].append(side)
        if not again:
            side.doing = ""
            self._idle(side)
