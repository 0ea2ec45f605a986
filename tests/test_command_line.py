"""The command line is a contract: scripts, containers and tests rely on it."""

from __future__ import annotations

import re
import subprocess
import sys
import time

import pytest

from tests.running import ROOT, Server, command


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("cli") / "data") as server:
        yield server


def test_help_answers_in_under_a_second():
    began = time.monotonic()
    done = subprocess.run([sys.executable, "run.py", "--help"], cwd=ROOT, capture_output=True, text=True, timeout=20)
    assert done.returncode == 0
    assert "download" in done.stdout
    assert time.monotonic() - began < 2, "a loaded machine may be slow, but not that slow"


def test_serving_prints_one_ready_line_that_says_where(server):
    lines = [line for line in server.printed if line.startswith("ready ")]
    assert len(lines) == 1
    assert re.fullmatch(r"ready ui=http://127\.0\.0\.1:\d+ api=off\n", lines[0])


def test_a_key_is_printed_alone_and_listed_without_itself(data):
    made = command(data, "key", "create", "my tool", "--permit", "3,0")
    assert re.fullmatch(r"[0-9a-f]{64}\n", made.stdout)
    listed = command(data, "key", "list").stdout
    assert listed == "my tool\t0,3\tnever used\n"
    assert made.stdout.strip() not in listed


def test_a_revoked_key_is_gone(data):
    command(data, "key", "create", "old")
    assert command(data, "key", "revoke", "old").returncode == 0
    assert command(data, "key", "list").stdout == ""
    again = command(data, "key", "revoke", "old")
    assert again.returncode == 1
    assert "old" in again.stderr


def test_a_permission_that_there_is_not_is_refused_with_what_to_give(data):
    done = command(data, "key", "create", "x", "--permit", "3,99")
    assert done.returncode == 1
    assert "from 0 to 13" in done.stderr


def test_a_service_is_added_and_listed(data):
    made = command(data, "service", "add", "numerical", "stars", "--stars", "3")
    assert re.fullmatch(r"[0-9a-f]{64}\n", made.stdout)
    assert f"{made.stdout.strip()}\tnumerical\tstars" in command(data, "service", "list").stdout


def test_the_owner_is_set_from_the_environment(data):
    done = command(data, "owner", "set", BOWERBIRD_OWNER_PASSWORD="a long enough one")
    assert done.returncode == 0, done.stderr
    assert command(data, "owner", "set", BOWERBIRD_OWNER_PASSWORD="short").returncode == 1


def test_a_command_beside_a_running_server_takes_effect_at_once(server):
    made = command(server.data, "key", "create", "beside")
    assert re.fullmatch(r"[0-9a-f]{64}\n", made.stdout), made.stderr
    names = [row["name"] for row in server.signed_in().get(f"{server.url}/api/v1/keys", timeout=10).json()["keys"]]
    assert "beside" in names


def test_an_unknown_word_is_answered_with_the_usage(data):
    done = command(data, "fly")
    assert done.returncode == 2


def test_a_setting_that_can_not_be_is_told_and_nothing_starts(data):
    done = command(data, "serve", BOWERBIRD_PORT="seventy")
    assert done.returncode == 1
    assert "The setting port can't be 'seventy'" in done.stderr


def test_files_and_folders_are_imported_and_the_originals_stay(data, tmp_path):
    from PIL import Image

    folder = tmp_path / "pictures" / "deep"
    folder.mkdir(parents=True)
    for number in range(3):
        Image.new("RGB", (40, 30), (number * 40, 10, 10)).save(folder / f"{number}.png")
    (folder / "notes.txt").write_text("not a picture")
    done = command(data, "import", str(tmp_path / "pictures"))
    assert done.stdout == "3 new, 0 here already, 0 deleted before, 1 failed\n", done.stderr
    assert "notes.txt" in done.stderr
    assert done.returncode == 1
    assert (folder / "0.png").exists()
    (folder / "notes.txt").unlink()
    again = command(data, "import", str(tmp_path / "pictures"))
    assert again.stdout == "0 new, 3 here already, 0 deleted before, 0 failed\n"
    assert again.returncode == 0
