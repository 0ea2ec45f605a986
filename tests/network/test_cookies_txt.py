"""Cookies as people bring them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import BadInput, BowerbirdError, TooLarge
from app.network.cookie import Cookie
from app.network.cookies_txt import read_cookie_header, read_cookies, read_cookies_txt
from tests.network.made import NOON, made

THEN = datetime(2030, 1, 1, tzinfo=UTC)
SECONDS = int(THEN.timestamp())


def only(text):
    found = read_cookies_txt(text, NOON)
    assert len(found.cookies) == 1
    return found.cookies[0]


def test_a_file_with_everything_in_it():
    text = "\r\n".join((
        "# Netscape HTTP Cookie File", "", "# a comment",
        f".site.test\tTRUE\t/\tTRUE\t{SECONDS}\tsession\tabc", f"site.test\tFALSE\t/a\tFALSE\t{SECONDS}\tx\ty=z",
        f"#HttpOnly_.site.test\tTRUE\t/\tTRUE\t{SECONDS}\thidden\t1", ".site.test\tTRUE\t/\tFALSE\t0\tstays\t2",
        ".site.test\tTRUE\t/\tFALSE\t1000000000\told\t3", "nonsense", f"127.0.0.1\tFALSE\t/\tFALSE\t{SECONDS}\tip\t4",
        f".site.test\tTRUE\t/\tFALSE\t{SECONDS}\tempty",
    ))
    found = read_cookies_txt(text, NOON)
    assert found.cookies == (
        Cookie("session", "abc", "site.test", "/", THEN, True, True),
        Cookie("x", "y=z", "site.test", "/a", THEN, False),
        Cookie("hidden", "1", "site.test", "/", THEN, True, True, True),
        Cookie("stays", "2", "site.test", "/", None, True),
        Cookie("ip", "4", "127.0.0.1", "/", THEN, False),
        Cookie("empty", "", "site.test", "/", THEN, True),
    )
    assert (found.session_count, found.expired_count, found.bad_lines) == (1, 1, (9,))


@pytest.mark.parametrize(("expires", "instant"), [
    ("", None), ("0", None), ("-1", None), ("soon", None), (str(SECONDS), THEN), (f"{SECONDS}.5", THEN),
    (str(SECONDS * 1000), THEN), (str(SECONDS * 1_000_000), THEN),
    ("9" * 18, datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
])
def test_an_expiry_in_any_unit(expires, instant):
    assert only(f"site.test\tTRUE\t/\tFALSE\t{expires}\ta\tb").expires == instant


def test_blanks_in_place_of_tabs():
    assert only(f"site.test   TRUE / FALSE {SECONDS}  a   b") == Cookie("a", "b", "site.test", "/", THEN)


def test_a_value_with_blanks_keeps_them_between_tabs():
    assert only("site.test\tTRUE\t/\tFALSE\t0\ta\tb c").value == "b c"


@pytest.mark.parametrize("line", [
    "site.test TRUE / FALSE 0 a", "\t\t\t\t\t\t", "si te.test\tTRUE\t/\tFALSE\t0\ta\tb",
    "site.test\tTRUE\t/\tFALSE\t0\t\tb",
    "site.test\tTRUE\t/\tFALSE\t0\ta\tb\tc", "site.test\tTRUE\t/\tFALSE\t0\ta\tb;c",
    "site.test\tTRUE\t/\tFALSE\t0\ta\t" + "b" * 9000,
])
def test_a_row_that_makes_no_cookie_is_named(line):
    found = read_cookies_txt(f"#\n{line}\n", NOON)
    assert found.cookies == ()
    assert found.bad_lines in {(2,), ()}


@pytest.mark.parametrize("given", [
    b"\xef\xbb\xbfsite.test\tTRUE\t/\tFALSE\t0\ta\t\xc3\xb6", b"site.test\tTRUE\t/\tFALSE\t0\ta\t\xf6",
])
def test_bytes_are_utf_8_or_else_latin_1(given):
    assert read_cookies(given, NOON).cookies[0].value == "ö"


def test_the_last_of_two_rows_for_one_cookie_counts():
    assert only("s.test\tTRUE\t/\tFALSE\t0\ta\t1\ns.test\tTRUE\t/\tFALSE\t0\ta\t2").value == "2"


def test_an_add_on_s_json():
    entries = [
        {"name": "a", "value": "1", "domain": ".site.test", "path": "/x", "secure": True, "httpOnly": True,
         "expirationDate": SECONDS + 0.25, "hostOnly": False, "session": False},
        {"name": "b", "value": "2", "domain": "www.site.test", "session": True},
        {"name": "c", "value": "3", "domain": "site.test", "expires": 5},
        {"name": "d", "value": 4, "domain": "site.test"},
        "nonsense",
    ]
    for text in (json.dumps(entries), json.dumps({"cookies": entries})):
        found = read_cookies(text.encode(), NOON)
        assert found.cookies == (
            Cookie("a", "1", "site.test", "/x", THEN, True, True, True),
            Cookie("b", "2", "www.site.test", "/", None, False),
        )
        assert (found.session_count, found.expired_count, found.bad_lines) == (1, 1, (4, 5))


@pytest.mark.parametrize("text", ["Cookie: a=1; b=2=3; ;nonsense", "cookie:a=1;b=2=3;x", "a=1; b=2=3; y"])
def test_a_raw_header_for_a_site(text):
    found = read_cookies(text, NOON, ".Site.test")
    assert [(cookie.name, cookie.value, cookie.domain) for cookie in found.cookies] == [
        ("a", "1", "site.test"), ("b", "2=3", "site.test"),
    ]
    assert found == read_cookie_header(text, "site.test", NOON)
    assert len(found.bad_lines) == 1


@pytest.mark.parametrize("text", ["", "hello", "[1", '{"a": 1}', "[" * 100_000, "a=b"])
def test_what_is_none_of_it_is_refused_with_what_to_do(text):
    with pytest.raises(BadInput) as caught:
        read_cookies(text, NOON)
    assert caught.value.action


def test_a_huge_file_is_refused():
    with pytest.raises(TooLarge):
        read_cookies(b"x" * (4 * 1024**2 + 1), NOON)


@given(
    st.one_of(st.binary(max_size=200), st.text(alphabet="a.\t \n#;=[]{}\":0TRUE", max_size=80)),
    st.sampled_from(["", "s.test"]),
)
def test_reading_raises_nothing_but_its_own(given, domain):
    try:
        found = read_cookies(given, NOON, domain)
    except BowerbirdError:
        return
    assert all(cookie.name and cookie.domain for cookie in found.cookies)


def test_what_was_read_can_be_kept_and_is_sent(tmp_path):
    found = read_cookies(f"#HttpOnly_.site.test\tTRUE\t/\tTRUE\t{SECONDS}\ta\tb", NOON)
    with made(tmp_path) as house:
        assert house.network.cookies.set(found.cookies) == 1
        assert house.network.cookies.header_for("https://www.site.test/", "www.site.test") == "a=b"
