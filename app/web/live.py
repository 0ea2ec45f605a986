"""The live line: who watches which room, and what each is sent. Events are hints; the state is fetched over HTTP.

A socket is judged like a request (`doors`), when it connects and again at each event; when its session ends it is told
and cut within a second. It may say two things, `watch` and `unwatch`.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from flask import request
from flask_socketio import SocketIO

from app import runtime
from app.core.clock import Clock
from app.core.events import Events
from app.web.batches import EventBatcher, rooms_of
from app.web.doors import Doors
from app.web.visitor import Visitor

log = logging.getLogger("bowerbird.web")

MOST_PAYLOAD_BYTES: Final = 64 * 1024
MOST_EVENTS_A_SECOND: Final = 50
MOST_ROOMS: Final = 64
RECHECK_SECONDS: Final = 0.5
ROOM: Final = re.compile(r"overview|queries|library|query:[0-9]{1,18}")


@dataclass(slots=True)
class _Socket:
    visitor: Visitor
    rooms: set[str] = field(default_factory=set)
    second: int = 0
    events: int = 0


class Live:
    """The sockets of the page. `start` begins to send, `stop` ends it."""

    def __init__(self, socketio: SocketIO, doors: Doors, events: Events, clock: Clock) -> None:
        self._socketio = socketio
        self._doors = doors
        self._clock = clock
        self._batcher = EventBatcher()
        self._lock = runtime.lock()
        self._sockets: dict[str, _Socket] = {}
        self._watched: Counter[str] = Counter()
        self._wake = runtime.event()
        self._look = runtime.event()
        self._stopping = runtime.event()
        self._unlisten = events.listen(self._hear)
        self._listen()

    def start(self) -> None:
        """Begin to send batches and to look after the sessions."""
        runtime.spawn(self._send)
        runtime.spawn(self._recheck)

    def stop(self) -> None:
        """Send no more."""
        self._stopping.set()
        self._wake.set()
        self._look.set()
        self._unlisten()

    def seq(self, room: str) -> int:
        """Return the number of the room's last batch."""
        return self._batcher.seq(room)

    @property
    def open_sockets(self) -> int:
        """How many browsers are on the line."""
        return len(self._sockets)

    def drop_ended(self) -> None:
        """Tell and cut every socket whose session is no more."""
        for sid, socket in tuple(self._sockets.items()):
            if not self._doors.is_owner(socket.visitor):
                self._cut(sid)

    def _cut(self, sid: str) -> None:
        self._forget(sid)
        self._socketio.emit("signed_out", to=sid)
        self._socketio.server.disconnect(sid)

    # what sockets say

    def _listen(self) -> None:
        self._socketio.on_event("connect", self._connected)
        self._socketio.on_event("disconnect", self._disconnected)
        self._socketio.on_event("watch", self._watch)
        self._socketio.on_event("unwatch", self._unwatch)
        self._socketio.on_event("*", self._anything_else)

    def _connected(self, _auth: object = None) -> bool:
        visitor = Visitor.of(request.environ)
        if not self._doors.is_owner(visitor):
            return False
        self._sockets[_sid()] = _Socket(visitor)
        return True

    def _disconnected(self, _why: object = None) -> None:
        self._forget(_sid())

    def _watch(self, asked: object = None) -> dict[str, Any]:
        socket = self._judged()
        if socket is None:
            return {}
        rooms = rooms_in(asked)
        if len(socket.rooms | rooms) > MOST_ROOMS:
            return {"error": {"code": "too_many_rooms", "sentence": f"One browser watches {MOST_ROOMS} rooms at most."}}
        with self._lock:
            for room in rooms - socket.rooms:
                self._watched[room] += 1
                self._socketio.server.enter_room(_sid(), room)
            socket.rooms |= rooms
            return {"seq": {room: self._batcher.seq(room) for room in sorted(rooms)}}

    def _unwatch(self, asked: object = None) -> dict[str, Any]:
        socket = self._judged()
        if socket is not None:
            rooms = rooms_in(asked) & socket.rooms
            for room in rooms:
                self._socketio.server.leave_room(_sid(), room)
            self._leave(socket, rooms)
        return {}

    def _anything_else(self, *_said: object) -> None:
        self._judged()

    def _judged(self) -> _Socket | None:
        """Return the socket that speaks, or None after it was cut: its session is over, or it says too much."""
        sid = _sid()
        socket = self._sockets.get(sid)
        if socket is None:
            return None
        if not self._doors.is_owner(socket.visitor):
            self._cut(sid)
            return None
        second = int(self._clock.monotonic())
        socket.events = socket.events + 1 if second == socket.second else 1
        socket.second = second
        if socket.events > MOST_EVENTS_A_SECOND:
            log.warning("event=socket_too_talkative peer=%s", socket.visitor.address)
            self._forget(sid)
            self._socketio.server.disconnect(sid)
            return None
        return socket

    def _forget(self, sid: str) -> None:
        socket = self._sockets.pop(sid, None)
        if socket is not None:
            self._leave(socket, set(socket.rooms))

    def _leave(self, socket: _Socket, rooms: set[str]) -> None:
        with self._lock:
            socket.rooms -= rooms
            self._watched -= Counter(rooms)
            self._batcher.forget(room for room in rooms if room not in self._watched)

    # what sockets hear

    def _hear(self, topic: str, payload: Mapping[str, Any]) -> None:
        if topic.startswith("access."):
            self._look.set()
            return
        with self._lock:
            now = self._clock.monotonic()
            for room, event in rooms_of(topic, payload):
                if room in self._watched:
                    self._batcher.add(room, event, now)
                    self._wake.set()

    def _send(self) -> None:
        while not self._stopping.is_set():
            self._wake.wait()
            with self._lock:
                due = self._batcher.next_due()
                if due is None:
                    self._wake.clear()
                    continue
            runtime.sleep(max(0.0, due - self._clock.monotonic()))
            with self._lock:
                batches = self._batcher.take(self._clock.monotonic())
            for batch in batches:
                told = {"room": batch.room, "seq": batch.seq, "events": batch.events}
                self._socketio.emit("events", told, to=batch.room)

    def _recheck(self) -> None:
        while not self._stopping.is_set():
            self._look.wait(RECHECK_SECONDS)
            self._look.clear()
            self.drop_ended()


def rooms_in(asked: object) -> set[str]:
    """Return the rooms that `{"rooms": […]}` names; whatever is no room is passed over."""
    if not isinstance(asked, dict) or not isinstance(asked.get("rooms"), list):
        return set()
    names = asked["rooms"][: MOST_ROOMS * 2]
    return {name for name in names if isinstance(name, str) and ROOM.fullmatch(name)}


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]
