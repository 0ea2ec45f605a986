"""The vault: what sites know us by is encrypted before it reaches the database, with a key that lies outside it."""

from __future__ import annotations

import logging
import os
import re
import secrets
from itertools import pairwise
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.core.errors import BowerbirdError, StorageTrouble

log = logging.getLogger("bowerbird.network")

VERSION = b"\x01"
_NONCE_BYTES = 12
_KEY = re.compile(r"[0-9a-f]{64}")
_FEWEST_DISTINCT_BYTES = 12
"""32 random bytes hold about 30 distinct ones; fewer than 12 is a pattern that somebody typed."""


class WeakKey(StorageTrouble):
    """The key file does not hold a random 256-bit key."""

    code = "weak_key"


class Unreadable(BowerbirdError):
    """A stored secret was encrypted with another key."""

    code = "secret_unreadable"


class Vault:
    """Encrypts text with AES-256-GCM. The key is made at first use and readable by the owner of the process alone."""

    def __init__(self, key_file: Path) -> None:
        """Read the key, or make it. Raises WeakKey for a file that holds a sample or a pattern."""
        self._cipher = AESGCM(_read_or_make(key_file))

    def encrypt(self, text: str) -> bytes:
        """Return the text as an opaque token; the same text gives another token each time."""
        nonce = os.urandom(_NONCE_BYTES)
        return VERSION + nonce + self._cipher.encrypt(nonce, text.encode(), VERSION)

    def decrypt(self, token: bytes) -> str:
        """Return the text of a token. Raises Unreadable when the key is another or the token was changed."""
        nonce, sealed = bytes(token[1 : 1 + _NONCE_BYTES]), bytes(token[1 + _NONCE_BYTES :])
        try:
            return self._cipher.decrypt(nonce, sealed, bytes(token[:1])).decode()
        except (InvalidTag, ValueError) as error:
            raise Unreadable(
                "A stored secret can't be read with this credentials.key.",
                action="Put the key of this folder back, or set the cookies and keys of the site again",
            ) from error


def readable(vault: Vault, token: bytes, what: str) -> str | None:
    """Return the text of a stored token, or None for one of another key, which is logged: one lost secret must not
    stop every request. `what` names it in the log."""
    try:
        return vault.decrypt(token)
    except Unreadable:
        log.warning("event=secret_unreadable what=%s", what)
        return None


def _read_or_make(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        return _read(path)
    with os.fdopen(descriptor, "w") as handle:
        key = secrets.token_bytes(32)
        handle.write(key.hex() + "\n")
        handle.flush()
        os.fsync(handle.fileno())
    return key


def _read(path: Path) -> bytes:
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)
    text = path.read_text("ascii", "replace").strip().lower()
    key = bytes.fromhex(text) if _KEY.fullmatch(text) else b""
    steps = {(after - before) % 256 for before, after in pairwise(key)}
    if len(set(key)) < _FEWEST_DISTINCT_BYTES or len(steps) == 1:
        raise WeakKey(
            f"{path.name} does not hold a random key of 64 hex characters.",
            action="Put back the key that was made here, or remove the file (stored cookies are then lost)",
        )
    return key
