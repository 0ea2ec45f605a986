"""Passwords: slow to guess, compared in constant time, and equally slow when there is nothing to compare with."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import unicodedata

from app import runtime
from app.core.errors import BadInput

SHORTEST = 8
LONGEST = 1024
_COST, _BLOCK, _LANES = 2**15, 8, 1
_MEMORY_BYTES = 64 * 1024**2
_STORED = re.compile(r"scrypt\$([0-9]+)\$([0-9]+)\$([0-9]+)\$([0-9a-f]{32})\$([0-9a-f]{64})")


class BadPassword(BadInput):
    """A password needs at least 8 characters."""

    code = "bad_password"


def check_new(password: str) -> None:
    """Refuse a password that can't be kept. Raises BadPassword with what to do."""
    if len(password) < SHORTEST:
        raise BadPassword(f"A password needs at least {SHORTEST} characters; this one has {len(password)}.",
                          action="Choose a longer one, such as four words")
    if len(password) > LONGEST:
        raise BadPassword(f"A password may have {LONGEST:,} characters.", action="Choose a shorter one")
    if not password.strip():
        raise BadPassword("A password can't be made of blanks alone.", action="Choose another one")


def hash_password(password: str) -> str:
    """Return what may be stored of a password."""
    salt = os.urandom(16)
    return f"scrypt${_COST}${_BLOCK}${_LANES}${salt.hex()}${_scrypt(password, salt, _COST, _BLOCK, _LANES).hex()}"


def matches(password: str, stored: str | None) -> bool:
    """Return whether this is the password. Takes as long when nothing is stored."""
    found = _STORED.fullmatch(stored or "")
    if found is None:
        _scrypt(password[:LONGEST], bytes(16), _COST, _BLOCK, _LANES)
        return False
    cost, block, lanes = (int(number) for number in found.groups()[:3])
    made = _scrypt(password[:LONGEST], bytes.fromhex(found[4]), cost, block, lanes)
    return hmac.compare_digest(made, bytes.fromhex(found[5]))


def _scrypt(password: str, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    """A leaf call of 50 to 100 ms, so it runs off the hub. The same letters typed on two keyboards are one password."""
    typed = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return runtime.run_native(
        hashlib.scrypt, typed, salt=salt, n=cost, r=block, p=lanes, maxmem=_MEMORY_BYTES, dklen=32
    )
