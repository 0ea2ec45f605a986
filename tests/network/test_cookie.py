"""Cookies: what a site may set, and where each goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import BadInput
from app.network.cookie import Cookie, cookie_header, parse_set_cookie
from app.network.cookies import MOST_IN_A_JAR
from tests.network.made import NOON, made

HERE = "https://www.site.test/a/b?c"


@pytest.mark.parametrize(("line", "expected"), [
    ("a=b", Cookie("a", "b", "www.site.test", "/a", None, with_subdomains=False)),
    ("a=b; Domain=.site.test; Path=/; Secure; HttpOnly",
     Cookie("a", "b", "site.test", "/", None, True, True, True)),
    ("a=b; domain=SITE.test; path=x", Cookie("a", "b", "site.test", "/a")),
    ("a=b; Domain=www.site.test", Cookie("a", "b", "www.site.test", "/a")),
    ("a=b=c", Cookie("a", "b=c", "www.site.test", "/a", None, with_subdomains=False)),
    ("a=", Cookie("a", "", "www.site.test", "/a", None, with_subdomains=False)),
    ("a=b; Max-Age=60; Expires=Sun, 01 Mar 2020 00:00:00 GMT",
     Cookie("a", "b", "www.site.test", "/a", NOON + timedelta(seconds=60), with_subdomains=False)),
    ("a=b; Expires=Mon, 02-Mar-2026 12:00:00 GMT",
     Cookie("a", "b", "www.site.test", "/a", datetime(2026, 3, 2, 12, tzinfo=UTC), with_subdomains=False)),
    ("a=b; Expires=never", Cookie("a", "b", "www.site.test", "/a", None, with_subdomains=False)),
    ("", None), ("novalue", None), ("=b", None), ("a=b; Domain=other.test", None), ("a=b; Domain=test", None),
    ("a=b; Domain=x.www.site.test", None), ("a=" + "b" * 9000, None), ("a=b\x00", None),
])
def test_a_set_cookie_line(line, expected):
    assert parse_set_cookie(line, HERE, NOON) == expected


def test_plain_http_sets_no_secure_cookie():
    assert parse_set_cookie("a=b; Secure", "http://site.test/", NOON) is None


@given(st.text(max_size=80))
def test_a_set_cookie_line_never_raises(line):
    parse_set_cookie(line, HERE, NOON)


@pytest.mark.parametrize(("change", "url", "goes"), [
    ({}, "https://site.test/", True), ({}, "https://www.site.test/x", True), ({}, "https://othersite.test/", False),
    ({"with_subdomains": False}, "https://www.site.test/", False),
    ({"with_subdomains": False}, "https://site.test/", True),
    ({"is_secure": True}, "http://site.test/", False), ({"path": "/a"}, "https://site.test/a", True),
    ({"path": "/a"}, "https://site.test/a/b", True), ({"path": "/a"}, "https://site.test/ab", False),
    ({"path": "/a/"}, "https://site.test/a/b", True), ({"path": "/a"}, "https://site.test/", False),
    ({"domain": "0.0.1"}, "http://127.0.0.1/", False), ({"domain": "127.0.0.1"}, "http://127.0.0.1/", True),
])
def test_where_a_cookie_goes(change, url, goes):
    assert replace(Cookie("a", "b", "site.test"), **change).goes_to(url) is goes


def test_the_header_names_the_longest_path_first_and_nothing_expired():
    cookies = [
        Cookie("a", "1", "site.test"), Cookie("b", "2", "site.test", "/x"),
        Cookie("c", "3", "site.test", expires=NOON),
    ]
    assert cookie_header(cookies, "https://site.test/x/y", NOON) == "b=2; a=1"
    assert cookie_header(cookies, "https://other.test/", NOON) == ""


@pytest.fixture
def house(tmp_path):
    with made(tmp_path) as house:
        yield house


def test_a_response_s_cookies_are_kept_and_its_removals_obeyed(house):
    cookies = house.network.cookies
    cookies.absorb("https://site.test/", ["a=1", "b=2; Max-Age=1000"])
    assert cookies.header_for("https://site.test/", "site.test") == "a=1; b=2"
    cookies.absorb("https://site.test/", ["a=; Max-Age=0", "b=2; Max-Age=1000"])
    house.clock.advance(timedelta(seconds=500))
    assert [entry.name for entry in cookies.list("www.site.test")] == ["b"]
    house.clock.advance(timedelta(seconds=501))
    assert cookies.list() == []


def test_a_site_can_t_overfill_its_jar(house):
    for number in range(MOST_IN_A_JAR + 50):
        house.network.cookies.absorb("https://site.test/", [f"a{number}={number}"])
    house.writer.run(lambda transaction: None)
    assert len(house.network.cookies.list()) == MOST_IN_A_JAR
    assert house.database.scalar("SELECT count(*) FROM cookie") == MOST_IN_A_JAR


def test_cookies_are_set_replaced_deleted_and_cleared_by_hand(house):
    cookies = house.network.cookies
    assert cookies.set([Cookie("a", "1", ".Site.test"), Cookie("b", "2", "www.site.test")]) == 2
    cookies.set([Cookie("a", "3", "site.test")])
    assert [(cookie.domain, cookie.value) for cookie in cookies.reveal("site.test")] == [
        ("site.test", "3"), ("www.site.test", "2"),
    ]
    cookies.delete("site.test", "/", "a")
    cookies.delete("site.test", "/", "a")
    assert cookies.clear("anything.site.test") == 1
    assert house.database.scalar("SELECT count(*) FROM cookie") == 0


@pytest.mark.parametrize("cookie", [
    Cookie("a\n", "b", "site.test"), Cookie("a", "b;c", "site.test"), Cookie("a", "b", ""), Cookie("a", "b", "x\r\ny"),
])
def test_a_cookie_that_can_t_be_sent_is_refused(house, cookie):
    with pytest.raises(BadInput):
        house.network.cookies.set([cookie])
