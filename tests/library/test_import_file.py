"""How files come in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.library.metadata import FileMetadata, ImportRequest, ImportStatus
from app.library.services import (
    ALL_LOCAL_FILES,
    ALL_LOCAL_MEDIA,
    DOWNLOADER_TAGS,
    MY_FILES,
    MY_TAGS,
    BadService,
)
from app.library.urls import UrlKind

from .conftest import NOON, House, picture_bytes

TAGGED = FileMetadata(
    tags={DOWNLOADER_TAGS: ["Creator:Someone", "blue sky"]},
    primary_urls=["https://example.org/posts/1"],
    source_urls=["https://example.net/art/9"],
    notes={"artist": "hello"},
    modified={"example.org": datetime(2020, 1, 2, tzinfo=UTC)},
)


def test_a_new_file_is_written_down_whole(house: House):
    outcome = house.take_in(1, TAGGED)
    assert outcome.status is ImportStatus.SUCCESSFUL and outcome.reason is None
    assert set(outcome.hashes) == {"sha256", "md5", "sha1", "sha512"}
    row = house.library.files.row(outcome.file_id)
    assert row.facts.width == 40 and row.facts.is_inbox
    assert set(row.domains) == {MY_FILES, ALL_LOCAL_MEDIA, ALL_LOCAL_FILES}
    assert set(row.domains.values()) == {NOON}
    assert sorted(row.tags[DOWNLOADER_TAGS][0]) == ["blue sky", "creator:someone"]
    assert {known.url: known.kind for known in row.urls} == {
        "https://example.org/posts/1": UrlKind.PRIMARY, "https://example.net/art/9": UrlKind.SOURCE,
    }
    assert row.notes == {"artist": "hello"}
    assert row.modified == {"example.org": datetime(2020, 1, 2, tzinfo=UTC), "local": NOON}
    assert row.modified_at == datetime(2020, 1, 2, tzinfo=UTC)
    assert (house.store.file_path(outcome.sha256, ".png")).read_bytes() == picture_bytes(1)
    assert house.store.thumbnail_path(outcome.sha256).exists()
    assert house.store.preview_path(outcome.sha256).exists()
    assert list(house.store.incoming.iterdir()) == []
    assert ("file.imported", {"file_id": outcome.file_id, "sha256": outcome.sha256}) in house.heard


def test_a_file_that_is_here_gets_what_came_with_it(house: House):
    first = house.take_in(1)
    again = house.take_in(1, TAGGED)
    assert again.status is ImportStatus.ALREADY_HERE and again.file_id == first.file_id
    assert again.reason.code == "known_hash" and again.note == "Imported 2026-05-04 12:00 UTC."
    row = house.library.files.row(first.file_id)
    assert sorted(row.tags[DOWNLOADER_TAGS][0]) == ["blue sky", "creator:someone"]
    assert row.notes and row.urls
    assert list(house.store.incoming.iterdir()) == []


def test_a_deleted_tag_is_not_brought_back_by_an_import(house: House):
    file = house.take_in(1, TAGGED).file_id
    house.library.tags.remove([file], DOWNLOADER_TAGS, ["blue sky"])
    house.take_in(1, TAGGED)
    row = house.library.files.row(file)
    assert row.tags[DOWNLOADER_TAGS] == {0: ["creator:someone"], 2: ["blue sky"]}
    assert house.library.search.search(["blue sky"]).tolist() == []


def test_what_the_caller_writes_is_in_the_same_transaction_whatever_the_outcome(house: House):
    seen = []
    house.take_in(1, also=lambda tx, outcome: seen.append(outcome.status))
    house.take_in(1, also=lambda tx, outcome: seen.append(outcome.status))
    house.take_in(b"<html><body>sign in</body></html>", also=lambda tx, outcome: seen.append(outcome.status))
    assert seen == [ImportStatus.SUCCESSFUL, ImportStatus.ALREADY_HERE, ImportStatus.FAILED]


def test_an_import_whose_caller_fails_leaves_no_row(house: House):
    def fail(tx, outcome):
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        house.take_in(1, TAGGED, also=fail)
    assert house.database.scalar("SELECT count(*) FROM file") == 0
    assert house.database.scalar("SELECT count(*) FROM tag_log") == 0
    # the ids of tags that were rolled back are not remembered
    assert house.take_in(1, TAGGED).status is ImportStatus.SUCCESSFUL
    assert len(house.library.search.search(["blue sky"])) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty"), (b"<html><body>hi</body></html>", "not_media"), (b"\x7fELF" + bytes(64), "unsupported"),
     (picture_bytes(3)[:-20], "truncated")],
)
def test_what_is_no_whole_media_ends_with_its_reason(house: House, content: bytes, code: str):
    outcome = house.take_in(content)
    assert outcome.status is ImportStatus.FAILED and outcome.reason.code == code
    assert outcome.sha256 == outcome.hashes["sha256"] and outcome.file_id is None
    assert list(house.store.incoming.iterdir()) == []


def test_a_file_whose_bytes_are_gone_from_the_disk_is_repaired(house: House):
    first = house.take_in(1)
    path = house.library.files.location(first.sha256).path
    path.unlink()
    assert house.library.status_of_hash("sha256", first.sha256).status is ImportStatus.UNKNOWN
    again = house.take_in(1)
    assert again.status is ImportStatus.SUCCESSFUL and again.file_id == first.file_id and again.note
    assert path.read_bytes() == picture_bytes(1)


def _delete(house: House, file_id: int, reason: str | None = "too blurry") -> None:
    """Leave what a physical deletion leaves."""
    storage, media, mine = (house.library.services.by_key(key).id for key in
                            (ALL_LOCAL_FILES, ALL_LOCAL_MEDIA, MY_FILES))

    def change(tx):
        tx.execute("DELETE FROM file_domain WHERE file_id = ?", (file_id,))
        tx.execute_many("INSERT INTO file_deletion VALUES (?, ?, 0, 0, ?)",
                        [(file_id, service, reason) for service in (storage, media, mine)])
        tx.execute("UPDATE file SET is_inbox = 0")
        tx.execute("INSERT INTO tag_log (op, file_id) VALUES (3, ?)", (file_id,))

    house.writer.run(change)
    house.library.search.live._note_change()


def test_a_file_that_was_deleted_before_stays_out_but_its_page_is_noted(house: House):
    first = house.take_in(1)
    _delete(house, first.file_id)
    again = house.take_in(1, TAGGED)
    assert again.status is ImportStatus.DELETED_BEFORE and again.reason.code == "deleted_before"
    assert again.note == "Deleted 1970-01-01 00:00 UTC: too blurry"
    assert [match.file_id for match in house.library.urls.files_of(TAGGED.primary_urls)] == [first.file_id]
    assert house.library.search.search(["system:everything"]).tolist() == []


def test_a_deleted_file_comes_back_when_it_is_wanted(house: House):
    first = house.take_in(1)
    _delete(house, first.file_id)
    again = house.take_in(1, exclude_deleted=False)
    assert again.status is ImportStatus.SUCCESSFUL and again.file_id == first.file_id
    row = house.library.files.row(first.file_id)
    assert row.deletions == {} and row.facts.is_inbox and MY_FILES in row.domains
    assert house.library.search.search(["system:inbox"]).tolist() == [first.file_id]


def test_an_archived_import_is_not_in_the_inbox(house: House):
    file = house.take_in(1, auto_archive=True).file_id
    assert house.library.files.row(file).facts.archived_at == NOON
    assert house.library.search.search(["system:archive"]).tolist() == [file]


def test_a_hash_that_was_named_before_keeps_its_number_and_its_tags(house: House):
    import hashlib

    sha256 = hashlib.sha256(picture_bytes(7)).hexdigest()
    file = house.library.files.create_id(sha256)
    house.library.tags.add([file], MY_TAGS, ["known before"])
    house.take_in(1)
    assert house.take_in(7).file_id == file
    assert house.library.search.search(["known before"]).tolist() == [file]
    newest = house.library.search.search(["system:everything"], ascending=False).tolist()
    assert newest[-1] != file or len(newest) == 2


def lose(times: int, run):
    """Return a pool's `run` whose worker dies under the first so many jobs."""
    from app.workers.errors import WorkerLost

    left = [times]

    def lost(task, payload, *, timeout):
        left[0] -= 1
        if left[0] >= 0:
            raise WorkerLost(task, -9)
        return run(task, payload, timeout=timeout)

    return lost


def test_a_file_whose_worker_was_killed_is_given_to_another(house: House, monkeypatch):
    """F26: one death under a file may have been anybody's doing."""
    monkeypatch.setattr(house.pool, "run", lose(1, house.pool.run))
    assert house.take_in(1).status is ImportStatus.SUCCESSFUL


def test_a_file_that_kills_two_workers_is_not_given_to_a_third(house: House, monkeypatch):
    """F32: the second death is the file's doing; the file ends as a reason and nothing is left of it."""
    monkeypatch.setattr(house.pool, "run", lose(2, house.pool.run))
    outcome = house.take_in(1)
    assert (outcome.status, outcome.reason.code) == (ImportStatus.FAILED, "decode_failed")
    assert list(house.store.incoming.iterdir()) == []


def test_a_picture_that_is_too_much_for_a_worker_ends_as_its_reason(house: House, monkeypatch):
    from app.workers.errors import JobFailed

    def fail(task, payload, *, timeout):
        raise JobFailed(task, "memory", "it needs more memory than a worker may use")

    monkeypatch.setattr(house.pool, "run", fail)
    assert house.take_in(1).reason.code == "decode_failed"


@pytest.mark.parametrize(("kind", "detail"), [
    ("OSError", "[Errno 28] No space left on device: 'x'"),
    ("storage_trouble", "A small picture can't be written: No space left on device."),
    ("storage_trouble", "A small picture can't be written: Disk quota exceeded."),
])
def test_a_full_disk_is_told_as_such_and_the_bytes_are_kept_for_another_try(house: House, monkeypatch, kind, detail):
    """F3: what the disk can't take is no fault of the file."""
    from app.storage.writer import DiskFull
    from app.workers.errors import JobFailed

    def fail(task, payload, *, timeout):
        Path(payload["thumbnail_path"]).write_bytes(b"half")
        raise JobFailed(task, kind, detail)

    path = house.bring(picture_bytes(1))
    with monkeypatch.context() as patch:
        patch.setattr(house.pool, "run", fail)
        with pytest.raises(DiskFull):
            house.library.import_file(ImportRequest(path))
    assert list(house.store.incoming.iterdir()) == [path]
    with monkeypatch.context() as patch:
        patch.setattr(house.store, "adopt", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(DiskFull):
            house.library.import_file(ImportRequest(path))
    assert house.library.import_file(ImportRequest(path)).status is ImportStatus.SUCCESSFUL


def test_a_file_needs_a_file_domain_to_go_to(house: House):
    path = house.bring(picture_bytes(1))
    with pytest.raises(BadService):
        house.library.import_file(ImportRequest(path, destinations=()))
    with pytest.raises(BadService):
        house.library.import_file(ImportRequest(path, destinations=(MY_TAGS,)))
    assert path.exists()


def test_two_imports_of_the_same_bytes_at_once_make_one_file(house: House):
    from app import runtime

    outcomes = []
    tasks = [runtime.spawn(lambda: outcomes.append(house.take_in(5).status)) for _ in range(3)]
    for task in tasks:
        task.wait(20)
    assert sorted(outcomes) == [1, 2, 2]
    assert house.database.scalar("SELECT count(*) FROM file") == 1
