"""From the wired house to the Client API's WSGI application."""

from __future__ import annotations

from typing import Any, Protocol

from flask import Flask

from app.access.access_keys import AccessKeys
from app.client_api.api import create_api
from app.client_api.dependencies import ApiDependencies
from app.core.clock import Clock
from app.core.settings import Settings
from app.downloads.downloads import Downloads
from app.library.library import Library
from app.storage.file_store import FileStore


class GroundLike(Protocol):
    """The opened data folder, as far as it is needed here."""

    @property
    def clock(self) -> Clock: ...
    @property
    def store(self) -> FileStore: ...


class HouseLike(Protocol):
    """The wired house, as far as it is needed here."""

    @property
    def ground(self) -> Any: ...
    @property
    def settings(self) -> Settings: ...
    @property
    def library(self) -> Library: ...
    @property
    def downloads(self) -> Downloads: ...
    @property
    def keys(self) -> AccessKeys: ...


def api_application(house: HouseLike) -> Flask:
    """Return the application that answers the Client API for this house."""
    return create_api(dependencies_of(house))


def dependencies_of(house: HouseLike) -> ApiDependencies:
    """Return what the Client API stands on, out of the house."""
    ground: GroundLike = house.ground
    return ApiDependencies(
        library=house.library,
        store=ground.store,
        downloads=house.downloads,
        keys=house.keys,
        clock=ground.clock,
        started_at=ground.clock.now(),
        cors=house.settings.api_cors,
    )
