"""The page's port as it is really served: a started Bowerbird, under either hub."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
import requests
import socketio

from tests.security.test_sockets import hang_up
from tests.web.made_ui import PASSWORD, ROOT


@pytest.fixture(scope="module", params=["eventlet", "threading"])
def server(request, tmp_path_factory):
    """A server on an empty folder, and the link that it printed."""
    data = tmp_path_factory.mktemp("served")
    process = subprocess.Popen(
        [sys.executable, "run.py", "--data", str(data), "--host", "127.0.0.1", "--port", "0"], cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={**os.environ, "BOWERBIRD_ASYNC_MODE": request.param, "BOWERBIRD_OWNER_PASSWORD": ""},
    )
    link = ""
    for line in process.stdout:
        if "/setup?token=" in line:
            link = line.strip()
        if line.startswith("ready "):
            break
    threading.Thread(target=process.stdout.read, daemon=True).start()
    origin = "http://" + urlsplit(link).netloc
    yield SimpleNamespace(origin=origin, link=link, data=data, mode=request.param)
    process.send_signal(signal.SIGTERM)
    assert process.wait(15) == 0
    process.stdout.close()


class Browser:
    """Keeps cookies and sends Origin."""

    def __init__(self, server):
        self.server = server
        self.http = requests.Session()
        self.http.trust_env = False
        self.http.headers["Origin"] = server.origin
        self.heard, self.signed_out, self.ended = [], [], []
        self.lines = []

    def get(self, path):
        return self.http.get(self.server.origin + path, timeout=10)

    def post(self, path, **body):
        return self.http.post(self.server.origin + "/api/v1" + path, json=body, timeout=10)

    def open_line(self, transport):
        self.http.headers["Cookie"] = "; ".join(f"{each.name}={each.value}" for each in self.http.cookies)
        line = socketio.Client(reconnection=False, handle_sigint=False, http_session=self.http,
                               websocket_extra_options={"suppress_origin": True})
        line.on("events", self.heard.append)
        line.on("signed_out", lambda: self.signed_out.append(time.monotonic()))
        line.on("disconnect", lambda *_: self.ended.append(time.monotonic()))
        self.lines.append(line)
        line.connect(self.server.origin, headers=dict(self.http.headers), transports=[transport], wait_timeout=5)
        return line

    def close(self):
        """Go away as a closed tab does, without a word."""
        for line in self.lines:
            if line.eio.ws is not None:
                line.eio.queue.put(None)
                hang_up(line.eio.ws)
        self.http.close()


@pytest.fixture
def browsers(server):
    """Return a maker of browsers; each is gone after the test."""
    made = []

    def make():
        made.append(Browser(server))
        return made[-1]

    yield make
    for browser in made:
        browser.close()


def until(true, seconds=5.0):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def test_a_new_user_sets_the_house_up_watches_and_changes_the_password(server, browsers):
    stranger, browser = browsers(), browsers()
    assert stranger.get("/").status_code == 401
    assert stranger.get("/api/v1/session").status_code == 401
    assert browser.http.get(server.link, timeout=10).status_code == 200
    assert browser.get("/static/css/tokens.css").status_code == 200
    token = server.link.partition("token=")[2]
    assert browser.post("/setup", token=token, password=PASSWORD).status_code == 200
    assert stranger.get("/").status_code == 200
    assert stranger.get("/api/v1/queries").status_code == 401

    phone = browsers()
    assert phone.post("/sign-in", password=PASSWORD).status_code == 200
    line = phone.open_line("websocket")
    assert line.call("watch", {"rooms": ["overview"]}, timeout=5) == {"seq": {"overview": 0}}
    assert browser.post("/network/pause").status_code == 200
    until(lambda: phone.heard)
    assert "network.changed" in {event["topic"] for batch in phone.heard for event in batch["events"]}

    began = time.monotonic()
    assert browser.post("/password", old=PASSWORD, new="another quiet bird").status_code == 200
    until(lambda: phone.ended, 3)
    assert phone.ended[0] - began < 1.5
    assert phone.signed_out
    assert phone.get("/api/v1/queries").status_code == 401
    assert browser.get("/api/v1/queries").json() == {"queries": []}


def test_a_line_by_polling_hears_the_same_and_an_oversized_word_cuts_it(browsers):
    browser = browsers()
    assert browser.post("/sign-in", password="another quiet bird").status_code == 200
    polling = browser.open_line("polling")
    polling.call("watch", {"rooms": ["overview"]}, timeout=5)
    assert browser.post("/network/resume").status_code == 200
    until(lambda: browser.heard)
    polling.disconnect()
    browser.ended.clear()
    line = browser.open_line("websocket")
    line.emit("watch", {"rooms": ["x" * 70_000]})
    until(lambda: browser.ended)
    assert browser.get("/api/v1/session").json()["signed_in"] is True


def test_another_origins_socket_is_refused(browsers):
    browser = browsers()
    assert browser.post("/sign-in", password="another quiet bird").status_code == 200
    browser.http.headers["Origin"] = "http://evil.example"
    for transport in ("websocket", "polling"):
        with pytest.raises(socketio.exceptions.ConnectionError):
            browser.open_line(transport)


def test_a13_a_stranger_learns_no_version_from_the_answers(browsers):
    for path in ("/", "/api/v1/session", "/nowhere", "/media/file/" + "a" * 64):
        told = str(browsers().get(path).headers)
        assert "Python" not in told
        assert "Werkzeug" not in told
        assert "eventlet" not in told
