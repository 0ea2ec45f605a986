"""Search as a tool feels it: a server on the made collection, asked over HTTP by several connections at once."""

from __future__ import annotations

import http.client
import json
import os
import random
import secrets
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Final
from urllib.parse import quote

from bench.report import Report, median, percentile, pss_bytes

ROOT: Final = Path(__file__).resolve().parents[1]
CONNECTIONS: Final = 4
REQUESTS: Final = 500
"""Of each connection."""


def ask_server(data: Path, files: int, vocabulary: int) -> Report:
    """Start a server on the folder, measure, stop it."""
    report = Report(f"search over HTTP, {files:,} files, {vocabulary:,} different tags, {CONNECTIONS} connections")
    if not (data / "bowerbird.db").exists():
        sys.exit("there is no made collection: run bench.search without --http once")
    name = f"bench {secrets.token_hex(4)}"
    key = _run("key", "create", name, "--permit", "3", "--data", str(data)).strip().splitlines()[-1]
    began = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "run.py", "serve", "--host", "127.0.0.1", "--port", "0", "--api-port", "0",
         "--data", str(data)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"BOWERBIRD_OWNER_PASSWORD": secrets.token_hex(16)})
    try:
        assert server.stdout is not None
        line = next(line for line in server.stdout if line.startswith("ready "))
        report.add("start until ready", time.perf_counter() - began, "s", at_most=5)
        threading.Thread(target=server.stdout.read, daemon=True).start()
        address = line.split("api=http://")[1].split()[0].rstrip("/")
        tags = _popular(data)
        for what, among in (("3 popular tags AND", 20), ("3 tags of the first 300 AND", 300)):
            _measure(report, what, address, key, tags[:among])
        report.add("memory of the whole process tree (PSS)", pss_bytes(server.pid) / 1024**2, "MB", at_most=1400)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(15)
        _run("key", "revoke", name, "--data", str(data))
    return report


def _measure(report: Report, what: str, address: str, key: str, tags: list[str]) -> None:
    spans: list[float] = []

    def ask(seed: int) -> None:
        dice = random.Random(seed)
        connection = http.client.HTTPConnection(address)
        for number in range(REQUESTS + 20):
            terms = [*dice.sample(tags, 3), "system:limit = 256"]
            path = f"/get_files/search_files?file_sort_asc=false&tags={quote(json.dumps(terms))}"
            began = time.perf_counter()
            connection.request("GET", path, headers={"Hydrus-Client-API-Access-Key": key})
            answer = connection.getresponse()
            found = json.loads(answer.read())
            if number >= 20:  # the first ones warm it up
                spans.append((time.perf_counter() - began) * 1000)
            assert answer.status == 200, found
            assert len(found["file_ids"]) <= 256

    began = time.perf_counter()
    threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    assert len(spans) == CONNECTIONS * REQUESTS, "a connection failed"
    report.add(f"{what}, newest 256, median", median(spans), "ms")
    report.add(f"{what}, newest 256, p99", percentile(spans, 0.99), "ms", at_most=5)
    report.add(f"{what}, searches", len(spans) / seconds, "/s")


def _popular(data: Path) -> list[str]:
    """Return the tags by their number, which the made collection gives by use."""
    with sqlite3.connect(f"file:{data / 'bowerbird.db'}?mode=ro", uri=True) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM tag ORDER BY id LIMIT 300")]


def _run(*arguments: str) -> str:
    return subprocess.run([sys.executable, "run.py", *arguments], cwd=ROOT, check=True, capture_output=True,
                          text=True).stdout
