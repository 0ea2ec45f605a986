"""F26, F32: a worker that is killed, or runs out of memory, in the middle of an import costs at most that one file."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.faults.conftest import Page, downloading_from
from tests.faults.whole import assert_whole
from tests.library.conftest import picture_bytes
from tests.running import ROOT, Server, until
from tests.served_booru import ServedBooru

DEADLINE_SECONDS = 20


@pytest.fixture(params=["1 GB"])
def server(tmp_path: Path, booru: ServedBooru, request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server with one media worker, and how much memory that may take."""
    environment = downloading_from(booru, workers="1", worker_memory=request.param)
    with Server(tmp_path / "data", environment=environment) as server:
        yield server


def media_worker(server: Server) -> int | None:
    """Return the process number of the worker that decodes: the one that yields to everything else."""
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    own = os.getpriority(os.PRIO_PROCESS, server.process.pid)
    for child in map(int, children):
        with contextlib.suppress(OSError):
            if os.getpriority(os.PRIO_PROCESS, child) > own:
                return child
    return None


def media(page: Page) -> dict:
    """Return the figures of the media workers."""
    return next(pool for pool in page.get("/overview")["workers"] if pool["name"] == "media")


def some_worker(server: Server) -> int:
    """Wait for a media worker and return its process number."""
    until(lambda: media_worker(server))
    found = media_worker(server)
    assert found is not None
    return found


def test_a_worker_killed_in_the_middle_of_an_import_costs_nothing(server: Server) -> None:
    """F26: another worker does that file; the search and the server go on."""
    page = Page(server)
    doomed = some_worker(server)
    os.kill(doomed, signal.SIGSTOP)  # it takes a file and never comes back
    query = page.search("solo", 6)
    until(lambda: media(page)["busy"] == 1)
    os.kill(doomed, signal.SIGKILL)
    until(lambda: page.query(query)["counts"]["successful"] == 6)
    assert page.query(query)["counts"]["failed"] == 0
    assert (media(page)["restarts"], media(page)["jobs_failed"]) == (1, 1)
    assert some_worker(server) != doomed
    assert server.stop() < 10
    assert_whole(server.data)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture of 121 megapixels, which takes a while, and more memory than a worker of the test may have."""
    path = tmp_path_factory.mktemp("large") / "large.png"
    Image.new("RGB", (11_000, 11_000), "teal").save(path, compress_level=1)
    return path


def start_import(server: Server, *paths: Path) -> subprocess.Popen[str]:
    """Import beside the server, without waiting."""
    return subprocess.Popen([sys.executable, "run.py", "import", "--data", str(server.data), *map(str, paths)],
                            cwd=ROOT, env=server.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("server", ["400 MB"], indirect=True)
def test_a_picture_that_is_too_much_for_a_worker_is_told_and_the_next_one_comes_in(
    server: Server, large: Path, tmp_path: Path
) -> None:
    """F32: out of memory is an outcome of that file; the server never grows with it."""
    small = tmp_path / "small.png"
    small.write_bytes(picture_bytes(1))
    said, errors = start_import(server, large, small).communicate(timeout=DEADLINE_SECONDS)
    assert said == "1 new, 0 here already, 0 deleted before, 1 failed\n", errors
    assert f"{large}: Decoding it took more memory or time than allowed." in errors
    assert Page(server).get("/overview")["counts"]["files"] == 1
    assert peak_bytes(server) < 400 * 1024**2
    assert list((server.data / "incoming").iterdir()) == []


def peak_bytes(server: Server) -> int:
    """Return the most memory that the server itself ever held."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def test_a_file_under_which_two_workers_are_killed_is_given_up_and_nothing_else(
    server: Server, large: Path, tmp_path: Path
) -> None:
    """F26, F32: as when the kernel kills whoever takes too much, again and again."""
    small = tmp_path / "small.png"
    small.write_bytes(picture_bytes(2))
    page = Page(server)
    some_worker(server)
    importing = start_import(server, large)
    killed: set[int] = set()
    deadline = time.monotonic() + DEADLINE_SECONDS
    while len(killed) < 2 and importing.poll() is None and time.monotonic() < deadline:
        worker = media_worker(server)
        if worker is not None and worker not in killed and media(page)["busy"] == 1:
            os.kill(worker, signal.SIGKILL)
            killed.add(worker)
    said, errors = importing.communicate(timeout=DEADLINE_SECONDS)
    assert len(killed) == 2
    assert said == "0 new, 0 here already, 0 deleted before, 1 failed\n", errors
    assert "Decoding it took more memory or time than allowed." in errors
    assert start_import(server, small).communicate(timeout=DEADLINE_SECONDS)[0].startswith("1 new")
    assert media(page)["restarts"] == 2
