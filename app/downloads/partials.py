"""Downloads that are not whole yet, as they lie in `incoming`: named by their seed, so that a later try goes on."""

from __future__ import annotations

import hashlib
import re

from app.core.ids import FileSeedId
from app.downloads.file_seed import FileSeeds
from app.storage.file_store import FileStore

_NAME = re.compile(r"seed-(\d+)-")


def partial_name(seed: FileSeedId, url: str) -> str:
    """Return the name of a seed's download: the same at the next try of the same address."""
    return f"seed-{seed}-{hashlib.sha256(url.encode()).hexdigest()[:16]}"


def drop_partials(store: FileStore, seed: FileSeedId) -> None:
    """Delete what a seed has left lying."""
    for left_over in store.incoming.glob(f"seed-{seed}-*"):
        left_over.unlink(missing_ok=True)


def drop_stale(store: FileStore, seeds: FileSeeds) -> None:
    """Delete what lies there for seeds that are gone or have ended. Called before any work begins."""
    found = {path: FileSeedId(int(match[1])) for path in store.incoming.iterdir() if (match := _NAME.match(path.name))}
    wanted = seeds.unfinished(set(found.values()))
    for path, seed in found.items():
        if seed not in wanted:
            path.unlink(missing_ok=True)
