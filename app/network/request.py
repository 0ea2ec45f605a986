"""What is asked of the network, what comes back, and how it fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from app.core.errors import BowerbirdError
from app.core.reasons import Reason
from app.network.context import NetworkContext


@dataclass(frozen=True, slots=True)
class Request:
    """One thing to fetch. The secrets of its site are added on the way, at each hop those of that hop."""

    url: str
    referral_url: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers parsed for this job. They go to the host of `url` alone."""
    method: str = "GET"
    contexts: tuple[NetworkContext, ...] = ()
    """Those of the page it was found on; its own are added."""
    is_page: bool = True
    max_bytes: int | None = None
    """The most decoded bytes; None takes the setting for pages or files."""
    is_interactive: bool = False
    """Whether somebody waits for it on the page: it goes before the rest of the queue."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page, decoded. `url` and `history` name no secret."""

    url: str
    status: int
    text: str
    content_type: str
    first_bytes: bytes
    """Up to 512, to tell media from text."""
    history: tuple[str, ...]
    """The addresses that led here, in order, without `url`."""
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """A file, whole, at `path`."""

    url: str
    path: Path
    size: int
    content_type: str
    last_modified: datetime | None
    history: tuple[str, ...]
    server: str


class NetworkTrouble(BowerbirdError):
    """A request did not bring what was asked; `reason` says why and who can set it going again."""

    code, http_status = "network_trouble", 502

    def __init__(
        self, reason: Reason, *, domain: str, retry_after: timedelta | None = None, is_passing: bool = False
    ) -> None:
        """`retry_after`: when asking again makes sense, where that is known. `is_passing`: another try a moment later
        may do, which the network does by itself before it raises."""
        super().__init__(f"{reason.sentence} {reason.detail}".strip(), action=reason.action)
        self.reason = reason
        self.domain = domain
        self.retry_after = retry_after
        self.is_passing = is_passing


class Cancelled(BowerbirdError):
    """The request was cancelled."""

    code = "cancelled"
