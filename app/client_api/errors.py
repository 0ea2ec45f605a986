"""What can go wrong in a request, under the names that the Client API gives it.

    BowerbirdError
    ├── BadRequest            400  BadRequestException
    ├── MissingCredentials    401  MissingCredentialsException
    ├── CorsIsOff             401  DoesNotSupportCORSException
    ├── NotPermitted          403  InsufficientCredentialsException
    ├── NotKnown              404  NotFoundException
    ├── SessionOver           419  SessionException
    └── WrongNetworkVersion   426  NetworkVersionException

Errors of the rooms below are given their name by `exception_type`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.client_api.version import VERSIONS
from app.core.errors import BadInput, BowerbirdError, Forbidden, NotFound, NotSignedIn


class BadRequest(BadInput):
    """The request can't be understood."""


class MissingCredentials(NotSignedIn):
    """This needs an access key or a session key."""


class CorsIsOff(NotSignedIn):
    """Pages of other origins may not call this server."""


class NotPermitted(Forbidden):
    """This access key may not do that."""


class NotKnown(NotFound):
    """There is nothing of that name here."""


class SessionOver(BowerbirdError):
    """That session key is not known, or no longer; ask for a new one."""

    code, http_status = "session_over", 419


class WrongNetworkVersion(BowerbirdError):
    """This server speaks another network version."""

    code, http_status = "wrong_network_version", 426


_BY_CLASS: Mapping[type[BowerbirdError], str] = {CorsIsOff: "DoesNotSupportCORSException"}
_BY_CODE: Mapping[str, str] = {"file_missing": "FileMissingException"}
_BY_STATUS: Mapping[int, str] = {
    400: "BadRequestException",
    401: "MissingCredentialsException",
    403: "InsufficientCredentialsException",
    404: "NotFoundException",
    409: "ConflictException",
    413: "TooLargeException",
    416: "RangeNotSatisfiableException",
    419: "SessionException",
    426: "NetworkVersionException",
    503: "ServerBusyException",
}


def exception_type(error: BowerbirdError) -> str:
    """Return the name under which tools know this error."""
    named = _BY_CLASS.get(type(error)) or _BY_CODE.get(error.code) or _BY_STATUS.get(error.http_status)
    return named or type(error).__name__


def error_body(error: BowerbirdError) -> dict[str, Any]:
    """Return the one shape that every error has."""
    sentence = f"{error.sentence} {error.action}." if error.action else error.sentence
    return {
        "error": sentence,
        "exception_type": exception_type(error),
        "status_code": error.http_status,
        **VERSIONS,
    }
