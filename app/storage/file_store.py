"""The content-addressed store: files under their sha256, thumbnails beside them, both whole or not there at all.

    files/f<first two hex>/<sha256>.<ext>
    thumbnails/t<first two hex>/<sha256>.thumbnail      the contract's small one
    thumbnails/p<first two hex>/<sha256>.thumbnail      the page's preview
    incoming/                                           everything that is not finished; emptied at start

The order of durable effects: bytes synced, renamed, folder synced; only then may a row say that the file is here.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from app import runtime
from app.core.errors import StorageTrouble
from app.core.events import point
from app.core.ids import Sha256, new_key

MARKER = ".bowerbird"
"""Lies in `files/`; when it is missing the folder is an empty mount point, not our store (reliability.md F4)."""


class StorageMissing(StorageTrouble):
    """The media folder is not there. Nothing was marked as missing; mount it again."""

    code = "storage_missing"


class FileStore:
    """Files and thumbnails of one data folder. All three folders are on one file system."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.files = data / "files"
        self.thumbnails = data / "thumbnails"
        self.incoming = data / "incoming"

    def prepare(self, *, is_new: bool) -> None:
        """Make the folders and empty `incoming`. On a folder that held files before, a missing marker raises
        StorageMissing in place of starting over."""
        if not is_new and not (self.files / MARKER).exists():
            raise StorageMissing(f"{self.files.name}/ is not the folder that Bowerbird wrote.", action="Mount it again")
        for folder in (self.files, self.thumbnails, self.incoming):
            folder.mkdir(parents=True, exist_ok=True)
        for folder, letters in ((self.files, "f"), (self.thumbnails, "tp")):
            for letter in letters:
                for number in range(256):
                    (folder / f"{letter}{number:02x}").mkdir(exist_ok=True)
        (self.files / MARKER).touch()
        for left_over in self.incoming.iterdir():
            if left_over.suffix != ".part":  # an interrupted download that may be resumed
                left_over.unlink()

    def file_path(self, sha256: Sha256, extension: str) -> Path:
        """Return where that file lies, or would lie. `extension` has its dot, or is empty."""
        return self.files / f"f{sha256[:2]}" / f"{sha256}{extension}"

    def thumbnail_path(self, sha256: Sha256) -> Path:
        """Return where the contract's thumbnail lies, or would lie."""
        return self.thumbnails / f"t{sha256[:2]}" / f"{sha256}.thumbnail"

    def preview_path(self, sha256: Sha256) -> Path:
        """Return where the page's preview lies, or would lie."""
        return self.thumbnails / f"p{sha256[:2]}" / f"{sha256}.thumbnail"

    def new_incoming(self, suffix: str = "") -> Path:
        """Return a fresh path in `incoming`, on the store's file system."""
        return self.incoming / f"{new_key()[:32]}{suffix}"

    def adopt(self, temporary: Path, sha256: Sha256, extension: str) -> Path:
        """Move a finished file into the store so that it is there whole or not at all; return its place.

        `temporary` lies in `incoming`. Safe to repeat. A crash after it leaves a file without a row, which the next
        import of the same bytes completes.
        """
        if not (self.files / MARKER).exists():
            raise StorageMissing
        final = self.file_path(sha256, extension)
        runtime.run_native(_move_durably, temporary, final)
        point("store.renamed")
        return final

    def adopt_thumbnails(self, sha256: Sha256, thumbnail: Path | None, preview: Path | None) -> None:
        """Move thumbnails into place. They are not synced: they can be made again."""
        for temporary, final in ((thumbnail, self.thumbnail_path(sha256)), (preview, self.preview_path(sha256))):
            if temporary is not None:
                temporary.replace(final)

    def remove(self, sha256: Sha256, extension: str) -> None:
        """Delete the file and its thumbnails from the disk. Missing ones are fine."""
        for path in (self.file_path(sha256, extension), self.thumbnail_path(sha256), self.preview_path(sha256)):
            path.unlink(missing_ok=True)

    def free_bytes(self) -> int:
        """Return how much room is left on the store's file system."""
        return shutil.disk_usage(self.incoming).free

    def walk(self) -> Iterator[tuple[Sha256, Path]]:
        """Go through every file in the store, as (sha256, path)."""
        for folder in sorted(self.files.glob("f??")):
            for path in sorted(folder.iterdir()):
                yield Sha256(path.name[:64]), path


def _move_durably(temporary: Path, final: Path) -> None:
    os.chmod(temporary, 0o600)  # noqa: PTH101 - one call, in the native thread
    _sync(temporary, os.O_RDONLY)
    point("store.synced")
    os.replace(temporary, final)  # noqa: PTH105
    _sync(final.parent, os.O_RDONLY | os.O_DIRECTORY)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
