"""Run every topic, one after another: `make bench`. A topic alone: `python -m bench.search`."""

from __future__ import annotations

import subprocess
import sys

TOPICS = (["bench.imports"], ["bench.latency"], ["bench.thumbnails"], ["bench.search"], ["bench.search", "--http"],
          ["bench.start"], ["bench.media"])


def main() -> int:
    """Return the worst exit code."""
    return max(subprocess.run([sys.executable, "-m", *topic, *sys.argv[1:]], check=False).returncode
               for topic in TOPICS)


if __name__ == "__main__":
    sys.exit(main())
