"""JSON and CBOR in and out.

What comes in is checked to be plain and not deeper than anybody needs; what goes out as JSON is ASCII. Nearly all
answers are ASCII as they are, which the fast encoder writes; the others are escaped by the standard library's.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

import cbor2
import numpy
import orjson

from app.client_api.errors import BadRequest
from app.client_api.version import VERSIONS

MAX_DEPTH: Final = 32


class Format(StrEnum):
    """What an answer is written in."""

    JSON = "application/json"
    CBOR = "application/cbor"


def choose_format(accept: str, content_type: str, *, asks_for_cbor: bool) -> Format:
    """Return what to answer in: what Accept names alone, else what the request is in, else `cbor` in the query."""
    wants_cbor, wants_json = "cbor" in accept, "json" in accept
    if wants_cbor != wants_json:
        return Format.CBOR if wants_cbor else Format.JSON
    if "cbor" in content_type:
        return Format.CBOR
    if "json" in content_type:
        return Format.JSON
    return Format.CBOR if asks_for_cbor else Format.JSON


def encode(value: Mapping[str, Any], to: Format) -> bytes:
    """Return the answer's bytes; a JSON object gets the versions as its last members, a CBOR map stays as it is."""
    if to is Format.CBOR:
        return cbor2.dumps(dict(value), default=_plain_for_cbor)
    return to_json({**value, **VERSIONS})


def to_json(value: Any) -> bytes:
    """Return the value as ASCII JSON. Numpy arrays are lists."""
    fast = orjson.dumps(value, default=_in_one_piece, option=orjson.OPT_SERIALIZE_NUMPY)
    if fast.isascii():
        return fast
    return json.dumps(value, separators=(",", ":"), default=_plain).encode("ascii")


def _in_one_piece(value: Any) -> Any:
    """Return an array that is a view of another (reversed, say) as one the fast encoder takes."""
    if isinstance(value, numpy.ndarray):
        return numpy.ascontiguousarray(value)
    raise TypeError(f"{type(value).__name__} can't be written")


def _plain(value: Any) -> Any:
    if isinstance(value, numpy.ndarray | numpy.generic):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} can't be written")


def _plain_for_cbor(encoder: Any, value: Any) -> None:
    encoder.encode(_plain(value))


def from_json(text: str | bytes) -> Any:
    """Return the value. Raises BadRequest; NaN, half surrogates, depth and absurd numbers are refused too."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"That is not JSON: {error}.") from error
    check_plain(value)
    return value


def from_cbor(data: bytes) -> Any:
    """Return the value. Raises BadRequest."""
    try:
        value = cbor2.loads(data, max_depth=MAX_DEPTH, semantic_decoders=_NO_TAGS, allow_duplicate_keys=False)
    except (cbor2.CBORDecodeError, BadRequest) as error:
        raise BadRequest("That is not plain CBOR.") from error
    check_plain(value)
    return value


def _refuse_tag(*_: Any) -> Any:
    raise BadRequest


_NO_TAGS: Final = dict.fromkeys(range(300), _refuse_tag)
"""Tags stand for patterns, mail, references to earlier values: none of it is an argument, and some of it grows."""


def from_cbor_text(text: str) -> Any:
    """Return the value that a query parameter holds as URL-safe base64 of CBOR. Raises BadRequest."""
    try:
        data = base64.b64decode(text, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadRequest("That is not URL-safe base64.") from error
    return from_cbor(data)


def check_plain(value: Any) -> None:
    """Raise BadRequest unless the value is made of lists, maps with text keys, text, numbers, flags and null, and not
    deeper than MAX_DEPTH."""
    level = [value]
    for _ in range(MAX_DEPTH):
        following: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                if not all(isinstance(key, str) for key in item):
                    raise BadRequest("A name that is not text.")
                following.extend(item.values())
            elif isinstance(item, list):
                following.extend(item)
            elif isinstance(item, float):
                if not math.isfinite(item):
                    raise BadRequest("A number that is none.")
            elif not (item is None or isinstance(item, str | int)):
                raise BadRequest(f"A value of a kind that is not understood: {type(item).__name__}.")
        if not following:
            return
        level = following
    raise BadRequest(f"Lists in lists, deeper than {MAX_DEPTH}.")
