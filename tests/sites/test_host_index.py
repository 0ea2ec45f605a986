"""Things are found by the host's name, the same ones in the same order as by asking all of them."""

from __future__ import annotations

import pytest

from app.sites.domain_mask import DomainMask
from app.sites.host_index import HostIndex

MASKS = [
    DomainMask(("example.com",)),
    DomainMask(("img.example.com",)),
    DomainMask(("example.com",), match_subdomains=True),
    DomainMask((), (r"s\d+\.example\.com",)),
    DomainMask(("example.org", "example.com"), (r"x.*",)),
    DomainMask(("com",), match_subdomains=True),
    DomainMask(("127.0.0.1:8000",)),
    DomainMask(("localhost",)),
    DomainMask(),
]


@pytest.mark.parametrize("host", [
    "example.com", "www.example.com", "img.example.com", "s3.example.com", "a.b.example.com", "myexample.com",
    "example.org", "xyz", "127.0.0.1:8000", "127.0.0.1", "localhost", "", ".", "com",
])
def test_what_is_found_is_what_accepts_the_host(host):
    index = HostIndex((mask, number) for number, mask in enumerate(MASKS))
    assert list(index.speaking_for(host)) == [number for number, mask in enumerate(MASKS) if mask.accepts(host)]
