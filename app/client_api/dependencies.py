"""The rooms that the Client API is a face of, as they are handed to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from app.access.access_keys import AccessKeys
from app.core.clock import Clock
from app.core.events import Events
from app.core.ids import new_key
from app.downloads.downloads import Downloads
from app.library.library import Library
from app.sites.catalogue import Definitions
from app.storage.file_store import FileStore


@dataclass(frozen=True, slots=True)
class ApiDependencies:
    """Everything the Client API asks or tells."""

    library: Library
    store: FileStore
    downloads: Downloads
    keys: AccessKeys
    clock: Clock
    events: Events
    started_at: datetime
    cors: bool = True
    local_only: bool = False
    boot_id: str = field(default_factory=new_key)
    """New at each start."""

    @property
    def definitions(self) -> Definitions:
        """The snapshot of the definitions that is in force."""
        return self.downloads.definitions
