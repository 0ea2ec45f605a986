"""The worker's end: a plain Python process that takes jobs from its standard input, one at a time, until it closes.

It never imports the hub. Tasks are imported at their first job, so an idle worker stays small. The frames have a
private descriptor: whatever a library prints goes to the log (standard error), never between two frames.

    first frame   {"tasks": {name: "module:function"}, "parent": pid, "nice": n, "memory_limit_bytes": n}
    its answer    {"ready": pid}
    a job         {"task": name, "payload": {...}, "seconds": n}
    its answer    {"ok": {...}}  or  {"error": kind, "detail": text}
"""

from __future__ import annotations

import faulthandler
import importlib
import os
import socket
import sys
import traceback
from collections.abc import Callable
from typing import Any

from app.core.errors import BowerbirdError
from app.workers import frames, limits
from app.workers.frames import Message

Task = Callable[[Message], Message]


def main() -> None:
    """Serve until the parent closes the channel."""
    faulthandler.enable()
    channel = _take_channel()
    terms = frames.receive(channel)
    if terms is None:
        return
    limits.apply(parent=terms["parent"], nice=terms["nice"], memory_limit_bytes=terms["memory_limit_bytes"])
    tasks = Tasks(terms["tasks"])
    frames.send(channel, {"ready": os.getpid()})
    while (job := frames.receive(channel)) is not None:
        limits.grant_cpu(job["seconds"])
        frames.send(channel, answer(tasks, job))


class Tasks:
    """The tasks by name; each is imported when it is first asked for."""

    def __init__(self, places: dict[str, str]) -> None:
        self._places = places
        self._loaded: dict[str, Task] = {}

    def find(self, name: str) -> Task:
        """Return the function of that name. Raises KeyError, ImportError, AttributeError."""
        if name not in self._loaded:
            module, _, function = self._places[name].partition(":")
            self._loaded[name] = getattr(importlib.import_module(module), function)
        return self._loaded[name]


def answer(tasks: Tasks, job: Message) -> Message:
    """Do one job and return its frame; an error is an answer too, and its trace goes to the log."""
    try:
        return {"ok": tasks.find(job["task"])(job["payload"])}
    except BowerbirdError as error:
        return {"error": error.code, "detail": error.sentence}
    except MemoryError:
        return {"error": "memory", "detail": "it needs more memory than a worker may use"}
    except Exception as error:  # noqa: BLE001 - the boundary of a job: anything it raises is its answer
        traceback.print_exc()
        return {"error": type(error).__name__, "detail": str(error)[:500]}


def _take_channel() -> socket.socket:
    """Move the frames off descriptor 0 and leave 0 empty and 1 joined to 2."""
    channel = socket.socket(fileno=os.dup(0))
    channel.setblocking(True)  # the parent's hub may have left it otherwise
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    return channel


def _run() -> Any:
    try:
        main()
    except (OSError, frames.FrameError) as error:  # the parent went away in the middle
        print(f"worker ends: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_run())
