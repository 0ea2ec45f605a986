"""/get_files/file_metadata."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.library.services import ALL_KNOWN_TAGS, ALL_LOCAL_FILES, ALL_LOCAL_MEDIA, DOWNLOADER_TAGS, MY_FILES, MY_TAGS
from tests.client_api.living import bad, nobody, nobody_id, service_key, token
from tests.client_api.media import picture

IDENTIFIERS = {"file_id", "hash"}
BASIC = IDENTIFIERS | {
    "size", "mime", "filetype_human", "filetype_enum", "ext", "width", "height", "duration", "num_frames", "num_words",
    "has_audio", "filetype_forced",
}
FULL = BASIC | {
    "blurhash", "pixel_hash", "thumbnail_width", "thumbnail_height", "file_services", "time_modified",
    "time_modified_details", "is_inbox", "is_local", "is_trashed", "is_deleted", "has_transparency", "has_exif",
    "has_xmp", "has_iptc", "has_human_readable_embedded_metadata", "has_software_source", "has_icc_profile",
    "known_urls", "ipfs_multihashes", "ratings", "tags", "file_viewing_statistics",
}
OLD_MAPS = {"service_keys_to_statuses_to_tags", "service_keys_to_statuses_to_display_tags"}


@pytest.mark.parametrize(
    ("options", "keys"),
    [
        ({}, FULL),
        ({"include_notes": True}, FULL | {"notes"}),
        ({"detailed_url_information": True}, FULL | {"detailed_known_urls"}),
        ({"hide_service_keys_tags": False}, FULL | OLD_MAPS),
        ({"include_milliseconds": True, "include_blurhash": True}, FULL),
        ({"only_return_basic_information": True}, BASIC),
        ({"only_return_basic_information": True, "include_blurhash": True}, BASIC | {"blurhash"}),
        ({"only_return_basic_information": True, "include_notes": True, "detailed_url_information": True}, BASIC),
        ({"only_return_identifiers": True}, IDENTIFIERS),
        ({"only_return_identifiers": True, "only_return_basic_information": True}, IDENTIFIERS),
        ({"hide_service_names_tags": False}, FULL),
    ],
    ids=lambda value: "+".join(value) or "plain" if isinstance(value, dict) else "",
)
def test_keys_of_each_mode(api, file, options, keys):
    assert set(api.row(file, **options)) == keys


def test_values_of_a_new_file(api, living):
    data = picture(64, 48)
    row = api.row(living.add(data))
    want = {
        "size": len(data), "mime": "image/png", "filetype_human": "png", "filetype_enum": 2, "ext": ".png",
        "width": 64, "height": 48, "duration": None, "num_frames": None, "num_words": None, "has_audio": False,
        "filetype_forced": False, "thumbnail_width": 64, "thumbnail_height": 48, "has_transparency": False,
        "has_exif": False, "has_xmp": False, "has_iptc": False, "has_human_readable_embedded_metadata": False,
        "has_software_source": False, "has_icc_profile": False, "known_urls": [], "ipfs_multihashes": {},
        "is_inbox": True, "is_local": True, "is_trashed": False, "is_deleted": False,
    }
    assert {name: row[name] for name in want} == want
    assert isinstance(row["file_id"], int)
    assert isinstance(row["blurhash"], str)
    assert len(row["blurhash"]) >= 6
    assert row["time_modified"] == row["time_modified_details"]["local"]


def test_file_services_entries(api, file):
    services = api.row(file)["file_services"]
    current = services["current"]
    names = {key: (each["name"], each["type"], each["type_pretty"]) for key, each in current.items()}
    assert names == {
        MY_FILES: ("my files", 2, "local file domain"),
        ALL_LOCAL_MEDIA: ("combined local file domains", 21, "virtual combined local media domain"),
        ALL_LOCAL_FILES: ("hydrus local file storage", 15, "virtual combined local file domain"),
    }
    assert len({each["time_imported"] for each in current.values()}) == 1
    assert all(isinstance(each["time_imported"], int) for each in current.values())
    assert services["deleted"] == {}


def test_milliseconds(api, living):
    file = living.add(modified=datetime(2020, 5, 4, 3, 2, 1, 500_000, tzinfo=UTC))
    plain, precise = api.row(file), api.row(file, include_milliseconds=True)
    assert precise["time_modified"] == 1588561321.5
    for get in (
        lambda row: row["time_modified"],
        lambda row: row["file_services"]["current"][MY_FILES]["time_imported"],
        lambda row: row["time_modified_details"]["local"],
    ):
        assert isinstance(get(plain), int)
        assert isinstance(get(precise), float)
        assert int(get(precise)) == get(plain)


def test_an_archived_file_says_when(api, living):
    file = living.add()
    assert "time_archived" not in api.row(file)
    living.archive(file)
    row = api.row(file)
    assert row["is_inbox"] is False
    assert isinstance(row["time_archived"], int)


def test_the_tags_object(api, file, living):
    first, second = token("b"), token("a")
    living.tag(file, first, second)
    row = api.row(file)["tags"]
    assert row[MY_TAGS]["storage_tags"] == {"0": [second, first]} == row[MY_TAGS]["display_tags"]
    assert row[ALL_KNOWN_TAGS]["storage_tags"] == {"0": [second, first]}
    assert row[ALL_KNOWN_TAGS]["type"] == 10
    assert row[DOWNLOADER_TAGS]["storage_tags"] == {} == row[DOWNLOADER_TAGS]["display_tags"]
    assert (row[MY_TAGS]["type"], row[MY_TAGS]["type_pretty"]) == (5, "local tag domain")


def test_all_known_tags_brings_the_services_together(api, file, living):
    both, mine, theirs = token("a"), token("b"), token("c")
    living.tag(file, both, mine)
    living.tag(file, both, theirs, service=DOWNLOADER_TAGS)
    row = api.row(file)["tags"]
    assert row[ALL_KNOWN_TAGS]["display_tags"] == {"0": [both, mine, theirs]}
    assert row[DOWNLOADER_TAGS]["display_tags"] == {"0": [both, theirs]}


def test_deleted_tags_are_stored_and_not_shown(api, file, living):
    tag = token()
    living.tag(file, tag)
    living.library.tags.remove([living.id_of(file)], MY_TAGS, [tag])
    entry = api.row(file)["tags"][MY_TAGS]
    assert entry["storage_tags"] == {"2": [tag]}
    assert entry["display_tags"] == {}


def test_tags_are_in_human_order(api, file, living):
    word = token()
    living.tag(file, f"{word} 10", f"{word} 9", f"{word} 100", f"{word} a")
    tags = api.row(file)["tags"][MY_TAGS]["storage_tags"]["0"]
    assert tags == [f"{word} 9", f"{word} 10", f"{word} 100", f"{word} a"]


def test_old_tag_maps_on_request(api, file, living):
    tag = token()
    living.tag(file, tag)
    row = api.row(file, hide_service_keys_tags=False)
    want = {MY_TAGS: {"0": [tag]}, ALL_KNOWN_TAGS: {"0": [tag]}}
    assert row["service_keys_to_statuses_to_tags"] == want == row["service_keys_to_statuses_to_display_tags"]


def test_every_tag_and_rating_service_is_listed(api, file):
    row = api.row(file)
    services = api.read("/get_services")["services_v2"]
    assert set(row["tags"]) == {each["service_key"] for each in services if each["type"] in (0, 5, 10)}
    assert set(row["ratings"]) == {each["service_key"] for each in services if each["type"] in (6, 7, 22)}
    assert row["ratings"][service_key("favourites")] is None


def test_notes_and_urls(api, file, living):
    url = f"https://{token('h')}.example/p"
    living.associate(file, url, f"{url}2")
    living.note(file, "a note", "its text")
    row = api.row(file, include_notes=True)
    assert row["known_urls"] == [url, f"{url}2"]
    assert row["notes"] == {"a note": "its text"}


def test_viewing_statistics_of_a_new_file(api, file):
    rows = api.row(file)["file_viewing_statistics"]
    names = [(row["canvas_type"], row["canvas_type_pretty"]) for row in rows]
    assert names == [(0, "media viewer"), (1, "preview viewer"), (4, "client api viewer")]
    for row in rows:
        assert (row["views"], row["viewtime"], row["last_viewed_timestamp"]) == (0, 0, None)


def test_the_order_follows_the_request(api, living):
    files = [living.add() for _ in range(4)]
    ids = [living.id_of(each) for each in files]
    for order in ([2, 0, 3, 1], [1, 3, 0, 2]):
        rows = api.read("/get_files/file_metadata", hashes=[files[place] for place in order])["metadata"]
        assert [row["hash"] for row in rows] == [files[place] for place in order]
        rows = api.read("/get_files/file_metadata", file_ids=[ids[place] for place in order])["metadata"]
        assert [row["file_id"] for row in rows] == [ids[place] for place in order]


def test_repeats_are_dropped_and_hashes_come_first(api, living):
    first, second = living.add(), living.add()
    number = living.id_of(first)
    ids = [number, number, living.id_of(second)]
    rows = api.read("/get_files/file_metadata", hashes=[second, second], file_ids=ids,
                    only_return_identifiers=True)["metadata"]
    assert [row["hash"] for row in rows] == [second, first]


@pytest.mark.parametrize("options", [{}, {"only_return_basic_information": True}, {"only_return_identifiers": True}])
def test_an_unknown_hash_is_a_stub(api, living, options):
    unknown = nobody()
    assert api.row(unknown, **options) == {"file_id": None, "hash": unknown}
    assert living.id_of(unknown) is None


def test_an_unknown_hash_next_to_a_known_one(api, file):
    unknown = nobody()
    rows = api.read("/get_files/file_metadata", hashes=[unknown, file])["metadata"]
    assert rows[0] == {"file_id": None, "hash": unknown}
    assert set(rows[1]) == FULL


def test_create_new_file_ids(api):
    unknown = nobody()
    row = api.row(unknown, create_new_file_ids=True)
    want = {
        "size": None, "mime": "unknown filetype", "filetype_enum": 101, "ext": "", "width": None, "has_audio": None,
        "is_local": False, "is_inbox": False, "is_deleted": False, "blurhash": None, "time_modified": None,
    }
    assert {name: row[name] for name in want} == want
    assert isinstance(row["file_id"], int)
    assert row["file_services"] == {"current": {}, "deleted": {}}
    assert "thumbnail_width" not in row
    assert api.row(unknown)["file_id"] == row["file_id"]


def test_an_unknown_id_404_even_among_known_ones(api, file, living):
    bad(api.get("/get_files/file_metadata", file_ids=[living.id_of(file), nobody_id()]), 404, "NotFoundException")


@pytest.mark.parametrize(
    "query",
    [{}, {"hashes": []}, {"file_ids": []}, {"hash": "abcd"}, {"file_ids": [-1]}, {"file_id": -1}, {"hashes": ["abcd"]},
     {"file_ids": [2**60]}, {"file_ids": [1.5]}],
    ids=lambda query: str(query)[:20],
)
def test_bad_file_arguments_400(api, query):
    bad(api.get("/get_files/file_metadata", **query), 400)


def test_the_services_object_is_included_unless_declined(api, file):
    body = api.read("/get_files/file_metadata", hash=file)
    assert body["services"][MY_TAGS]["name"] == "my tags"
    assert {each["service_key"] for each in body["services_v2"]} == set(body["services"])
    declined = api.read("/get_files/file_metadata", hash=file, include_services_object=False)
    assert set(declined) == {"metadata", "version", "hydrus_version"}


@pytest.mark.parametrize(
    ("size", "first"), [((64, 48), "U"), ((100, 50), "M"), ((40, 90), "c"), ((60, 60), "U")], ids=str
)
def test_blurhash_components_follow_the_ratio(api, living, size, first):
    # the first letter of a blurhash is its grid: U 4x4, M 5x3, c 3x5; the length follows from it
    blurhash = api.row(living.add(picture(*size)))["blurhash"]
    assert blurhash[0] == first
    assert len(blurhash) == 4 + 2 * {"U": 16, "M": 15, "c": 15}[first]


def test_embedded_text_and_exif_are_noticed(api, living):
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    text = PngInfo()
    text.add_text("Comment", token())
    assert api.row(living.add(picture(pnginfo=text)))["has_human_readable_embedded_metadata"] is True
    exif = Image.Exif()
    exif[0x010F] = "maker"
    assert api.row(living.add(picture(form="JPEG", exif=exif)))["has_exif"] is True
