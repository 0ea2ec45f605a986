"""Listeners: long lines, kept connections, silent clients, and an orderly stop."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from app.runtime import listener as listener_module
from app.runtime.connection import Connection, Phase
from app.runtime.listener import Listener
from tests.running import until

ROOT = Path(__file__).parents[2]

TLS_TRIAL = """
import json, socket, ssl, sys
from datetime import UTC, datetime
from pathlib import Path
from app import runtime
runtime.start(sys.argv[1])
from app.runtime import connection
from app.runtime.listener import Listener
from app.tls_pair import TlsPair

def application(environ, start_response):
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]

connection.LIMITS[connection.Phase.HANDSHAKE] = 0.5
pair = TlsPair(Path(sys.argv[2]))
pair.prepare(datetime.now(UTC))
listener = Listener("tls", application, "127.0.0.1", 0, pair.context)
listener.start()
told = {}
silent = socket.create_connection(("127.0.0.1", listener.port), timeout=10)
told["a handshake that never comes is cut"] = silent.recv(1) == b""
silent.close()
trusting = ssl.create_default_context(cafile=pair.certificate_path)
kept = trusting.wrap_socket(socket.create_connection(("127.0.0.1", listener.port), timeout=10),
                            server_hostname="127.0.0.1")
kept.sendall(b"GET / HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\n\\r\\n")
heard = b""
while not heard.endswith(b"ok"):
    heard += kept.recv(1000)
told["a kept connection answers"] = heard.startswith(b"HTTP/1.1 200")
listener.stop(0)
told["it is cut at the stop"] = kept.recv(1) == b""
kept.close()
for _ in range(100):
    if listener._connections:
        runtime.sleep(0.02)
told["nothing is counted any more"] = not listener._connections and not listener._per_address
print(json.dumps(told))
"""


def application(environ, start_response):
    application.path = environ["PATH_INFO"]
    if environ["PATH_INFO"] == "/broken":
        raise RuntimeError("no")
    if environ["PATH_INFO"] == "/slow":
        application.gate.wait(5)
    body = str(len(environ.get("QUERY_STRING", ""))).encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


@pytest.fixture
def listener():
    application.gate = threading.Event()
    listener = Listener("test", application, "127.0.0.1", 0)
    listener.start()
    yield listener
    application.gate.set()
    listener.stop(0.1)


def get(listener, path, connection=None):
    connection = connection or http.client.HTTPConnection("127.0.0.1", listener.port, timeout=5)
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.read()


def test_a_request_line_of_almost_two_megabytes_is_answered(listener):
    assert get(listener, "/?" + "a" * 1_900_000) == (200, b"1900000")


def test_a_request_line_over_two_megabytes_is_refused(listener):
    assert get(listener, "/?" + "a" * 2_200_000)[0] == 414


def test_a_path_with_two_slashes_is_not_the_one_with_one(listener):
    assert get(listener, "//path")[0] == 200
    assert application.path == "//path"


def test_the_server_does_not_say_what_it_is_made_of(listener):
    connection = http.client.HTTPConnection("127.0.0.1", listener.port, timeout=5)
    connection.request("GET", "/")
    assert connection.getresponse().getheader("Server") is None


def test_a_handler_that_breaks_is_a_500_without_its_traceback(listener):
    status, body = get(listener, "/broken")
    assert status == 500
    assert b"RuntimeError" not in body


def test_a_second_listener_on_the_port_is_refused(listener):
    with pytest.raises(OSError, match="in use"):
        Listener("second", application, "127.0.0.1", listener.port).start()


def test_one_address_gets_so_many_connections_and_no_more(listener, monkeypatch):
    monkeypatch.setattr(listener_module, "CONNECTIONS_PER_ADDRESS", 2)
    silent = [socket.create_connection(("127.0.0.1", listener.port), timeout=5) for _ in range(2)]
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        get(listener, "/")
    for connection in silent:
        connection.close()


def test_what_was_counted_for_an_address_is_gone_with_its_connections(listener):
    for _ in range(3):
        assert get(listener, "/")[0] == 200
    until(lambda: not listener._connections)
    assert not listener._per_address


@pytest.mark.parametrize("mode", ["eventlet", "threading"])
def test_a_tls_connection_is_let_go_of_in_its_handshake_and_after_it(mode, tmp_path):
    trial = subprocess.run([sys.executable, "-c", TLS_TRIAL, mode, str(tmp_path)], cwd=ROOT, capture_output=True,
                           text=True, timeout=30)
    assert trial.returncode == 0, trial.stderr
    assert "Traceback" not in trial.stderr
    told = json.loads(trial.stdout)
    assert all(told.values()), told


def test_a_stop_lets_a_running_answer_finish(listener):
    results = []
    asking = threading.Thread(target=lambda: results.append(get(listener, "/slow")))
    asking.start()
    while not any(c.phase is Phase.BUSY for c in tuple(listener._connections)):
        time.sleep(0.001)
    stopping = threading.Thread(target=listener.stop, args=(5,))
    stopping.start()
    application.gate.set()
    stopping.join(5)
    asking.join(5)
    assert results == [(200, b"0")]


def test_after_a_stop_nobody_answers():
    listener = Listener("short", application, "127.0.0.1", 0)
    listener.start()
    port = listener.port
    listener.stop(0)
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=1)


@pytest.mark.parametrize(("phase", "seconds", "overdue"), [
    (Phase.HANDSHAKE, 11, True), (Phase.HEADERS, 11, True), (Phase.HEADERS, 9, False), (Phase.IDLE, 60, False),
    (Phase.IDLE, 80, True), (Phase.BUSY, 100_000, False),
])
def test_a_silent_connection_is_overdue_after_its_phases_time(phase, seconds, overdue):
    connection = Connection(socket.socket(), "127.0.0.1", 1, phase, since=0.0)
    assert connection.is_overdue(float(seconds)) is overdue
    connection.raw.close()
