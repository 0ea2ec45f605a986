"""The index in the database: saved, loaded, replayed, and made again on doubt."""

from __future__ import annotations

import random

import pytest

from app import runtime
from app.library.services import MY_TAGS
from tests.library.conftest import House

from .conftest import Shelf

TAGS = {"a": ["red", "creator:bob"], "b": ["red"], "c": ["blue"]}


def _reopen(shelf: Shelf, *, saves: bool) -> None:
    house = shelf.house
    search = house.library.search
    if saves:
        house.restart()
    else:  # what a kill leaves: nothing was saved on the way out
        search.live._stop.set()
        search.live._keeper.wait(5)
        house.writer.close()
        house.database.close()
        house.open(False)
    shelf.library = house.library


@pytest.mark.parametrize("saves", [True, False])
def test_after_a_restart_everything_is_found_again(shelf: Shelf, saves: bool):
    ids = shelf.put_all(TAGS)
    shelf.library.search.live.save()
    ids["d"] = shelf.put("d", ["red", "creator:eve"])
    shelf.library.tags.remove([ids["b"]], MY_TAGS, ["red"])
    _reopen(shelf, saves=saves)
    assert shelf.names(ids, ["red"]) == "ad"
    assert shelf.names(ids, ["creator:*"]) == "ad"
    assert shelf.names(ids, ["system:everything"]) == "abcd"
    assert shelf.library.search.autocomplete("red")[0].count == 2


def test_a_save_covers_the_log_and_prunes_it(shelf: Shelf):
    shelf.put_all(TAGS)
    assert shelf.house.database.scalar("SELECT count(*) FROM tag_log") == 7
    shelf.library.search.live.save()
    assert shelf.house.database.scalar("SELECT count(*) FROM tag_log") == 0
    before = shelf.house.database.rows("SELECT * FROM postings") + shelf.house.database.rows(
        "SELECT * FROM index_state")
    shelf.library.search.live.save()
    assert before == shelf.house.database.rows("SELECT * FROM postings") + shelf.house.database.rows(
        "SELECT * FROM index_state")


def _spoil(house: House, sql: str) -> None:
    house.writer.run(lambda tx: tx.execute(sql))


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM index_state WHERE name = 'head'",
        "UPDATE index_state SET value = '{\"format\": 0, \"applied_seq\": 3}' WHERE name = 'head'",
        "UPDATE index_state SET value = x'00000000ffff' WHERE name LIKE 'set/%'",
        "UPDATE index_state SET value = x'00000000ffff' WHERE name LIKE 'columns/%'",
        "UPDATE index_state SET value = x'00' WHERE name LIKE 'counts/%'",
        "DELETE FROM index_state WHERE name LIKE 'set/%files'",
        "DELETE FROM index_state",
    ],
)
def test_a_saved_index_in_doubt_is_made_again_from_the_rows(shelf: Shelf, damage: str):
    ids = shelf.put_all(TAGS)
    shelf.library.search.live.save()
    shelf.library.search.live._index._unsaved_changes = 0
    _spoil(shelf.house, damage)
    _reopen(shelf, saves=False)
    assert shelf.names(ids, ["red"]) == "ab"
    assert shelf.names(ids, ["creator:*"]) == "a"
    assert shelf.library.search.counts() == {"files": 3, "inbox": 3}


def test_damaged_postings_are_noticed_when_they_are_read(shelf: Shelf):
    ids = shelf.put_all(TAGS)
    shelf.library.search.live.save()
    _reopen(shelf, saves=True)
    _spoil(shelf.house, "UPDATE postings SET bitmap = x'0011223344'")
    assert shelf.names(ids, ["red"]) == "ab"
    assert shelf.house.database.scalar("SELECT count(*) FROM postings") == 3


def test_a_save_that_fails_is_repeated_whole(shelf: Shelf, monkeypatch):
    ids = shelf.put_all(TAGS)
    search = shelf.library.search

    def fail(*_):
        raise OSError("no room")

    with monkeypatch.context() as patch:
        patch.setattr(search.live._checkpoints, "write", fail)
        with pytest.raises(OSError, match="no room"):
            search.live.save()
    ids["d"] = shelf.put("d", ["red"])
    search.live.save()
    _reopen(shelf, saves=False)
    assert shelf.names(ids, ["red"]) == "abd"


def test_searches_saves_and_changes_at_once_leave_index_and_rows_in_agreement(shelf: Shelf):
    words = [f"{namespace}word {number}" for namespace in ("", "creator:") for number in range(8)]
    files = [shelf.put(str(number)) for number in range(40)]
    library, stop = shelf.library, runtime.event()
    failures: list[BaseException] = []

    def repeat(action) -> None:
        try:
            while not stop.is_set():
                action()
        except BaseException as error:
            failures.append(error)

    def change(seed: int) -> None:
        dice = random.Random(seed)
        try:
            for _ in range(60):
                some, tags = dice.sample(files, 5), dice.sample(words, 3)
                (library.tags.add if dice.random() < 0.6 else library.tags.remove)(some, MY_TAGS, tags)
        except BaseException as error:
            failures.append(error)

    busy = [runtime.spawn(repeat, library.search.live.save),
            runtime.spawn(repeat, lambda: library.search.search(["creator:*", "-word 1"]))]
    changing = [runtime.spawn(change, seed) for seed in range(3)]
    runtime.sleep(0.2)
    with library.search.live._lock:
        library.search.live._is_doubtful = True  # a rebuild in the middle of it all
    for task in changing:
        assert task.wait(25)
    stop.set()
    assert all(task.wait(10) for task in busy)
    assert failures == []
    _check_against_rows(shelf, words)
    _reopen(shelf, saves=True)
    _check_against_rows(shelf, words)


def _check_against_rows(shelf: Shelf, words: list[str]) -> None:
    library = shelf.library
    for word in words:
        rows = library._writer._database.rows(
            "SELECT m.file_id FROM file_tags AS m JOIN tag AS t ON t.id = m.tag_id "
            "WHERE t.text = ? AND m.status = 0 ORDER BY m.file_id", (word,))
        assert library.search.search([word]).tolist() == [row[0] for row in rows]
        tag = library.tags.ids_of([word]).get(word)
        if tag is not None:
            service = library.services.by_key(MY_TAGS).id
            assert library.search.live._index.postings_of(service).count(tag) == len(rows)
    creators = library._writer._database.rows(
        "SELECT DISTINCT m.file_id FROM file_tags AS m JOIN tag AS t ON t.id = m.tag_id "
        "WHERE t.text LIKE 'creator:%' AND m.status = 0 ORDER BY m.file_id")
    assert library.search.search(["creator:*"]).tolist() == [row[0] for row in creators]
