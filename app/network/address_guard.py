"""The guard: which addresses a request may reach. One function decides about an address, one about a URL's spelling.

Nothing here resolves names. `AddressGuard.admit` is asked by the connection about the very addresses that it is going
to connect to, at every hop, so a name that changes its mind between check and connection gains nothing
(reliability.md S1 to S4).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit, urlunsplit

import idna

from app.core.errors import BadInput
from app.core.reasons import REASONS

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


class BadUrl(BadInput):
    """This is not an address that can be fetched."""

    code = "bad_url"


class PrivateAddress(BadInput):
    """This address is inside your own network."""

    code = "private_address"

    def __init__(self, host: str) -> None:
        super().__init__(f"{host} is inside your own network.", action=REASONS["private_address"].action)
        self.host = host


_OFF_LIMITS_4 = tuple(map(ipaddress.IPv4Network, (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4",
)))
_REACHABLE_6 = ipaddress.IPv6Network("2000::/3")
_OFF_LIMITS_6 = tuple(map(ipaddress.IPv6Network, (
    "2001::/23",       # protocol assignments, Teredo among them
    "2001:db8::/32",
    "2002::/16",       # 6to4: carries any IPv4 address
    "3fff::/20",
)))
_CARRY_4 = tuple(map(ipaddress.IPv6Network, ("::ffff:0:0/96", "64:ff9b::/96")))
"""IPv4 in the last 32 bits: mapped, and the well-known translation prefix."""


def is_off_limits(address: IPAddress) -> bool:
    """Return whether the address is not a plain public one. IPv4 inside IPv6 is judged as what it reaches."""
    if isinstance(address, ipaddress.IPv4Address):
        return not address.is_global or any(address in network for network in _OFF_LIMITS_4)
    if any(address in network for network in _CARRY_4):
        return is_off_limits(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    if address not in _REACHABLE_6 or not address.is_global:
        return True
    return any(address in network for network in _OFF_LIMITS_6)


class AddressGuard:
    """Decides by the rules above and the owner's list of private hosts that may be reached all the same."""

    def __init__(self, allowed_private_hosts: Sequence[str] = (), *, has_proxy: bool = False) -> None:
        """`allowed_private_hosts` holds names, addresses and ranges. With a proxy, names are not resolved here, so a
        name that can only be local is refused by its looks."""
        self._has_proxy = has_proxy
        self._names: set[str] = set()
        self._ranges: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []
        for entry in allowed_private_hosts:
            try:
                self._ranges.append(ipaddress.ip_network(entry.strip("[]"), strict=False))
            except ValueError:
                self._names.add(entry.lower().rstrip("."))

    def check_url(self, url: str) -> str:
        """Return the host that the URL names, in ASCII and lower case. No name is resolved.

        Raises BadUrl for a spelling on which parsers disagree, PrivateAddress for a host that is off limits by itself.
        """
        host = host_in_ascii(url)
        if host in self._names:
            return host
        address = _as_address(host)
        if address is None:
            if self._is_local_name(host):
                raise PrivateAddress(host)
        elif not self._may_reach(address):
            raise PrivateAddress(host)
        elif host != str(address) and ":" not in host:
            raise BadUrl(f"'{host}' is an unusual spelling of {address}.", action="Write the address plainly")
        return host

    def admit(self, host: str, addresses: Iterable[str]) -> list[str]:
        """Return the addresses of the host, all of them fine to connect to.

        One that is off limits refuses the host as a whole. Raises PrivateAddress.
        """
        found = list(addresses)
        if host.lower().rstrip(".") in self._names:
            return found
        if not all(self._may_reach(ipaddress.ip_address(text.split("%", 1)[0])) for text in found):
            raise PrivateAddress(host)
        return found

    def _may_reach(self, address: IPAddress) -> bool:
        inner = getattr(address, "ipv4_mapped", None) or address
        return not is_off_limits(address) or any(
            inner in network for network in self._ranges if network.version == inner.version
        )

    def _is_local_name(self, host: str) -> bool:
        if host == "localhost" or host.endswith(".localhost"):
            return not self._allows_loopback()
        return self._has_proxy and ("." not in host or host.endswith((".local", ".internal")))

    def _allows_loopback(self) -> bool:
        return not self._has_proxy and self._may_reach(ipaddress.IPv4Address("127.0.0.1"))


def host_in_ascii(url: str) -> str:
    """Return the URL's host as it would be looked up. Raises BadUrl when the URL is not plain http(s)."""
    if re.search(r"[\x00-\x20\x7f-\x9f\\]", url):
        raise BadUrl("The address holds a blank, a control character or a backslash.", action="Check the address")
    try:
        parts = urlsplit(url)
        port = parts.port
        host = parts.hostname or ""
    except ValueError as error:
        raise BadUrl("The address is malformed.", action="Check the address") from error
    if parts.scheme not in {"http", "https"}:
        raise BadUrl("Only http and https addresses can be fetched.", action="Check the address")
    if "@" in parts.netloc:
        raise BadUrl("The address holds a user name.", action="Remove what stands before the @")
    if port == 0 or not host or "%" in host or len(host) > 253:
        raise BadUrl("The address names no usable host.", action="Check the address")
    return _ascii(host).rstrip(".")


def with_host(url: str, host: str) -> str:
    """Return a checked URL with its host in the spelling that is looked up, so that cookies and connections agree."""
    parts = urlsplit(url)
    if parts.hostname == host or ":" in host:
        return url
    return urlunsplit(parts._replace(netloc=host if parts.port is None else f"{host}:{parts.port}"))


def _ascii(host: str) -> str:
    if ":" in host:
        return host
    try:
        text = host if host.isascii() else idna.encode(host, uts46=True).decode()
    except UnicodeError as error:
        raise BadUrl("The address names no usable host.", action="Check the address") from error
    if not re.fullmatch(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?", text):
        raise BadUrl("The address names no usable host.", action="Check the address")
    return text


def _as_address(host: str) -> IPAddress | None:
    """Return the address that the host spells, in any of the forms that some resolver takes; None for a name."""
    if ":" in host:
        try:
            return ipaddress.IPv6Address(host)
        except ValueError as error:
            raise BadUrl("The address names no usable host.", action="Check the address") from error
    labels = host.split(".")
    if not re.fullmatch(r"0x[0-9a-f]*|[0-9]+", labels[-1]):
        return None
    numbers = [_number(label) for label in labels]
    if len(labels) > 4 or any(number is None for number in numbers):
        raise BadUrl("The address names no usable host.", action="Check the address")
    *high, low = [number for number in numbers if number is not None]
    if any(number > 255 for number in high) or low >= 256 ** (5 - len(labels)):
        raise BadUrl("The address names no usable host.", action="Check the address")
    return ipaddress.IPv4Address(sum(number << (24 - 8 * place) for place, number in enumerate(high)) + low)


def _number(label: str) -> int | None:
    if re.fullmatch(r"0x[0-9a-f]*", label):
        return int(label[2:] or "0", 16)
    if re.fullmatch(r"0[0-7]*", label):
        return int(label, 8)
    return int(label) if re.fullmatch(r"[0-9]{1,10}", label) else None
