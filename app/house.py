"""The house, wired: the only place where rooms are handed to each other.

`build` makes every room on an opened data folder; `start` sets the work going; `stop` parks it within ten seconds.
"""

from __future__ import annotations

import gc
import logging
import os
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app import runtime
from app.access.access_keys import AccessKeys
from app.access.owner import Owner
from app.access.sessions import BrowserSessions
from app.access.setup import SetupToken
from app.automation.ticks import Ticks
from app.core.settings import Settings
from app.downloads.definitions.shelf import Shelf
from app.downloads.downloads import Downloads
from app.ground import Ground
from app.library.library import Library
from app.library.pixel_hashes import PixelHashes
from app.media.tasks import TASKS as MEDIA_TASKS
from app.network.network import Network
from app.network.vault import Vault
from app.settings_file import save_setting
from app.sites.catalogue import Definitions
from app.sites.definitions import load_definitions
from app.workers.pool import WorkerPool

log = logging.getLogger("bowerbird.house")

TASKS = MEDIA_TASKS | {
    "parsing.parse_page": "app.parsing.work:parse_page",
    "definitions.read_file": "app.downloads.definitions.work:read_file",
}
"""What the worker processes can do, by the name that callers use."""

PARK_TIME = timedelta(seconds=6)


class Choices:
    """The settings in force, and the owner's changes to them."""

    def __init__(self, settings: Settings, ground: Ground) -> None:
        self.settings = settings
        self._ground = ground

    def save(self, name: str, text: str) -> Any:
        """Keep a choice in settings.toml; return its value. Raises BadSetting."""
        value = save_setting(self._ground.data, name, text)
        self.settings = self.settings.with_values(**{name: value})
        self._ground.events.publish("setting.changed", name=name)
        return value


@dataclass(frozen=True, slots=True)
class House:
    """Every room of one running Bowerbird."""

    ground: Ground
    choices: Choices
    vault: Vault
    owner: Owner
    sessions: BrowserSessions
    keys: AccessKeys
    setup_token: SetupToken
    media_pool: WorkerPool
    parsing_pool: WorkerPool
    shelf: Shelf
    network: Network
    library: Library
    downloads: Downloads
    ticks: Ticks
    hub_gap: runtime.HubGap

    def start(self) -> None:
        """Load search, take up what was left, set the probe going."""
        runtime.spawn(self.hub_gap.run)
        self.library.start()
        gc.collect()
        gc.freeze()  # the index lives as long as we do; looking through it again and again would hold the hub up
        self.downloads.start()
        self.ticks.start()

    def stop(self) -> None:
        """Park jobs, checkpoint search, end the workers, close the folder."""
        self.hub_gap.stop()
        self.ticks.stop()
        self.downloads.stop(PARK_TIME)
        self.network.close()
        self.library.close()
        self.media_pool.close()
        self.parsing_pool.close()
        self.ground.close()

    @property
    def definitions(self) -> Definitions:
        """The snapshot of the definitions that is in force."""
        return self.downloads.definitions

    @property
    def settings(self) -> Settings:
        """The settings in force, live changes included."""
        return self.choices.settings

    def save_setting(self, name: str, text: str) -> object:
        """Keep the owner's choice of a setting; return its value. Raises BadSetting."""
        return self.choices.save(name, text)


def build(ground: Ground) -> House:
    """Make the rooms. Nothing runs yet but the writer and idle workers."""
    settings, clock, events = ground.settings, ground.clock, ground.events
    database, writer, store = ground.database, ground.writer, ground.store
    count = settings.workers or os.cpu_count() or 1
    media_pool = WorkerPool(count, TASKS, name="media", memory_limit_bytes=settings.worker_memory)
    parsing_pool = WorkerPool(1, TASKS, name="parsing", nice=0, memory_limit_bytes=settings.worker_memory)
    vault = Vault(ground.data / "credentials.key")
    owner = Owner(database, writer, clock, events)
    choices = Choices(settings, ground)
    network = Network(settings, database, writer, vault, clock, events, save_setting=choices.save)
    library = Library(database, writer, store, media_pool, events, clock)
    own = load_definitions().sites if settings.own_definitions else ()
    shelf = Shelf(database, writer, parsing_pool, clock, events, own)
    downloads = Downloads(
        database, writer, library, network, shelf.in_force, parsing_pool, store, events, clock, settings)
    shelf.tell(downloads.use_definitions)
    sessions = BrowserSessions(
        database, writer, clock, owner, lifetime=timedelta(days=settings.session_days), events=events
    )
    return House(
        ground=ground,
        choices=choices,
        vault=vault,
        owner=owner,
        sessions=sessions,
        keys=AccessKeys(database, writer, clock, events),
        setup_token=SetupToken(owner),
        media_pool=media_pool,
        parsing_pool=parsing_pool,
        shelf=shelf,
        network=network,
        library=library,
        downloads=downloads,
        ticks=Ticks({
            "sessions": (timedelta(hours=6), sessions.forget_expired),
            "pixel_hashes": (timedelta(seconds=2), PixelHashes(database, writer, store, media_pool, events).fill),
        }),
        hub_gap=runtime.HubGap(),
    )
