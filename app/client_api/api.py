"""The Client API as a Flask application: one blueprint a permission group, one check in front of all of them.

Whatever is not declared is not answered. Errors become their one JSON shape here and nowhere else.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from flask import Blueprint, Flask, Response, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from app.client_api.access import Environ, Gate
from app.client_api.arguments import fit
from app.client_api.dependencies import ApiDependencies
from app.client_api.encoding import to_json
from app.client_api.endpoint import Call, Endpoint, Group
from app.client_api.errors import BadRequest, CorsIsOff, NotKnown, NotPermitted, error_body
from app.client_api.hot import FileShortcut
from app.client_api.memory import Memory
from app.client_api.places import with_keys_for_names
from app.client_api.reply import Reply, reply_body, shared_headers
from app.client_api.routes import files, keys, search, urls, welcome
from app.core.errors import BowerbirdError, Busy

log = logging.getLogger("bowerbird.client_api")

GROUPS: tuple[Group, ...] = (welcome.GROUP, keys.GROUP, urls.GROUP, search.GROUP, files.GROUP)
"""Every path there is."""

HTML = "text/html; charset=UTF-8"
_NOT_FOUND_PAGE = b"<!doctype html><title>Not found</title><p>There is nothing here.</p>"
_REFUSED_PAGE = b"<!doctype html><title>Not allowed</title><p>This is not answered here.</p>"
_PREFLIGHT_SECONDS = 86_400


class InternalError(BowerbirdError):
    """Something in Bowerbird went wrong; its log has the details."""


def create_api(rooms: ApiDependencies) -> Flask:
    """Return the application for these rooms. Pictures are answered by a shortcut in front of it."""
    app = Flask("app.client_api", static_folder=None)
    app.url_map.merge_slashes = False
    memory = Memory(rooms.library.files, rooms.clock, rooms.events)
    gate = Gate(rooms.keys, memory, local_only=rooms.local_only)
    declared: dict[str, Endpoint] = {}
    for group in GROUPS:
        blueprint = Blueprint(group.name, "app.client_api")
        for endpoint in group.endpoints:
            name = endpoint.handler.__name__
            blueprint.add_url_rule(
                endpoint.path,
                endpoint=name,
                view_func=_view(endpoint, rooms, memory),
                methods=[endpoint.method, "OPTIONS"],
                provide_automatic_options=False,
            )
            declared[f"{group.name}.{name}"] = endpoint
        app.register_blueprint(blueprint)
    app.extensions["client_api"] = declared
    _check_everything_first(app, declared, rooms, gate)
    _answer_errors(app, rooms)
    _add_shared_headers(app, rooms)
    app.wsgi_app = FileShortcut(app.wsgi_app, rooms, memory, gate)  # type: ignore[method-assign]
    return app


def _view(endpoint: Endpoint, rooms: ApiDependencies, memory: Memory) -> Callable[[], Response]:
    def view() -> Response:
        admitted = g.admitted
        values = with_keys_for_names(admitted.arguments, rooms.library.services)
        call = Call(rooms, memory, admitted.caller, fit(endpoint.arguments, values), request.environ)
        return _response(endpoint.handler(call))

    return view


def _response(reply: Reply) -> Response:
    response = Response(reply.body, reply.status, direct_passthrough=not isinstance(reply.body, tuple))
    response.headers.clear()
    response.headers.extend(reply.headers)
    return response


def _check_everything_first(
    app: Flask, declared: dict[str, Endpoint], rooms: ApiDependencies, gate: Gate
) -> None:
    @app.before_request
    def admit() -> Response | None:
        if request.routing_exception is not None:
            return None  # nothing is there; Flask says so next
        endpoint = declared.get(request.endpoint or "")
        if endpoint is None:
            raise NotPermitted
        if request.environ["PATH_INFO"] != endpoint.path:
            raise NotFound  # the router takes slashes together at the front; the contract does not
        if request.method == "OPTIONS":
            gate.check_peer(request.environ)
            return _preflight(endpoint, request.environ, rooms)
        g.admitted = gate.admit(request.environ, endpoint.access)
        return None


def _preflight(endpoint: Endpoint, environ: Environ, rooms: ApiDependencies) -> Response:
    """Answer OPTIONS: which method the path has, and to a page of another origin that it may call it."""
    headers = [("Allow", endpoint.method), ("Content-Length", "0")]
    if environ.get("HTTP_ORIGIN"):
        if not rooms.cors:
            raise CorsIsOff
        headers += [
            ("Access-Control-Allow-Headers", "*"),
            ("Access-Control-Allow-Methods", endpoint.method),
            ("Access-Control-Max-Age", str(_PREFLIGHT_SECONDS)),
        ]
    return _response(Reply(200, headers, ()))


def _answer_errors(app: Flask, rooms: ApiDependencies) -> None:
    def answer(error: BowerbirdError) -> Response:
        body = to_json(error_body(error))
        reply = reply_body(body, "application/json", now=rooms.clock.now(), status=error.http_status)
        if isinstance(error, Busy):
            reply.headers.append(("Retry-After", str(error.retry_after_seconds)))
        return _response(reply)

    @app.errorhandler(BowerbirdError)
    def typed(error: BowerbirdError) -> Response:
        return answer(error)

    @app.errorhandler(NotFound)
    def unknown_path(error: NotFound) -> Response:
        return _response(reply_body(_NOT_FOUND_PAGE, HTML, now=rooms.clock.now(), status=404))

    @app.errorhandler(MethodNotAllowed)
    def wrong_method(error: MethodNotAllowed) -> Response:
        if request.method in ("GET", "HEAD", "POST"):
            return answer(NotKnown(f"This path does not answer {request.method}."))
        return _response(reply_body(_REFUSED_PAGE, HTML, now=rooms.clock.now(), status=405))

    @app.errorhandler(HTTPException)
    def other(error: HTTPException) -> Response:
        return answer(BadRequest(error.description or ""))

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        log.exception("event=request_failed path=%s", request.path)
        return answer(InternalError())


def _add_shared_headers(app: Flask, rooms: ApiDependencies) -> None:
    @app.after_request
    def add(response: Response) -> Response:
        response.headers.extend(shared_headers(request.environ, cors=rooms.cors))
        return response


def declared_endpoints(app: Flask) -> dict[str, Endpoint]:
    """Return every path by the name that Flask gives it."""
    endpoints: dict[str, Endpoint] = app.extensions["client_api"]
    return endpoints


def all_endpoints(groups: Iterable[Group] = GROUPS) -> list[Endpoint]:
    """Return every declaration, in the order of the groups."""
    return [endpoint for group in groups for endpoint in group.endpoints]
