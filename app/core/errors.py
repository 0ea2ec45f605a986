"""Typed errors: each has a stable code, an HTTP status and a sentence that says what to do next.

    BowerbirdError
    ├── BadInput               400  what was given can't be used
    ├── NotSignedIn            401
    ├── Forbidden              403
    ├── NotFound               404
    ├── Conflict               409
    ├── TooLarge               413
    ├── TooManyTries           429
    ├── Busy                   503  try again soon
    └── StorageTrouble         507  the disk can't take more

Rooms subclass these for their own nouns. Outcomes of a download are no errors but reasons (`core.reasons`).
"""

from __future__ import annotations

from typing import ClassVar


class BowerbirdError(Exception):
    """Something the caller can't have expected; `str()` is a sentence for a person."""

    code: ClassVar[str] = "internal"
    http_status: ClassVar[int] = 500

    def __init__(self, sentence: str = "", *, action: str = "") -> None:
        """`action` is the one next step, in words; empty when the sentence holds it."""
        super().__init__(sentence or type(self).__doc__ or "")
        self.action = action

    @property
    def sentence(self) -> str:
        """What happened, for a person."""
        return str(self)


class BadInput(BowerbirdError):
    """What was given can't be used."""

    code, http_status = "bad_input", 400


class NotSignedIn(BowerbirdError):
    """You are not signed in."""

    code, http_status = "not_signed_in", 401


class Forbidden(BowerbirdError):
    """You may not do that."""

    code, http_status = "forbidden", 403


class NotFound(BowerbirdError):
    """That is not here."""

    code, http_status = "not_found", 404


class Conflict(BowerbirdError):
    """That does not fit what is there now."""

    code, http_status = "conflict", 409


class TooLarge(BowerbirdError):
    """That is larger than Bowerbird takes."""

    code, http_status = "too_large", 413


class TooManyTries(BowerbirdError):
    """Too many tries; wait a minute."""

    code, http_status = "too_many_tries", 429

    def __init__(self, sentence: str = "", *, retry_after_seconds: int = 60, action: str = "") -> None:
        super().__init__(sentence, action=action)
        self.retry_after_seconds = retry_after_seconds


class Busy(BowerbirdError):
    """Bowerbird is busy; try again in a few seconds."""

    code, http_status = "busy", 503

    def __init__(self, sentence: str = "", *, retry_after_seconds: int = 5, action: str = "") -> None:
        super().__init__(sentence, action=action)
        self.retry_after_seconds = retry_after_seconds


class StorageTrouble(BowerbirdError):
    """The disk can't take more."""

    code, http_status = "storage_trouble", 507
