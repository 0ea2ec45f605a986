"""A process that works downloads off until it is killed: `python -m tests.downloads.killed_child DATA PROXY CA …`.

`--at POINT:N` kills it at the N-th time that it comes by that point; without it, it works until it is done. It prints
`started` once the workers run, and `done` at the end.
"""

from __future__ import annotations

import argparse
import os
import signal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from app.core.events import stop_at_points
from app.workers.pool import WorkerPool
from tests.downloads.house import TASKS, House, Pools


def main() -> None:
    """Read the command line, work."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("proxy")
    parser.add_argument("ca", type=Path)
    parser.add_argument("--at", default="")
    parser.add_argument("--query", default="")
    parser.add_argument("--limit", type=int, default=6)
    chosen = parser.parse_args()
    point, _, times = chosen.at.partition(":")
    left = [int(times or 1)]

    def at_point(name: str) -> None:
        if name == point:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    pools = Pools(WorkerPool(1, TASKS), WorkerPool(1, TASKS))
    served = cast("Any", SimpleNamespace(proxy=chosen.proxy, ca_file=chosen.ca))
    house = House(chosen.data, served, pools)
    if chosen.query:
        house.downloads.add_query(chosen.query, "danbooru tag search", file_limit=chosen.limit)
    stop_at_points(at_point)
    house.start()
    print("started", flush=True)
    house.until(lambda: all(row.is_done for row in house.downloads.queries()), 60)
    house.close()
    pools.media.close()
    pools.parsing.close()
    print("done", flush=True)


if __name__ == "__main__":
    main()
