"""What a trouble makes of a seed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.core.reasons import REASONS, reason
from app.downloads.outcome import next_try, outcome_of, stored_reason
from app.downloads.status import Status

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize("code", ["http_403", "http_404", "http_451", "http_410", "veto", "private_address"])
def test_what_the_site_or_a_rule_refuses_is_ignored(code: str) -> None:
    assert outcome_of(reason(code), attempts=0, retry_after=None, now=NOW).status is Status.IGNORED


@pytest.mark.parametrize("code", ["server_error", "timeout", "connection_failed", "damaged", "unsupported",
                                  "parse_failed", "redirects", "not_media", "internal"])
def test_what_went_wrong_has_failed(code: str) -> None:
    assert outcome_of(reason(code), attempts=0, retry_after=None, now=NOW).status is Status.FAILED


def test_a_site_that_asks_to_slow_down_costs_the_seed_nothing() -> None:
    outcome = outcome_of(reason("rate_limited"), attempts=2, retry_after=timedelta(minutes=7), now=NOW)
    assert (outcome.status, outcome.next_try_at, outcome.counts_as_attempt) == (
        Status.TODO, NOW + timedelta(minutes=7), False)


def test_a_hold_without_a_time_is_looked_at_again_in_a_minute() -> None:
    assert outcome_of(reason("challenge"), attempts=0, retry_after=None, now=NOW).next_try_at == (
        NOW + timedelta(minutes=1))


def test_a_lost_worker_sends_the_seed_back_twice_and_then_fails_it() -> None:
    lost = reason("worker_lost")
    ends = [outcome_of(lost, attempts=tries, retry_after=None, now=NOW).status for tries in range(3)]
    assert ends == [Status.TODO, Status.TODO, Status.FAILED]


def test_passing_troubles_are_tried_again_soon_and_then_daily_for_a_week() -> None:
    waits = [next_try("server_error", tries, NOW) for tries in range(11)]
    spans = [wait - NOW if wait else None for wait in waits]
    minutes, day = timedelta(minutes=1), timedelta(days=1)
    assert spans == [minutes, 10 * minutes, 60 * minutes, *[day] * 7, None]


def test_what_is_gone_is_looked_for_once_more_after_a_day() -> None:
    assert [next_try("http_404", tries, NOW) for tries in (0, 1)] == [NOW + timedelta(days=1), None]


@pytest.mark.parametrize("code", ["redirects", "damaged", "http_403", "not_media", "veto"])
def test_what_will_not_mend_is_left_to_the_user(code: str) -> None:
    assert next_try(code, 0, NOW) is None


def test_every_reason_makes_something_of_a_seed() -> None:
    for known in REASONS.values():
        outcome = outcome_of(known, attempts=0, retry_after=None, now=NOW)
        assert outcome.reason is known
        assert outcome.status in {Status.TODO, Status.FAILED, Status.IGNORED}
        assert not outcome.is_hold or outcome.next_try_at is not None


def test_a_reason_of_a_later_version_reads_as_none() -> None:
    assert stored_reason("from_the_future") is None
    stored = stored_reason("http_403", "a.org")
    assert stored is not None
    assert stored.detail == "a.org"
