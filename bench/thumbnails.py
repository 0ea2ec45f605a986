"""Thumbnails as a grid asks for them: a real server, a signed-in browser's cookie, eight kept connections.

The pictures are made, 240 of about 10 KB, and lie in the store before the server starts; each answer is checked for
its length. The asking process takes the machine's other core.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import secrets
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from app.core.ids import Sha256
from app.storage.file_store import FileStore
from bench.report import Report, arguments, percentile

ROOT: Final = Path(__file__).resolve().parents[1]
PICTURES: Final = 240
PICTURE_BYTES: Final = 10_000
CONNECTIONS: Final = 8


@dataclass(slots=True)
class Asker:
    """One kept connection: what was asked, and what of the answer has come."""

    stream: socket.socket
    began: float = 0.0
    answer: bytearray = field(default_factory=bytearray)
    length: int = -1

    def take(self, chunk: bytes) -> bool:
        """Take a piece of the answer; return whether it is whole."""
        self.answer += chunk
        if self.length < 0:
            head, separator, _ = self.answer.partition(b"\r\n\r\n")
            if not separator:
                return False
            if not head.startswith(b"HTTP/1.1 200 "):
                raise RuntimeError(head.decode("latin-1"))
            lengths = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
            self.length = len(head) + 4 + int(lengths[0].split(b":")[1])
        return len(self.answer) >= self.length


def make_pictures(data: Path) -> list[Sha256]:
    """Lay the thumbnails of files that are not there into a fresh store; return their names."""
    store = FileStore(data)
    store.prepare(is_new=True)
    names = []
    for number in range(PICTURES):
        picture = b"\xff\xd8" + random.Random(number).randbytes(PICTURE_BYTES)
        name = Sha256(hashlib.sha256(picture).hexdigest())
        store.thumbnail_path(name).write_bytes(picture)
        names.append(name)
    return names


def sign_in(address: str, password: str) -> str:
    """Return the cookie of a browser that signed in."""
    body = json.dumps({"password": password}).encode()
    request = urllib.request.Request(
        f"{address}/api/v1/sign-in", body, {"Content-Type": "application/json", "Origin": address}
    )
    with urllib.request.urlopen(request) as answer:
        return str(answer.headers["Set-Cookie"]).split(";")[0]


def ask(address: str, cookie: str, names: list[Sha256], seconds: float) -> tuple[int, list[float], float]:
    """Ask on every connection, one thing at a time, for so long; return the count, the latencies in ms, the span."""
    host = urlsplit(address)
    requests = [
        f"GET /media/thumbnail/{name} HTTP/1.1\r\nHost: {host.netloc}\r\nCookie: {cookie}\r\n\r\n".encode()
        for name in names
    ]
    ready = selectors.DefaultSelector()
    dice = random.Random(1)
    for _ in range(CONNECTIONS):
        stream = socket.create_connection((host.hostname or "", host.port or 80))
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        asker = Asker(stream, time.perf_counter())
        ready.register(stream, selectors.EVENT_READ, asker)
        stream.sendall(dice.choice(requests))
    latencies: list[float] = []
    began = now = time.perf_counter()
    while now - began < seconds:
        for key, _ in ready.select(timeout=1):
            asker = key.data
            whole = asker.take(asker.stream.recv(65536))
            now = time.perf_counter()
            if whole:
                latencies.append((now - asker.began) * 1000)
                asker.answer, asker.length, asker.began = bytearray(), -1, now
                asker.stream.sendall(dice.choice(requests))
    for key in list(ready.get_map().values()):
        key.data.stream.close()
    return len(latencies), latencies, now - began


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has taken, which other load does not lengthen much."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(seconds: float, mode: str) -> Report:
    """Start a server on made thumbnails, ask, stop it."""
    report = Report(f"thumbnails, {CONNECTIONS} connections, {PICTURES} pictures of {PICTURE_BYTES:,} bytes, {mode}")
    password = secrets.token_hex(16)
    with tempfile.TemporaryDirectory() as folder:
        names = make_pictures(Path(folder))
        server = subprocess.Popen(
            [sys.executable, "run.py", "serve", "--host", "127.0.0.1", "--port", "0", "--data", folder], cwd=ROOT,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env=os.environ | {"BOWERBIRD_OWNER_PASSWORD": password, "BOWERBIRD_ASYNC_MODE": mode},
        )
        try:
            assert server.stdout is not None
            line = next(line for line in server.stdout if line.startswith("ready "))
            threading.Thread(target=server.stdout.read, daemon=True).start()
            address = line.split("ui=")[1].split()[0].rstrip("/")
            cookie = sign_in(address, password)
            ask(address, cookie, names, 1.0)  # warms the page cache and both processes
            before = cpu_seconds(server.pid)
            count, latencies, span = ask(address, cookie, names, seconds)
            spent = cpu_seconds(server.pid) - before
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(15)
    report.add("thumbnails", count / span, "a second", at_least=4000)
    report.add("the server's own time for one", spent / count * 1_000_000, "us")
    report.add("latency, median", percentile(latencies, 0.5), "ms")
    report.add("latency, p99", percentile(latencies, 0.99), "ms", at_most=30)
    return report


def main() -> None:
    """Measure as the command line asks."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--seconds", type=float, default=5.0, help="how long to ask")
    parser.add_argument("--mode", choices=["eventlet", "threading"], default="eventlet")
    chosen = parser.parse_args()
    measure(chosen.seconds, chosen.mode).show(as_json=chosen.json)


if __name__ == "__main__":
    main()
