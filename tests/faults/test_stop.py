"""F34: told to stop in the middle of everything, the server parks its work and is gone within ten seconds."""

from __future__ import annotations

import signal
import socket
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import socketio

from tests.faults.conftest import Page, downloading_from
from tests.faults.test_database_busy import held
from tests.faults.whole import assert_whole, md5_of_files
from tests.library.conftest import picture_bytes
from tests.running import ROOT, Server, command, until
from tests.served_booru import ServedBooru

FILES = 24
PICTURES = 30


@pytest.fixture
def server(tmp_path: Path, booru: ServedBooru):
    """A server whose downloads take their time."""
    with Server(tmp_path / "data", environment=downloading_from(booru, request_interval="0.2")) as server:
        yield server


def run(server: Server, *words: str) -> subprocess.Popen[str]:
    """Start a command beside the server."""
    return subprocess.Popen([sys.executable, "run.py", *words, "--data", str(server.data)], cwd=ROOT,
                            env=server.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def open_line(server: Server, page: Page) -> socketio.Client:
    """Open a page's live line."""
    cookie = "; ".join(f"{each.name}={each.value}" for each in page.client.cookies)
    line = socketio.Client(reconnection=False, handle_sigint=False, websocket_extra_options={"suppress_origin": True})
    line.connect(server.url, headers={"Origin": server.url, "Cookie": cookie}, transports=["websocket"], wait_timeout=5)
    line.call("watch", {"rooms": ["overview", "queries", "library"]}, timeout=5)
    return line


def test_sigterm_in_the_middle_of_everything_parks_it_within_ten_seconds_and_a_restart_goes_on(
    server: Server, booru: ServedBooru, tmp_path: Path
) -> None:
    """F34: downloads, an import, commands that wait, open lines, a client that never finishes its request."""
    page = Page(server)
    query = page.search("solo", FILES)
    waiting = run(server, "download", "snow", "--source", "danbooru tag search", "--limit", "40")
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(PICTURES):
        (folder / f"{number}.png").write_bytes(picture_bytes(number, (320, 240)))
    importing = run(server, "import", str(folder))
    line = open_line(server, page)
    ended: list[float] = []
    line.on("disconnect", lambda *_: ended.append(time.monotonic()))
    host, _, port = server.url.rpartition("/")[2].partition(":")
    dawdler = socket.create_connection((host, int(port)))
    dawdler.sendall(b"GET / HTTP/1.1\r\nHost: ")
    until(lambda: page.query(query)["counts"]["successful"] >= 3 and len(page.get("/queries")["queries"]) == 2
          and page.get("/overview")["counts"]["files"] >= 6)

    assert server.stop() < 10
    assert server.process.returncode == 0, server.said()
    dawdler.close()
    until(lambda: ended)
    assert "event=stopped" in server.said()
    assert waiting.communicate(timeout=10)[1].strip().endswith(
        "The server stopped before the download was done; it goes on when it starts again.")
    assert waiting.returncode == 1
    told = importing.communicate(timeout=10)
    assert importing.returncode in {0, 1}, told
    assert len(list(folder.iterdir())) == PICTURES
    log = server.data / "bowerbird.db-wal"
    assert not log.exists() or log.stat().st_size == 0, "the log was not folded into the database"
    with sqlite3.connect(server.data / "bowerbird.db") as database:
        assert database.execute("SELECT COUNT(*) FROM job WHERE state = 'taken'").fetchone() == (0,)
        assert database.execute("SELECT COUNT(*) FROM file_seed WHERE status = 0").fetchone()[0] > 0
    database.close()
    assert_whole(server.data)

    server.environment["BOWERBIRD_REQUEST_INTERVAL"] = "0"
    server.start()
    page = Page(server)
    until(lambda: all(row["files_state"] == row["search_state"] == "done" for row in page.get("/queries")["queries"]))
    counts = page.query(query)["counts"]
    assert counts["successful"] + counts["known"] == counts["total"] == FILES
    assert {post.md5 for post in booru.posts.search("solo")[:FILES]} <= md5_of_files(server.data)
    again = command(server.data, "import", str(folder))
    assert again.returncode == 0, again.stderr


def test_a_second_sigterm_ends_it_at_once_and_a_restart_needs_nobody(server: Server, booru: ServedBooru) -> None:
    """F34: impatience costs nothing."""
    page = Page(server)
    query = page.search("solo", FILES)
    until(lambda: page.query(query)["counts"]["successful"] >= 3)
    server.process.send_signal(signal.SIGSTOP)  # so that both signals are there before it can do anything
    server.process.send_signal(signal.SIGTERM)
    server.process.send_signal(signal.SIGINT)
    began = time.monotonic()
    server.process.send_signal(signal.SIGCONT)
    assert server.process.wait(5) == 1
    assert time.monotonic() - began < 2
    server.stop()
    server.environment["BOWERBIRD_REQUEST_INTERVAL"] = "0"
    server.start()
    page = Page(server)
    until(lambda: page.query(query)["counts"]["todo"] == 0 and page.query(query)["search_state"] == "done")
    assert page.query(query)["counts"]["total"] == FILES
    assert_whole(server.data)
    assert {post.md5 for post in booru.posts.search("solo")[:FILES]} <= md5_of_files(server.data)


@pytest.mark.parametrize("mode", ["eventlet", "threading"])
def test_sigterm_is_obeyed_under_either_hub_while_a_site_stays_silent(
    tmp_path: Path, booru: ServedBooru, mode: str
) -> None:
    """F34: an answer that never comes is not waited for."""
    booru.latency = 30
    try:
        with Server(tmp_path / "data", environment=downloading_from(booru), mode=mode) as server:
            page = Page(server)
            query = page.search("solo", FILES)
            until(lambda: page.query(query)["search_status"].startswith("Reads a page"))
            assert server.stop() < 10
            assert server.process.returncode == 0
    finally:
        booru.latency = 0
    with Server(tmp_path / "data", environment=downloading_from(booru), mode=mode) as server:
        page = Page(server)
        until(lambda: page.query(query)["counts"]["successful"] == FILES)
        assert server.stop() < 10


def test_sigterm_while_another_program_holds_the_database_is_obeyed_in_time(server: Server) -> None:
    """F34, F27: what waits for the database is told no; the log is folded in by the next start."""
    page = Page(server)
    with held(server.data), ThreadPoolExecutor() as asking:
        body = {"name": "late", "permits_everything": True}
        late = asking.submit(page.client.post, f"{page.url}/keys", json=body, timeout=15)
        until(lambda: late.running())
        assert server.stop() < 10
        assert server.process.returncode == 0
        assert late.exception(5) is not None or late.result().status_code == 503
        assert "Traceback" not in server.said()
    server.start()
    assert Page(server).get("/keys")["keys"] == []
