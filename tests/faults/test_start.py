"""F3, F34 at both ends of a run: a folder that can't be used is told in a sentence, and a full disk lets it stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.conftest import Page, SmallDisk, downloading_from
from tests.faults.whole import assert_whole
from tests.running import ROOT, Server, command, until
from tests.served_booru import ServedBooru

SERVE = ("serve", "--host", "127.0.0.1", "--port", "0")


def test_a_server_on_a_full_disk_stops_in_good_order_and_starts_or_says_why_not(
    small_disk: SmallDisk, booru: ServedBooru
) -> None:
    """F3, F34: nothing is lost, nobody reads a traceback, and with room again it goes on."""
    environment = downloading_from(booru, disk_floor="8 MB", request_interval="0.1")
    with Server(small_disk.path / "data", environment=environment) as server:
        page = Page(server)
        query = page.search("solo", file_limit=12)
        until(lambda: page.query(query)["counts"]["successful"] >= 2)
        small_disk.fill()
        assert server.stop() < 10
        assert server.process.returncode == 0, server.said()
        assert "event=stopped" in server.said()

        try:
            server.start()  # there may be just enough room in what SQLite has already
        except AssertionError:
            assert server.process.wait(10) == 1
            server.stop()
            assert "disk" in server.said().strip().splitlines()[-1]
        else:
            assert server.stop() < 10
        assert "Traceback" not in server.said()

        small_disk.make_room()
        server.start()
        page = Page(server)
        until(lambda: page.query(query)["counts"]["successful"] == 12)
        server.stop()
        assert_whole(server.data)


@pytest.mark.parametrize("words", [SERVE, ("key", "list"), ("import", __file__)], ids=lambda words: words[0])
def test_a_folder_that_can_not_be_is_told_in_a_sentence(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "file").write_text("x")
    below = command(tmp_path / "file" / "below", *words)
    assert below.returncode == 1
    assert f"The folder {tmp_path / 'file' / 'below'} can't be used" in below.stderr
    a_file = command(tmp_path / "file", *words)
    assert a_file.returncode == 2
    assert "is a file" in a_file.stderr
    assert "Traceback" not in below.stderr + a_file.stderr


def test_a_database_that_is_none_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    broken = b"this is no database" * 400
    (tmp_path / "bowerbird.db").write_bytes(broken)
    done = command(tmp_path, *SERVE)
    assert done.returncode == 1
    assert "bowerbird.db can't be opened" in done.stderr
    assert "Put a backup in its place" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "bowerbird.db").read_bytes() == broken


def test_a_command_that_is_stopped_by_hand_says_so_and_leaves_the_folder_free(tmp_path: Path) -> None:
    """F34: Ctrl-C in a terminal."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("BOWERBIRD_")}
    paused = environment | {"BOWERBIRD_NETWORK_PAUSED": "true"}
    waiting = subprocess.Popen(
        [sys.executable, "run.py", "download", "https://danbooru.donmai.us/posts/7", "--data", str(tmp_path / "data")],
        cwd=ROOT, env=paused, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until(lambda: list(tmp_path.glob("data/bowerbird.db")) and (tmp_path / "data" / "credentials.key").exists())
    waiting.send_signal(signal.SIGINT)
    errors = waiting.communicate(timeout=15)[1]
    assert waiting.returncode == 1
    assert "Traceback" not in errors, errors
    assert command(tmp_path / "data", "key", "list").returncode == 0
