"""A real Bowerbird in a child process, for tests that want the whole of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import requests

ROOT = Path(__file__).parents[1]
PASSWORD = "correct horse battery"
START_SECONDS = 25


class Server:
    """`run.py serve` on a data folder, on free ports, with an owner."""

    def __init__(self, data: Path, *arguments: str, mode: str = "eventlet", password: str | None = PASSWORD,
                 environment: dict[str, str] | None = None) -> None:
        self.data = data
        self.log = data.parent / f"{data.name}.log"
        variables = {key: value for key, value in os.environ.items() if not key.startswith("BOWERBIRD_")}
        variables |= {"BOWERBIRD_ASYNC_MODE": mode, "PYTHONUNBUFFERED": "1"} | (environment or {})
        if password:
            variables["BOWERBIRD_OWNER_PASSWORD"] = password
        self.environment = variables
        self.arguments = ["--data", str(data), "--host", "127.0.0.1", "--port", "0", *arguments]
        self.start()

    def start(self) -> None:
        """Start it (again) and wait for its ready line."""
        self._stderr = self.log.open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "run.py", "serve", *self.arguments], cwd=ROOT, env=self.environment,
            stdout=subprocess.PIPE, stderr=self._stderr, text=True)
        self.printed = []
        deadline = time.monotonic() + START_SECONDS
        for line in self.process.stdout:
            self.printed.append(line)
            if line.startswith("ready "):
                words = dict(word.split("=", 1) for word in line.split()[1:])
                self.url, self.api_url = words["ui"], words["api"]
                return
            assert time.monotonic() < deadline, self.said()
        self._end()
        raise AssertionError(f"it ended before it was ready: {self.said()}")

    def said(self) -> str:
        """What it printed and logged."""
        return "".join(self.printed) + self.log.read_text("utf-8", "replace")[-4000:]

    def signed_in(self) -> requests.Session:
        """A client of the page's API whose owner has signed in; its requests name our own origin."""
        client = requests.Session()
        client.trust_env = False
        client.headers["Origin"] = self.url
        answer = client.post(f"{self.url}/api/v1/sign-in", json={"password": PASSWORD}, timeout=10)
        assert answer.status_code == 200, answer.text
        return client

    def kill(self) -> None:
        """End it the hard way, its children too when they outlive it."""
        self.process.send_signal(signal.SIGKILL)
        self._end()

    def stop(self) -> float:
        """Ask it to stop; return the seconds it took."""
        began = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self._end()
        return time.monotonic() - began

    def _end(self) -> None:
        self.process.wait(20)
        self.process.stdout.close()
        self._stderr.close()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.kill()


def until(is_true: Callable[[], object], seconds: float = 20) -> None:
    """Wait until something is true, which it has to be in time."""
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def command(data: Path, *words: str, timeout: float = 60, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run one command of the command line on a data folder."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("BOWERBIRD_")} | variables
    return subprocess.run([sys.executable, "run.py", *words, "--data", str(data)], cwd=ROOT, env=environment,
                          capture_output=True, text=True, timeout=timeout)
