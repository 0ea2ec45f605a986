"""The house's two faces: what the page and the Client API are given of its rooms."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

from flask import Flask

from app.client_api.api import create_api
from app.client_api.dependencies import ApiDependencies
from app.house import House
from app.web.desk import UiDependencies
from app.web.ui import Ui, create_ui

ROOT: Final = Path(__file__).parents[1]
"""Where `static/` and `templates/` lie, and the file that says which version this is."""


def page_of(house: House) -> Ui:
    """Return the page's port of this house."""
    ground = house.ground
    return create_ui(UiDependencies(
        settings=house.settings,
        chosen_settings=lambda: house.settings,
        save_setting=house.save_setting,
        clock=ground.clock,
        events=ground.events,
        store=ground.store,
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
    ))


def api_of(house: House) -> Flask:
    """Return the application that answers the Client API for this house."""
    ground = house.ground
    return create_api(ApiDependencies(
        library=house.library,
        store=ground.store,
        downloads=house.downloads,
        keys=house.keys,
        clock=ground.clock,
        events=ground.events,
        started_at=ground.clock.now(),
        cors=house.settings.api_cors,
    ))


def version() -> str:
    """Return the software's version, as pyproject.toml says it."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])
