"""The control socket `DATA/control`: how a command reaches the server that has the folder.

One request a connection, as a line of JSON: {"command": name, "arguments": {…}}. Answers are lines of JSON: any number
of {"progress": …}, then one {"result": …} or {"error": {"code", "sentence", "action"}}. The socket is the owner's
alone (mode 0600), which is what lets its commands do everything.
"""

from __future__ import annotations

import json
import logging
import os
import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from app import runtime
from app.core.errors import BowerbirdError

log = logging.getLogger("bowerbird.control")
NAME = "control"
LINE_LIMIT = 8 * 1024**2

Answer = dict[str, Any]
Command = Callable[[Mapping[str, Any]], Iterator[Answer]]
"""Takes its arguments, yields {"progress": …} as it goes and one {"result": …}; raises typed errors."""


def run_command(command: Command, arguments: Mapping[str, Any]) -> Iterator[Answer]:
    """Yield what the command yields, its typed errors as answers."""
    try:
        yield from command(arguments)
    except BowerbirdError as error:
        yield {"error": {"code": error.code, "sentence": error.sentence, "action": error.action}}


class ControlServer:
    """Listens on the socket and runs commands for whoever may open it."""

    def __init__(self, data: Path, commands: Mapping[str, Command]) -> None:
        self._path = data / NAME
        self._commands = commands
        self._socket: socket.socket | None = None

    def start(self) -> None:
        """Begin to listen; an old socket file of a killed server is replaced."""
        self._path.unlink(missing_ok=True)
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with short_path(self._path) as path:
            listening.bind(path)
        self._path.chmod(0o600)
        listening.listen(16)
        self._socket = listening
        runtime.spawn(self._accept, listening)

    def stop(self) -> None:
        """Listen no more."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        self._path.unlink(missing_ok=True)

    def _accept(self, listening: socket.socket) -> None:
        while self._socket is not None:
            try:
                accepted, _ = listening.accept()
            except OSError:
                return
            runtime.spawn(self._serve, accepted)

    def _serve(self, accepted: socket.socket) -> None:
        with accepted, accepted.makefile("rwb") as stream:
            try:
                request = json.loads(stream.readline(LINE_LIMIT))
                command = self._commands[request["command"]]
            except (ValueError, KeyError, TypeError):
                stream.write(_line({"error": {"code": "unknown_command", "sentence": "The server does not know that "
                                              "command.", "action": "Restart it with this version"}}))
                return
            try:
                for answer in run_command(command, request.get("arguments", {})):
                    stream.write(_line(answer))
                    stream.flush()
            except OSError:
                log.debug("event=control_client_left")


def _line(answer: Answer) -> bytes:
    return json.dumps(answer).encode() + b"\n"


def ask(data: Path, command: str, arguments: Mapping[str, Any]) -> Iterator[Answer] | None:
    """Send a command to the server that runs on the folder and yield its answers; None when none runs."""
    asking = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with short_path(data / NAME) as path:
            asking.connect(path)
    except OSError:
        asking.close()
        return None
    return _answers(asking, command, arguments)


def _answers(asking: socket.socket, command: str, arguments: Mapping[str, Any]) -> Iterator[Answer]:
    with asking, asking.makefile("rwb") as stream:
        stream.write(_line({"command": command, "arguments": dict(arguments)}))
        stream.flush()
        for line in stream:
            yield json.loads(line)


class short_path:  # noqa: N801 - used like a function
    """A spelling of the path that fits a socket's name (108 bytes), whatever folder it lies in."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._folder = -1

    def __enter__(self) -> str:
        self._folder = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        return f"/proc/self/fd/{self._folder}/{self._path.name}"

    def __exit__(self, *_: object) -> None:
        os.close(self._folder)
