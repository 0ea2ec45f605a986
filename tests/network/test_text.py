"""Bytes to text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.network.text import decode


@pytest.mark.parametrize(("body", "content_type", "text"), [
    ("größe".encode(), "text/html", "größe"), ("größe".encode("latin-1"), "text/html; charset=ISO-8859-1", "größe"),
    ("初音".encode("shift_jis"), 'text/html; charset="Shift_JIS"', "初音"),
    ("初音".encode(), "text/html; charset=nonsense", "初音"),
    (b'<meta charset="euc-jp">' + "初音".encode("euc-jp"), "text/html", '<meta charset="euc-jp">初音'),
    ("\ufeffx".encode("utf-8"), "text/html; charset=latin-1", "x"), ("x".encode("utf-16"), "text/html", "x"),
    (b"a\0b", "text/plain", "ab"), (b"", "", ""), (b"a\xff", "text/html; charset=utf-8", "a\ufffd"),
    (b"x", "text/html; charset=base64", "x"), (b"x", "text/html; charset=zip", "x"),
])
def test_a_page_is_decoded(body, content_type, text):
    assert decode(body, content_type) == text


def test_an_undeclared_old_encoding_is_guessed():
    text = "Привет, это страница о котах и собаках, и о том, как они живут. " * 5
    assert decode(text.encode("windows-1251"), "text/html") == text


@given(st.binary(max_size=200), st.text(max_size=40))
def test_decoding_never_raises_and_leaves_no_nul(body, content_type):
    assert "\0" not in decode(body, content_type)
