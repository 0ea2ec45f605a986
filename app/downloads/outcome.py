"""What a trouble makes of a seed: the state it ends in, or how long it waits, and when it is tried again by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.core.reasons import REASONS, Reason, reason
from app.downloads.status import Status

FIRST_RETRIES: Final = (timedelta(minutes=1), timedelta(minutes=10), timedelta(minutes=60))
DAILY_RETRIES: Final = 7
AFTER_GONE: Final = timedelta(days=1)
"""A post that is gone is looked for once more: sites hide and show them."""
SHORTEST_HOLD: Final = timedelta(seconds=1)
USUAL_HOLD: Final = timedelta(minutes=1)
TRIES_WITH_A_LOST_WORKER: Final = 3

_IGNORED: Final = frozenset({
    "http_401", "http_403", "http_404", "http_410", "http_451", "private_address", "bad_url", "too_large",
    "too_many_pixels", "veto", "nothing_parsed", "no_parser", "not_a_post", "cancelled",
})
_HOLDS: Final = frozenset({"rate_limited", "challenge", "no_network", "network_paused", "disk_full", "storage_missing"})
_PASSING: Final = frozenset({"server_error", "connection_failed", "timeout", "tls_failed", "truncated"})
_GONE: Final = frozenset({"http_404", "http_410"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a seed ended, or that it waits (`status` is to do) until `next_try_at`."""

    status: Status
    reason: Reason | None = None
    next_try_at: datetime | None = None
    counts_as_attempt: bool = True

    @property
    def is_hold(self) -> bool:
        """Whether the seed stays to do."""
        return self.status is Status.TODO


def outcome_of(trouble: Reason, *, attempts: int, retry_after: timedelta | None, now: datetime) -> Outcome:
    """Return what the trouble makes of a seed that was tried `attempts` times before."""
    if trouble.code in _HOLDS:
        wait = max(retry_after or USUAL_HOLD, SHORTEST_HOLD)
        return Outcome(Status.TODO, trouble, now + wait, counts_as_attempt=False)
    if trouble.code == "worker_lost" and attempts + 1 < TRIES_WITH_A_LOST_WORKER:
        return Outcome(Status.TODO, trouble, now + SHORTEST_HOLD)
    status = Status.IGNORED if trouble.code in _IGNORED else Status.FAILED
    return Outcome(status, trouble, next_try(trouble.code, attempts, now))


def next_try(code: str, attempts: int, now: datetime) -> datetime | None:
    """Return when the seed is tried again by itself; None when only the user may ask for it."""
    if code in _GONE:
        return now + AFTER_GONE if attempts == 0 else None
    if code not in _PASSING:
        return None
    if attempts < len(FIRST_RETRIES):
        return now + FIRST_RETRIES[attempts]
    return now + timedelta(days=1) if attempts < len(FIRST_RETRIES) + DAILY_RETRIES else None


def stored_reason(code: str, detail: str = "") -> Reason | None:
    """Return the reason that a row names; None for a row without one or with one of a later version."""
    return reason(code, detail) if code in REASONS else None
