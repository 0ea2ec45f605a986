"""Imported definitions are kept in one transaction, in force at once, there after a restart, and taken back whole."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.core.clock import FrozenClock
from app.core.errors import NotFound
from app.core.events import Events
from app.downloads.definitions.plan import SET_ASIDE
from app.downloads.definitions.shelf import PreviewIsOld, Shelf
from app.downloads.definitions.work import read_file
from app.media.grey import grey_png
from app.sites.catalogue import Definitions
from app.sites.definitions import load_definitions
from app.sites.sharing.package import read_package
from app.sites.sharing.payload import lay_out
from app.sites.sharing.writing import written
from app.storage.database import Database
from app.storage.migration import migrate
from app.storage.writer import Writer
from app.workers.errors import WorkerTimeout
from tests.sites.sharing.made import gug, html, parser_with, taken, url_class

START = datetime(2026, 11, 24, 12, tzinfo=UTC)
OWN = load_definitions().sites
URL = "https://made.example/post/1"
PARSER = parser_with(html())
PARSER[3][5] = [URL]


class Pool:
    """Reads files here, in place of a worker."""

    def __init__(self):
        self.times_out = False

    def run(self, task, payload, *, timeout):
        assert task == "definitions.read_file"
        if self.times_out:
            raise WorkerTimeout(task, timeout)
        return read_file(payload)


class Room:
    """A shelf on a folder of the test."""

    def __init__(self, folder):
        self.folder = folder
        migrate(folder / "b.db", folder / "backups")
        self.database = Database(folder / "b.db")
        self.writer = Writer(self.database)
        self.events = Events()
        self.heard = []
        self.events.listen(lambda topic, payload: self.heard.append(topic))
        self.pool = Pool()
        self.shelf = self.opened()

    def opened(self):
        return Shelf(self.database, self.writer, self.pool, FrozenClock(START), self.events, OWN)

    def file(self, name, *objects):
        path = self.folder / name
        text = json.dumps([26, 3, [[2, each] for each in objects]])
        pixels = lay_out(text)
        path.write_bytes(grey_png(pixels.width, pixels.rows) if name.endswith(".png") else text.encode())
        return path

    def close(self):
        self.writer.close()
        self.database.close()


@pytest.fixture
def room(tmp_path):
    room = Room(tmp_path)
    yield room
    room.close()


def test_an_import_is_in_force_at_once_and_after_a_restart(room):
    told: list[Definitions] = []
    room.shelf.tell(told.append)
    plan, batch = room.shelf.import_files([room.file("a.png", gug(), url_class()), room.file("b.json", PARSER)])
    assert batch
    assert [line.outcome for line in plan.lines] == ["new"] * 3
    for definitions in (told[-1], room.shelf.in_force, room.opened().in_force, room.shelf.without_own()):
        resolved = definitions.resolve(URL)
        assert (resolved.url_class.name, resolved.parser.name) == ("made post", "made parser")
        assert definitions.start_urls("made search", "x")
    assert room.heard == ["definitions.changed"]
    assert {site.site for site in room.shelf.in_force.sites} >= {"a", "b", *(site.site for site in OWN)}


def test_looking_changes_nothing(room):
    room.shelf.preview([room.file("a.png", gug())])
    assert (room.shelf.stored, room.opened().stored, room.heard) == ([], [], [])


def test_what_was_agreed_to_is_done_and_something_else_is_not(room):
    path = room.file("a.png", gug())
    digest = room.shelf.preview([path]).as_data()["digest"]
    room.file("a.png", gug(), url_class())
    with pytest.raises(PreviewIsOld):
        room.shelf.import_files([path], agreed=digest)
    assert room.shelf.stored == []
    digest = room.shelf.preview([path]).as_data()["digest"]
    room.shelf.import_files([path], agreed=digest)
    assert len(room.shelf.stored) == 2


def test_importing_twice_is_importing_once(room):
    path = room.file("a.png", gug(), url_class(), PARSER)
    room.shelf.import_files([path])
    plan, batch = room.shelf.import_files([path])
    assert batch is None
    assert {line.outcome for line in plan.lines} == {"same"}


def test_an_undone_import_leaves_everything_as_it_was(room):
    room.shelf.import_files([room.file("a.png", gug(), url_class(), PARSER)])
    before = room.shelf.stored
    better = url_class()
    better[3][4][5] = False
    other_example = parser_with(html())
    other_example[3][5] = ["https://made.example/post/2"]
    _, batch = room.shelf.import_files([room.file("b.png", better, gug(name="made search"), other_example)])
    names = {each.definition.name for each in room.shelf.stored}
    assert SET_ASIDE + "made post" in names
    assert not room.shelf.in_force.url_class_for(URL).associate
    assert room.shelf.in_force.parser_named("made parser").example_urls == (URL, "https://made.example/post/2")
    assert room.shelf.undo(batch) == 2
    assert room.shelf.stored == before
    assert room.shelf.in_force.url_class_for(URL).associate
    with pytest.raises(NotFound):
        room.shelf.undo(batch)


def test_imports_are_listed_newest_first(room):
    _, first = room.shelf.import_files([room.file("a.png", gug())])
    _, second = room.shelf.import_files([room.file("b.png", url_class(), PARSER)])
    assert room.shelf.batches() == [(second, 2), (first, 1)]
    assert second > first


def test_files_that_can_not_be_read_are_told_and_the_rest_goes_on(room):
    bad = room.folder / "bad.png"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    missing = room.folder / "missing.json"
    plan, batch = room.shelf.import_files([bad, missing, room.file("a.png", gug(), [50, "new", 99, []])])
    assert batch is not None
    assert [sentence.split(":")[0] for sentence in plan.refused] == ["bad.png", "missing.json", "a.png"]
    assert "newer version" in plan.refused[2]


def test_a_file_whose_reading_never_ends_is_told(room):
    room.pool.times_out = True
    plan = room.shelf.preview([room.file("a.png", gug())])
    assert plan.refused[0].startswith("a.png: reading it failed")


@pytest.mark.parametrize(("content", "sentence"), [
    (b"\xff\xfe\x00", "neither a PNG nor JSON text"), (b"[1, 2", "not JSON"), (b"", "not JSON"),
])
def test_bytes_of_another_kind_are_refused_in_words(tmp_path, content, sentence):
    path = tmp_path / "x"
    path.write_bytes(content)
    assert sentence in read_file({"path": str(path)})["error"]


def test_one_of_our_sites_can_be_switched_off_and_on(room):
    url = "https://e621.net/posts/1"
    site = next(site.site for site in OWN if any(each.name == "e621 post page" for each in site.url_classes))
    room.shelf.switch_own(site, on=False)
    assert room.shelf.in_force.url_class_for(url) is None
    assert room.opened().in_force.url_class_for(url) is None
    room.shelf.switch_own(site, on=True)
    assert room.shelf.in_force.url_class_for(url).name == "e621 post page"
    with pytest.raises(NotFound):
        room.shelf.switch_own("no such site", on=False)


def test_definitions_are_found_by_name_for_export_imported_ones_first(room):
    room.shelf.import_files([room.file("a.png", gug(), [*url_class(name="e621 post page")])])
    found = room.shelf.named(["made search", "e621 post page"])
    assert [each.name for each in found] == ["made search", "e621 post page"]
    assert found[1].mask.domains == ("made.example",)
    assert read_package(written(found)).definitions == found
    with pytest.raises(NotFound, match="no such"):
        room.shelf.named(["no such"])


def test_a_row_that_can_not_be_read_any_more_is_left_out(room):
    room.shelf.import_files([room.file("a.png", gug(), url_class())])
    room.writer.run(lambda tx: tx.execute("UPDATE definition SET payload = '{}' WHERE kind = 'GUG'"))
    assert [each.definition for each in room.opened().stored] == [taken(url_class())]


def test_an_imported_site_holds_the_domain_before_ours_in_the_preview(room):
    claims = room.shelf.preview([room.file("a.png", url_class(domain="e621.net", example="https://e621.net/post/1"))])
    assert "e621" in claims.shadowed["e621.net"].lower()
    assert replace(claims.lines[0]).domains == ("e621.net",)
