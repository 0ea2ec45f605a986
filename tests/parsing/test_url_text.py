"""URLs as text: encoding that can be repeated, and taking apart what sites write."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.parsing.url import (
    PARAMETER_SAFE,
    PATH_SAFE,
    NotAUrl,
    encode,
    encode_url,
    is_full_url,
    join_path,
    parse_url,
    split_path,
    split_query,
)

ENCODED = [
    ("https://example.com/a b/é?x=1 2&flag&y=%20#f g", "https://example.com/a%20b/%C3%A9?x=1%202&flag&y=%20#f g"),
    ("https://one.example", "https://one.example/"),
    ("https://One.Example/A", "https://One.Example/A"),
    ("https://one.example/a?b=2&a=1", "https://one.example/a?b=2&a=1"),
    ("https://one.example/100%?q=50%41%zz", "https://one.example/100%25?q=50%41%25zz"),
    ("https://one.example/[a]?b[]=c[]", "https://one.example/%5Ba%5D?b%5B%5D=c%5B%5D"),
    ("https://one.example/a?x=1&&x=2", "https://one.example/a?x=2&x=2"),
    ("  https://one.example/a  ", "https://one.example/a"),
    ("no url at all", "no url at all"),
    ("/relative/a b", "/relative/a b"),
    ("https://one.example/\ud800", "https://one.example/\ud800"),
    ("https://[broken/a b", "https://[broken/a b"),
]


@pytest.mark.parametrize(("given_url", "wanted"), ENCODED, ids=[ascii(pair[0]) for pair in ENCODED])
def test_a_url_is_encoded_where_it_is_not_yet(given_url, wanted):
    assert encode_url(given_url) == wanted


def test_the_fragment_can_be_left_out():
    assert encode_url("https://one.example/a#part", keep_fragment=False) == "https://one.example/a"


@settings(deadline=None)
@given(st.text(max_size=40), st.sampled_from([PARAMETER_SAFE, PATH_SAFE, ""]))
@example("%", "")
@example("%%41%4", "")
def test_encoding_twice_is_encoding_once(text, safe):
    once = encode(text, safe)
    assert encode(once, safe) == once


URLS = st.builds(
    "{}://{}{}{}{}".format,
    st.sampled_from(["http", "https", "ftp"]),
    st.text("abc.-é㏂：[]@:%1 ", min_size=1, max_size=12),
    st.text("/ab%é;. ?#&=\\", max_size=20),
    st.sampled_from(["", "?"]),
    st.text("ab=&%+;é#/? ", max_size=20),
)


@settings(deadline=None)
@given(st.one_of(URLS, st.text(max_size=60)))
@example("https://a/;;")
@example("https://a//b//")
@example("https://℀/x")
def test_no_text_breaks_the_encoder_and_it_is_idempotent(text):
    once = encode_url(text)
    assert encode_url(once) == once


@settings(deadline=None)
@given(st.text(max_size=60))
def test_text_is_a_url_or_refused_in_one_way(text):
    try:
        parse_url(text)
    except NotAUrl:
        assert not is_full_url(text)


def test_a_host_can_not_smuggle_in_where_the_host_ends():
    assert parse_url("https://good.example？evil.example/x").netloc == "good.example_evil.example"


@pytest.mark.parametrize(("path", "components"), [
    ("/a/b/", ["a", "b", ""]), ("/", [""]), ("//x", ["", "x"]), ("", [""]), ("/a", ["a"]),
])
def test_a_path_loses_exactly_one_leading_slash(path, components):
    assert split_path(path) == components
    assert join_path(components) == (path or "/")


def test_a_query_is_taken_apart_without_decoding():
    query = split_query("b=2&flag&a=%20&b=3&=x&&c=")
    assert query.parameters == {"b": "3", "a": "%20", "": "x", "c": ""}
    assert query.singles == ("flag",)
    assert query.joined() == "b=3&flag&a=%20&b=3&=x&c="
    assert query.joined_sorted() == "=x&a=%20&b=3&c=&flag"
