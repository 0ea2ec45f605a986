"""Access keys of the Client API: made, listed, revoked. The key itself is told once, when it is made."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from app.access.permissions import Permission
from app.web.desk import Desk
from app.web.operations import Answer, Done, Operations, Sent

api = Operations("keys")


class Key(Answer):
    """One access key, without its secret."""

    name: str
    permits_everything: bool
    permissions: list[int]
    created_at: datetime
    last_used_at: datetime | None


class PermissionName(Answer):
    """A permission and its name."""

    id: int
    title: str


class Keys(Answer):
    """All keys, and what a key may be given."""

    keys: list[Key]
    permissions: list[PermissionName]


class NewKey(Sent):
    """`permissions` are numbers of the Client API; `permits_everything` stands above them."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    permits_everything: bool = False
    permissions: Annotated[list[Annotated[int, Field(ge=0, le=13)]], Field(max_length=14)] = Field(default=[])


class MadeKey(Answer):
    """The key: 64 hex characters, told this once."""

    access_key: str


class NamedKey(Sent):
    """Which key."""

    name: Annotated[str, Field(min_length=1, max_length=200)]


@api.get("/keys", answers=Keys)
def every(desk: Desk) -> Keys:
    """List the access keys."""
    return Keys(
        keys=[
            Key(
                name=key.name, permits_everything=key.permits_everything, permissions=sorted(key.permissions),
                created_at=key.created_at, last_used_at=key.last_used_at,
            )
            for key in desk.given.keys.list()
        ],
        permissions=[PermissionName(id=int(permission), title=permission.title) for permission in Permission],
    )


@api.post("/keys", body=NewKey, answers=MadeKey)
def create(desk: Desk, body: NewKey) -> MadeKey:
    """Make an access key and tell it, this once."""
    return MadeKey(access_key=desk.given.keys.create(body.name, body.permits_everything, body.permissions))


@api.delete("/keys", body=NamedKey)
def revoke(desk: Desk, body: NamedKey) -> Done:
    """Revoke an access key; what uses it is refused from now on."""
    desk.given.keys.revoke(body.name)
    return Done()
