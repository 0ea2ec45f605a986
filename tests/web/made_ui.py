"""A real house behind the page's port, without a network or a listener; and browsers that visit it."""

from __future__ import annotations

import atexit
import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path

from flask.testing import FlaskClient
from PIL import Image

from app.access.access_keys import AccessKeys
from app.access.owner import Owner
from app.access.password import hash_password
from app.access.sessions import BrowserSessions
from app.access.setup import SetupToken
from app.core.clock import FrozenClock
from app.core.settings import settle
from app.downloads.downloads import Downloads
from app.ground import Ground, open_ground
from app.library.library import Library
from app.library.metadata import FileMetadata, ImportRequest, ImportStatus
from app.media.tasks import TASKS
from app.network.network import Network
from app.network.vault import Vault
from app.runtime.hub_gap import HubGap
from app.settings_file import save_setting
from app.sites.catalogue import Definitions
from app.web.desk import UiDependencies
from app.web.ui import Ui, create_ui
from app.web.visitor import SESSION_COOKIE
from app.workers.pool import WorkerPool

ROOT = Path(__file__).parents[2]
PASSWORD = "four quiet blue birds"
START = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Client(FlaskClient):
    """Reads every answer whole, so that no file stays open, and asks under one host."""

    host = "localhost"

    def open(self, *args, **kwargs):
        return super().open(*args, **{"buffered": True, "environ_overrides": {"HTTP_HOST": self.host}, **kwargs})


@dataclass
class MadeUi:
    """The page's port of a house on a temporary folder."""

    ui: Ui
    given: UiDependencies
    ground: Ground

    def browser(self, host="localhost"):
        """Return a browser that has never been here; it sends Origin as browsers do."""
        client = self.ui.app.test_client()
        client.host = host
        client.environ_base["HTTP_ORIGIN"] = f"http://{host}"
        return client

    def owners_browser(self, host="localhost"):
        """Return a browser that has signed in."""
        client = self.browser(host)
        client.set_cookie(SESSION_COOKIE, self.given.sessions.create("test"), domain="localhost")
        return client

    def program(self, key):
        """Return a client that sends an access key, and no cookie or Origin."""
        client = self.ui.app.test_client(use_cookies=False)
        client.environ_base["HTTP_HYDRUS_CLIENT_API_ACCESS_KEY"] = key
        return client

    def add_file(self, data, **metadata):
        """Import bytes; return the file's sha256. The library has to be started for it to be found."""
        path = self.ground.store.new_incoming()
        path.write_bytes(data)
        outcome = self.given.library.import_file(ImportRequest(path, FileMetadata(**metadata)))
        assert outcome.status == ImportStatus.SUCCESSFUL, outcome
        return outcome.sha256

    def close(self):
        """Give the folder back."""
        self.ui.live.stop()
        self.given.library.close()
        self.ground.close()


@cache
def shared_pool():
    """Return the worker that all houses of this process share."""
    pool = WorkerPool(1, TASKS, name="media")
    atexit.register(pool.close)
    return pool


@cache
def stored_password():
    """Return what is stored of the password; made once, since it is meant to be slow."""
    return hash_password(PASSWORD)


def give_owner(ground):
    """Make the owner of a fresh folder."""
    ground.writer.run(lambda tx: tx.execute(
        "INSERT INTO owner (id, password_hash, epoch, created_at, changed_at) VALUES (1, ?, 1, 0, 0)",
        (stored_password(),)))


def make_ui(data, *, clock=None, owner=True, root=ROOT, **settings):
    """Open a house on `data`. The clock stands unless one is given."""
    chosen = settle({"data": data, **settings}, {}, {})
    ground = open_ground(chosen, clock or FrozenClock(START))
    database, writer, clock, events = ground.database, ground.writer, ground.clock, ground.events
    account = Owner(database, writer, clock, events)
    if owner:
        give_owner(ground)
    pool = shared_pool()
    definitions = Definitions.own()
    network = Network(chosen, database, writer, Vault(ground.data / "credentials.key"), clock, events)
    library = Library(database, writer, ground.store, pool, events, clock)
    keep = partial(save_setting, ground.data)
    values = {"now": chosen}

    def save(name, text):
        value = keep(name, text)
        values["now"] = values["now"].with_values(**{name: value})
        events.publish("setting.changed", name=name)
        return value

    given = UiDependencies(
        settings=chosen, chosen_settings=lambda: values["now"], save_setting=save, clock=clock, events=events,
        store=ground.store, library=library,
        downloads=Downloads(database, writer, library, network, definitions, pool, ground.store, events, clock, chosen),
        network=network, owner=account,
        sessions=BrowserSessions(database, writer, clock, account, lifetime=timedelta(days=chosen.session_days),
                                 events=events),
        keys=AccessKeys(database, writer, clock, events), setup_token=SetupToken(account), pools=(pool,),
        hub_gap=HubGap(), version="0.0.test", root=root,
    )
    ui = create_ui(given)
    ui.app.test_client_class = Client
    return MadeUi(ui, given, ground)


def drawn(colour, size=(640, 480), kind="PNG"):
    """Return the bytes of a picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def error_of(answer):
    """Return the error that an answer tells, after checking its shape."""
    assert answer.content_type == "application/json", answer.text
    assert set(answer.json) == {"error"}
    assert set(answer.json["error"]) == {"code", "sentence", "action"}
    assert all(isinstance(text, str) for text in answer.json["error"].values())
    assert answer.json["error"]["sentence"]
    return answer.json["error"]


