"""Setting up, signing in and out, and the password."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from app.core.errors import BadInput
from app.web.calls import Cookie, Reply
from app.web.desk import Desk
from app.web.operations import Access, Answer, Done, Operations, Sent
from app.web.pages import HOME, safe_next
from app.web.visitor import SESSION_COOKIE, SETUP_COOKIE, Visitor

api = Operations("session")

Password = Annotated[str, Field(max_length=1024)]
_SMALL: Final = 16 * 1024
_ACCOUNT: Final = "owner"


class WrongPassword(BadInput):
    """That is not the password."""

    code, http_status = "wrong_password", 401


class WrongOldPassword(BadInput):
    """The old password is another one."""

    code = "wrong_password"


class Session(Answer):
    """Where this browser stands. `version` is told to the owner alone."""

    signed_in: bool
    needs_setup: bool
    version: str | None = None


class SetUp(Sent):
    """`token` is the one of the console's link."""

    token: Annotated[str, Field(max_length=200)]
    password: Password


class SignIn(Sent):
    """`next` is the place that the browser came for."""

    password: Password
    next: Annotated[str, Field(max_length=5000)] = HOME


class SignedIn(Answer):
    """`next` is where to go now: the place that was asked for, when it is one of ours."""

    next: str


class NewPassword(Sent):
    """Both in words."""

    old: Password
    new: Password


@api.get("/session", answers=Session, access=Access.PUBLIC)
def read(desk: Desk, visitor: Visitor) -> Session:
    """Tell whether this browser is signed in, and whether there is an owner yet."""
    is_owner = desk.doors.is_owner(visitor)
    return Session(
        signed_in=is_owner, needs_setup=not desk.doors.has_owner(), version=desk.given.version if is_owner else None
    )


@api.post("/setup", body=SetUp, answers=SignedIn, access=Access.PUBLIC, most_bytes=_SMALL)
def set_up(desk: Desk, body: SetUp, visitor: Visitor) -> Reply:
    """Set the owner's password with the token of the console's link, and sign this browser in."""
    desk.given.setup_token.redeem(body.token, body.password)
    return Reply(SignedIn(next=HOME), (_new_session(desk, visitor), Cookie(SETUP_COOKIE)))


@api.post("/sign-in", body=SignIn, answers=SignedIn, access=Access.PUBLIC, most_bytes=_SMALL)
def sign_in(desk: Desk, body: SignIn, visitor: Visitor) -> Reply:
    """Sign this browser in with the owner's password. Five tries a minute."""
    if not _is_password(desk, body.password, visitor):
        raise WrongPassword(action="Try again")
    return Reply(SignedIn(next=safe_next(body.next)), (_new_session(desk, visitor),))


@api.post("/sign-out")
def sign_out(desk: Desk, visitor: Visitor) -> Reply:
    """End this browser's session."""
    if visitor.session_token:
        desk.given.sessions.revoke(visitor.session_token)
    return Reply(Done(), (Cookie(SESSION_COOKIE),))


@api.post("/password", body=NewPassword, most_bytes=_SMALL)
def change_password(desk: Desk, body: NewPassword, visitor: Visitor) -> Reply:
    """Change the password. Every other browser is signed out."""
    if not _is_password(desk, body.old, visitor):
        raise WrongOldPassword(action="Try again")
    desk.given.owner.set_password(body.new)
    return Reply(Done(), (_new_session(desk, visitor),) if visitor.session_token else ())


def _is_password(desk: Desk, password: str, visitor: Visitor) -> bool:
    """Return whether it is the owner's. Raises TooManyTries for the sixth try of a minute."""
    desk.sign_in_limit.enter(_ACCOUNT, visitor.address)
    if not desk.given.owner.verify(password):
        return False
    desk.sign_in_limit.succeeded(_ACCOUNT, visitor.address)
    return True


def _new_session(desk: Desk, visitor: Visitor) -> Cookie:
    token = desk.given.sessions.create(visitor.user_agent)
    return Cookie(SESSION_COOKIE, token, int(desk.session_span.total_seconds()))
