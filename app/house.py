"""The house, wired: the only place where rooms are handed to each other.

`build` makes every room on an opened data folder; `start` sets the work going; `stop` parks it within ten seconds.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from app import runtime
from app.access.access_keys import AccessKeys
from app.access.owner import Owner
from app.access.sessions import BrowserSessions
from app.access.setup import SetupToken
from app.core.settings import Settings
from app.downloads.downloads import Downloads
from app.ground import Ground
from app.library.library import Library
from app.network.network import Network
from app.network.vault import Vault
from app.settings_file import save_setting
from app.sites.definitions import Definitions, load_definitions
from app.workers.pool import WorkerPool

log = logging.getLogger("bowerbird.house")

TASKS = {
    "media.examine": "app.media.work:examine",
    "media.regenerate": "app.media.work:regenerate",
    "parsing.parse_page": "app.parsing.work:parse_page",
}
"""What the worker processes can do, by the name that callers use."""

PARK_TIME = timedelta(seconds=6)


@dataclass(slots=True)
class House:
    """Every room of one running Bowerbird."""

    ground: Ground
    settings: Settings
    vault: Vault
    owner: Owner
    sessions: BrowserSessions
    keys: AccessKeys
    setup_token: SetupToken
    media_pool: WorkerPool
    parsing_pool: WorkerPool
    definitions: Definitions
    network: Network
    library: Library
    downloads: Downloads
    hub_gap: runtime.HubGap

    def start(self) -> None:
        """Load search, take up what was left, set the probe going."""
        runtime.spawn(self.hub_gap.run)
        self.library.start()
        self.downloads.start()

    def stop(self) -> None:
        """Park jobs, checkpoint search, end the workers, close the folder."""
        self.hub_gap.stop()
        self.downloads.stop(PARK_TIME)
        self.library.stop()
        self.media_pool.close()
        self.parsing_pool.close()
        self.ground.close()

    def save_setting(self, name: str, text: str) -> object:
        """Keep the owner's choice of a setting; return its value."""
        value = save_setting(self.ground.data, name, text)
        self.settings = self.settings.with_values(**{name: value})
        self.ground.events.publish("setting.changed", name=name)
        return value


def build(ground: Ground) -> House:
    """Make the rooms. Nothing runs yet but the writer."""
    settings, clock, events = ground.settings, ground.clock, ground.events
    database, writer = ground.database, ground.writer
    count = settings.workers or os.cpu_count() or 1
    media_pool = WorkerPool(count, tasks=TASKS, memory_limit_bytes=settings.worker_memory)
    parsing_pool = WorkerPool(1, tasks=TASKS, memory_limit_bytes=settings.worker_memory)
    vault = Vault(ground.data / "credentials.key")
    owner = Owner(database, writer, clock)
    definitions = load_definitions() if settings.own_definitions else Definitions.empty()
    network = Network(settings, database, writer, vault, clock, events)
    library = Library(database, writer, ground.store, media_pool, events, clock)
    return House(
        ground=ground,
        settings=settings,
        vault=vault,
        owner=owner,
        sessions=BrowserSessions(database, writer, owner, clock, timedelta(days=settings.session_days)),
        keys=AccessKeys(database, writer, clock),
        setup_token=SetupToken(),
        media_pool=media_pool,
        parsing_pool=parsing_pool,
        definitions=definitions,
        network=network,
        library=library,
        downloads=Downloads(database, writer, library, network, definitions, parsing_pool, ground.store, events,
                            clock, settings),
        hub_gap=runtime.HubGap(),
    )


def own_definitions_folder() -> Path:
    """Return where the definitions that come with Bowerbird lie."""
    return Path(__file__).parent / "sites" / "definitions"
