"""The hub: the only door to eventlet, so that the rest of the house knows one small set of words.

`start(mode)` is called once, before anything else is imported that touches sockets or locks (`run.py` does). Under
`eventlet` the standard library is patched and everything runs on one thread that must not block; under `threading`
nothing is patched and every word here maps to the plain library. Without a call the mode is `threading`, which is
what tests want: a pytest process is never patched.

Rules that the rest of the house keeps (reasons in docs/decisions/0002-one-hub.md):
no timeout, kill or cancel crosses `run_native`; locks, logging and peewee never run inside it; deadlines act on
sockets.
"""

from __future__ import annotations

import os
import queue as queue_module
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar

from app.runtime.hub_gap import HubGap

__all__ = [
    "Deadline", "HubGap", "Task", "event", "is_green", "local", "lock", "mode", "original", "queue", "run_native",
    "semaphore", "sleep", "spawn", "start", "timeout", "wait_readable", "wait_writable",
]

_mode: str = "threading"
_started = False

P = ParamSpec("P")
T = TypeVar("T")


def start(mode: str | None = None) -> str:
    """Choose the hub and patch the standard library for it; return the mode. Later calls return what was chosen.

    `mode` is `eventlet` or `threading`; None reads BOWERBIRD_ASYNC_MODE, else eventlet.
    """
    global _mode, _started
    if _started:
        return _mode
    chosen = mode or os.environ.get("BOWERBIRD_ASYNC_MODE") or "eventlet"
    if chosen not in {"eventlet", "threading"}:
        raise ValueError(f"async_mode can't be '{chosen}': it is eventlet or threading")
    if chosen == "eventlet":
        os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")  # its resolver ignores /etc/nsswitch and ipv6 scopes
        import warnings

        # its retirement notice; what it means for us stands in docs/decisions/0002-one-hub.md
        warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
        import eventlet

        eventlet.monkey_patch()
        os.environ.setdefault("EVENTLET_THREADPOOL_SIZE", "20")
    _mode, _started = chosen, True
    return _mode


def mode() -> str:
    """Return `eventlet` or `threading`."""
    return _mode


def is_green() -> bool:
    """Return whether the hub is cooperative, so that a long loop must yield."""
    return _mode == "eventlet"


def sleep(seconds: float = 0) -> None:
    """Let others run, for at least this long."""
    time.sleep(seconds)  # patched under eventlet


def spawn(function: Callable[P, Any], *args: P.args, **kwargs: P.kwargs) -> Task:
    """Run the function beside the caller. Its exception is logged, never lost."""
    task = Task(function.__qualname__)
    task._begin(lambda: function(*args, **kwargs))
    return task


class Task:
    """Something that runs beside us."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._thread: threading.Thread | None = None

    def _begin(self, body: Callable[[], Any]) -> None:
        def run() -> None:
            try:
                body()
            except Exception:  # the boundary of a task: log and end
                import logging

                logging.getLogger("bowerbird.runtime").exception("event=task_failed task=%s", self.name)

        # a patched Thread is a greenlet
        self._thread = threading.Thread(target=run, name=self.name, daemon=True)
        self._thread.start()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it has ended; return whether it has."""
        assert self._thread is not None
        self._thread.join(seconds)
        return not self._thread.is_alive()

    @property
    def is_running(self) -> bool:
        """Return whether it has not ended."""
        return self._thread is not None and self._thread.is_alive()


def event() -> threading.Event:
    """Return a new event: `set, clear, is_set, wait(seconds)`."""
    return threading.Event()


def queue(size: int = 0) -> queue_module.Queue[Any]:
    """Return a new queue: `put, get, put_nowait, get_nowait`; `Empty` and `Full` are the plain library's."""
    return queue_module.Queue(size)


def semaphore(count: int) -> threading.Semaphore:
    """Return a new semaphore."""
    return threading.Semaphore(count)


def lock() -> threading.Condition:
    """Return a new re-entrant lock; use it with `with`. Made here because a lock made before `start` would be the
    plain one, which does not keep two greenlets apart."""
    return threading.Condition(threading.RLock())


def local() -> threading.local:
    """Return an object whose attributes belong to the running task alone."""
    return threading.local()


def run_native(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a leaf C call (SQLite, a large read, fsync) off the hub and return its result.

    Only leaf calls: no lock, no logging, no peewee, no socket inside. Nothing interrupts it; its exception is raised
    here.
    """
    if _mode == "eventlet":
        from eventlet import tpool

        return tpool.execute(function, *args, **kwargs)  # type: ignore[no-any-return]
    return function(*args, **kwargs)


class Deadline(Exception):
    """The time given to a block is over."""


@contextmanager
def timeout(seconds: float) -> Iterator[None]:
    """Raise Deadline in the block when it is not done in time. Only under eventlet, and never round `run_native`:
    in threading mode the block runs on, so what must end has a socket deadline of its own."""
    if _mode != "eventlet":
        yield
        return
    import eventlet

    timer = eventlet.Timeout(seconds, Deadline())
    try:
        yield
    finally:
        timer.cancel()


def original(module: str) -> Any:
    """Return the unpatched module of that name, for code that runs in real threads."""
    if _mode == "eventlet":
        from eventlet import patcher

        return patcher.original(module)
    return __import__(module)


def wait_readable(fd: int, seconds: float | None = None) -> bool:
    """Wait until the descriptor has something to read; return False when the time is over."""
    return _wait(fd, seconds, for_read=True)


def wait_writable(fd: int, seconds: float | None = None) -> bool:
    """Wait until the descriptor takes something; return False when the time is over."""
    return _wait(fd, seconds, for_read=False)


def _wait(fd: int, seconds: float | None, *, for_read: bool) -> bool:
    if _mode == "eventlet":
        from eventlet import hubs

        try:
            hubs.trampoline(fd, read=for_read, write=not for_read, timeout=seconds, timeout_exc=Deadline)
        except Deadline:
            return False
        return True
    import select

    poller = select.poll()
    poller.register(fd, select.POLLIN if for_read else select.POLLOUT)
    return bool(poller.poll(None if seconds is None else seconds * 1000))
