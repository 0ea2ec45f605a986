"""Serve until told to stop: the page, the Client API, the control socket."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import click

from app import runtime
from app.control import ControlServer
from app.core.errors import Conflict
from app.core.settings import Settings
from app.faces import api_of, page_of
from app.ground import Ground, make_folder, open_ground
from app.house import House, build
from app.logs import set_up_logs
from app.runtime.listener import Listener
from app.tls_pair import TlsPair, lan_addresses

log = logging.getLogger("bowerbird.serve")
STOP_POLL_SECONDS = 0.2
"""A signal wakes the hub only at its next turn, so the main task looks at a flag."""
STOP_SECONDS = 10


class PortTaken(Conflict):
    """The port is taken."""

    code = "port_taken"


def run(settings: Settings) -> None:
    """Open the folder, serve, and return after SIGINT or SIGTERM. Raises typed errors before anything is served."""
    make_folder(settings.data)
    set_up_logs(settings.log_level, settings.data)
    ground = open_ground(settings)
    try:
        serve(ground)
    finally:
        if ground.lock.is_held:
            ground.close()


def serve(ground: Ground) -> None:
    """Serve on an opened folder."""
    house = build(ground)
    password = os.environ.get("BOWERBIRD_OWNER_PASSWORD")
    if password and not house.owner.exists():
        house.owner.set_password(password)
    listeners = Listeners(house)
    control = ControlServer(ground.data, commands_of(house))
    stopping = Stopping()
    try:
        listeners.start()
        control.start()
        house.start()
        announce(house, listeners)
        stopping.wait()
    finally:
        log.info("event=stopping")
        listeners.stop()
        control.stop()
        house.stop()
        log.info("event=stopped")


def commands_of(house: House) -> dict[str, Any]:
    """Return the commands that the control socket takes."""
    from app.commands import COMMANDS

    return {name: _bound(command, house) for name, command in COMMANDS.items()}


def _bound(command: Callable[..., Any], house: House) -> Callable[..., Any]:
    return lambda arguments: command(house, arguments)


class Listeners:
    """The page's port with its live line, and the API's; each has its own URL map."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._ui = page_of(house)
        self.page: Listener | None = None
        self.api: Listener | None = None
        self.pair = TlsPair(house.ground.data)

    def start(self) -> None:
        """Bind. Raises PortTaken, BadPair."""
        settings = self._house.settings
        if settings.https or settings.api_https:
            self.pair.prepare(self._house.ground.clock.now())
        self.page = self._open("page", self._ui.app, settings.host, settings.port, is_https=settings.https)
        self._ui.live.start()
        if settings.api_port is not None:
            self.api = self._open("api", api_of(self._house), settings.api_host, settings.api_port,
                                  is_https=settings.api_https)

    def _open(self, name: str, application: Any, host: str, port: int, *, is_https: bool) -> Listener:
        listener = Listener(name, application, host, port, self.pair.context if is_https else None)
        try:
            listener.start()
        except OSError as error:
            raise PortTaken(f"Port {port} of {host} can't be used: {error.strerror}.",
                            action="Stop what uses it, or choose another port") from error
        return listener

    def stop(self) -> None:
        """Send and answer no more."""
        self._ui.live.stop()
        for listener in (self.page, self.api):
            if listener is not None:
                listener.stop()


def announce(house: House, listeners: Listeners) -> None:
    """Print the one line that scripts wait for, and, on a folder without an owner, the link that makes one."""
    assert listeners.page is not None
    host = reachable_host(house.settings.host)
    page = f"{listeners.page.scheme}://{host}:{listeners.page.port}"
    if not house.owner.exists():
        link = f"{page}/setup?token={house.setup_token.token}"
        click.echo(f"Open this once, on any device in your network, to set the password:\n\n    {link}\n")
        print_qr(link)
    if listeners.pair.certificate_path.exists() and (house.settings.https or house.settings.api_https):
        click.echo(f"certificate sha256 {listeners.pair.fingerprint()}")
    api = "off"
    if listeners.api is not None:
        api = f"{listeners.api.scheme}://{reachable_host(house.settings.api_host)}:{listeners.api.port}"
    print(f"ready ui={page} api={api}", flush=True)


def reachable_host(host: str) -> str:
    """Return an address that a browser can open: for "everywhere" the one that leads out of this machine."""
    if host not in {"0.0.0.0", "::"}:  # noqa: S104 - it is recognised, not bound
        return f"[{host}]" if ":" in host else host
    outside = sorted(address for address in lan_addresses() if ":" not in address)
    return outside[0] if outside else "127.0.0.1"


def print_qr(link: str) -> None:
    """Draw the link for a phone's camera, when a person may be looking."""
    if sys.stdout.isatty():
        import segno

        segno.make(link).terminal(compact=True)


class Stopping:
    """Waits for SIGINT or SIGTERM; a second one ends the process at once."""

    def __init__(self) -> None:
        self._asked = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if self._asked:
            os._exit(1)
        self._asked = True
        signal.signal(signal.SIGALRM, lambda *_: os._exit(1))
        signal.alarm(STOP_SECONDS)  # whatever hangs, it is over by then; what is durable stays

    def wait(self) -> None:
        """Return once asked to stop."""
        while not self._asked:
            runtime.sleep(STOP_POLL_SECONDS)
