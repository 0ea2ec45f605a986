"""Every setting in one table: default, unit, range, sentence, environment name.

A setting is looked up in this order: a command-line flag, the environment (`BOWERBIRD_<NAME>`), the owner's choice in
`DATA/settings.toml`, the default. Reading the environment and the file is the caller's; this module only decides what
a text means. The settings page, the documentation and the refusal of unknown names are made from `SETTINGS`.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from app.core.errors import BadInput
from app.core.units import parse_size


class BadSetting(BadInput):
    """A setting's value can't be used."""

    code = "bad_setting"


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table. `parse` turns text into the value and raises ValueError with a sentence."""

    name: str
    default: Any
    unit: str
    sentence: str
    parse: Callable[[str], Any]
    owner_only: bool = True
    """Whether only the owner may see and change it; nothing is open by forgetting."""
    live: bool = False
    """Whether a change takes effect at once; else at the next start."""

    @property
    def environment(self) -> str:
        """The environment variable that sets it."""
        return f"BOWERBIRD_{self.name.upper()}"


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        value = int(text)
        if not low <= value <= high:
            raise ValueError(f"must be between {low} and {high}")
        return value

    return parse


def _optional(parse: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda text: None if text.strip().lower() in {"", "none"} else parse(text)


def _switch(text: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    try:
        return known[text.strip().lower()]
    except KeyError:
        raise ValueError("must be true or false") from None


def _one_of(*values: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in values:
            raise ValueError(f"must be one of {', '.join(values)}")
        return text

    return parse


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _networks(text: str) -> tuple[str, ...]:
    names = _names(text)
    for name in names:
        ipaddress.ip_network(name, strict=False)
    return names


def _seconds(low: float, high: float) -> Callable[[str], timedelta]:
    def parse(text: str) -> timedelta:
        value = float(text)
        if not low <= value <= high:
            raise ValueError(f"must be between {low:g} and {high:g} seconds")
        return timedelta(seconds=value)

    return parse


def _proxy(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise ValueError("must be an address such as http://127.0.0.1:8899")
    return text


_TABLE: Final = (
    Setting("data", Path("data"), "folder", "Where everything is kept: database, files, keys.", Path),
    Setting("host", "0.0.0.0", "address", "The address the page listens on; everyone has to sign in.", str),  # noqa: S104
    Setting("port", 45868, "port", "The page's port; 0 takes any free one.", _whole(0, 65535)),
    Setting("https", False, "switch", "Serve the page over HTTPS with the pair client.crt and client.key.", _switch),
    Setting("api_port", None, "port", "The Client API's port (usual: 45869); none keeps the API off.",
            _optional(_whole(0, 65535))),
    Setting("api_host", "127.0.0.1", "address", "The address the Client API listens on; the default answers only this "
            "machine.", str),
    Setting("api_https", False, "switch", "Serve the Client API over HTTPS.", _switch),
    Setting("api_cors", True, "switch", "Let pages of other origins call the Client API (it still wants a key).",
            _switch),
    Setting("async_mode", "eventlet", "name", "What runs the server: eventlet, or threading.",
            _one_of("eventlet", "threading")),
    Setting("proxy", None, "address", "The proxy that every download goes through.", _optional(_proxy)),
    Setting("ca_bundle", None, "file", "A file of authorities to trust in place of the built-in ones.",
            _optional(Path)),
    Setting("allowed_private_hosts", (), "names", "Hosts or ranges inside your network that downloads may reach, such "
            "as nas.lan or 192.168.1.0/24; a comma between them.", _names),
    Setting("own_definitions", True, "switch", "Use the downloaders that come with Bowerbird.", _switch),
    Setting("network_paused", False, "switch", "Hold every download; what runs finishes.", _switch, live=True),
    Setting("trusted_proxies", (), "addresses", "Reverse proxies whose X-Forwarded headers are believed.", _networks),
    Setting("allowed_hosts", (), "names", "Further host names under which the page answers (a reverse proxy's name).",
            _names),
    Setting("workers", None, "count", "Processes that decode and hash; none means one a core.",
            _optional(_whole(1, 64))),
    Setting("worker_memory", 1536 * 1024**2, "bytes", "The most memory one of them may take.", parse_size),
    Setting("log_level", "info", "name", "How much is logged: debug, info, warning or error.",
            _one_of("debug", "info", "warning", "error")),
    Setting("connect_timeout", timedelta(seconds=10), "seconds", "How long to wait for a connection.",
            _seconds(0.1, 120)),
    Setting("read_timeout", timedelta(seconds=60), "seconds", "How long a server may stay silent.",
            _seconds(0.1, 600)),
    Setting("request_interval", timedelta(seconds=1), "seconds", "The least time between two requests to one site.",
            _seconds(0, 3600)),
    Setting("concurrent_downloads", 8, "count", "How many requests may run at once, over all sites.", _whole(1, 64)),
    Setting("page_limit", 16 * 1024**2, "bytes", "The largest page that is read, after unpacking.", parse_size),
    Setting("file_limit", 4 * 1024**3, "bytes", "The largest file that is downloaded.", parse_size),
    Setting("disk_floor", 2 * 1024**3, "bytes", "Downloads stop while less than this is free on the disk.",
            parse_size),
    Setting("session_days", 30, "days", "How long a browser stays signed in.", _whole(1, 400)),
)

SETTINGS: Final[Mapping[str, Setting]] = {setting.name: setting for setting in _TABLE}
"""Every setting by name."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force. Made by `settle`; attribute access by name: `settings.port`."""

    values: Mapping[str, Any]
    chosen: Mapping[str, str]
    """For each setting not at its default, where its value came from: flag, environment, or file."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(name) from None

    def with_values(self, **changes: Any) -> Settings:
        """Return a copy with these values; for tests and for live changes."""
        unknown = changes.keys() - SETTINGS.keys()
        if unknown:
            raise BadSetting(f"There is no setting named {', '.join(sorted(unknown))}.")
        return Settings({**self.values, **changes}, self.chosen)


def parse_setting(name: str, text: str) -> Any:
    """Return the value that the text means. Raises BadSetting with a sentence that names the setting."""
    try:
        setting = SETTINGS[name]
    except KeyError:
        raise BadSetting(f"There is no setting named {name}.", action="Look in docs/settings.md") from None
    try:
        return setting.parse(text)
    except ValueError as error:
        raise BadSetting(f"The setting {name} can't be '{text}': {error}.", action=setting.sentence) from error


def settle(
    flags: Mapping[str, Any], environment: Mapping[str, str], file: Mapping[str, Any], data: Path | None = None
) -> Settings:
    """Return the values in force: flags first, then the environment, then the file, then the defaults.

    `flags` hold values that are already typed and only those that were given. `file` holds TOML values; lists are
    read like a comma list. Raises BadSetting.
    """
    values: dict[str, Any] = {}
    chosen: dict[str, str] = {}
    for name, setting in SETTINGS.items():
        if name in flags:
            values[name], chosen[name] = flags[name], "flag"
        elif environment.get(setting.environment, "") != "":
            values[name], chosen[name] = parse_setting(name, environment[setting.environment]), "environment"
        elif name in file:
            values[name], chosen[name] = parse_setting(name, _as_text(file[name])), "file"
        else:
            values[name] = setting.default
    unknown = file.keys() - SETTINGS.keys()
    if unknown:
        raise BadSetting(f"settings.toml names {', '.join(sorted(unknown))}, which is no setting.",
                         action="Remove the line")
    if data is not None:
        values["data"] = data
    return Settings(values, chosen)


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(str(item) for item in value)
    return str(value)
