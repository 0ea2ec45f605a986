"""What the fault tests share: a served booru, worker processes, and a disk so small that it can be filled."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.downloads.conftest import booru, pools, served  # noqa: F401 - fixtures
from tests.running import Server
from tests.served_booru import ServedBooru

SMALL_DISK_MB = 64


class SmallDisk:
    """A file system of its own, with a ballast that fills it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ballast = path / "ballast"

    @property
    def free_bytes(self) -> int:
        """How much room is left."""
        status = os.statvfs(self.path)
        return status.f_bavail * status.f_frsize

    def fill(self, leave: int = 0) -> None:
        """Take all room but `leave` bytes."""
        with self._ballast.open("ab") as ballast:
            while self.free_bytes > leave:
                try:
                    os.posix_fallocate(ballast.fileno(), ballast.tell(), self.free_bytes - leave)
                except OSError:
                    return  # somebody was faster, and it is full
                ballast.seek(0, os.SEEK_END)

    def make_room(self) -> None:
        """Give the room back."""
        self._ballast.unlink(missing_ok=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk of 64 MB."""
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    path = tmp_path / "disk"
    path.mkdir()
    mounting = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK_MB}m,mode=700", "none", str(path)],
                              capture_output=True, text=True)
    if mounting.returncode != 0:
        pytest.skip(f"a small disk can't be mounted here: {mounting.stderr.strip()}")
    yield SmallDisk(path)
    subprocess.run(["umount", "--lazy", str(path)], check=True)


def downloading_from(booru: ServedBooru, **settings: str) -> dict[str, str]:  # noqa: F811
    """Return the environment of a server whose only web is the booru."""
    chosen = {"proxy": booru.proxy, "ca_bundle": str(booru.ca_file), "request_interval": "0", "disk_floor": "1"}
    return {f"BOWERBIRD_{name.upper()}": text for name, text in (chosen | settings).items()}


class Page:
    """The page's API as its owner uses it."""

    def __init__(self, server: Server) -> None:
        self.client = server.signed_in()
        self.url = f"{server.url}/api/v1"

    def get(self, path: str) -> dict:
        """Return what it answers."""
        answer = self.client.get(self.url + path, timeout=15)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def search(self, text: str, file_limit: int, source: str = "danbooru tag search") -> int:
        """Add a search; return its number."""
        answer = self.client.post(f"{self.url}/downloads", timeout=15,
                                  json={"text": text, "source": source, "file_limit": file_limit})
        assert answer.status_code == 200, answer.text
        return answer.json()["added"][0]["query_id"]

    def query(self, number: int) -> dict:
        """Return how a query stands."""
        return self.get(f"/queries/{number}")
