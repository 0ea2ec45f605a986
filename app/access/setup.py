"""The first start: a one-time token, printed on the console, with which the owner sets a password."""

from __future__ import annotations

import hmac
import secrets

from app import runtime
from app.access.owner import Owner
from app.access.password import check_new
from app.core.errors import Conflict, Forbidden


class WrongSetupToken(Forbidden):
    """This setup link is not the one that was printed at the last start."""

    code = "wrong_setup_token"


class OwnerExists(Conflict):
    """An owner exists already; sign in."""

    code = "owner_exists"


class SetupToken:
    """Valid until an owner exists; another one each start."""

    def __init__(self, owner: Owner) -> None:
        self._owner = owner
        self._lock = runtime.lock()
        self.token = secrets.token_urlsafe(24)

    @property
    def is_needed(self) -> bool:
        """Whether there is no owner yet."""
        return not self._owner.exists()

    def redeem(self, token: str, password: str) -> None:
        """Set the owner's first password. Raises OwnerExists, WrongSetupToken, BadPassword (the token then stays)."""
        with self._lock:
            if not self.is_needed:
                raise OwnerExists
            if not hmac.compare_digest(token.encode("utf-8", "replace"), self.token.encode()):
                raise WrongSetupToken("This setup link is not the one that was printed at the last start.",
                                      action="Open the link that the console shows now")
            check_new(password)
            self._owner.set_password(password)
