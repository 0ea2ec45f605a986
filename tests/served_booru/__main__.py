"""Serve the booru until interrupted: `python -m tests.served_booru --port 8898 --ca ca.pem`."""

from __future__ import annotations

import argparse
import sys
import threading
from pathlib import Path

from tests.served_booru.server import ServedBooru


def main() -> None:
    """Read the command line, serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8898)
    parser.add_argument("--posts", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", default="640x480", help="of the pictures, in pixels")
    parser.add_argument("--latency", type=float, default=0, metavar="MS")
    parser.add_argument("--ca", type=Path, help="write the authority to trust here")
    parser.add_argument("--fault", action="append", default=[], metavar="PREFIX=KIND[:TIMES]")
    chosen = parser.parse_args()
    width, _, height = chosen.size.partition("x")
    booru = ServedBooru(chosen.posts, seed=chosen.seed, port=chosen.port, size=(int(width), int(height)),
                        latency=chosen.latency / 1000)
    for text in chosen.fault:
        prefix, _, kind = text.rpartition("=")
        kind, _, times = kind.partition(":")
        booru.fail(prefix, kind, times=int(times) if times else float("inf"), retry_after="5")
    if chosen.ca:
        booru.authority.ca.cert_pem.write_to_path(str(chosen.ca))
    with booru:
        print(f"{chosen.posts} posts behind {booru.proxy}", file=sys.stderr, flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
