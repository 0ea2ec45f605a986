"""What a search finds and in which order."""

from __future__ import annotations

import pytest

from app.library.search.parse import BadSearch
from app.library.services import (
    ALL_KNOWN_FILES,
    ALL_KNOWN_TAGS,
    ALL_LOCAL_FILES,
    DOWNLOADER_TAGS,
    MY_FILES,
    MY_TAGS,
    TRASH,
    BadService,
    UnknownService,
)

from .conftest import Shelf

TAGS = {
    "a": ["blue sky", "creator:bob", "samus"],
    "b": ["blue sky", "creator:eve", "character:samus aran"],
    "c": ["blue sky", "red", "foo-bar baz"],
    "d": ["red", "creator:bob"],
    "e": [],
}


@pytest.fixture
def ids(shelf: Shelf) -> dict[str, int]:
    return shelf.put_all(TAGS)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ([], ""),
        (["blue sky"], "abc"),
        (["Blue  Sky "], "abc"),
        (["blue_sky"], ""),
        (["blue sky", "creator:bob"], "a"),
        (["blue sky", "-creator:bob"], "bc"),
        (["-blue sky"], "de"),
        (["-blue sky", "-red"], "e"),
        ([["blue sky", "red"]], "abcd"),
        ([["creator:eve", "red"], "blue sky"], "bc"),
        ([["-red", "creator:bob"]], "abde"),
        ([["samus", ["red", "creator:eve"]]], "abcd"),
        ([[]], ""),
        ([7, None, "red"], "cd"),
        (["nobody has this"], ""),
        (["-nobody has this"], "abcde"),
        (["samus"], "a"),
        (["creator:*"], "abd"),
        (["-creator:*"], "ce"),
        (["*"], "abcd"),
        (["*:*"], "abcd"),
        (["-*:*"], "e"),
        (["samus*"], "a"),
        (["*:samus*"], "ab"),
        (["ch*:samus*"], "b"),
        (["c*:*"], "abd"),
        (["foo_b*"], "c"),
        (["foo*baz"], "c"),
        (["*bar*"], "c"),
        (["*ar*"], "c"),
        (["*sky"], "abc"),
        (["b*e s*"], "abc"),
        (["system:everything"], "abcde"),
        (["system:inbox"], "abcde"),
        (["system:archive"], ""),
        (["system:Archived"], ""),
        (["system:limit = 2"], "ab"),
        (["red", "system:limit=1"], "c"),
        (["red", "system:limit is 5", "system:LIMIT: = 1"], "c"),
        (["system:limit = 0"], ""),
        ([["system:archive", "red"]], "cd"),
    ],
)
def test_a_search_finds_what_it_says(shelf: Shelf, ids: dict[str, int], search: list, found: str):
    assert shelf.names(ids, search) == found


@pytest.mark.parametrize(
    "search",
    [["creator:"], [""], ["-"], ["system:nonsense"], ["system:limit"], ["system:limit = -1"], ["system:inbox now"],
     [["system:limit = 3"]], ["system:"]],
)
def test_what_can_not_be_searched_is_refused_with_a_sentence(shelf: Shelf, search: list):
    with pytest.raises(BadSearch):
        shelf.library.search.search(search)


def test_a_search_nested_without_end_is_refused(shelf: Shelf):
    nested: list = ["red"]
    for _ in range(100):
        nested = [nested]
    with pytest.raises(BadSearch):
        shelf.library.search.search(nested)


def test_tags_of_one_service_are_searched_alone(shelf: Shelf):
    mine = shelf.put("a", ["red"], service=MY_TAGS)
    theirs = shelf.put("b", ["red"], service=DOWNLOADER_TAGS)
    search = shelf.library.search.search
    assert search(["red"]).tolist() == [mine, theirs]
    assert search(["red"], tag_service=ALL_KNOWN_TAGS).tolist() == [mine, theirs]
    assert search(["red"], tag_service=DOWNLOADER_TAGS).tolist() == [theirs]
    assert search(["-red"], tag_service=MY_TAGS).tolist() == [theirs]
    with pytest.raises(BadService):
        search(["red"], tag_service=MY_FILES)
    with pytest.raises(UnknownService):
        search(["red"], tag_service="00")


def test_a_search_looks_in_its_domain_only(shelf: Shelf):
    here = shelf.put("a", ["red"])
    known_only = shelf.library.files.create_id("ab" * 32)
    shelf.library.tags.add([known_only], MY_TAGS, ["red"])
    search = shelf.library.search.search
    assert search(["red"]).tolist() == [here]
    assert search(["red"], file_service=ALL_LOCAL_FILES).tolist() == [here]
    assert search(["red"], file_service=TRASH).tolist() == []
    assert sorted(search(["red"], file_service=ALL_KNOWN_FILES).tolist()) == sorted([here, known_only])
    assert search(["red"], file_service=[TRASH, MY_FILES]).tolist() == [here]
    assert search(["red"], file_service=[], deleted_from=[MY_FILES]).tolist() == []
    with pytest.raises(BadService):
        search(["red"], file_service=MY_TAGS)


def test_the_inbox_follows_archiving(shelf: Shelf, ids: dict[str, int]):
    shelf.library.files.archive([ids["b"], ids["c"]])
    assert shelf.names(ids, ["system:inbox"]) == "ade"
    assert shelf.names(ids, ["system:archive", "blue sky"]) == "bc"
    assert shelf.library.search.counts() == {"files": 5, "inbox": 3}
    shelf.library.files.unarchive([ids["b"]])
    assert shelf.names(ids, ["system:inbox", "blue sky"]) == "ab"


def test_removing_the_last_tag_of_a_namespace_leaves_the_namespace(shelf: Shelf, ids: dict[str, int]):
    shelf.library.tags.add([ids["a"]], MY_TAGS, ["creator:ann"])
    shelf.library.tags.remove([ids["a"], ids["d"]], MY_TAGS, ["creator:bob"])
    assert shelf.names(ids, ["creator:*"]) == "ab"
    assert shelf.names(ids, ["creator:bob"]) == ""
    shelf.library.tags.add([ids["d"]], MY_TAGS, ["creator:bob"])
    assert shelf.names(ids, ["creator:bob"]) == "d"


def test_a_deleted_mapping_stays_away_unless_it_is_overridden(shelf: Shelf, ids: dict[str, int]):
    shelf.library.tags.remove([ids["e"]], MY_TAGS, ["red"])
    shelf.library.tags.add([ids["e"]], MY_TAGS, ["red"], override_deleted=False)
    assert shelf.names(ids, ["red"]) == "cd"
    shelf.library.tags.add([ids["e"], ids["e"]], MY_TAGS, ["red"])
    assert shelf.names(ids, ["red"]) == "cde"
    assert shelf.library.search.autocomplete("red")[0].count == 3


@pytest.mark.parametrize("ascending", [True, False])
@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (0, "cab"), (1, "abc"), (2, "abc"), (3, "bac"), (5, "cab"), (6, "bac"), (7, "cab"), (8, "cba"), (9, "cab"),
        (12, "cba"), (13, "abc"), (15, "abc"), (16, "abc"), (19, "cab"),
    ],
)
def test_results_come_in_the_order_asked_for(shelf: Shelf, sort: int, order: str, ascending: bool):
    ids = {
        "a": shelf.put("a", ["1"], size=20, width=200, height=150, filetype=2, archived_at=5),
        "b": shelf.put("b", ["1", "2"], size=30, width=210, height=90, filetype=1, archived_at=9,
                       duration_ms=1000, num_frames=3),
        "c": shelf.put("c", size=10, width=100, height=160, filetype=3, duration_ms=2000, num_frames=30, has_audio=1),
    }
    if sort == 12:  # 20/30000, 30 bytes in a second, 5 bytes a second
        order = "acb"
    found = shelf.names(ids, ["system:everything"], sort=sort, ascending=ascending)
    assert found == (order if ascending else order[::-1])


def test_files_sort_by_hash(shelf: Shelf):
    ids = shelf.put_all(dict.fromkeys("abcdef", ()))
    by_hash = shelf.library.search.search(["system:everything"], sort=20).tolist()
    hashes = shelf.library.files.hashes_of(list(ids.values()))
    assert by_hash == sorted(ids.values(), key=lambda number: hashes[number])
    shuffled = shelf.library.search.search(["system:everything"], sort=4).tolist()
    assert sorted(shuffled) == sorted(ids.values())
    with pytest.raises(BadSearch):
        shelf.library.search.search(["system:everything"], sort=99)


def test_an_import_out_of_line_is_sorted_by_its_time_all_the_same(shelf: Shelf):
    old = shelf.library.files.create_id("cd" * 32)
    ids = {"a": shelf.put("a", at=1000), "b": shelf.put("b", at=900), "c": shelf.put("c", at=2000)}
    assert old < ids["a"]
    assert shelf.names(ids, ["system:everything"]) == "bac"
    assert shelf.names(ids, ["system:everything"], ascending=False, limit=2) == "ca"
    assert shelf.names(ids, ["system:everything"], ascending=True, limit=1) == "b"
    shelf.house.restart()
    shelf.library = shelf.house.library
    assert shelf.names(ids, ["system:everything"], limit=2) == "ba"


def test_a_tag_is_completed_from_the_start_of_any_word(shelf: Shelf):
    shelf.put("1", ["series:foo bar", "big foo", "xfoo", "big foo bar", "foo_(thing)"])
    shelf.put("2", ["big foo", "series:test", "character:tess"])
    shelf.put("3", ["big foo"])

    def complete(text: str, **options) -> list[tuple[str, int]]:
        return [(found.tag, found.count) for found in shelf.library.search.autocomplete(text, **options)]

    assert complete("foo") == [("big foo", 3), ("big foo bar", 1), ("foo_(thing)", 1), ("series:foo bar", 1)]
    assert complete("big bar") == []
    assert complete("foo bar") == [("big foo bar", 1), ("series:foo bar", 1)]
    assert complete("foo thing") == [("foo_(thing)", 1)]
    assert complete("series:te") == [("series:test", 1)]
    assert complete("s*:te") == [("series:test", 1)]
    assert complete("te") == [("character:tess", 1), ("series:test", 1)]
    assert complete("*oo ba*") == [("big foo bar", 1), ("series:foo bar", 1)]
    assert complete("b*oo", limit=1) == [("big foo", 3)]
    assert complete("-foo", limit=1) == [("big foo", 3)]
    assert [complete(text) for text in ("", "*", "series:", "series:*", "system:in", "-")] == [[]] * 6
    assert complete("series:", may_list_namespace=True) == [("series:foo bar", 1), ("series:test", 1)]
    assert complete("(") == [] and complete(":)") == []
    shelf.put("4", [":)"])
    assert complete(":)") == [("::)", 1)] and complete(")") == []
    assert complete("foo_(thing)") == [("foo_(thing)", 1)]
    assert complete("s*:foo (bar)") == [("series:foo bar", 1)]
    assert complete("foo", within=["series:test"]) == [("big foo", 1)]
    assert complete("foo", tag_service=DOWNLOADER_TAGS) == []
    shelf.library.tags.remove([1, 2, 3], MY_TAGS, ["big foo"])
    assert ("big foo", 3) not in complete("foo")


def test_the_tags_of_a_result_are_counted(shelf: Shelf, ids: dict[str, int]):
    shelf.library.tags.add([ids["a"]], DOWNLOADER_TAGS, ["blue sky"])
    found = shelf.library.search.count_tags([ids["a"], ids["b"], ids["d"]])
    assert [(one.tag, one.count) for one in found[:2]] == [("blue sky", 2), ("creator:bob", 2)]
    assert len(found) == 6


def test_whoever_wrote_something_finds_it_at_once(shelf: Shelf):
    for number in range(30):
        file = shelf.put(str(number), [f"tag {number}"])
        assert shelf.library.search.search([f"tag {number}"]).tolist() == [file]
