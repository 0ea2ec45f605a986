"""Redirect targets and what may go along."""

from __future__ import annotations

import pytest

from app.network.redirect import may_carry_parsed_headers, referer_for, target_of


@pytest.mark.parametrize(("status", "location", "target"), [
    (302, "/b", "https://a.test/b"), (301, "https://b.test/x", "https://b.test/x"), (303, "?q=1", "https://a.test/p/a?q=1"),
    (307, "//b.test/x", "https://b.test/x"), (308, "c d", "https://a.test/p/c%20d"), (302, "", None), (302, None, None),
    (200, "/b", None), (304, "/b", None), (300, "/b", None),
    (302, "/\u00c3\u00b6", "https://a.test/%C3%B6"),  # UTF-8 bytes as a header hands them over
    (302, "/a%20b?c=%26", "https://a.test/a%20b?c=%26"),
])
def test_where_an_answer_sends(status, location, target):
    assert target_of(status, location, "https://a.test/p/a") == target


def test_a_fragment_is_handed_on():
    assert target_of(302, "/b", "https://a.test/a#x") == "https://a.test/b#x"
    assert target_of(302, "/b#y", "https://a.test/a#x") == "https://a.test/b#y"


@pytest.mark.parametrize(("url", "referral", "first", "sent"), [
    ("https://cdn.test/1.png", "https://a.test/post/1?x=y#z", "https://cdn.test/1.png", "https://a.test/post/1?x=y"),
    ("https://b.test/1.png", "https://a.test/post/1", "https://a.test/file", "https://a.test/"),
    ("http://a.test/1.png", "https://a.test/post/1", "http://a.test/1.png", None),
    ("https://a.test/1", "https://u:p@a.test/post/1", "https://a.test/1", "https://a.test/post/1"),
    ("https://a.test/1", None, "https://a.test/1", None), ("https://a.test/1", "file:///x", "https://a.test/1", None),
    ("https://a.test/1", "not a url", "https://a.test/1", None),
])
def test_what_a_hop_sees_as_referer(url, referral, first, sent):
    assert referer_for(url, referral, first) == sent


@pytest.mark.parametrize(("url", "first", "may"), [
    ("https://a.test/2", "https://a.test/1", True), ("https://b.test/2", "https://a.test/1", False),
    ("http://a.test/2", "https://a.test/1", False), ("https://a.test/2", "http://a.test/1", True),
    ("https://a.test:8/2", "https://a.test/1", False), ("https://sub.a.test/2", "https://a.test/1", False),
])
def test_a_parsed_header_stays_with_its_host(url, first, may):
    assert may_carry_parsed_headers(url, first) is may
