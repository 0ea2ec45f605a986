"""Who may come in: the one judgement that HTTP, media and sockets share.

A cookie is judged before a key: a request that has both is a browser's (reliability.md A8). Sessions and keys are
found in memory, so that thousands of pictures a second cost no query, and one that ended is out at once (A5).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

from app.access.access_keys import AccessKeys
from app.access.owner import Owner
from app.access.sessions import BrowserSessions
from app.access.setup import SetupToken
from app.core.clock import Clock
from app.core.errors import Forbidden, NotSignedIn
from app.web.visitor import Visitor

SETUP_SECONDS: Final = 1800.0
MOST_SETUP_BROWSERS: Final = 16


class NotSetUp(NotSignedIn):
    """Bowerbird is not set up yet."""

    code = "not_set_up"


class LimitedKey(Forbidden):
    """This access key does not permit everything, which the page's API asks for."""

    code = "limited_key"


class Doors:
    """The judgement."""

    def __init__(
        self, owner: Owner, sessions: BrowserSessions, keys: AccessKeys, setup_token: SetupToken, clock: Clock
    ) -> None:
        self._owner = owner
        self._sessions = sessions
        self._keys = keys
        self._setup_token = setup_token
        self._clock = clock
        self._has_owner = False
        self._setup_browsers: dict[str, float] = {}

    def has_owner(self) -> bool:
        """Return whether somebody has set the password; once true it stays true."""
        self._has_owner = self._has_owner or self._owner.exists()
        return self._has_owner

    def is_owner(self, visitor: Visitor) -> bool:
        """Return whether this is the owner's browser or a key that permits everything."""
        try:
            self.let_in(visitor)
        except (NotSignedIn, Forbidden):
            return False
        return True

    def let_in(self, visitor: Visitor) -> None:
        """Raise NotSetUp, NotSignedIn or LimitedKey unless the visitor is the owner."""
        if not self.has_owner():
            raise NotSetUp
        if visitor.session_token:
            if self._sessions.check(visitor.session_token) is None:
                raise NotSignedIn(action="Sign in")
            return
        if not visitor.access_key:
            raise NotSignedIn(action="Sign in")
        key = self._keys.find(visitor.access_key)
        if key is None:
            raise NotSignedIn("This access key is not known.", action="Make one in the settings")
        if not key.permits_everything:
            raise LimitedKey(action="Use a key that permits everything")
        self._keys.note_use(key)

    def brings_setup_token(self, token: str) -> bool:
        """Return whether this is the token of the console's link, and there is no owner yet."""
        expected = self._setup_token.token.encode()
        return hmac.compare_digest(token.encode("utf-8", "replace"), expected) and not self.has_owner()

    def admit_to_setup(self, token: str) -> str | None:
        """Return a cookie for the browser that opened the console's link, good for half an hour; None for any other
        token."""
        if not self.brings_setup_token(token):
            return None
        now = self._clock.monotonic()
        self._setup_browsers = {known: until for known, until in self._setup_browsers.items() if until > now}
        while len(self._setup_browsers) >= MOST_SETUP_BROWSERS:
            self._setup_browsers.pop(next(iter(self._setup_browsers)))
        cookie = secrets.token_urlsafe(32)
        self._setup_browsers[_digest(cookie)] = now + SETUP_SECONDS
        return cookie

    def may_set_up(self, visitor: Visitor) -> bool:
        """Return whether this browser opened the console's link, and there is no owner yet."""
        if not visitor.setup_token or self.has_owner():
            return False
        return self._setup_browsers.get(_digest(visitor.setup_token), 0.0) > self._clock.monotonic()


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode("utf-8", "replace")).hexdigest()
