"""The few coarse ticks: each asks a room whether something is due. Due times live in the rooms' own tables."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta

from apscheduler.schedulers.background import BackgroundScheduler

log = logging.getLogger("bowerbird.ticks")

Tick = tuple[timedelta, Callable[[], object]]


class Ticks:
    """Runs each tick at its interval, never twice at once, and goes on when one fails."""

    def __init__(self, ticks: Mapping[str, Tick]) -> None:
        self._scheduler = BackgroundScheduler(
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}, timezone="UTC"
        )
        for name, (every, act) in ticks.items():
            self._scheduler.add_job(_guarded(name, act), "interval", seconds=every.total_seconds(), id=name)

    def start(self) -> None:
        """Begin; the first turn of each comes after its interval."""
        self._scheduler.start()

    def stop(self) -> None:
        """Begin no further turn. One that runs is not waited for: what it does is durable step by step."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)


def _guarded(name: str, act: Callable[[], object]) -> Callable[[], None]:
    def turn() -> None:
        try:
            act()
        except Exception:  # the boundary of a tick: log, and come again
            log.exception("event=tick_failed tick=%s", name)

    return turn
