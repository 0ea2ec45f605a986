"""The desk at which the page's operations are served: the rooms below, handed in, and what the page has of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from app.access.access_keys import AccessKeys
from app.access.owner import Owner
from app.access.sessions import BrowserSessions
from app.access.setup import SetupToken
from app.access.sign_in_limit import SignInLimit
from app.core.clock import Clock
from app.core.events import Events
from app.core.settings import Settings
from app.downloads.downloads import Downloads
from app.library.library import Library
from app.network.network import Network
from app.runtime.hub_gap import HubGap
from app.sites.catalogue import Definitions
from app.storage.file_store import FileStore
from app.web.doors import Doors
from app.workers.pool import WorkerPool


@dataclass(frozen=True)
class UiDependencies:
    """Everything that the page is given."""

    settings: Settings
    """The values that were in force at the start."""
    chosen_settings: Callable[[], Settings]
    """The values with what was chosen since."""
    save_setting: Callable[[str, str], object]
    """Writes one setting's text to the owner's file and tells of it; raises BadSetting."""
    clock: Clock
    events: Events
    store: FileStore
    library: Library
    downloads: Downloads
    network: Network
    owner: Owner
    sessions: BrowserSessions
    keys: AccessKeys
    setup_token: SetupToken
    pools: Sequence[WorkerPool]
    hub_gap: HubGap
    version: str
    root: Path
    """The folder that holds `static/` and `templates/`."""

    @property
    def definitions(self) -> Definitions:
        """The snapshot of the definitions that is in force."""
        return self.downloads.definitions


@dataclass(frozen=True)
class Desk:
    """What each operation is handed first."""

    given: UiDependencies
    doors: Doors
    sign_in_limit: SignInLimit
    seq: Callable[[str], int]
    """The number of a room's last event batch."""

    @property
    def session_span(self) -> timedelta:
        """How long a browser stays signed in."""
        return timedelta(days=self.given.settings.session_days)
