"""The owner's password, setup, sessions and the limit of tries."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from app.access.owner import Owner
from app.access.password import BadPassword, hash_password, matches
from app.access.sessions import BrowserSessions
from app.access.setup import OwnerExists, SetupToken, WrongSetupToken
from app.access.sign_in_limit import SignInLimit
from app.core.clock import FrozenClock
from app.core.errors import TooManyTries
from app.core.events import Events
from tests.network.made import open_storage

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PASSWORD = "correct horse"


class Door:
    def __init__(self, database, writer):
        self.database, self.writer = database, writer
        self.clock, self.events, self.news = FrozenClock(NOON), Events(), []
        self.events.listen(lambda topic, payload: self.news.append((topic, dict(payload))))
        self.owner = Owner(database, writer, self.clock, self.events)
        self.sessions = self.new_sessions()

    def new_sessions(self):
        return BrowserSessions(self.database, self.writer, self.clock, self.owner, events=self.events)


@pytest.fixture
def door(tmp_path):
    with open_storage(tmp_path) as (database, writer):
        yield Door(database, writer)


def test_there_is_no_owner_until_a_password_is_set(door):
    assert not door.owner.exists()
    assert door.owner.epoch == 0
    assert not door.owner.verify("")
    door.owner.set_password(PASSWORD)
    assert door.owner.exists()
    assert door.owner.verify(PASSWORD)
    assert not door.owner.verify(PASSWORD + " ")
    assert Owner(door.database, door.writer, door.clock).verify(PASSWORD)


@pytest.mark.parametrize("password", ["", "short", "1234567", " " * 12, "x" * 1025])
def test_a_password_that_can_t_be_kept_is_refused_with_what_to_do(door, password):
    with pytest.raises(BadPassword) as caught:
        door.owner.set_password(password)
    assert caught.value.http_status == 400
    assert caught.value.action
    assert not door.owner.exists()


def test_the_password_is_stored_slow_and_salted(door):
    door.owner.set_password(PASSWORD)
    stored = door.database.scalar("SELECT password_hash FROM owner")
    assert stored.startswith("scrypt$32768$8$1$")
    assert PASSWORD not in stored
    assert hash_password(PASSWORD) != hash_password(PASSWORD)


def test_the_same_letters_typed_otherwise_are_the_same_password():
    assert matches("Stra\u00dfe \u00e9t\u00e9", hash_password("Stra\u00dfe e\u0301te\u0301"))


def test_a6_an_unknown_owner_takes_as_long_as_a_wrong_password(door):
    def fastest():
        spans = []
        for _ in range(3):
            start = time.perf_counter()
            door.owner.verify("wrong password")
            spans.append(time.perf_counter() - start)
        return min(spans)

    without = fastest()
    door.owner.set_password(PASSWORD)
    assert without > fastest() / 4


def test_a5_a_new_password_ends_every_session_and_says_so(door):
    door.owner.set_password(PASSWORD)
    token = door.sessions.create("browser")
    assert door.sessions.check(token)
    before = door.owner.epoch
    door.owner.set_password("another password")
    assert door.owner.epoch == before + 1
    assert door.sessions.check(token) is None
    assert door.new_sessions().check(token) is None
    assert ("access.revoked", {}) in door.news


def test_a_session_is_known_by_a_hash_and_survives_a_restart(door):
    door.owner.set_password(PASSWORD)
    token = door.sessions.create("Mozilla " * 100)
    assert len(token) >= 43
    assert token.encode() not in bytes(door.database.scalar("SELECT token_hash FROM browser_session"))
    session = door.new_sessions().check(token)
    assert session == door.sessions.check(token)
    assert len(session.user_agent) == 300
    assert session.expires_at == NOON + timedelta(days=30)


@pytest.mark.parametrize("token", ["", "x", "\ud800", "0" * 43])
def test_no_session_for_a_token_that_is_none(door, token):
    door.owner.set_password(PASSWORD)
    assert door.sessions.check(token) is None


def test_a_session_ends_after_its_days(door):
    door.owner.set_password(PASSWORD)
    token = door.sessions.create()
    door.clock.advance(timedelta(days=29, hours=23))
    assert door.sessions.check(token)
    assert [session.seen_at for session in door.sessions.list()] != []
    door.clock.advance(timedelta(hours=2))
    assert door.sessions.check(token) is None
    assert door.new_sessions().check(token) is None
    assert door.sessions.list() == []
    assert door.sessions.forget_expired() == 1


def test_signing_out_ends_one_session_and_names_it(door):
    door.owner.set_password(PASSWORD)
    one, two = door.sessions.create("one"), door.sessions.create("two")
    number = door.sessions.check(one).id
    door.sessions.revoke(one)
    door.sessions.revoke(one)
    assert door.sessions.check(one) is None
    assert door.sessions.check(two)
    assert ("access.revoked", {"session_id": number}) in door.news
    door.sessions.revoke_all()
    assert door.sessions.check(two) is None


def test_the_time_of_last_use_is_written_now_and_then(door):
    door.owner.set_password(PASSWORD)
    token = door.sessions.create()
    for _ in range(5):
        door.clock.advance(timedelta(minutes=4))
        door.sessions.check(token)
    door.writer.run(lambda transaction: None)
    assert door.sessions.list()[0].seen_at == NOON + timedelta(minutes=12)


def test_a1_the_first_password_needs_the_printed_token_once(door):
    setup = SetupToken(door.owner)
    assert setup.is_needed
    assert setup.token != SetupToken(door.owner).token
    with pytest.raises(WrongSetupToken):
        setup.redeem("wrong", PASSWORD)
    with pytest.raises(BadPassword):
        setup.redeem(setup.token, "short")
    setup.redeem(setup.token, PASSWORD)
    assert door.owner.verify(PASSWORD)
    assert not setup.is_needed
    with pytest.raises(OwnerExists):
        setup.redeem(setup.token, "another password")


def test_a6_the_sixth_try_in_a_minute_is_refused_by_address_and_by_account():
    clock = FrozenClock(NOON)
    limit = SignInLimit(clock)
    for _ in range(5):
        limit.enter("owner", "10.0.0.1")
        clock.advance(timedelta(seconds=1))
    for address in ("10.0.0.1", "10.0.0.2"):
        with pytest.raises(TooManyTries) as caught:
            limit.enter("owner", address)
        assert caught.value.retry_after_seconds == 55
    with pytest.raises(TooManyTries):
        limit.enter("somebody", "10.0.0.1")
    limit.enter("somebody", "10.0.0.2")
    clock.advance(timedelta(seconds=55))
    limit.enter("owner", "10.0.0.1")


def test_a6_refused_tries_do_not_prolong_the_wait():
    clock = FrozenClock(NOON)
    limit = SignInLimit(clock)
    for _ in range(5):
        limit.enter("owner", "a")
    for _ in range(59):
        clock.advance(timedelta(seconds=1))
        with pytest.raises(TooManyTries):
            limit.enter("owner", "a")
    clock.advance(timedelta(seconds=1))
    limit.enter("owner", "a")


def test_a_right_password_forgets_the_tries():
    limit = SignInLimit(FrozenClock(NOON))
    for _ in range(20):
        limit.enter("owner", "a")
        limit.succeeded("owner", "a")


def test_the_limit_forgets_addresses_that_are_gone():
    clock = FrozenClock(NOON)
    limit = SignInLimit(clock)
    for number in range(10_100):
        limit.enter(f"account {number}", f"address {number}")
        clock.advance(timedelta(seconds=1))
    assert len(limit._tries) < 10_010
