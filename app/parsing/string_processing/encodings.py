"""The encodings a converter can put text into and take it out of."""

from __future__ import annotations

import base64
import html
from collections.abc import Callable
from enum import StrEnum
from urllib.parse import quote, unquote


class Encoding(StrEnum):
    """Named in the order of their numbers in the shared format (0 to 5)."""

    PERCENT = "percent"
    UNICODE_ESCAPE = "unicode_escape"
    HTML_ENTITIES = "html_entities"
    HEX = "hex"
    BASE64 = "base64"
    BASE64URL = "base64url"


def _padded(text: str) -> str:
    return text + "=" * (-len(text) % 4)


_ENCODERS: dict[Encoding, Callable[[str], str]] = {
    Encoding.PERCENT: lambda text: quote(text, safe=""),
    Encoding.UNICODE_ESCAPE: lambda text: text.encode("unicode_escape").decode("ascii"),
    Encoding.HTML_ENTITIES: html.escape,
    Encoding.HEX: lambda text: text.encode().hex(),
    Encoding.BASE64: lambda text: base64.b64encode(text.encode()).decode("ascii"),
    Encoding.BASE64URL: lambda text: base64.urlsafe_b64encode(text.encode()).decode("ascii").rstrip("="),
}

_DECODERS: dict[Encoding, Callable[[str], str]] = {
    Encoding.PERCENT: unquote,
    # bytes beyond ASCII come out as latin-1 pieces; definitions are written around that
    Encoding.UNICODE_ESCAPE: lambda text: text.encode().decode("unicode_escape"),
    Encoding.HTML_ENTITIES: html.unescape,
    Encoding.HEX: lambda text: bytes.fromhex(text).decode("utf-8", "replace"),
    Encoding.BASE64: lambda text: base64.b64decode(_padded(text)).decode("utf-8", "replace"),
    Encoding.BASE64URL: lambda text: base64.urlsafe_b64decode(_padded(text)).decode("utf-8", "replace"),
}


def encoded(text: str, encoding: Encoding) -> str:
    """Return the text in that encoding. Raises ValueError."""
    return _ENCODERS[encoding](text)


def decoded(text: str, encoding: Encoding) -> str:
    """Return the text that was encoded so. Raises ValueError."""
    return _DECODERS[encoding](text)
