"""Start and memory on an empty folder. For a million files: `python -m bench.search --http`."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from bench.report import Report, arguments, median, pss_bytes
from bench.running import Server

RUNS = 3


def main() -> None:
    """Measure and print."""
    chosen = arguments(__doc__ or "").parse_args()
    report = Report("start and memory, empty folder")
    spans, sizes = [], []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(RUNS):
            server = Server(Path(folder) / f"data{number}")
            spans.append(server.seconds_until_ready)
            time.sleep(3)
            sizes.append(pss_bytes(server.process.pid) / 1024**2)
            server.stop()
    report.add("start until ready, median", median(spans), "s", at_most=2)
    report.add("memory of the whole process tree (PSS), idle", median(sizes), "MB", at_most=350)
    report.show(as_json=chosen.json)


if __name__ == "__main__":
    main()
