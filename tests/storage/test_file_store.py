"""The store: whole or not at all, under the layout that tools know."""

from __future__ import annotations

import hashlib

import pytest

from app.core.events import stop_at_points
from app.storage.file_store import FileStore, StorageMissing

CONTENT = b"a blue feather"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def store(tmp_path):
    store = FileStore(tmp_path)
    store.prepare(is_new=True)
    return store


def incoming(store):
    path = store.new_incoming()
    path.write_bytes(CONTENT)
    return path


def test_an_adopted_file_lies_under_its_hash(store):
    final = store.adopt(incoming(store), SHA256, ".jpg")
    assert final == store.files / f"f{SHA256[:2]}" / f"{SHA256}.jpg"
    assert final.read_bytes() == CONTENT
    assert list(store.incoming.iterdir()) == []


def test_adopting_the_same_bytes_twice_is_one_file(store):
    store.adopt(incoming(store), SHA256, ".jpg")
    store.adopt(incoming(store), SHA256, ".jpg")
    assert [sha256 for sha256, _ in store.walk()] == [SHA256]


@pytest.mark.parametrize(("name", "is_there"), [("store.synced", False), ("store.renamed", True)])
def test_a_crash_while_adopting_leaves_the_file_wholly_there_or_wholly_absent(store, name, is_there):
    class Killed(Exception):
        pass

    def stop(at):
        if at == name:
            raise Killed

    stop_at_points(stop)
    try:
        with pytest.raises(Killed):
            store.adopt(incoming(store), SHA256, ".jpg")
    finally:
        stop_at_points(None)
    assert store.file_path(SHA256, ".jpg").exists() is is_there
    store.prepare(is_new=False)
    assert list(store.incoming.iterdir()) == []


def test_a_vanished_media_folder_is_not_started_over(store):
    (store.files / ".bowerbird").unlink()
    with pytest.raises(StorageMissing):
        FileStore(store.data).prepare(is_new=False)
    with pytest.raises(StorageMissing):
        store.adopt(incoming(store), SHA256, ".jpg")


def test_a_started_download_survives_the_start_and_other_left_overs_do_not(store):
    (store.incoming / "half.part").write_bytes(b"x")
    (store.incoming / "rest").write_bytes(b"x")
    store.prepare(is_new=False)
    assert [path.name for path in store.incoming.iterdir()] == ["half.part"]


def test_a_kept_file_is_for_this_user_alone(store):
    final = store.adopt(incoming(store), SHA256, ".jpg")
    assert final.stat().st_mode & 0o077 == 0


def test_removing_what_is_not_there_is_fine(store):
    store.remove(SHA256, ".jpg")
