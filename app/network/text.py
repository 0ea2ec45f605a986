"""Bytes of a page to text: what the header says, else UTF-8, else a guess; NUL characters are dropped. Pure."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

_SAMPLE_BYTES = 16 * 1024
"""How much of a page the guess looks at; guessing is slow and the hub waits for it."""
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(body: bytes, content_type: str) -> str:
    """Return the page's text. Never raises: what can't be decoded becomes U+FFFD."""
    return body.decode(_encoding(body, content_type), "replace").replace("\0", "")


def _encoding(body: bytes, content_type: str) -> str:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return encoding
    said = re.search(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", content_type, re.IGNORECASE)
    if said and (known := _text_encoding(said[1])):
        return known
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    meta = _META.search(body[:4096])
    if meta and (known := _text_encoding(meta[1].decode("ascii"))):
        return known
    best = from_bytes(body[:_SAMPLE_BYTES]).best()
    return best.encoding if best is not None else "utf-8"


def _text_encoding(name: str) -> str | None:
    try:
        found = codecs.lookup(name)
    except LookupError:
        return None
    # such as base64 and zip, which are codecs of bytes; a page that names one is lying or attacking
    return found.name if getattr(found, "_is_text_encoding", True) else None
