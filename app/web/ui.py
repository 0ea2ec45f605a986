"""The page's port put together: Flask, the live line and the front, from what the house hands in."""

from __future__ import annotations

import socket
from dataclasses import dataclass

from flask import Flask
from flask_socketio import SocketIO

from app import runtime
from app.access.sign_in_limit import SignInLimit
from app.web.calls import add_operations, guard
from app.web.catalogue import OPERATIONS
from app.web.desk import Desk, UiDependencies
from app.web.doors import Doors
from app.web.errors import tell_errors
from app.web.front import Front
from app.web.json_body import MAX_BYTES
from app.web.live import MOST_PAYLOAD_BYTES, Live
from app.web.media import Media
from app.web.setup_page import admit_setup
from app.web.shell import add_shell


@dataclass(frozen=True, slots=True)
class Ui:
    """The page's port. Serve `app`; `live` runs between its `start` and `stop`."""

    app: Flask
    socketio: SocketIO
    live: Live
    doors: Doors


def create_ui(given: UiDependencies) -> Ui:
    """Return the WSGI application of the page's port."""
    static = given.root / "static"
    app = Flask("bowerbird", static_folder=str(static), static_url_path="/static",
                template_folder=str(given.root / "templates"))
    app.config["MAX_CONTENT_LENGTH"] = MAX_BYTES
    app.url_map.strict_slashes = True
    doors = Doors(given.owner, given.sessions, given.keys, given.setup_token, given.clock)
    guard(app, doors)
    tell_errors(app)
    add_shell(app, static)
    admit_setup(app, doors)
    # no origins for the library to judge: the front has, before a request comes to it
    socketio = SocketIO(
        app, async_mode=runtime.mode(), cors_allowed_origins=[], manage_session=False, cookie=None,
        serve_client=False, max_http_buffer_size=MOST_PAYLOAD_BYTES, ping_interval=25, ping_timeout=20,
    )
    live = Live(socketio, doors, given.events, given.clock)
    add_operations(app, OPERATIONS, Desk(given, doors, SignInLimit(given.clock), live.seq))
    settings = given.settings
    app.wsgi_app = Front(  # type: ignore[method-assign]
        app.wsgi_app, Media(given.store, given.library.files.location, doors), doors,
        host_names=host_names(settings.host, settings.allowed_hosts), trusted_proxies=settings.trusted_proxies,
    )
    return Ui(app, socketio, live, doors)


def host_names(host: str, allowed: tuple[str, ...]) -> frozenset[str]:
    """Return the names under which the page answers beside literal addresses: the machine's own, and the owner's."""
    machine = socket.gethostname()
    return frozenset({machine, machine.partition(".")[0], host, *allowed} - {""})
