"""The live line: who may open it, what may be said on it, and when it is cut (reliability.md A5, A11, F33, I2)."""

from __future__ import annotations

import contextlib
import socket
import time
from types import SimpleNamespace

import pytest
import requests
import socketio
import websocket

from app.core.clock import SystemClock
from app.runtime.listener import Listener
from app.web.live import MOST_EVENTS_A_SECOND, MOST_PAYLOAD_BYTES, MOST_ROOMS, rooms_in
from tests.security.test_xss_api import PAYLOADS
from tests.web.made_ui import make_ui

QUIET = {"reconnection": False, "handle_sigint": False, "websocket_extra_options": {"suppress_origin": True}}
"""A client that sends no Origin but the one that the test names."""


@pytest.fixture
def served(tmp_path):
    """A house that listens on loopback, with its live line running."""
    made = make_ui(tmp_path, clock=SystemClock())
    made.ui.live.start()
    listener = Listener("page", made.ui.app, "127.0.0.1", 0)
    listener.start()
    yield SimpleNamespace(made=made, origin=f"http://127.0.0.1:{listener.port}", host=f"127.0.0.1:{listener.port}",
                          events=made.given.events, sessions=made.given.sessions)
    listener.stop(0.2)
    made.close()


def hang_up(line):
    """End a websocket's connection at once; its reader, which waits on it, would keep it open."""
    held = line.sock
    if held is not None:
        with contextlib.suppress(OSError):  # the server may have gone first
            held.shutdown(socket.SHUT_RDWR)
        held.close()
    line.shutdown()


class Line:
    """A browser's line: it keeps what it hears."""

    def __init__(self, served, token, transports=("websocket",), origin=None):
        self.heard, self.signed_out, self.ended = [], [], []
        headers = {"Origin": origin or served.origin, "Cookie": f"bowerbird_session={token}"}
        self.http = requests.Session()
        self.http.headers.update(headers)  # the client itself sends them with its first request only
        self.client = socketio.Client(http_session=self.http, **QUIET)
        self.client.on("events", self.heard.append)
        self.client.on("signed_out", lambda: self.signed_out.append(time.monotonic()))
        self.client.on("disconnect", lambda *_: self.ended.append(time.monotonic()))
        self.client.connect(served.origin, headers=headers, transports=list(transports), wait_timeout=5)

    def watch(self, *rooms):
        return self.client.call("watch", {"rooms": list(rooms)}, timeout=5)

    def close(self):
        """Go away as a closed tab does, without a word."""
        if self.client.transport() == "websocket" and self.client.eio.ws is not None:
            self.client.eio.queue.put(None)  # its writer leaves at once
            hang_up(self.client.eio.ws)
        elif self.client.connected:
            self.client.disconnect()
        self.http.close()


def until(true, seconds=5.0):
    """Wait until something is true, which it has to be in time."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


@pytest.fixture
def line(served):
    opened = Line(served, served.sessions.create("test"))
    yield opened
    opened.close()


@pytest.mark.parametrize("transports", [("websocket",), ("polling",)])
def test_the_owners_browser_watches_rooms_and_hears_numbered_batches(served, transports):
    line = Line(served, served.sessions.create("test"), transports)
    assert line.watch("queries", "query:7") == {"seq": {"queries": 0, "query:7": 0}}
    served.events.publish("seed.changed", query_id=7, seed_id=1, status=1)
    served.events.publish("seed.changed", query_id=8, seed_id=2, status=1)
    until(lambda: line.heard)
    assert line.heard == [
        {"room": "query:7", "seq": 1,
         "events": [{"topic": "seed.changed", "query_id": 7, "seed_id": 1, "status": 1}]}
    ]
    line.close()


def test_two_browsers_hear_the_same(served):
    lines = [Line(served, served.sessions.create("test")) for _ in range(2)]
    for line in lines:
        line.watch("library")
    served.events.publish("file.imported", file_id=5, sha256="a" * 64)
    until(lambda: all(line.heard for line in lines))
    assert lines[0].heard == lines[1].heard
    for line in lines:
        line.close()


def test_i2_markup_of_strangers_is_heard_to_the_letter(served, line):
    line.watch("library")
    for text in PAYLOADS:
        served.events.publish("file.changed", name=text)
    until(lambda: sum(len(batch["events"]) for batch in line.heard) == len(PAYLOADS))
    assert [event["name"] for batch in line.heard for event in batch["events"]] == PAYLOADS


def test_who_watches_no_more_hears_no_more(served, line):
    line.watch("queries", "library")
    line.client.call("unwatch", {"rooms": ["queries"]}, timeout=5)
    served.events.publish("query.removed", query_id=1)
    served.events.publish("file.changed", file_ids=[1])
    until(lambda: line.heard)
    assert [batch["room"] for batch in line.heard] == ["library"]


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:1", "null", "https://127.0.0.1.evil.example"])
@pytest.mark.parametrize("transport", ["websocket", "polling"])
def test_a11_no_other_origins_socket_is_let_in(served, origin, transport):
    with pytest.raises(socketio.exceptions.ConnectionError):
        Line(served, served.sessions.create("test"), (transport,), origin)


@pytest.mark.parametrize("token", ["", "made up"])
def test_a11_no_socket_opens_before_sign_in(served, token):
    with pytest.raises(socketio.exceptions.ConnectionError):
        Line(served, token)


def test_a11_no_socket_opens_after_sign_out(served):
    token = served.sessions.create("test")
    served.sessions.revoke(token)
    with pytest.raises(socketio.exceptions.ConnectionError):
        Line(served, token)


def test_a11_a_websocket_without_an_origin_is_no_browsers_and_is_refused(served):
    cookie = f"bowerbird_session={served.sessions.create('test')}"
    with pytest.raises(websocket.WebSocketBadStatusException) as refusal:
        websocket.create_connection(f"ws://{served.host}/socket.io/?EIO=4&transport=websocket", cookie=cookie,
                                    suppress_origin=True, timeout=5)
    assert refusal.value.status_code == 403


def test_a11_the_session_is_checked_at_each_event(served, line):
    line.watch("queries")
    served.made.given.sessions._known.clear()
    served.made.ground.writer.run(lambda tx: tx.execute("DELETE FROM browser_session"))
    line.client.emit("watch", {"rooms": ["library"]})
    until(lambda: line.ended, 2)
    served.events.publish("file.changed", file_ids=[1])
    assert line.signed_out
    assert line.heard == []


def test_a5_a_new_password_cuts_every_socket_within_a_second(served, line):
    line.watch("queries")
    served.made.given.owner.set_password("another quiet bird")
    changed = time.monotonic()
    until(lambda: line.ended, 2)
    assert line.ended[0] - changed < 1
    assert line.signed_out


def test_a5_signing_out_cuts_the_sockets_of_that_session_alone(served, line):
    token = served.sessions.create("other")
    other = Line(served, token)
    served.sessions.revoke(token)
    until(lambda: other.ended, 2)
    assert line.watch("queries") == {"seq": {"queries": 0}}
    assert not line.signed_out


def test_a11_who_talks_too_much_is_cut(served, line):
    for _ in range(MOST_EVENTS_A_SECOND * 3):
        if not line.client.connected:
            break
        line.client.emit("anything", {"at": "all"})
    until(lambda: line.ended)


def test_a11_a_payload_over_64_kib_is_not_taken(served, line):
    line.client.emit("watch", {"rooms": ["queries"], "more": "x" * (MOST_PAYLOAD_BYTES + 1)})
    until(lambda: line.ended)
    served.events.publish("file.changed", file_ids=[1])
    next_one = Line(served, served.sessions.create("test"))
    assert next_one.watch("queries")
    next_one.close()


@pytest.mark.parametrize("namespace", ["/admin", "/query:1"])
def test_there_is_one_namespace(served, namespace):
    client = socketio.Client(**QUIET)
    headers = {"Origin": served.origin, "Cookie": f"bowerbird_session={served.sessions.create('test')}"}
    with pytest.raises(socketio.exceptions.ConnectionError):
        client.connect(served.origin, headers=headers, namespaces=[namespace], transports=["websocket"], wait_timeout=5)


@pytest.mark.parametrize(
    ("asked", "rooms"),
    [
        ({"rooms": ["overview", "queries", "library", "query:12"]}, {"overview", "queries", "library", "query:12"}),
        ({"rooms": ["query:", "query:x", "query:-1", "query:" + "9" * 30]}, set()),
        ({"rooms": ["other", "", "query:1 ", "queries\n"]}, set()),
        ({"rooms": [1, None, ["queries"], {"a": 1}]}, set()),
        ({"rooms": "queries"}, set()),
        ({}, set()), (None, set()), ([], set()), ("queries", set()), (5, set()),
    ],
)
def test_a11_only_rooms_that_exist_can_be_watched(asked, rooms):
    assert rooms_in(asked) == rooms


def test_one_browser_watches_so_many_rooms_and_no_more(served, line):
    line.watch(*(f"query:{number}" for number in range(MOST_ROOMS)))
    assert line.watch("library")["error"]["code"] == "too_many_rooms"


def test_f33_who_was_away_for_long_gets_a_number_and_no_flood(served):
    token = served.sessions.create("test")
    line = Line(served, token)
    line.watch("query:1")
    served.events.publish("seed.changed", query_id=1, seed_id=0, status=1)
    until(lambda: line.heard)
    line.close()
    until(lambda: served.made.ui.live.open_sockets == 0)
    for number in range(20_000):
        served.events.publish("seed.changed", query_id=1, seed_id=number, status=1)
    again = Line(served, token)
    assert again.watch("query:1")["seq"]["query:1"] >= 1
    served.events.publish("seed.changed", query_id=1, seed_id=1, status=2)
    until(lambda: again.heard)
    assert [batch["events"] for batch in again.heard] == [
        [{"topic": "seed.changed", "query_id": 1, "seed_id": 1, "status": 2}]
    ]
    again.close()


def test_before_an_owner_exists_no_socket_opens(tmp_path):
    made = make_ui(tmp_path, owner=False)
    answer = made.browser().get("/socket.io/?EIO=4&transport=polling")
    assert answer.status_code == 401
    made.close()
