"""Files by their ids, hashes and URLs."""

from __future__ import annotations

import pytest

from app.library.hash_status import BadHash
from app.library.metadata import FileMetadata, ImportStatus
from app.library.services import DOWNLOADER_TAGS, MY_FILES, MY_TAGS, BadService, ServiceExists, ServiceKind
from app.library.urls import UrlKind

from .conftest import House

UNKNOWN = "ab" * 32


def test_rows_come_in_the_order_asked_for_each_once(house: House):
    a, b = (house.take_in(number).file_id for number in (1, 2))
    assert [row.id for row in house.library.files.rows([b, a, b, 999])] == [b, a]
    assert house.library.files.rows([]) == []


def test_a_hash_that_was_only_named_has_a_row_without_facts(house: House):
    file = house.library.files.create_id(UNKNOWN)
    assert house.library.files.create_id(UNKNOWN.upper()) == file
    row = house.library.files.row(file)
    assert row.facts is None and row.sha256 == UNKNOWN and row.imported_at is None and not row.is_local
    assert house.library.files.location(file) is None
    assert house.library.search.search(["system:everything"]).tolist() == []


def test_hashes_lead_to_their_ids(house: House):
    outcome = house.take_in(1)
    assert house.library.files.id_of(outcome.sha256) == outcome.file_id
    assert house.library.files.ids_of([outcome.sha256, UNKNOWN]) == {outcome.sha256: outcome.file_id}
    assert house.library.files.hashes_of([outcome.file_id, 77]) == {outcome.file_id: outcome.sha256}
    with pytest.raises(BadHash):
        house.library.files.ids_of(["nonsense"])


@pytest.mark.parametrize("kind", ["sha256", "md5", "sha1", "sha512"])
def test_a_file_is_known_by_each_of_its_hashes(house: House, kind: str):
    outcome = house.take_in(1)
    status = house.library.status_of_hash(kind, outcome.hashes[kind].upper())
    assert (status.status, status.file_id, status.sha256) == (ImportStatus.ALREADY_HERE, outcome.file_id,
                                                              outcome.sha256)
    assert house.library.status_of_hash("md5", "00" * 16).status is ImportStatus.UNKNOWN


@pytest.mark.parametrize(("kind", "text"), [("sha256", "ab"), ("md5", "zz" * 16), ("crc", "00"), ("sha1", "")])
def test_what_is_no_hash_is_refused(house: House, kind: str, text: str):
    with pytest.raises(BadHash):
        house.library.status_of_hash(kind, text)


def test_a_location_names_the_bytes(house: House):
    outcome = house.take_in(1)
    by_id, by_hash = (house.library.files.location(one) for one in (outcome.file_id, outcome.sha256))
    assert by_id == by_hash and by_id.path.stat().st_size == by_id.size and by_id.filetype == 2


def test_archiving_tells_who_listens_once_for_what_changed(house: House):
    a, b = (house.take_in(number).file_id for number in (1, 2))
    house.heard.clear()
    house.library.files.archive([a])
    house.library.files.archive([a, b])
    house.library.files.archive([a, b])
    assert house.heard == [("file.changed", {"file_ids": [a]}), ("file.changed", {"file_ids": [b]})]


def test_the_more_trusted_way_to_know_a_url_stays(house: House):
    file = house.take_in(1).file_id
    url = "https://Example.org/posts/1"
    add = house.library.add_metadata
    add(file, FileMetadata(source_urls=[url]))
    assert [match.kind for match in house.library.urls.files_of([url])] == [UrlKind.SOURCE]
    add(file, FileMetadata(primary_urls=[url], source_urls=[url]))
    add(file, FileMetadata(source_urls=[url]))
    [match] = house.library.urls.files_of([url, "https://nowhere.example/"])
    assert (match.url, match.file_id, match.kind) == (url, file, UrlKind.PRIMARY)
    assert house.database.scalar("SELECT domain FROM known_url") == "example.org"
    assert house.library.urls.files_of([]) == []


def test_metadata_and_its_callers_rows_go_together(house: House):
    file = house.take_in(1).file_id

    def fail(tx, outcome):
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        house.library.add_metadata(file, FileMetadata(notes={"a": "b"}), also=fail)
    assert house.library.notes.of_file(file) == {}


def test_removing_a_tag_is_remembered_even_where_it_never_was(house: House):
    file = house.take_in(1).file_id
    house.library.tags.remove([file], MY_TAGS, ["red"])
    house.library.tags.remove([file], DOWNLOADER_TAGS, ["red"], note_unknown=False)
    assert house.library.files.row(file).tags == {MY_TAGS: {2: ["red"]}}


def test_tags_are_cleaned_on_their_way_in(house: House):
    file = house.take_in(1).file_id
    house.library.tags.add([file], MY_TAGS, ["  Blue   Sky", "creator:", "", "Creator: Bob", "blue sky"])
    assert sorted(house.library.files.row(file).tags[MY_TAGS][0]) == ["blue sky", "creator:bob"]
    assert set(house.library.tags.ids_of(["blue sky", "nobody"])) == {"blue sky"}


def test_a_large_edit_is_done_in_parts_and_wholly(house: House):
    files = [house.library.files.create_id(f"{number:064x}") for number in range(300)]
    tags = [f"tag {number}" for number in range(150)]
    before = house.writer.changes
    house.library.tags.add(files, MY_TAGS, tags)
    assert house.writer.changes - before == 3
    assert house.database.scalar("SELECT count(*) FROM file_tags") == 45_000


def test_services_can_be_added_and_found(house: House):
    services = house.library.services
    made = services.add(ServiceKind.LOCAL_TAGS, " art tags ")
    assert services.by_name("art tags") == services.by_key(made.key) and len(made.key) == 64
    file = house.take_in(1).file_id
    house.library.tags.add([file], made.key, ["red"])
    assert house.library.search.search(["red"]).tolist() == [file]
    with pytest.raises(ServiceExists):
        services.add(ServiceKind.LOCAL_TAGS, "art tags")
    with pytest.raises(BadService):
        services.add(ServiceKind.TRASH, "second trash")
    with pytest.raises(BadService):
        house.library.tags.add([file], MY_FILES, ["red"])
    house.restart()
    assert house.library.services.by_key(made.key).name == "art tags"


def test_a_new_file_domain_takes_imports(house: House):
    art = house.library.services.add(ServiceKind.LOCAL_FILES, "art").key
    file = house.take_in(1, destinations=(art,)).file_id
    search = house.library.search.search
    assert search(["system:everything"], file_service=art).tolist() == [file]
    assert search(["system:everything"], file_service=MY_FILES).tolist() == []
    assert search(["system:everything"]).tolist() == [file]
