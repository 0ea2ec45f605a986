"""/get_files/search_files: grammar, domains, sorting.

Four files, A to D, share a tag that nobody else has; every query is ANDed with it, and its answer is told in letters.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from app.library.services import ALL_KNOWN_FILES, DOWNLOADER_TAGS, MY_FILES, MY_TAGS, TRASH
from tests.client_api.living import Api, bad, token
from tests.client_api.media import animation, picture


@pytest.fixture(scope="module")
def zoo(api, living):
    word = token("z")
    data = {"A": picture(100, 50), "B": picture(60, 60), "C": picture(40, 90, mode="RGBA"),
            "D": animation("GIF", frames=4, ms=250, size=(32, 32))}
    file = {letter: living.add(content) for letter, content in data.items()}
    named = {"A": ["a"], "B": ["a", "b"], "C": ["b", "c"], "D": ["d"]}
    spaced = {"A": [f"series:{word} one"], "B": ["page:5", f"creator:{word} two"], "C": ["page:10"], "D": []}
    for letter in data:
        living.tag(file[letter], word, *[f"{word} {tag}" for tag in named[letter]], *spaced[letter])
    living.archive(file["A"])
    letters = {sha256: letter for letter, sha256 in file.items()}

    def ask(tags, **options):
        return "".join(letters.get(sha256, "?") for sha256 in api.search(tags, **options))

    def having(*tags, **options):
        return "".join(sorted(ask([word, *tags], **options)))

    return SimpleNamespace(word=word, file=file, ask=ask, having=having)


# answers


def test_answer_shapes(api, zoo, living):
    ids = [living.id_of(zoo.file[letter]) for letter in "ABCD"]
    hashes = [zoo.file[letter] for letter in "ABCD"]

    def ask(**options):
        answer = api.read("/get_files/search_files", tags=[zoo.word], **options)
        return {name: value for name, value in answer.items() if "version" not in name}

    assert ask() == {"file_ids": ids}
    assert ask(return_hashes=True) == {"file_ids": ids, "hashes": hashes}
    assert ask(return_hashes=True, return_file_ids=False) == {"hashes": hashes}
    assert ask(return_file_ids=False) == {}


@pytest.mark.parametrize("query", [{}, {"tags": []}, {"tags": [], "return_hashes": True}], ids=str)
def test_no_tags_find_nothing(api, query):
    # an empty search is not "everything", and the return_* flags do not count
    body = api.read("/get_files/search_files", **query)
    assert body["file_ids"] == []
    assert "hashes" not in body


@pytest.mark.parametrize(
    "query",
    [
        {"tags": "x"},
        {"tags": {"x": 1}},
        {"tags": ["x"], "file_sort_type": 99},
        {"tags": ["x"], "file_sort_type": "x"},
        {"tags": ["x"], "file_sort_asc": 1},
        {"tags": ["x"], "file_service_key": "aabb"},
        {"tags": ["x"], "file_service_key": MY_TAGS},
        {"tags": ["x"], "file_service_keys": [MY_FILES, "aabb"]},
        {"tags": ["x"], "deleted_file_service_key": "aabb"},
        {"tags": ["x"], "tag_service_key": "aabb"},
        {"tags": ["x"], "tag_service_key": MY_FILES},
        {"tags": ["x"], "file_service_key": ALL_KNOWN_FILES},
    ],
    ids=lambda query: " ".join(f"{name}={value}" for name, value in query.items())[:60],
)
def test_search_errors_400(api, query):
    bad(api.get("/get_files/search_files", **query), 400)


@pytest.mark.parametrize("tag", ["", " ", "-", "creator:", "system:", "system:nonsense", "-system:"])
def test_unusable_items_400(api, tag):
    bad(api.get("/get_files/search_files", tags=[tag]), 400)


def test_an_unknown_service_name_404(api):
    bad(api.get("/get_files/search_files", tags=["x"], file_service_name=token("none")), 404, "NotFoundException")


# grammar


@pytest.mark.parametrize(
    ("tags", "want"),
    [
        (["{U}"], "ABCD"),
        (["  {u} "], "ABCD"),
        (["{u} a"], "AB"),
        (["{u} a", "{u} b"], "B"),
        (["{u}", "-{u} a"], "CD"),
        (["{u}", "- {u} a"], "CD"),
        (["-{u} a", "-{u} d", "{u}"], "C"),
        (["{u}", ["{u} a", "{u} c"]], "ABC"),
        (["{u}", ["{u} a", "system:archive"]], "AB"),
        (["{u}", ["-{u} a", "{u} b"]], "BCD"),
        (["{u}", ["{u} d", ["{u} c", ["series:{u} one"]]]], "ACD"),
        (["{u}", ["{u} a"], ["{u} b"]], "B"),
        (["{u}", ["series:*", "page:*"]], "ABC"),
        (["{u}", []], ""),
        (["{u}*"], "ABCD"),
        (["{u} a*"], "AB"),
        (["{u} *"], "ABCD"),
        (["*{u} c"], "C"),
        (["{u}", "*{u} ?"], ""),
        (["series:{u}*"], "A"),
        (["*:{u} o*"], "A"),
        (["s*:{u}*"], "A"),
        (["{u} o*"], ""),
        (["{u} one"], ""),
        (["series:{u} one"], "A"),
        (["series:*", "{u}"], "A"),
        (["-series:*", "{u}"], "BCD"),
        (["-{u} a*", "{u}"], "CD"),
        (["*", "{u}"], "ABCD"),
        (["-page:*", "-series:*", "{u}"], "D"),
        (["{u}", 5, None, {"a": 1}], "ABCD"),
        (["{u}", "{u}"], "ABCD"),
        (["SERIES:{U} ONE"], "A"),
        (["system:everything", "{u}"], "ABCD"),
        (["system:inbox", "{u}"], "BCD"),
        (["system:archive", "{u}"], "A"),
        (["system:archived", "{u}"], "A"),
        (["system:INBOX", "{u}"], "BCD"),
    ],
    ids=str,
)
def test_grammar(zoo, tags, want):
    def fill(item):
        if isinstance(item, list):
            return [fill(each) for each in item]
        return item.replace("{u}", zoo.word).replace("{U}", zoo.word.upper()) if isinstance(item, str) else item

    assert "".join(sorted(zoo.ask(fill(tags)))) == want


@pytest.mark.parametrize("text", ["limit 2", "known url", "random", "size > 5", "inbox please"])
def test_predicates_that_do_not_parse_400(api, text):
    bad(api.get("/get_files/search_files", tags=["system:" + text]), 400)


def test_a_limit_applies_after_sorting(zoo):
    assert zoo.ask([zoo.word, "system:limit = 2"]) == "AB"
    assert zoo.ask([zoo.word, "system:limit is 2"], file_sort_asc=False) == "DC"
    assert zoo.ask([zoo.word, "system:limit = 3", "system:limit = 1"]) == "A"


# domains


def test_the_tag_service(zoo):
    assert zoo.having(tag_service_key=MY_TAGS) == "ABCD"
    assert zoo.having(tag_service_key=DOWNLOADER_TAGS) == ""
    assert zoo.having(tag_service_name="my tags", file_service_name="my files") == "ABCD"
    assert zoo.having(tag_service_name="all known tags") == "ABCD"


def test_current_and_pending_switches(zoo):
    assert zoo.having(include_pending_tags=False) == "ABCD"
    assert zoo.having(include_current_tags=False) == ""
    assert zoo.ask(["-" + zoo.word, "system:archive"], include_current_tags=False).count("A") == 1
    assert zoo.ask([[zoo.word, "system:archive"]], include_current_tags=False).count("A") == 1


def test_retired_parameters_are_ignored(zoo):
    assert zoo.having(system_inbox=True, system_archive=True) == "ABCD"


def test_file_domains(zoo):
    assert zoo.having(file_service_key=MY_FILES) == "ABCD"
    assert zoo.having(file_service_key=TRASH) == ""
    assert zoo.having(file_service_keys=[MY_FILES, TRASH]) == "ABCD"
    assert zoo.having(file_service_keys=[]) == "ABCD"
    assert zoo.having(deleted_file_service_key=MY_FILES) == ""
    assert zoo.having(file_service_key=TRASH, deleted_file_service_keys=[MY_FILES]) == ""
    assert zoo.having(file_service_key=ALL_KNOWN_FILES, tag_service_key=MY_TAGS) == "ABCD"


# sorting


SORTS = {
    0: lambda row: row["size"],
    1: lambda row: row["duration"] or -1,
    2: lambda row: (row["file_services"]["current"][MY_FILES]["time_imported"], row["file_id"]),
    5: lambda row: row["width"],
    6: lambda row: row["height"],
    7: lambda row: row["width"] / row["height"],
    8: lambda row: row["width"] * row["height"],
    14: lambda row: row["time_modified"],
    15: lambda row: row["num_frames"] / row["duration"] if row["duration"] else -1,
    16: lambda row: row["num_frames"] or -1,
    20: lambda row: row["hash"],
}


@pytest.mark.parametrize("ascending", [True, False])
@pytest.mark.parametrize("number", SORTS)
def test_sorting(api, zoo, number, ascending):
    hashes = api.search([zoo.word], file_sort_type=number, file_sort_asc=ascending)
    rows = api.read("/get_files/file_metadata", hashes=hashes, include_milliseconds=True)["metadata"]
    keys = [SORTS[number](row) for row in rows]
    assert len(keys) == 4
    assert keys == sorted(keys, reverse=not ascending)


def test_the_default_order_is_import_time_oldest_first(zoo):
    assert zoo.ask([zoo.word]) == "ABCD"
    assert zoo.ask([zoo.word], file_sort_asc=False) == "DCBA"


@pytest.mark.parametrize("ascending", [True, False])
def test_files_without_a_pixel_hash_come_last_either_way(api, zoo, ascending):
    found = zoo.ask([zoo.word], file_sort_type=21, file_sort_asc=ascending)
    pixel = {letter: api.row(zoo.file[letter])["pixel_hash"] for letter in "ABC"}
    assert found == "".join(sorted(pixel, key=pixel.get, reverse=not ascending)) + "D"


@pytest.mark.parametrize("number", range(28))
def test_every_sort_type_returns_everything(zoo, number):
    assert "".join(sorted(zoo.ask([zoo.word], file_sort_type=number))) == "ABCD"


# keys that see a part of the library


@pytest.fixture
def only_a(living, zoo):
    """A client that may only search for the tag that A and B carry."""
    key = living.keys.create(token("limited "), permissions=[3], search_filter=[f"{zoo.word} a"])
    return Api(living.base, key)


def test_a_tag_limited_key_finds_only_by_its_tags(only_a, zoo, living):
    bad(only_a.get("/get_files/search_files", tags=[zoo.word]), 403)
    bad(only_a.get("/get_files/search_files", tags=["system:everything"]), 403)
    bad(only_a.get("/get_files/search_files", tags=[[f"{zoo.word} a", zoo.word]]), 403)
    found = only_a.read("/get_files/search_files", tags=[f"{zoo.word} a"])["file_ids"]
    assert found == [living.id_of(zoo.file[letter]) for letter in "AB"]
    assert only_a.read("/verify_access_key")["human_description"].endswith(f"Can search: {zoo.word} a")


def test_a_tag_limited_key_sees_only_what_it_found(only_a, zoo, living):
    a, d = (living.id_of(zoo.file[letter]) for letter in "AD")
    paths = ("/get_files/file_metadata", "/get_files/file", "/get_files/thumbnail")
    for path in paths:
        bad(only_a.get(path, file_id=a), 400)
    only_a.read("/get_files/search_files", tags=[f"{zoo.word} a"])
    for path in paths:
        assert only_a.get(path, file_id=a).status_code == 200
        forbidden, unknown = only_a.get(path, file_id=d), only_a.get(path, file_id=10**9)
        assert bad(forbidden, 403) == bad(unknown, 403)
    for path in paths[1:]:
        bad(only_a.get(path, hash=zoo.file["A"]), 403)
    assert only_a.row(zoo.file["A"])["hash"] == zoo.file["A"]
    for sha256 in (zoo.file["D"], "ab" * 32):
        bad(only_a.get("/get_files/file_metadata", hash=sha256), 403)
