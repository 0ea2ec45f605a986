"""How many sign-ins may be tried: five a minute for each account and for each address."""

from __future__ import annotations

import math
from collections import deque
from datetime import timedelta

from app import runtime
from app.core.clock import Clock
from app.core.errors import TooManyTries

TRIES = 5
WINDOW = timedelta(minutes=1)
MOST_KEPT = 10_000


class SignInLimit:
    """Counts tries. In memory: a restart costs an attacker more than it gives."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = runtime.lock()
        self._tries: dict[tuple[str, str], deque[float]] = {}

    def enter(self, account: str, address: str) -> None:
        """Count one try. Raises TooManyTries, with the seconds until the next may be made, for the sixth in a
        minute; a refused try is not counted."""
        now = self._clock.monotonic()
        keys = (("account", account), ("address", address))
        with self._lock:
            waits = [wait for key in keys if (wait := self._wait(key, now)) > 0]
            if waits:
                seconds = math.ceil(max(waits))
                raise TooManyTries(f"Too many tries; wait {seconds} s.", retry_after_seconds=seconds)
            if len(self._tries) > MOST_KEPT:
                self._forget(now)
            for key in keys:
                self._tries.setdefault(key, deque(maxlen=TRIES)).append(now)

    def succeeded(self, account: str, address: str) -> None:
        """The password was right: forget this account's and this address's tries."""
        with self._lock:
            self._tries.pop(("account", account), None)
            self._tries.pop(("address", address), None)

    def _wait(self, key: tuple[str, str], now: float) -> float:
        tries = self._tries.get(key)
        if tries is None or len(tries) < TRIES:
            return 0.0
        return max(0.0, tries[0] + WINDOW.total_seconds() - now)

    def _forget(self, now: float) -> None:
        oldest = now - WINDOW.total_seconds()
        self._tries = {key: tries for key, tries in self._tries.items() if tries and tries[-1] > oldest}
