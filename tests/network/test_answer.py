"""Statuses, Retry-After, back-off and challenge pages, as tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.network.answer import (
    LONGEST_ASKED,
    hold_length,
    is_challenge,
    parse_http_date,
    parse_retry_after,
    reason_of_status,
)
from tests.network.made import NOON


@pytest.mark.parametrize(("text", "seconds"), [
    (None, None), ("", None), ("soon", None), ("-5", None), ("0", 0), ("5", 5), (" 120 ", 120), ("1.5", 1.5),
    ("86400", 86400), ("86401", 86400), ("999999999999999999", 86400), ("9" * 30, None),
    ("Sun, 01 Mar 2026 12:10:00 GMT", 600), ("Sun, 01 Mar 2026 11:00:00 GMT", 0),
    ("Sun, 01 Mar 2026 14:10:00 +0200", 600), ("Sun, 01 Mar 2099 12:00:00 GMT", 86400), ("Sun, 99 Mar 2026", None),
    ("1 Jan 0001 00:00:00 GMT", 0), ("5, 10", None), ("0x10", None), ("٥", None),
])
def test_retry_after_is_read_as_seconds_or_a_date(text, seconds):
    found = parse_retry_after(text, NOON)
    assert (found and found.total_seconds()) == seconds or (found == timedelta(0) and seconds == 0)


@given(st.text(max_size=60))
def test_retry_after_never_raises_and_stays_in_range(text):
    found = parse_retry_after(text, NOON)
    assert found is None or timedelta(0) <= found <= LONGEST_ASKED


@given(st.text(max_size=60))
def test_a_date_header_never_raises(text):
    found = parse_http_date(text, NOON)
    assert found is None or found.tzinfo is UTC


@pytest.mark.parametrize(("text", "found"), [
    (None, None), ("Sat, 28 Feb 2026 12:00:00 GMT", datetime(2026, 2, 28, 12, tzinfo=UTC)),
    ("Thu, 01 Jan 1970 00:00:00 GMT", None), ("Sun, 01 Mar 2037 12:00:00 GMT", None), ("yesterday", None),
    ("Sat, 28 Feb 2026 14:00:00 +0200", datetime(2026, 2, 28, 14, tzinfo=timezone(timedelta(hours=2)))),
])
def test_last_modified_is_an_instant_or_nothing(text, found):
    assert parse_http_date(text, NOON) == found


@pytest.mark.parametrize(("strikes", "asked", "dice", "seconds"), [
    (1, None, 0.0, 60), (2, None, 0.0, 120), (3, None, 0.0, 240), (9, None, 0.0, 15360), (10, None, 0.0, 21600),
    (500, None, 1.0, 21600), (1, None, 1.0, 75), (1, 5, 0.0, 5), (2, 5, 0.0, 120), (2, 600, 0.0, 600),
    (3, 90000, 0.0, 86400), (1, 0, 0.0, 0),
])
def test_a_hold_honours_the_site_and_doubles(strikes, asked, dice, seconds):
    wanted = None if asked is None else timedelta(seconds=asked)
    assert hold_length(strikes, wanted, dice) == timedelta(seconds=seconds)


@pytest.mark.parametrize(("status", "headers", "start", "found"), [
    (403, {}, b"<title>Just a moment...</title>", True), (503, {}, b"/cdn-cgi/challenge-platform/h/b", True),
    (403, {"CF-Mitigated": "challenge"}, b"", True), (403, {}, b"DDoS-Guard", True),
    (403, {"Server": "cloudflare"}, b"forbidden", False), (404, {"cf-mitigated": "challenge"}, b"", False),
    (200, {}, b"<title>Just a moment...</title>", False),
])
def test_a_challenge_is_known_by_its_marks(status, headers, start, found):
    assert is_challenge(status, headers, start) is found


@pytest.mark.parametrize("status", [100, 304, 400, 401, 403, 404, 410, 418, 429, 451, 500, 503, 509, 529, 599, 999])
def test_every_status_has_a_reason(status):
    assert reason_of_status(status).sentence
