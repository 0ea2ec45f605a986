"""Ids by kind, so that a tag's number is never taken for a file's, and the making of random keys."""

from __future__ import annotations

import secrets
from typing import NewType

FileId = NewType("FileId", int)
"""Row of `hash`: one sha256, whether we hold its file or only know of it. The Client API's file_id."""

TagId = NewType("TagId", int)
ServiceId = NewType("ServiceId", int)
"""Row of `service`. Small and local; the wire uses the service key."""

ServiceKey = NewType("ServiceKey", str)
"""Lower-case hex, as the Client API writes it."""

QueryId = NewType("QueryId", int)
GallerySeedId = NewType("GallerySeedId", int)
FileSeedId = NewType("FileSeedId", int)
JobId = NewType("JobId", int)
UrlId = NewType("UrlId", int)
Sha256 = NewType("Sha256", str)
"""64 lower-case hex characters."""


def new_key() -> str:
    """Return 32 random bytes as 64 lower-case hex characters."""
    return secrets.token_hex(32)
