"""What the page's API can do, each operation declared once: method, path, who may, what goes in, what comes out.

Checks, the OpenAPI document and the contract tests all read these declarations. Nothing here knows of Flask, and
declaring does nothing else, so that the documents can be made without a running house.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict

from app.web.json_body import MAX_BYTES

PREFIX: Final = "/api/v1"


class Access(StrEnum):
    """Who may do an operation."""

    PUBLIC = "public"
    """Anyone who may see the sign-in page."""
    OWNER = "owner"
    """The owner's browser, or an access key that permits everything."""


class Sent(BaseModel):
    """A body that is sent to us: no unknown fields, no bending of types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Asked(BaseModel):
    """The query part of an address: texts, read as what they stand for; no unknown names."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(BaseModel):
    """What an operation answers."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class Done(Answer):
    """It is done; there is nothing to tell."""


@dataclass(frozen=True, slots=True)
class PackedIds:
    """File ids as little-endian uint32, in order; `total` goes into the header X-Total."""

    data: bytes
    total: int


Handler = TypeVar("Handler", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Operation:
    """One declared operation. `handle` is given the desk first, then by name: the path's variables, `body`, `query`
    and `visitor`, each only where it asks for it."""

    method: str
    path: str
    name: str
    access: Access
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    answers: Any
    """A model, a list of one, or PackedIds."""
    most_bytes: int
    handle: Callable[..., Any]
    wants_visitor: bool

    @property
    def rule(self) -> str:
        """The whole path as Flask writes it."""
        return PREFIX + self.path

    @property
    def endpoint(self) -> str:
        """The name under which Flask and the gate know it."""
        return f"api.{self.name}"

    @property
    def sentence(self) -> str:
        """What it does: the first sentence of its docstring."""
        return (inspect.getdoc(self.handle) or "").split("\n\n")[0].replace("\n", " ")


@dataclass(slots=True)
class Operations:
    """The operations of one noun, in the order in which they are declared."""

    noun: str
    declared: list[Operation] = field(default_factory=list)

    def get(self, path: str, *, answers: Any, query: type[BaseModel] | None = None,
            access: Access = Access.OWNER) -> Callable[[Handler], Handler]:
        """Declare what reads and changes nothing."""
        return self._declare("GET", path, answers=answers, query=query, access=access)

    def post(self, path: str, *, answers: Any = Done, body: type[BaseModel] | None = None,
             access: Access = Access.OWNER, most_bytes: int = MAX_BYTES) -> Callable[[Handler], Handler]:
        """Declare what changes something, or asks with more than fits an address."""
        return self._declare("POST", path, answers=answers, body=body, access=access, most_bytes=most_bytes)

    def patch(self, path: str, *, body: type[BaseModel], answers: Any = Done) -> Callable[[Handler], Handler]:
        """Declare what changes parts of a thing."""
        return self._declare("PATCH", path, answers=answers, body=body)

    def put(self, path: str, *, body: type[BaseModel], answers: Any = Done) -> Callable[[Handler], Handler]:
        """Declare what sets a thing whole."""
        return self._declare("PUT", path, answers=answers, body=body)

    def delete(self, path: str, *, body: type[BaseModel] | None = None,
               answers: Any = Done) -> Callable[[Handler], Handler]:
        """Declare what removes a thing."""
        return self._declare("DELETE", path, answers=answers, body=body)

    def _declare(
        self, method: str, path: str, *, answers: Any, body: type[BaseModel] | None = None,
        query: type[BaseModel] | None = None, access: Access = Access.OWNER, most_bytes: int = MAX_BYTES,
    ) -> Callable[[Handler], Handler]:
        def note(handler: Handler) -> Handler:
            wants_visitor = "visitor" in inspect.signature(handler).parameters
            self.declared.append(Operation(
                method, path, f"{self.noun}.{handler.__name__}", access, body, query, answers, most_bytes, handler,
                wants_visitor,
            ))
            return handler

        return note

    def __iter__(self) -> Iterator[Operation]:
        return iter(self.declared)


def open_path(rule: str) -> str:
    """Return a rule as OpenAPI writes it: `/queries/{query_id}`."""
    return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule)
