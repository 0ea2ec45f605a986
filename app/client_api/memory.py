"""What this process remembers for its callers and forgets when it ends."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Final

from app.client_api.search_limit import SeenFiles
from app.client_api.sessions import SessionKeys
from app.core.clock import Clock
from app.core.events import Events
from app.core.ids import FileId, Sha256
from app.library.files import Files

REMEMBERED: Final = 100_000


class NumberedHashes:
    """Which hash has which number. That never changes, so pages full of thumbnails by number ask the database once."""

    def __init__(self, files: Files, most: int = REMEMBERED) -> None:
        self._files = files
        self._most = most
        self._known: OrderedDict[FileId, Sha256] = OrderedDict()

    def of(self, file_id: FileId) -> Sha256 | None:
        """Return the hash with this number; None for a number that is nobody's (yet)."""
        known = self._known.get(file_id)
        if known is not None:
            self._known.move_to_end(file_id)
            return known
        found = self._files.hashes_of([file_id]).get(file_id)
        if found is not None:
            self._known[file_id] = found
            if len(self._known) > self._most:
                self._known.popitem(last=False)
        return found


class Memory:
    """All of it. A new password ends every session key, as it ends every browser's session (reliability.md A5)."""

    def __init__(self, files: Files, clock: Clock, events: Events) -> None:
        self.sessions = SessionKeys(clock)
        self.seen_files = SeenFiles(clock)
        self.hashes = NumberedHashes(files)
        events.listen(self._hear)

    def _hear(self, topic: str, payload: Mapping[str, Any]) -> None:
        if topic == "access.revoked" and "session_id" not in payload:
            self.sessions.end_all()
