"""`definitions` on the command line: shown before it is done, exit codes that scripts rely on, at once in a server."""

from __future__ import annotations

import json

import pytest

from app.media.grey import grey_pixels, grey_png
from app.sites.sharing.package import read_package
from app.sites.sharing.payload import Pixels, lay_out, read_payload
from tests.running import Server, command
from tests.sites.sharing.made import content_parser, gug, html, page_parser, rule, url_class

URL = "https://made.example/post/1"
PARSER = page_parser("made parser", [content_parser("file", 7, html([rule("img")], content=0, attribute="src"),
                                                    [7, 50])], [URL])


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """A folder with one PNG that holds a whole made site."""
    path = tmp_path_factory.mktemp("shared") / "made.png"
    pixels = lay_out(json.dumps([26, 3, [[2, each] for each in (gug(), url_class(), PARSER)]]))
    path.write_bytes(grey_png(pixels.width, pixels.rows))
    return path


@pytest.fixture(scope="module")
def data(tmp_path_factory, shared):
    """A data folder into which the site was imported."""
    data = tmp_path_factory.mktemp("cli") / "data"
    done = command(data, "definitions", "import", "--yes", str(shared))
    assert done.returncode == 0, done.stderr
    assert "3 new" in done.stdout
    return data


def test_an_import_is_shown_and_not_done_without_a_yes(tmp_path, shared):
    done = command(tmp_path / "data", "definitions", "import", str(shared))
    assert done.returncode == 1
    assert "claims    made.example" in done.stdout
    assert "made search" not in command(tmp_path / "data", "definitions", "list").stdout


def test_a_file_that_is_no_downloader_is_told_with_exit_code_1(data, tmp_path):
    picture = tmp_path / "picture.png"
    picture.write_bytes(grey_png(16, bytes(256)))
    done = command(data, "definitions", "import", "--yes", str(picture))
    assert done.returncode == 1
    assert "picture.png: this is an ordinary picture" in done.stderr


def test_addresses_are_matched_as_json(data):
    done = command(data, "definitions", "match", URL, "https://e621.net/posts/1", "--without-own", "--json")
    told = json.loads(done.stdout)
    assert [(each["url"], each["class"], each["parser"]) for each in told] == [
        (URL, "made post", "made parser"), ("https://e621.net/posts/1", None, None)]
    assert set(told[0]) == {"url", "class", "type", "normalised", "for_server", "fetch_url", "parser"}
    own = json.loads(command(data, "definitions", "match", "https://e621.net/posts/1", "--json").stdout)
    assert own[0]["class"] == "e621 post page"


def test_a_page_in_a_file_is_parsed_as_json(data, tmp_path):
    page = tmp_path / "page.html"
    page.write_text('<img src="/1.png">')
    done = command(data, "definitions", "parse", "--url", URL, "--file", str(page), "--json", "--without-own")
    assert json.loads(done.stdout) == {
        "url_class": "made post", "parser": "made parser", "outcome": "posts",
        "posts": [{"file_or_post_urls": ["https://made.example/1.png"]}]}
    nothing = command(data, "definitions", "parse", "--url", "https://x.example/", "--file", str(page), "--json")
    assert nothing.returncode == 1
    assert "nothing reads" in nothing.stderr


@pytest.mark.parametrize("suffix", [".png", ".json"])
def test_definitions_are_exported_and_read_back(data, tmp_path, suffix):
    target = tmp_path / f"out{suffix}"
    done = command(data, "definitions", "export", "made post", "e621 tag search", "--to", str(target))
    assert done.returncode == 0, done.stderr
    text = read_payload(Pixels(*grey_pixels(target.read_bytes()))) if suffix == ".png" else target.read_text()
    assert [each.name for each in read_package(text).definitions] == ["made post", "e621 tag search"]


def test_an_export_of_what_is_not_there_or_to_another_kind_of_file_is_refused(data, tmp_path):
    assert command(data, "definitions", "export", "no such", "--to", str(tmp_path / "x.json")).returncode == 1
    assert command(data, "definitions", "export", "made post", "--to", str(tmp_path / "x.txt")).returncode == 2


def test_beside_a_running_server_an_import_is_in_force_at_once_and_can_be_undone(tmp_path_factory, shared):
    with Server(tmp_path_factory.mktemp("beside") / "data") as server:
        done = command(server.data, "definitions", "import", "--yes", str(shared.parent))
        assert done.returncode == 0, done.stderr
        page = server.signed_in()
        names = [row["name"] for row in page.get(f"{server.url}/api/v1/sources", timeout=10).json()]
        assert "made search" in names
        assert "made search\tmade\ton" in command(server.data, "definitions", "list").stdout
        assert command(server.data, "definitions", "undo").stdout == "3 gone.\n"
        names = [row["name"] for row in page.get(f"{server.url}/api/v1/sources", timeout=10).json()]
        assert "made search" not in names
