"""JSON from strangers: bounded before it is built (reliability.md I12)."""

import pytest

from app.web.json_body import MAX_BYTES, BadJson, is_too_deep, read_json


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[" * 200_000,
        b"[" * 33 + b"]" * 33,
        b'{"a":' * 33 + b"1" + b"}" * 33,
        b"1" * 5000,
        b"NaN",
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b"1e999",
        b'"\\ud800"',
        b"\xff\xfe",
        b'{"a": 1} {"b": 2}',
    ],
)
def test_i12_what_can_not_be_json_ends_as_one_typed_error(data):
    with pytest.raises(BadJson):
        read_json(data)


def test_brackets_inside_a_text_do_not_count_as_depth():
    assert read_json(b'{"a": "' + b"[" * 100 + b'\\" [[[ "}') == {"a": "[" * 100 + '" [[[ '}


def test_thirty_two_levels_are_read():
    assert not is_too_deep(b"[" * 32 + b"]" * 32)
    assert is_too_deep(b"[" * 33 + b"]" * 33)


def test_eight_megabytes_of_brackets_are_judged_quickly():
    assert not is_too_deep(b"[]" * (MAX_BYTES // 2))
    assert is_too_deep(b"[" * MAX_BYTES)
    assert is_too_deep(b'"' + b"\\" * (MAX_BYTES - 1) + b"[" * 33)
