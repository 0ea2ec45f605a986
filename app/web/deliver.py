"""From the wired house to the WSGI application of the page's port."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final, Protocol

from flask import Flask

from app.access.access_keys import AccessKeys
from app.access.owner import Owner
from app.access.sessions import BrowserSessions
from app.access.setup import SetupToken
from app.core.settings import Settings
from app.downloads.downloads import Downloads
from app.library.library import Library
from app.network.network import Network
from app.runtime.hub_gap import HubGap
from app.web.desk import UiDependencies
from app.web.ui import create_ui
from app.workers.pool import WorkerPool

ROOT: Final = Path(__file__).parents[2]
"""Where `static/` and `templates/` lie, and the file that says which version this is."""


class HouseLike(Protocol):
    """The wired house, as far as the page asks for it."""

    @property
    def ground(self) -> Any: ...
    @property
    def settings(self) -> Settings: ...
    @property
    def library(self) -> Library: ...
    @property
    def downloads(self) -> Downloads: ...
    @property
    def network(self) -> Network: ...
    @property
    def owner(self) -> Owner: ...
    @property
    def sessions(self) -> BrowserSessions: ...
    @property
    def keys(self) -> AccessKeys: ...
    @property
    def setup_token(self) -> SetupToken: ...
    @property
    def media_pool(self) -> WorkerPool: ...
    @property
    def parsing_pool(self) -> WorkerPool: ...
    @property
    def hub_gap(self) -> HubGap: ...
    def save_setting(self, name: str, text: str) -> object: ...


def page_application(house: HouseLike) -> Flask:
    """Return the application that answers on the page's port; its live line runs from now on."""
    ui = create_ui(dependencies_of(house))
    ui.live.start()
    return ui.app


def dependencies_of(house: HouseLike) -> UiDependencies:
    """Return what the page stands on, out of the house."""
    return UiDependencies(
        settings=house.settings,
        chosen_settings=lambda: house.settings,
        save_setting=house.save_setting,
        clock=house.ground.clock,
        events=house.ground.events,
        store=house.ground.store,
        library=house.library,
        downloads=house.downloads,
        network=house.network,
        owner=house.owner,
        sessions=house.sessions,
        keys=house.keys,
        setup_token=house.setup_token,
        pools=(house.media_pool, house.parsing_pool),
        hub_gap=house.hub_gap,
        version=version(),
        root=ROOT,
    )


def version() -> str:
    """Return the software's version, as pyproject.toml says it."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])
