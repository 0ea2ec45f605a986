"""Events on their way to the browsers: gathered a room, numbered, and never more often than an eye can follow.

Pure: takes events and the time, returns batches. Sending is `live`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

BATCH_SECONDS: Final = 0.1
"""How long a room gathers after its first event."""
MOST_PENDING: Final = 500
"""More events than this in one batch are dropped, and a number is left out: a gap, upon which a client asks anew."""

COUNTERS: Final[Mapping[str, float]] = {
    "query.changed": 0.25, "progress": 0.25, "network.changed": 0.25, "overview.changed": 1.0,
}
"""Topics of which only the last value matters, with the least seconds between two values of one: an eye follows four a
second; the overview costs more to fetch than it tells."""

OVERVIEW_TOPICS: Final = frozenset(
    {"file.imported", "file.changed", "query.changed", "query.removed", "network.changed", "setting.changed"}
)

Event = Mapping[str, Any]


def rooms_of(topic: str, payload: Mapping[str, Any]) -> list[tuple[str, Event]]:
    """Return each room that hears of this, with the event as that room is told it."""
    event: Event = {"topic": topic, **payload}
    told: list[tuple[str, Event]] = []
    if "query_id" in payload:
        told.append((f"query:{payload['query_id']}", event))
    if topic in {"query.changed", "query.removed", "query.added"}:
        told.append(("queries", event))
    if topic in {"file.imported", "file.changed"}:
        told.append(("library", event))
    if topic in {"network.changed", "setting.changed"}:
        told.append(("overview", event))
    if topic in OVERVIEW_TOPICS:
        told.append(("overview", {"topic": "overview.changed"}))
    return told


@dataclass(frozen=True, slots=True)
class Batch:
    """What one room is sent at once. `seq` grows by one a batch; a step of more means that events were dropped."""

    room: str
    seq: int
    events: list[Event]


@dataclass(slots=True)
class _Room:
    seq: int = 0
    due: float | None = None
    events: list[Event] = field(default_factory=list)
    counters: dict[str, Event] = field(default_factory=dict)
    free_at: dict[str, float] = field(default_factory=dict)
    """For each counter sent lately, when its next value may go out."""
    has_overflowed: bool = False


class EventBatcher:
    """Gathers events a room. `now` is monotonic seconds and never runs backwards."""

    def __init__(self) -> None:
        self._rooms: dict[str, _Room] = {}

    def add(self, room: str, event: Event, now: float) -> None:
        """Note one event for a room."""
        state = self._rooms.setdefault(room, _Room())
        if event["topic"] in COUNTERS:
            key = _counter_key(event)
            state.counters[key] = event
            due = max(now + BATCH_SECONDS, state.free_at.get(key, now))
        else:
            due = now + BATCH_SECONDS
            if len(state.events) < MOST_PENDING:
                state.events.append(event)
            else:
                state.has_overflowed = True
        state.due = due if state.due is None else min(state.due, due)

    def next_due(self) -> float | None:
        """Return when the next batch is to go out; None while nothing waits."""
        return min((state.due for state in self._rooms.values() if state.due is not None), default=None)

    def take(self, now: float) -> list[Batch]:
        """Return the batches whose time has come."""
        batches = []
        for name, state in self._rooms.items():
            if state.due is not None and state.due <= now:
                batch = _take(name, state, now)
                if batch is not None:
                    batches.append(batch)
        return batches

    def seq(self, room: str) -> int:
        """Return the number of the room's last batch; 0 before the first."""
        state = self._rooms.get(room)
        return state.seq if state else 0

    def forget(self, rooms: Iterable[str]) -> None:
        """Drop what waits for rooms that nobody watches; their numbers stay."""
        for name in rooms:
            state = self._rooms.get(name)
            if state is not None:
                self._rooms[name] = _Room(seq=state.seq + 1)


def _take(name: str, state: _Room, now: float) -> Batch | None:
    events, state.events = state.events, []
    state.free_at = {key: at for key, at in state.free_at.items() if at > now}
    for key in [key for key in state.counters if key not in state.free_at]:
        event = state.counters.pop(key)
        events.append(event)
        state.free_at[key] = now + COUNTERS[event["topic"]]
    state.due = min((state.free_at[key] for key in state.counters), default=None)
    if not events:
        return None
    state.seq += 2 if state.has_overflowed else 1
    state.has_overflowed = False
    return Batch(name, state.seq, events)


def _counter_key(event: Event) -> str:
    return f"{event['topic']}:{event.get('query_id', '')}:{event.get('seed_id', '')}"
