"""A server on a folder, for the measurements that want the whole of it."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]


class Server:
    """Started on free ports; `seconds_until_ready` is from the command to its ready line."""

    def __init__(self, data: Path, *arguments: str) -> None:
        self.data = data
        began = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "run.py", "serve", "--host", "127.0.0.1", "--port", "0", "--data", str(data), *arguments],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env=os.environ | {"BOWERBIRD_OWNER_PASSWORD": secrets.token_hex(16)})
        assert self.process.stdout is not None
        line = next(line for line in self.process.stdout if line.startswith("ready "))
        self.seconds_until_ready = time.perf_counter() - began
        threading.Thread(target=self.process.stdout.read, daemon=True).start()
        self.address = line.split("ui=http://")[1].split()[0].rstrip("/")

    def order(self, *words: str) -> subprocess.Popen[str]:
        """Give it an order through the command line; return the running command."""
        return subprocess.Popen([sys.executable, "run.py", *words, "--data", str(self.data)], cwd=ROOT,
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def stop(self) -> None:
        """Ask it to stop and wait until it has."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(15)
