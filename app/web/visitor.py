"""Who asks, as one request tells it. Shared by the WSGI front, Flask's gate and the socket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

SESSION_COOKIE: Final = "bowerbird_session"
SETUP_COOKIE: Final = "bowerbird_setup"
KEY_HEADER: Final = "HTTP_HYDRUS_CLIENT_API_ACCESS_KEY"


@dataclass(frozen=True, slots=True)
class Visitor:
    """What a request says of its sender; nothing here is checked yet. Empty text stands for an absent value."""

    address: str
    host: str
    is_secure: bool
    user_agent: str
    session_token: str
    setup_token: str
    access_key: str

    @classmethod
    def of(cls, environ: Mapping[str, Any]) -> Visitor:
        """Read it from a WSGI environment whose forwarded headers are already settled."""
        get = environ.get
        cookies = read_cookies(get("HTTP_COOKIE", ""))
        return cls(
            address=get("REMOTE_ADDR") or "",
            host=get("HTTP_HOST") or "",
            is_secure=get("wsgi.url_scheme") == "https",
            user_agent=(get("HTTP_USER_AGENT") or "")[:300],
            session_token=cookies.get(SESSION_COOKIE, ""),
            setup_token=cookies.get(SETUP_COOKIE, ""),
            access_key=get(KEY_HEADER) or "",
        )


def read_cookies(header: str) -> dict[str, str]:
    """Return the cookies of the header; ours hold no quotes or escapes, so none are undone. The first of two wins."""
    cookies: dict[str, str] = {}
    for part in header.split(";"):
        name, equals, value = part.strip().partition("=")
        if equals:
            cookies.setdefault(name, value)
    return cookies
