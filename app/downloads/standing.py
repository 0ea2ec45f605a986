"""Where one side of a query (its files, or its search) stands, and the sentence that says so.

The same decision tells a worker whether it may go on and tells the page why nothing moves: the first thing that
stands in the way is the one that is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.core.reasons import REASONS, Reason, reason
from app.core.units import format_duration


class State(StrEnum):
    """The six states of a side."""

    WORKING = "working"
    PENDING = "pending"
    """It may go on and will."""
    WAITING = "waiting"
    """Something holds it for now; it goes on by itself."""
    PAUSING = "pausing"
    PAUSED = "paused"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a side waits, and until when; `until` is None when no one can say."""

    reason: Reason
    until: datetime | None = None


def hold_of(waiting: tuple[datetime, str, str] | None) -> Hold | None:
    """Return the hold that a row's (when, reason code, detail) stands for."""
    if waiting is None or waiting[1] not in REASONS:
        return None
    return Hold(reason(waiting[1], waiting[2]), waiting[0])


@dataclass(frozen=True, slots=True)
class Situation:
    """All that decides where a side stands."""

    todo: int
    is_paused: bool = False
    is_all_paused: bool = False
    is_running: bool = False
    wants_slot: bool = False
    """Whether it is in the queue for a free worker."""
    house: Hold | None = None
    """What holds every download: a full disk, a missing folder."""
    own: Hold | None = None
    """What holds this side: a site that asked to slow down, an error that is tried again."""
    is_over_limit: bool = False
    """For a search: the file limit is reached."""
    doing: str = ""
    """What the worker does now."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The state, its sentence, and when it goes on if that is known."""

    state: State
    sentence: str
    until: datetime | None = None

    @property
    def may_work(self) -> bool:
        """Whether a worker may take it or go on with it."""
        return self.state in {State.WORKING, State.PENDING}


def stand(now: datetime, situation: Situation) -> Standing:
    """Return where the side stands."""
    pause = _pause(situation)
    if pause is not None:
        return pause
    hold = _hold(now, situation)
    if hold is not None:
        return hold
    if not situation.todo and not situation.is_running:
        return Standing(State.DONE, "")
    if situation.is_over_limit and not situation.is_running:
        return Standing(State.DONE, "The file limit is reached.")
    if situation.is_running:
        return Standing(State.WORKING, situation.doing or "Working.")
    return Standing(State.PENDING, "Waits for a free worker." if situation.wants_slot else "Starts in a moment.")


def _pause(situation: Situation) -> Standing | None:
    if not (situation.is_paused or situation.is_all_paused):
        return None
    if situation.is_running:
        return Standing(State.PAUSING, f"Pausing: {situation.doing}" if situation.doing else "Pausing.")
    if not situation.todo:
        return Standing(State.DONE, "")
    return Standing(State.PAUSED, "Paused." if situation.is_paused else "The network is paused.")


def _hold(now: datetime, situation: Situation) -> Standing | None:
    if situation.is_running and situation.house is None:
        return None
    if situation.house is not None and (situation.todo or situation.is_running):
        return Standing(State.WAITING, situation.house.reason.sentence, situation.house.until)
    own = situation.own
    if own is None or (own.until is not None and own.until <= now):
        return None
    return Standing(State.WAITING, waiting_sentence(own, now), own.until)


def waiting_sentence(hold: Hold, now: datetime) -> str:
    """Return `In 5 min: The site asked to slow down. (danbooru.donmai.us)`."""
    beside = f" ({hold.reason.detail})" if hold.reason.detail else ""
    when = f"In {format_duration(hold.until - now)}: " if hold.until is not None else ""
    return f"{when}{hold.reason.sentence}{beside}"
