"""Who asks, and may they: the one check in front of every path.

The order is the contract's: the peer, the user agent, a key in a header, the arguments, a key in the arguments, the
permission. A header that is there but wrong fails at once. Cookies are never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.access.access_keys import AccessKey, AccessKeys
from app.access.permissions import Permission
from app.client_api import wire
from app.client_api.errors import BadRequest, MissingCredentials, NotPermitted, WrongNetworkVersion
from app.client_api.memory import Memory
from app.client_api.search_limit import FileIds, SeenFiles, check_search
from app.client_api.version import NETWORK_VERSION

THIS_MACHINE: Final = frozenset({"127.0.0.1", "::1", "::ffff:127.0.0.1"})

_HEX = re.compile(r"(?:[0-9a-fA-F]{2})*")
_NETWORK_VERSION = re.compile(r"hydrus/(\d+)")
_ACCESS_HEADER = "HTTP_" + wire.ACCESS_KEY.upper().replace("-", "_")
_SESSION_HEADER = "HTTP_" + wire.SESSION_KEY.upper().replace("-", "_")

Environ = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Access:
    """What a path wants of whoever asks: nothing, any key, or a key with one of some permissions.

    `is_for_everyone` marks the few pages that take no arguments and are shown to other machines too.
    """

    needs_key: bool
    any_of: frozenset[Permission] = frozenset()
    is_for_everyone: bool = False

    def check(self, key: AccessKey) -> None:
        """Raise NotPermitted."""
        if self.any_of and self.any_of.isdisjoint(key.granted):
            words = " or ".join(f"'{permission.title}'" for permission in sorted(self.any_of))
            raise NotPermitted(f"This access key lacks the permission {words}.")


EVERYONE: Final = Access(needs_key=False, is_for_everyone=True)
OPEN: Final = Access(needs_key=False)
ANY_KEY: Final = Access(needs_key=True)


def permitted(*any_of: Permission) -> Access:
    """Return what a path wants that one of these permissions opens."""
    return Access(needs_key=True, any_of=frozenset(any_of))


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever asks, by the access key that was shown or that the session key stands for."""

    hex_key: str
    key: AccessKey
    seen_files: SeenFiles

    @property
    def is_limited(self) -> bool:
        """Return whether the key sees only what its searches may find."""
        return self.key.is_search_limited

    def may(self, permission: Permission) -> bool:
        """Return whether the key holds the permission."""
        return self.key.may(permission)

    def check_search(self, tags: Collection[object]) -> None:
        """Raise NotPermitted when the key may not make this search."""
        if self.is_limited:
            check_search(tags, self.key.search_filter)

    def remember_found(self, ids: FileIds) -> None:
        """Let a limited key see these files from now on, and no others."""
        if self.is_limited:
            self.seen_files.remember(self.hex_key, ids)

    def check_files(self, ids: Sequence[int]) -> None:
        """Raise NotPermitted when one of the files is not for this key; one that isn't here is not either."""
        if self.is_limited:
            self.seen_files.check(self.hex_key, ids)


@dataclass(frozen=True, slots=True)
class Admitted:
    """A request that passed: who asks (nobody on an open path), and with which arguments."""

    caller: Caller | None
    arguments: wire.Arguments


class Gate:
    """The check itself."""

    def __init__(self, keys: AccessKeys, memory: Memory, *, local_only: bool = False) -> None:
        self._keys = keys
        self._memory = memory
        self._local_only = local_only

    def check_peer(self, environ: Environ) -> None:
        """Raise NotPermitted for another machine while only this one is answered."""
        if self._local_only and environ.get("REMOTE_ADDR") not in THIS_MACHINE:
            raise NotPermitted("This server answers only programs on its own machine.")

    def admit(self, environ: Environ, access: Access) -> Admitted:
        """Return who asks and for what. Raises the errors of `client_api.errors`."""
        if access.is_for_everyone:
            return Admitted(None, {})
        self.check_peer(environ)
        _check_user_agent(environ.get("HTTP_USER_AGENT", ""))
        caller = self._caller(_header(environ, _ACCESS_HEADER), _header(environ, _SESSION_HEADER))
        arguments = _arguments(environ)
        if not access.needs_key:
            return Admitted(caller, arguments)
        caller = caller or self._caller(arguments.get(wire.ACCESS_KEY), arguments.get(wire.SESSION_KEY))
        if caller is None:
            raise MissingCredentials
        access.check(caller.key)
        return Admitted(caller, arguments)

    def _caller(self, access_key: str | None, session_key: str | None) -> Caller | None:
        if access_key is None and session_key is not None:
            access_key = self._memory.sessions.access_key_of(session_key)
        if access_key is None:
            return None
        key = self._keys.find(access_key)
        if key is None:
            raise NotPermitted("This access key is not known here.")
        self._keys.note_use(key)
        return Caller(access_key, key, self._memory.seen_files)


def _header(environ: Mapping[str, Any], name: str) -> str | None:
    value = environ.get(name)
    if value is None:
        return None
    text = str(value).strip()
    if not _HEX.fullmatch(text):
        raise BadRequest("The key in the header is not hex.")
    return text.lower()


def _arguments(environ: Environ) -> wire.Arguments:
    if environ["REQUEST_METHOD"] == "POST":
        return wire.body_arguments(environ)
    return wire.query_arguments(query_of(environ))


def query_of(environ: Mapping[str, Any]) -> str:
    """Return the query string as text; bytes that came unescaped are UTF-8."""
    query: str = environ.get("QUERY_STRING", "")
    return query if query.isascii() else query.encode("latin-1", "replace").decode("utf-8", "replace")


def _check_user_agent(user_agent: str) -> None:
    for version in _NETWORK_VERSION.findall(user_agent):
        if version != str(NETWORK_VERSION):
            raise WrongNetworkVersion(f"This server speaks network version {NETWORK_VERSION}, not {version[:12]}.")
