"""URLs as text: parse, encode, split and join, without deciding what a URL means.

Nothing is decoded and no case is changed: a site may tell `/A` from `/a`, and two spellings of one URL are the URL
class's business. The encoder is idempotent, so text can be encoded at every door.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import ParseResult, quote, urljoin, urlparse, urlunparse

PARAMETER_SAFE = "!$&'()*+,;=@:/?"
PATH_SAFE = "!$&'()*+,;=@:"
TERM_SAFE = ""
"""Search terms: everything but the unreserved characters is encoded."""

_TWO_HEX_DIGITS = re.compile("[0-9A-Fa-f]{2}")


class NotAUrl(ValueError):
    """The text can't be read as a URL."""


def parse_url(text: str) -> ParseResult:
    """Return the six parts of the URL. Raises NotAUrl."""
    text = text.strip()
    if not text.startswith("file:") and "://" in text:
        scheme, rest = text.split("://", 1)
        netloc, slash, tail = rest.partition("/")
        # a normalised character may turn into one of these and would move where the host ends
        netloc = unicodedata.normalize("NFKC", netloc).replace("?", "_").replace("#", "_")
        text = f"{scheme}://{netloc}{slash}{tail}"
    try:
        return urlparse(text)
    except ValueError as error:
        raise NotAUrl(str(error)) from error


def is_full_url(text: str) -> bool:
    """Tell whether the text has both a scheme and a host."""
    try:
        parts = parse_url(text)
    except NotAUrl:
        return False
    return bool(parts.scheme and parts.netloc)


def encode(text: str, safe: str) -> str:
    """Percent-encode what is not encoded yet. Raises UnicodeEncodeError for half a surrogate pair."""
    first, *pieces = text.split("%")
    encoded = [quote(first, safe=safe)]
    for piece in pieces:
        encoded.append("%" if _TWO_HEX_DIGITS.match(piece) else "%25")
        encoded.append(quote(piece, safe=safe))
    return "".join(encoded)


def split_path(path: str) -> list[str]:
    """Return the path's components; exactly one leading slash is taken off."""
    return path.removeprefix("/").split("/")


def join_path(components: Sequence[str]) -> str:
    """Return the path of the components."""
    return "/" + "/".join(components)


@dataclass(frozen=True, slots=True)
class Query:
    """A query string taken apart. A name that comes twice has its last value, and both its places in `order`."""

    parameters: dict[str, str]
    singles: tuple[str, ...]
    """The pieces without `=`."""
    order: tuple[str | None, ...]
    """Names as they came; None stands for the next single value."""

    def joined(self) -> str:
        """Return the query in its own order."""
        singles = iter(self.singles)
        return "&".join(
            next(singles, "") if name is None else f"{name}={self.parameters[name]}"
            for name in self.order
            if name is None or name in self.parameters
        )

    def joined_sorted(self) -> str:
        """Return the query with its names in code-point order, then the single values in theirs."""
        named = [f"{name}={value}" for name, value in sorted(self.parameters.items())]
        return "&".join([*named, *sorted(self.singles)])


def split_query(text: str) -> Query:
    """Take a query string apart without decoding anything."""
    parameters: dict[str, str] = {}
    singles: list[str] = []
    order: list[str | None] = []
    for piece in text.split("&"):
        name, equals, value = piece.partition("=")
        if equals:
            parameters[name] = value
            order.append(name)
        elif piece:
            singles.append(piece)
            order.append(None)
    return Query(parameters, tuple(singles), tuple(order))


def _encode_query(text: str) -> str:
    query = split_query(text)

    def safe(piece: str) -> str:
        return encode(piece, PARAMETER_SAFE)

    return Query(
        {safe(name): safe(value) for name, value in query.parameters.items()},
        tuple(map(safe, query.singles)),
        tuple(None if name is None else safe(name) for name in query.order),
    ).joined()


@lru_cache(maxsize=2048)
def encode_url(text: str, *, keep_fragment: bool = True) -> str:
    """Return the URL with path and query percent-encoded; text that is no full URL comes back as it is.

    Remembered, because one URL is asked about by one class after another.
    """
    try:
        parts = parse_url(text)
        if not (parts.scheme and parts.netloc):
            return text
        path = join_path([encode(component, PATH_SAFE) for component in split_path(parts.path)])
        fragment = parts.fragment if keep_fragment else ""
        return urlunparse(parts._replace(path=path, query=_encode_query(parts.query), fragment=fragment))
    except ValueError:  # NotAUrl and the encoding errors are ValueErrors
        return text


def resolve(base: str, reference: str) -> str:
    """Return the reference as seen from the page `base`; what can't be resolved comes back as it is."""
    try:
        return urljoin(base, reference)
    except ValueError:
        return reference
