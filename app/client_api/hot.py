"""Pictures and files without going through Flask: the same check, the same handler, a tenth of the way.

Only what succeeds is answered here. Whatever goes wrong is left to the application behind, which finds the same and
says so in the contract's words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, Final

from app.client_api.access import Environ, Gate
from app.client_api.arguments import fit
from app.client_api.dependencies import ApiDependencies
from app.client_api.endpoint import Call, Endpoint
from app.client_api.memory import Memory
from app.client_api.reply import Reply, shared_headers
from app.client_api.routes import files
from app.core.errors import BowerbirdError

StartResponse = Callable[..., Any]
WsgiApp = Callable[[Environ, StartResponse], Iterable[bytes]]

SHORTCUTS: Final[dict[str, Endpoint]] = {endpoint.path: endpoint for endpoint in files.GROUP.endpoints}


class FileShortcut:
    """A WSGI application that answers what it can and hands on the rest."""

    def __init__(self, behind: WsgiApp, rooms: ApiDependencies, memory: Memory, gate: Gate) -> None:
        self._behind = behind
        self._rooms = rooms
        self._memory = memory
        self._gate = gate

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        endpoint = SHORTCUTS.get(environ["PATH_INFO"])
        if endpoint is not None and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            try:
                reply = self._answer(endpoint, environ)
            except BowerbirdError:
                pass  # the application behind makes the error's answer
            else:
                return self._send(reply, environ, start_response)
        return self._behind(environ, start_response)

    def _answer(self, endpoint: Endpoint, environ: Environ) -> Reply:
        admitted = self._gate.admit(environ, endpoint.access)
        arguments = fit(endpoint.arguments, admitted.arguments)
        return endpoint.handler(Call(self._rooms, self._memory, admitted.caller, arguments, environ))

    def _send(self, reply: Reply, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        status = HTTPStatus(reply.status)
        headers = [*reply.headers, *shared_headers(environ, cors=self._rooms.cors)]
        start_response(f"{status.value} {status.phrase}", headers)
        return () if environ["REQUEST_METHOD"] == "HEAD" else reply.body
