"""From the wired house to the page's port."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

from app.house import House
from app.web.desk import UiDependencies
from app.web.ui import Ui, create_ui

ROOT: Final = Path(__file__).parents[2]
"""Where `static/` and `templates/` lie, and the file that says which version this is."""


def page_of(house: House) -> Ui:
    """Return the page's port of this house."""
    return create_ui(dependencies_of(house))


def dependencies_of(house: House) -> UiDependencies:
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
