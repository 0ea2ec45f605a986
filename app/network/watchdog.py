"""The watchdog: shuts the socket of a request that is over its time, too slow, or cancelled.

Timeouts of a socket only bound one silence, so a byte now and then holds a reader for ever (reliability.md F15, F16).
Here a task looks at every running request a few times a second and shuts the socket from outside, which wakes the
reader whatever hub runs it.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

from app import runtime
from app.network.limits import Limits


class Cut(StrEnum):
    """Why a request was cut."""

    HEADERS = "headers"
    SLOW = "slow"
    TOTAL = "total"
    CANCELLED = "cancelled"


class Watch:
    """One request under watch. The reader reports; the watchdog judges."""

    def __init__(
        self, limits: Limits, total_seconds: float, stop: threading.Event | None, clock: Callable[[], float]
    ) -> None:
        self._limits = limits
        self._stop = stop
        self._now = clock
        now = clock()
        self._header_until: float | None = now + limits.header_seconds
        self._until = now + total_seconds
        self._window_start = now
        self._window_bytes = 0
        self._lock = runtime.lock()
        self._socket: Any = None
        self.cut: Cut | None = None

    def attach(self, sock: Any) -> None:
        """Watch this socket from now on. A second descriptor of it is kept, so that it can be shut while TLS or the
        pool has taken the first one apart."""
        plain = runtime.original("socket")
        twin = plain.socket(fileno=os.dup(sock.fileno()))
        with self._lock:
            before, self._socket = self._socket, twin
            is_late = self.cut is not None
        if before is not None:
            before.close()
        if is_late:
            _shut(twin)

    def headers_came(self) -> None:
        """The headers are whole; the body's clock starts."""
        self._header_until = None
        self._window_start, self._window_bytes = self._now(), 0

    def received(self, count: int) -> None:
        """So many more bytes of the body came over the wire."""
        self._window_bytes += count

    def judge(self, now: float) -> Cut | None:
        """Return why the request must end now, or None. Starts a new window of the rate when one is over."""
        if self._stop is not None and self._stop.is_set():
            return Cut.CANCELLED
        if now >= self._until:
            return Cut.TOTAL
        if self._header_until is not None:
            return Cut.HEADERS if now >= self._header_until else None
        span = now - self._window_start
        if span < self._limits.rate_window_seconds:
            return None
        if self._window_bytes < self._limits.least_bytes_per_second * span:
            return Cut.SLOW
        self._window_start, self._window_bytes = now, 0
        return None

    def shut(self, cut: Cut) -> None:
        """End the request; its reader sees the connection close and finds the cause here."""
        with self._lock:
            if self.cut is None:
                self.cut = cut
            if self._socket is not None:
                _shut(self._socket)

    def close(self) -> None:
        """Let go of the socket."""
        with self._lock:
            held, self._socket = self._socket, None
        if held is not None:
            held.close()


class Watchdog:
    """Looks at all watches while there are any."""

    def __init__(self, limits: Limits, now: Callable[[], float] = time.monotonic) -> None:
        """`now` is real time: sockets know no other."""
        self._limits = limits
        self._now = now
        self._lock = runtime.lock()
        self._watches: set[Watch] = set()
        self._task: runtime.Task | None = None
        self._current = runtime.local()

    @contextmanager
    def watch(self, total_seconds: float, stop: threading.Event | None) -> Iterator[Watch]:
        """Watch what this task connects to, inside the block."""
        watch = Watch(self._limits, total_seconds, stop, self._now)
        self._current.watch = watch
        with self._lock:
            self._watches.add(watch)
            if self._task is None:
                self._task = runtime.spawn(self._look)
        try:
            yield watch
        finally:
            self._current.watch = None
            with self._lock:
                self._watches.discard(watch)
            watch.close()

    def attach(self, sock: Any) -> None:
        """Put a socket that this task just opened, or took from the pool, under the task's watch."""
        watch: Watch | None = getattr(self._current, "watch", None)
        if watch is not None and sock is not None:
            watch.attach(sock)

    def _look(self) -> None:
        while True:
            runtime.sleep(self._limits.watch_tick_seconds)
            with self._lock:
                if not self._watches:
                    self._task = None
                    return
                watches = tuple(self._watches)
            for watch in watches:
                cut = watch.judge(self._now())
                if cut is not None:
                    watch.shut(cut)


def _shut(sock: Any) -> None:
    with contextlib.suppress(OSError):  # it may be gone already
        sock.shutdown(socket.SHUT_RDWR)
