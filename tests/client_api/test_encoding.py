"""JSON and CBOR in and out."""

from __future__ import annotations

import base64
import json

import cbor2
import numpy
import pytest

from app.client_api.encoding import Format, choose_format, encode, from_cbor, from_cbor_text, from_json, to_json
from app.client_api.errors import BadRequest


@pytest.mark.parametrize(
    ("accept", "content_type", "asks", "want"),
    [
        ("", "", False, Format.JSON),
        ("", "", True, Format.CBOR),
        ("*/*", "application/json", True, Format.JSON),
        ("application/cbor", "application/json", False, Format.CBOR),
        ("application/json", "application/cbor", True, Format.JSON),
        ("application/json, application/cbor", "application/cbor", False, Format.CBOR),
    ],
)
def test_the_format_is_what_accept_names_alone_then_the_request_then_the_query(accept, content_type, asks, want):
    assert choose_format(accept, content_type, asks_for_cbor=asks) is want


def test_json_is_ascii_whatever_is_in_it():
    value = {"é": "\u2028", "tag": "キャラ:初音ミク 😀", "ids": numpy.array([1, 2], dtype=numpy.uint32)}
    written = to_json(value)
    assert written.isascii()
    assert json.loads(written) == {"é": "\u2028", "tag": "キャラ:初音ミク 😀", "ids": [1, 2]}


def test_a_reversed_array_is_a_list_too():
    ids = numpy.arange(5, dtype=numpy.uint32)[::-1]
    assert json.loads(to_json({"ids": ids})) == {"ids": [4, 3, 2, 1, 0]}
    assert cbor2.loads(encode({"ids": ids[::2]}, Format.CBOR)) == {"ids": [4, 2, 0]}


def test_a_json_answer_ends_with_the_versions_and_a_cbor_one_has_none():
    assert json.loads(encode({"a": 1}, Format.JSON)) == {"a": 1, "version": 95, "hydrus_version": 682}
    ids = numpy.array([3, 1], dtype=numpy.uint32)
    assert cbor2.loads(encode({"file_ids": ids}, Format.CBOR)) == {"file_ids": [3, 1]}


@pytest.mark.parametrize(
    "text",
    ["{bad", "NaN", "[Infinity]", "1e999", '"\\ud800"', "[" * 40 + "]" * 40, "[" * 200_000, "", b"\xff"],
    ids=["syntax", "nan", "infinity", "too large", "half a surrogate", "deep", "very deep", "empty", "not utf-8"],
)
def test_json_that_means_nothing_good_is_refused(text):
    with pytest.raises(BadRequest):
        from_json(text)


def test_an_absurd_number_is_no_integer():
    assert not isinstance(from_json("9" * 300), int)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        cbor2.dumps(float("nan")),
        b"\xd8\x23\x61a",
        b"\x81" * 40 + b"\x00",
        cbor2.dumps(2**70),
        cbor2.dumps({1: 2}),
        cbor2.dumps(b"bytes"),
        b"\x9b\x7f" + b"\xff" * 7,
    ],
    ids=["empty", "nan", "a pattern", "deep", "a big number", "a name that is no text", "bytes", "an endless list"],
)
def test_cbor_that_is_not_plain_is_refused(data):
    with pytest.raises(BadRequest):
        from_cbor(data)


def test_cbor_that_refers_to_itself_is_refused():
    inner: list[object] = [1]
    for _ in range(40):
        inner = [inner, inner]
    with pytest.raises(BadRequest):
        from_cbor(cbor2.dumps([inner], value_sharing=True))


def test_a_cbor_parameter_is_url_safe_base64():
    value = {"tags": ["??>>", "~~~"], "n": 1}
    assert from_cbor_text(base64.urlsafe_b64encode(cbor2.dumps(value)).decode()) == value
    for text in ('["x"]', "é", "a"):
        with pytest.raises(BadRequest):
            from_cbor_text(text)
