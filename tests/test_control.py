"""The control socket: the owner's alone, and honest when something is wrong."""

from __future__ import annotations

import json
import socket

import pytest

from app.control import ControlServer, ask
from app.core.errors import BadInput


def count(arguments):
    yield {"progress": {"done": 1}}
    yield {"result": {"sum": sum(arguments["numbers"])}}


def refuse(arguments):
    raise BadInput("That is no number.", action="Give a number")
    yield


@pytest.fixture
def server(tmp_path):
    server = ControlServer(tmp_path, {"count": count, "refuse": refuse})
    server.start()
    yield tmp_path
    server.stop()


def test_a_command_answers_its_progress_and_its_result(server):
    assert list(ask(server, "count", {"numbers": [1, 2]})) == [{"progress": {"done": 1}}, {"result": {"sum": 3}}]


def test_a_typed_error_comes_back_with_its_sentence_and_the_next_step(server):
    assert list(ask(server, "refuse", {})) == [
        {"error": {"code": "bad_input", "sentence": "That is no number.", "action": "Give a number"}}]


def test_an_unknown_command_is_said_to_be_unknown(server):
    assert next(ask(server, "fly", {}))["error"]["code"] == "unknown_command"


@pytest.mark.parametrize("line", [b"\n", b"[]\n", b"{\n", b'{"command": 7}\n'])
def test_a_broken_request_is_answered_and_the_server_lives(server, line):
    with socket.socket(socket.AF_UNIX) as raw:
        raw.connect(str(server / "control"))
        raw.sendall(line)
        assert "error" in json.loads(raw.makefile().readline())
    assert list(ask(server, "count", {"numbers": []}))


def test_nobody_else_may_open_the_socket(server):
    assert (server / "control").stat().st_mode & 0o077 == 0


def test_without_a_server_there_is_nobody_to_ask(tmp_path):
    assert ask(tmp_path, "count", {}) is None


def test_a_socket_file_left_by_a_killed_server_is_replaced(tmp_path):
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(tmp_path / "control"))
    assert ask(tmp_path, "count", {}) is None
    server = ControlServer(tmp_path, {"count": count})
    server.start()
    assert list(ask(tmp_path, "count", {"numbers": [2]}))[-1] == {"result": {"sum": 2}}
    server.stop()


def test_a_folder_with_a_long_name_is_no_obstacle(tmp_path):
    deep = tmp_path / ("long" * 30)
    deep.mkdir()
    server = ControlServer(deep, {"count": count})
    server.start()
    assert list(ask(deep, "count", {"numbers": [2]}))[-1] == {"result": {"sum": 2}}
    server.stop()
