"""What just happened, told to whoever listens in this process; and the named points at which a test may kill it.

Events are hints: a listener that missed some asks for the state again. They are delivered in order, in the
publisher's turn, so listeners only note and leave.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Listener = Callable[[str, Mapping[str, Any]], None]


class Events:
    """A small in-process bus; topics are dotted nouns such as `seed.changed`."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener(topic, payload)` for every event until the returned function is called."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    def publish(self, topic: str, **payload: Any) -> None:
        """Tell everyone. Payload values are plain (numbers, text, lists)."""
        for listener in tuple(self._listeners):
            listener(topic, payload)


_at_point: Callable[[str], None] | None = None

POINTS: frozenset[str] = frozenset({
    "download.received",      # the whole body is in incoming/, nothing else knows of it
    "store.synced",           # the bytes are on the platter, still under their temporary name
    "store.renamed",          # the file has its final name, no row says so
    "writer.before_commit",   # rows are written, the transaction is open
    "writer.committed",       # rows are durable, nobody has been told
    "seed.started",           # a seed is being worked on, its row still says pending
    "gallery.parsed",         # a gallery page is parsed, its seeds are not yet rows
})
"""Every place where the order of durable effects matters; each has a kill test."""


def point(name: str) -> None:
    """Mark a step of a durable effect. Does nothing unless a test has asked to stop here."""
    if _at_point is not None:
        _at_point(name)


def stop_at_points(action: Callable[[str], None] | None) -> None:
    """Have `action(name)` called at every point (tests raise or kill in it); None switches it off."""
    global _at_point
    _at_point = action
