"""A path of the Client API, declared once: method, permission, arguments, handler.

The checks, the answers to OPTIONS and the tests are made from these declarations; a handler asks one thing of the rooms
below and replies.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

from app.client_api.access import Access, Caller, Environ
from app.client_api.arguments import Arguments
from app.client_api.dependencies import ApiDependencies
from app.client_api.errors import MissingCredentials
from app.client_api.memory import Memory
from app.client_api.reply import Reply

A = TypeVar("A", bound=Arguments)
Method = Literal["GET", "POST"]


@dataclass(frozen=True, slots=True)
class Call(Generic[A]):
    """One request that was let in. `sender` is nobody on an open path."""

    rooms: ApiDependencies
    memory: Memory
    sender: Caller | None
    arguments: A
    environ: Environ

    @property
    def caller(self) -> Caller:
        """Return who asks, on a path that wants a key."""
        if self.sender is None:
            raise MissingCredentials
        return self.sender


Handler = Callable[[Call[A]], Reply]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path. `arguments` is the schema that the handler's call holds."""

    method: Method
    path: str
    access: Access
    arguments: type[Arguments]
    handler: Callable[[Call[Any]], Reply]


@dataclass(frozen=True, slots=True)
class Group:
    """The paths of one permission group."""

    name: str
    endpoints: list[Endpoint] = field(default_factory=list)

    def route(
        self, method: Method, path: str, access: Access, arguments: type[A]
    ) -> Callable[[Handler[A]], Handler[A]]:
        """Declare a path; the decorated function handles it."""

        def declare(handler: Handler[A]) -> Handler[A]:
            self.endpoints.append(Endpoint(method, path, access, arguments, handler))
            return handler

        return declare
