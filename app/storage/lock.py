"""One server to a data folder: a lock that the kernel lets go of when the process ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from app.core.errors import Conflict

EXIT_CODE = 11
"""What a second server exits with (reliability.md F8)."""


class FolderTaken(Conflict):
    """Another Bowerbird runs on this folder."""

    code = "folder_taken"


class FolderLock:
    """Holds `DATA/lock` while the process lives."""

    def __init__(self, data: Path) -> None:
        self.path = data / "lock"
        self._descriptor: int | None = None

    def take(self) -> None:
        """Take it or raise FolderTaken with the other's process number."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            other = os.read(descriptor, 32).decode("ascii", "replace").strip() or "unknown"
            os.close(descriptor)
            raise FolderTaken(
                f"Another Bowerbird (process {other}) already runs on {self.path.parent}.",
                action="Stop it first, or choose another folder with --data",
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        self._descriptor = descriptor

    @property
    def is_held(self) -> bool:
        """Return whether this process has the folder."""
        return self._descriptor is not None

    def release(self) -> None:
        """Let go."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
