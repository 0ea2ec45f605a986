"""Contexts and domains."""

from __future__ import annotations

import pytest

from app.network.context import (
    GLOBAL,
    ContextKind,
    NetworkContext,
    contexts_of,
    domain_levels,
    host_of,
    registrable_domain,
)


@pytest.mark.parametrize(("host", "domain"), [
    ("danbooru.donmai.us", "donmai.us"), ("a.b.site.co.uk", "site.co.uk"), ("site.co.uk", "site.co.uk"),
    ("co.uk", "co.uk"), ("localhost", "localhost"), ("127.0.0.1", "127.0.0.1"), ("2606:4700::1", "2606:4700::1"),
    ("A.Example.COM.", "example.com"), ("me.github.io", "me.github.io"), ("a.unknowntld", "a.unknowntld"),
    ("b.a.unknowntld", "a.unknowntld"), ("xn--bcher-kva.example", "xn--bcher-kva.example"), ("", ""),
])
def test_the_registrable_domain(host, domain):
    assert registrable_domain(host) == domain


@pytest.mark.parametrize(("host", "levels"), [
    ("a.b.site.co.uk", ("a.b.site.co.uk", "b.site.co.uk", "site.co.uk")), ("www.site.test", ("site.test",)),
    ("www.a.site.test", ("a.site.test", "site.test")), ("10.0.0.1", ("10.0.0.1",)), ("nas", ("nas",)),
])
def test_levels_go_from_the_host_to_the_registrable_domain(host, levels):
    assert domain_levels(host) == levels


def test_a_file_carries_its_page_s_contexts_once_each():
    page = contexts_of("https://www.site.test/post/1", (NetworkContext(ContextKind.PAGE, "key"),))
    found = contexts_of("https://img.cdn.test/1.png", page)
    assert found == (
        GLOBAL, NetworkContext(ContextKind.DOMAIN, "img.cdn.test"), NetworkContext(ContextKind.DOMAIN, "cdn.test"),
        NetworkContext(ContextKind.DOMAIN, "site.test"), NetworkContext(ContextKind.PAGE, "key"),
    )


@pytest.mark.parametrize(("url", "host"), [
    ("https://A.Example:8/x", "a.example"), ("http://[::1]:8/", "::1"), ("not a url", ""), ("http://[::1", ""),
])
def test_the_host_of_a_url(url, host):
    assert host_of(url) == host
