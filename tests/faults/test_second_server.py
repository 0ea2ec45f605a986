"""F8: a data folder has one server; a second one leaves with a clear word, and commands reach the first."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.running import ROOT, Server, command

PORTS = ("--host", "127.0.0.1", "--port", "0")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory):
    """The first server."""
    with Server(tmp_path_factory.mktemp("first") / "data") as server:
        yield server


def test_a_second_server_leaves_with_code_11_and_says_who_has_the_folder(server: Server) -> None:
    """F8."""
    second = command(server.data, "serve", *PORTS)
    assert second.returncode == 11
    assert second.stdout == ""
    said = second.stderr.strip().splitlines()[-1]
    assert said == (f"bowerbird: Another Bowerbird (process {server.process.pid}) already runs on {server.data}. "
                    "Stop it first, or choose another folder with --data.")
    assert "Traceback" not in second.stderr
    assert requests.get(server.url, timeout=10).status_code == 200


def test_another_spelling_of_the_folder_is_the_same_folder(server: Server, tmp_path: Path) -> None:
    """F8: a link is no way round."""
    link = tmp_path / "link"
    link.symlink_to(server.data)
    assert command(link, "serve", *PORTS).returncode == 11


def test_commands_reach_the_server_that_has_the_folder(server: Server) -> None:
    """F8: whoever has the folder does the work, so its state in memory is never behind."""
    made = command(server.data, "key", "create", "beside")
    assert re.fullmatch(r"[0-9a-f]{64}\n", made.stdout), made.stderr
    client = server.signed_in()
    names = {row["name"] for row in client.get(f"{server.url}/api/v1/keys", timeout=10).json()["keys"]}
    assert "beside" in names
    assert command(server.data, "key", "revoke", "beside").returncode == 0
    assert "beside" not in client.get(f"{server.url}/api/v1/keys", timeout=10).text


def test_a_command_that_finds_the_folder_taken_and_no_socket_does_not_work_beside(server: Server) -> None:
    """F8: a server that is only just starting, or stopping, answers no commands yet."""
    socket = server.data / "control"
    aside = socket.rename(server.data / "aside")
    try:
        done = command(server.data, "key", "create", "sneaked in")
        assert done.returncode == 11
        assert "already runs on" in done.stderr
    finally:
        aside.rename(socket)
    assert "sneaked in" not in command(server.data, "key", "list").stdout


def test_the_folder_of_a_killed_server_is_free_at_once(tmp_path: Path) -> None:
    """F8: the kernel lets go of the lock, whatever lies in the folder."""
    with Server(tmp_path / "data") as server:
        server.kill()
        assert (server.data / "lock").exists()
        server.start()
        assert requests.get(server.url, timeout=10).status_code == 200


def test_a_port_that_is_taken_is_told(server: Server, tmp_path: Path) -> None:
    port = server.url.rpartition(":")[2]
    done = subprocess.run(
        [sys.executable, "run.py", "serve", "--data", str(tmp_path / "other"), "--host", "127.0.0.1", "--port", port],
        cwd=ROOT, env=server.environment, capture_output=True, text=True, timeout=30)
    assert done.returncode == 1
    assert f"Port {port} of 127.0.0.1 can't be used" in done.stderr
    assert "Traceback" not in done.stderr
