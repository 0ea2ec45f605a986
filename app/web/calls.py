"""From a request to an operation and back: the gate, the reading of what was sent, the writing of the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from flask import Flask, Response, request
from pydantic import BaseModel, TypeAdapter, ValidationError

from app.web.desk import Desk
from app.web.doors import Doors
from app.web.errors import fields_error
from app.web.front import ForeignPage
from app.web.json_body import BadJson, read_json
from app.web.operations import Operation, PackedIds
from app.web.origin import comes_from_our_page
from app.web.visitor import Visitor

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})

PUBLIC_ENDPOINTS: Final = frozenset(
    {"shell", "static", "api.session.read", "api.session.sign_in", "api.session.set_up"}
)
"""All that answers before sign-in; everything else is shut by default, declared or not. The front in its turn opens
these only once there is an owner, or to the browser that sets one up."""


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie to set; without a value it is taken away."""

    name: str
    value: str = ""
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that sets cookies as well."""

    answer: BaseModel
    cookies: tuple[Cookie, ...]


def guard(app: Flask, doors: Doors) -> None:
    """Shut every route of the app but the public ones to whoever is not the owner, and refuse what another site's
    page sends."""

    @app.before_request
    def _gate() -> None:
        visitor = Visitor.of(request.environ)
        if request.method not in SAFE_METHODS and not comes_from_our_page(
            dict(request.headers), visitor.host, has_cookie=bool(visitor.session_token)
        ):
            raise ForeignPage
        if request.endpoint not in PUBLIC_ENDPOINTS:
            doors.let_in(visitor)


def add_operations(app: Flask, operations: Iterable[Operation], desk: Desk) -> None:
    """Give every operation its route."""
    for operation in operations:
        app.add_url_rule(
            operation.rule, operation.endpoint, _view(operation, desk), methods=[operation.method],
            provide_automatic_options=False,
        )


def _view(operation: Operation, desk: Desk) -> Callable[..., Response]:
    write = _writer(operation)

    def view(**path: Any) -> Response:
        return write(operation.handle(desk, **path, **_arguments(operation)))

    view.__doc__ = operation.handle.__doc__
    return view


def _arguments(operation: Operation) -> dict[str, Any]:
    arguments: dict[str, Any] = {}
    try:
        if operation.body is not None:
            arguments["body"] = operation.body.model_validate(_read_body(operation.most_bytes))
        if operation.query is not None:
            arguments["query"] = operation.query.model_validate(request.args.to_dict())
    except ValidationError as error:
        raise fields_error(error) from error
    if operation.wants_visitor:
        arguments["visitor"] = Visitor.of(request.environ)
    return arguments


def _read_body(most_bytes: int) -> Any:
    if request.mimetype != "application/json":
        raise BadJson("The body has to be JSON, with Content-Type: application/json.")
    request.max_content_length = most_bytes
    return read_json(request.get_data(cache=False))


def _writer(operation: Operation) -> Callable[[Any], Response]:
    if operation.answers is PackedIds:
        return _packed
    adapter = TypeAdapter(operation.answers)

    def write(answer: Any) -> Response:
        cookies: tuple[Cookie, ...] = ()
        if isinstance(answer, Reply):
            answer, cookies = answer.answer, answer.cookies
        response = Response(adapter.dump_json(answer), content_type="application/json")
        for cookie in cookies:
            set_cookie(response, cookie)
        return response

    return write


def _packed(ids: PackedIds) -> Response:
    return Response(ids.data, content_type="application/octet-stream", headers={"X-Total": str(ids.total)})


def set_cookie(response: Response, cookie: Cookie) -> None:
    """Set it so that only we get it back: no script reads it, no other site's page sends it.

    Strict works with deep links, because the shell needs no session and what it asks for then comes from us.
    """
    response.set_cookie(
        cookie.name, cookie.value, max_age=cookie.seconds, httponly=True, samesite="Strict", path="/",
        secure=request.scheme == "https",
    )
