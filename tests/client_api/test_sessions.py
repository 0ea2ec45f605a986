"""Session keys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.client_api.errors import SessionOver
from app.client_api.sessions import LIFETIME, SessionKeys
from app.core.clock import FrozenClock

ACCESS = "ab" * 32


@pytest.fixture
def clock():
    return FrozenClock(datetime(2026, 11, 24, tzinfo=UTC))


def test_a_session_key_stands_for_its_access_key(clock):
    sessions = SessionKeys(clock)
    first, second = sessions.create(ACCESS), sessions.create("cd" * 32)
    assert first != second
    assert (sessions.access_key_of(first), sessions.access_key_of(second)) == (ACCESS, "cd" * 32)


def test_each_use_renews_it_for_a_day(clock):
    sessions = SessionKeys(clock)
    key = sessions.create(ACCESS)
    for _ in range(3):
        clock.advance(LIFETIME - timedelta(seconds=1))
        assert sessions.access_key_of(key) == ACCESS
    clock.advance(LIFETIME)
    for _ in range(2):
        with pytest.raises(SessionOver):
            sessions.access_key_of(key)


def test_a_key_of_another_process_is_not_known(clock):
    key = SessionKeys(clock).create(ACCESS)
    with pytest.raises(SessionOver):
        SessionKeys(clock).access_key_of(key)


def test_the_one_used_longest_ago_makes_room(clock, monkeypatch):
    monkeypatch.setattr("app.client_api.sessions.MOST", 2)
    sessions = SessionKeys(clock)
    first, second = sessions.create(ACCESS), sessions.create(ACCESS)
    sessions.access_key_of(first)
    third = sessions.create(ACCESS)
    assert sessions.access_key_of(first) == sessions.access_key_of(third) == ACCESS
    with pytest.raises(SessionOver):
        sessions.access_key_of(second)
