"""What a status and its headers mean: fine, a typed reason, or a wish that we slow down. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from app.core.reasons import Reason, reason

SLOW_DOWN = frozenset({418, 429, 509, 529})
"""The site asks us to wait, whatever else it says."""
_OWN_REASON = {400: "http_400", 401: "http_401", 403: "http_403", 404: "http_404", 410: "http_410", 451: "http_451"}

LONGEST_ASKED = timedelta(hours=24)
LONGEST_BACKOFF = timedelta(hours=6)
FIRST_BACKOFF = timedelta(minutes=1)
FIRST_CHALLENGE = timedelta(minutes=30)

_CHALLENGE_MARKS = re.compile(
    rb"/cdn-cgi/challenge-platform|cf-browser-verification|cf_chl_opt|<title>Just a moment\.\.\.|"
    rb"Attention Required! \| Cloudflare|ddos-guard|DDoS-Guard|_Incapsula_Resource|sucuri_cloudproxy|"
    rb"captcha-delivery\.com|px-captcha|Checking your browser before accessing|anubis_challenge",
)


def reason_of_status(status: int) -> Reason:
    """Return the reason of an answer that is no success."""
    if status in SLOW_DOWN:
        return reason("rate_limited", f"It answered {status}.")
    if status >= 500:
        return reason("server_error", f"It answered {status}.")
    if status == 407:
        return reason("http_error", "The proxy wants a sign-in (407).")
    own = _OWN_REASON.get(status)
    return reason(own) if own else reason("http_error", f"It answered {status}.")


def is_challenge(status: int, headers: Mapping[str, str], start: bytes) -> bool:
    """Return whether a 403, 429 or 503 is a page that wants to see a person. `start`: the first part of the body."""
    if status not in {403, 429, 503}:
        return False
    if any(name.lower() == "cf-mitigated" and value.lower() == "challenge" for name, value in headers.items()):
        return True
    return _CHALLENGE_MARKS.search(start) is not None


def parse_retry_after(text: str | None, now: datetime) -> timedelta | None:
    """Return how long the site asks us to wait, 0 to 24 hours; None when it does not say, or says it unreadably."""
    if text is None:
        return None
    text = text.strip()
    if re.fullmatch(r"[0-9]{1,18}(\.[0-9]{1,9})?", text):
        return min(timedelta(seconds=min(float(text), 1e6)), LONGEST_ASKED)
    try:
        at: datetime = parsedate_to_datetime(text)
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        return timedelta(seconds=min(max((at - now).total_seconds(), 0.0), LONGEST_ASKED.total_seconds()))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def hold_length(strikes: int, asked: timedelta | None, dice: float, first: timedelta = FIRST_BACKOFF) -> timedelta:
    """Return how long a domain is left alone after its n-th refusal in a row (from 1).

    What the site asks for is honoured as it stands the first time; after that at least a back-off that doubles from
    `first` to six hours, with up to a quarter more by `dice` (0 to 1), so that not everything comes back at once.
    """
    doublings: int = 1 << min(strikes - 1, 20)
    backoff = min(first * doublings * (1 + dice / 4), LONGEST_BACKOFF)
    if asked is None:
        return backoff
    return min(asked if strikes == 1 else max(asked, backoff), LONGEST_ASKED)


def parse_http_date(text: str | None, now: datetime) -> datetime | None:
    """Return a Last-Modified date, aware; None when it is missing, unreadable, from before the web or to come."""
    if not text:
        return None
    try:
        at = parsedate_to_datetime(text)
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return at if datetime(1990, 1, 1, tzinfo=UTC) <= at <= now + timedelta(days=1) else None
