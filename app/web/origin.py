"""Who sent this request: our own page, or a page of somebody else (reliability.md A8, A9, A10, A11).

Pure decisions over header texts. A browser names the page that acts in `Sec-Fetch-Site` and `Origin`; a reverse proxy
names the browser in `X-Forwarded-*`, which only a trusted one is believed.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

_HOST: Final = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(?P<port>\d{1,5}))?")
_DEFAULT_PORTS: Final = {"http": "80", "https": "443"}


def split_host(host: str) -> tuple[str, str] | None:
    """Return (name, port) of a Host header in lower case, the port empty when it is not said; None when malformed."""
    match = _HOST.fullmatch(host)
    if match is None:
        return None
    return match["name"].lower(), match["port"] or ""


def is_known_host(host: str, names: Collection[str]) -> bool:
    """Return whether the page may answer under this Host header.

    A rebinding attack needs a name that the attacker's DNS answers for, so any literal address is fine, and so are
    `localhost`, `.local` names, and `names` (this machine's, and the owner's). Ports are not compared: a container's
    differs from the one the browser sees.
    """
    parts = split_host(host)
    if parts is None:
        return False
    name = parts[0].rstrip(".")
    if _is_address(name) or name == "localhost" or name.endswith((".localhost", ".local")):
        return True
    return name in {known.lower().rstrip(".") for known in names}


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def is_same_origin(origin: str, host: str) -> bool:
    """Return whether an Origin header names the host that was asked. `null` and malformed ones do not."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    if parts.scheme not in _DEFAULT_PORTS or parts.path or parts.query or parts.fragment:
        return False
    theirs, ours = split_host(parts.netloc), split_host(host)
    if theirs is None or ours is None or theirs[0] != ours[0]:
        return False
    usual = {"", _DEFAULT_PORTS[parts.scheme]}
    return theirs[1] == ours[1] or {theirs[1], ours[1]} <= usual


def comes_from_our_page(headers: Mapping[str, str], host: str, *, has_cookie: bool) -> bool:
    """Return whether a request that changes something may: it was not sent by another site's page.

    `Sec-Fetch-Site` decides where the browser sends it, else `Origin`. With neither it is no browser's: fine when it
    carries no cookie of ours, refused when it does.
    """
    site = headers.get("Sec-Fetch-Site")
    origin = headers.get("Origin")
    if site is not None:
        return site == "same-origin" and (origin is None or is_same_origin(origin, host))
    if origin is not None:
        return is_same_origin(origin, host)
    return not has_cookie


@dataclass(frozen=True, slots=True)
class Client:
    """Where a request came from, as far as it can be believed."""

    address: str
    scheme: str
    host: str


def client_behind(
    client: Client, *, forwarded_for: str, forwarded_proto: str, forwarded_host: str, trusted: Sequence[str]
) -> Client:
    """Return the client that the trusted proxies speak for, or `client` as it is when its address is no proxy's.

    `forwarded_for` is walked from its end, over trusted addresses only, so what a client wrote in front of it is never
    believed. Of the other two the last value counts: the nearest proxy wrote it.
    """
    if not is_in(client.address, trusted):
        return client
    address = client.address
    for hop in reversed([part.strip() for part in forwarded_for.split(",") if part.strip()]):
        if not _is_address(hop):
            break
        address = hop
        if not is_in(hop, trusted):
            break
    scheme = forwarded_proto.rsplit(",", 1)[-1].strip().lower()
    host = forwarded_host.rsplit(",", 1)[-1].strip()
    return Client(address, scheme if scheme in _DEFAULT_PORTS else client.scheme, host or client.host)


def is_in(address: str, networks: Sequence[str]) -> bool:
    """Return whether the address lies in one of the networks; a v4 address mapped into v6 counts as v4."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped is not None:
        known = known.ipv4_mapped
    return any(known in ipaddress.ip_network(network, strict=False) for network in networks)
