"""Access keys and permissions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.access.access_keys import AccessKeys, NameTaken
from app.access.permissions import EVERY_PERMISSION, Permission, permissions_of
from app.core.clock import FrozenClock
from app.core.errors import BadInput, NotFound
from app.core.events import Events
from tests.network.made import NOON, open_storage


@pytest.fixture
def storage(tmp_path):
    with open_storage(tmp_path) as storage:
        yield storage


@pytest.fixture
def clock():
    return FrozenClock(NOON)


@pytest.fixture
def news():
    return []


@pytest.fixture
def keys(storage, clock, news):
    events = Events()
    events.listen(lambda topic, payload: news.append((topic, dict(payload))))
    return AccessKeys(*storage, clock, events)


def test_the_permissions_are_those_of_the_contract():
    assert [int(permission) for permission in Permission] == list(range(14))
    assert Permission(3) is Permission.SEARCH_FILES
    assert Permission.SEARCH_FILES.title == "Search for and Fetch Files"
    assert Permission.SEE_LOCAL_PATHS.words == "see local file paths"
    assert sorted(EVERY_PERMISSION) == list(range(14))
    assert permissions_of([3, 0, 3]) == {Permission.IMPORT_URLS, Permission.SEARCH_FILES}


@pytest.mark.parametrize("numbers", [[14], [-1], ["x"], [None]])
def test_a_permission_that_is_none_is_refused(numbers):
    with pytest.raises(BadInput):
        permissions_of(numbers)


def test_a7_a_key_is_shown_once_and_kept_as_a_hash(keys, storage):
    text = keys.create("tool", permissions=[0, 3])
    assert len(text) == 64
    int(text, 16)
    database, _ = storage
    stored = bytes(database.scalar("SELECT key_hash FROM access_key"))
    assert len(stored) == 32
    assert stored.hex() != text
    assert text not in repr(keys.list())


def test_a_key_is_found_in_any_case_and_after_a_restart(keys, storage, clock):
    text = keys.create("tool", permissions=[3], search_filter=["creator:", " skirt ", "creator:"])
    found = keys.find(text.upper())
    assert (found.name, found.permissions) == ("tool", {Permission.SEARCH_FILES})
    assert found.search_filter == ("creator:", "skirt")
    assert AccessKeys(*storage, clock).find(text) == found


@pytest.mark.parametrize("text", ["", "0" * 64, "f" * 63, "g" * 64, "0" * 65, "٠" * 64])
def test_no_key_for_a_text_that_is_none(keys, text):
    keys.create("tool")
    assert keys.find(text) is None


def test_what_a_key_may_do(keys):
    some = keys.find(keys.create("some", permissions=[3], search_filter=["a"]))
    everything = keys.find(keys.create("all", True, search_filter=["a"]))
    assert some.may(Permission.SEARCH_FILES)
    assert not some.may(Permission.IMPORT_URLS)
    assert some.granted == {Permission.SEARCH_FILES}
    assert some.is_search_limited
    assert all(everything.may(permission) for permission in Permission)
    assert everything.granted == EVERY_PERMISSION
    assert not everything.is_search_limited


def test_names_are_unique_and_not_empty(keys):
    keys.create("tool")
    with pytest.raises(NameTaken):
        keys.create(" tool ")
    for name in ("", "  ", "x" * 201):
        with pytest.raises(BadInput):
            keys.create(name)
    assert [key.name for key in keys.list()] == ["tool"]


def test_a_revoked_key_ends_at_once_and_says_so(keys, news):
    text = keys.create("tool")
    keys.revoke("tool")
    assert keys.find(text) is None
    assert news == [("access.key_revoked", {"name": "tool"})]
    with pytest.raises(NotFound):
        keys.revoke("tool")
    assert keys.create("tool") != text


def test_the_last_use_is_noted_once_a_minute(keys, storage, clock):
    database, writer = storage
    key = keys.find(keys.create("tool"))
    keys.note_use(key)
    clock.advance(timedelta(seconds=30))
    keys.note_use(key)
    writer.run(lambda transaction: None)
    assert keys.list()[0].last_used_at == NOON
    clock.advance(timedelta(seconds=31))
    keys.note_use(key)
    writer.run(lambda transaction: None)
    assert keys.list()[0].last_used_at == NOON + timedelta(seconds=61)
    assert database.scalar("SELECT last_used_at FROM access_key") == (NOON + timedelta(seconds=61)).timestamp() * 1000
