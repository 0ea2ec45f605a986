"""The index in the database: saved, loaded, replayed, and made again on doubt."""

from __future__ import annotations

import pytest

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
        search._stop.set()
        search._keeper.wait(5)
        house.writer.close()
        house.database.close()
        house.open(False)
    shelf.library = house.library


@pytest.mark.parametrize("saves", [True, False])
def test_after_a_restart_everything_is_found_again(shelf: Shelf, saves: bool):
    ids = shelf.put_all(TAGS)
    shelf.library.search.save()
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
    shelf.library.search.save()
    assert shelf.house.database.scalar("SELECT count(*) FROM tag_log") == 0
    before = shelf.house.database.rows("SELECT * FROM postings") + shelf.house.database.rows(
        "SELECT * FROM index_state")
    shelf.library.search.save()
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
    shelf.library.search.save()
    shelf.library.search._index._unsaved_changes = 0
    _spoil(shelf.house, damage)
    _reopen(shelf, saves=False)
    assert shelf.names(ids, ["red"]) == "ab"
    assert shelf.names(ids, ["creator:*"]) == "a"
    assert shelf.library.search.counts() == {"files": 3, "inbox": 3}


def test_damaged_postings_are_noticed_when_they_are_read(shelf: Shelf):
    ids = shelf.put_all(TAGS)
    shelf.library.search.save()
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
        patch.setattr(search._checkpoints, "write", fail)
        with pytest.raises(OSError, match="no room"):
            search.save()
    ids["d"] = shelf.put("d", ["red"])
    search.save()
    _reopen(shelf, saves=False)
    assert shelf.names(ids, ["red"]) == "abd"
