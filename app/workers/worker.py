"""One worker seen from the hub: start it, hand it a job, know when it is dead.

The channel is a socket pair, not two pipes: sockets yield in `recv` under every hub and have time-outs of their own.
"""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from app import runtime
from app.workers import frames
from app.workers.errors import JobFailed, WorkerLost, WorkerTimeout
from app.workers.frames import Message

log = logging.getLogger("bowerbird.workers")

ROOT = Path(__file__).resolve().parents[2]
START_DEADLINE = timedelta(seconds=30)
MAX_LOG_LINES = 200
MAX_LOG_LINE = 500


@dataclass(frozen=True, slots=True)
class Terms:
    """What every worker of a pool is started with."""

    pool: str
    tasks: dict[str, str]
    nice: int
    memory_limit_bytes: int


class Worker:
    """A running child. Only the task that started it may use it, and must live as long as it does: the child is
    told to die with that very thread."""

    def __init__(self, terms: Terms) -> None:
        """Start it and wait until it is ready. Raises WorkerLost or WorkerTimeout."""
        self.jobs_done = 0
        self._channel, theirs = socket.socketpair()
        errors, their_errors = socket.socketpair()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-s", "-m", "app.workers.child"],
                stdin=theirs.fileno(), stdout=subprocess.DEVNULL, stderr=their_errors.fileno(),
                cwd=ROOT, env=_environment(), close_fds=True,
            )
        except OSError:
            self._channel.close()
            errors.close()
            raise
        finally:
            theirs.close()
            their_errors.close()
        self.pid = self._process.pid
        runtime.spawn(_log_errors, errors, terms.pool, self.pid)
        self._greet(terms)

    def _greet(self, terms: Terms) -> None:
        self._ask("start", START_DEADLINE, {
            "tasks": terms.tasks, "parent": os.getpid(), "nice": terms.nice,
            "memory_limit_bytes": terms.memory_limit_bytes,
        })

    @property
    def is_alive(self) -> bool:
        """Return whether the process runs."""
        return self._process.poll() is None

    def run(self, task: str, payload: Message, limit: timedelta) -> Message:
        """Return the task's answer. Raises JobFailed; after WorkerTimeout and WorkerLost this worker is dead."""
        reply = self._ask(task, limit, {"task": task, "payload": payload, "seconds": limit.total_seconds()})
        self.jobs_done += 1
        if "error" in reply:
            raise JobFailed(task, reply["error"], reply["detail"])
        answer: Message = reply["ok"]
        return answer

    def _ask(self, task: str, limit: timedelta, message: Message) -> Message:
        deadline = time.monotonic() + limit.total_seconds()
        try:
            self._channel.settimeout(limit.total_seconds())
            frames.send(self._channel, message)
            reply = frames.receive(self._channel, deadline)
        except TimeoutError:
            self.kill()
            raise WorkerTimeout(task, limit) from None
        except (OSError, frames.FrameError) as error:
            log.warning("event=worker_channel_broken pid=%d error=%s", self.pid, error)
            reply = None
        if reply is None:
            self.kill()
            raise WorkerLost(task, self._process.poll())
        return reply

    def interrupt(self) -> None:
        """End the process now, from any task; whoever waits for it gets WorkerLost."""
        self._process.kill()

    def dismiss(self) -> None:
        """Close its channel, so that it ends by itself; kill it when it does not."""
        self._channel.close()
        if not self._has_ended(within=0.5):
            self.kill()

    def kill(self) -> None:
        """End the process and take its exit code."""
        self._process.kill()
        self._channel.close()
        if not self._has_ended(within=2.0):
            log.error("event=worker_unkillable pid=%d", self.pid)

    def _has_ended(self, within: float) -> bool:
        end = time.monotonic() + within
        while self._process.poll() is None:
            if time.monotonic() > end:
                return False
            runtime.sleep(0.002)
        return True


def _environment() -> dict[str, str]:
    """Return all that a worker learns of ours: no keys, no proxies, no settings.

    One thread a library: the pool is what uses the cores, and idle threads cost address space. The allocator keeps up
    to 64 MB for the next job: giving the pages of a picture back and faulting them in again costs a third of a job.
    """
    return {
        "PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT),
        "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1",
        "MALLOC_MMAP_THRESHOLD_": str(32 << 20), "MALLOC_TRIM_THRESHOLD_": str(64 << 20),
    }


def _log_errors(errors: socket.socket, pool: str, pid: int) -> None:
    """Write what the child says on standard error into the log, the first MAX_LOG_LINES lines of it."""
    lines = 0
    rest = b""
    with errors:
        while True:
            try:
                part = errors.recv(4096)
            except OSError:
                return
            if not part:
                break
            *whole, rest = (rest + part).split(b"\n")
            rest = rest[:MAX_LOG_LINE]
            for line in whole:
                lines += 1
                if lines <= MAX_LOG_LINES:
                    _log_line(pool, pid, line)
    if rest:
        _log_line(pool, pid, rest)
    if lines > MAX_LOG_LINES:
        log.warning("event=worker_stderr_cut pool=%s pid=%d lines=%d", pool, pid, lines)


def _log_line(pool: str, pid: int, line: bytes) -> None:
    text = line[:MAX_LOG_LINE].decode("utf-8", "replace").rstrip()
    log.warning("event=worker_stderr pool=%s pid=%d line=%r", pool, pid, text)
