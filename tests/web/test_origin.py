"""Hosts, origins and proxies: pure decisions by table."""

import pytest

from app.web.origin import Client, client_behind, comes_from_our_page, is_in, is_known_host, is_same_origin

NAMES = ("nas", "bowerbird.example.org")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.0.0.1:45868", "192.168.1.4:80", "203.0.113.9", "[::1]:45868", "[2001:db8::1]", "localhost",
        "localhost:1", "LOCALHOST:45868", "localhost.", "x.localhost", "attic.local", "attic.local:45868", "NAS:9",
        "bowerbird.example.org", "bowerbird.example.org:443", "127.0.0.1:32768",
    ],
)
def test_a9_hosts_that_need_no_foreign_name_are_known(host):
    assert is_known_host(host, NAMES)


@pytest.mark.parametrize(
    "host",
    [
        "", " ", "evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "local", "evil.local.example",
        "bowerbird.example.org.evil.example", "localhost@evil.example", "user:p@127.0.0.1", "2130706433", "0x7f000001",
        "[::1", "::1", "127.0.0.1:port", "127.0.0.1:999999", "localhost/", "local\\host", "localhost, evil.example",
        "xn--nas-.example", "nas evil", "127.1",
    ],
)
def test_a9_any_other_host_is_unknown(host):
    assert not is_known_host(host, NAMES)


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        ("http://127.0.0.1:45868", "127.0.0.1:45868", True),
        ("https://attic.local", "attic.local", True),
        ("https://attic.local", "attic.local:443", True),
        ("http://Attic.local", "attic.LOCAL", True),
        ("http://[::1]:9", "[::1]:9", True),
        ("http://127.0.0.1:45869", "127.0.0.1:45868", False),
        ("http://127.0.0.1", "127.0.0.1:45868", False),
        ("http://evil.example", "127.0.0.1", False),
        ("null", "127.0.0.1", False),
        ("", "127.0.0.1", False),
        ("file://127.0.0.1", "127.0.0.1", False),
        ("http://127.0.0.1/", "127.0.0.1", False),
        ("http://a@127.0.0.1", "127.0.0.1", False),
        ("http://[bad", "127.0.0.1", False),
    ],
)
def test_an_origin_is_ours_when_it_names_the_host_that_was_asked(origin, host, same):
    assert is_same_origin(origin, host) is same


@pytest.mark.parametrize(
    ("headers", "has_cookie", "ours"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://h"}, True, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.example"}, True, False),
        ({"Sec-Fetch-Site": "same-site"}, True, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://h"}, True, False),
        ({"Sec-Fetch-Site": "none"}, True, False),
        ({"Sec-Fetch-Site": "cross-site"}, False, False),
        ({"Origin": "http://h"}, True, True),
        ({"Origin": "http://evil.example"}, True, False),
        ({"Origin": "http://evil.example"}, False, False),
        ({"Origin": "null"}, True, False),
        ({}, True, False),
        ({}, False, True),
    ],
)
def test_a8_only_our_own_page_changes_things_with_a_cookie(headers, has_cookie, ours):
    assert comes_from_our_page(headers, "h", has_cookie=has_cookie) is ours


PEER = Client("10.0.0.2", "http", "inner:1")


def behind(peer=PEER, forwarded_for="", proto="", host="", trusted=("10.0.0.0/8",)):
    return client_behind(
        peer, forwarded_for=forwarded_for, forwarded_proto=proto, forwarded_host=host, trusted=trusted
    )


def test_a10_forwarded_headers_of_a_stranger_are_not_believed():
    stranger = Client("203.0.113.5", "http", "attic.local")
    assert behind(stranger, "127.0.0.1", "https", "evil.example") == stranger


def test_a10_a_trusted_proxy_speaks_for_the_address_it_saw():
    assert behind(forwarded_for="6.6.6.6, 203.0.113.5", proto="https", host="home.example") == Client(
        "203.0.113.5", "https", "home.example"
    )


def test_a10_a_chain_is_walked_over_trusted_proxies_only():
    assert behind(forwarded_for="127.0.0.1, 203.0.113.5, 10.0.0.9").address == "203.0.113.5"
    assert behind(forwarded_for="10.1.1.1, 10.0.0.9").address == "10.1.1.1"


def test_a10_nonsense_in_forwarded_headers_changes_nothing():
    assert behind(forwarded_for="unknown", proto="gopher") == PEER
    assert behind(forwarded_for="203.0.113.5, <script>").address == "10.0.0.2"


def test_a_mapped_address_is_the_one_it_maps():
    assert is_in("::ffff:10.1.2.3", ("10.0.0.0/8",))
    assert not is_in("unix:", ("10.0.0.0/8",))
