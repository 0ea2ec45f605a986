"""From the wired house to the Client API's WSGI application."""

from __future__ import annotations

from flask import Flask

from app.client_api.api import create_api
from app.client_api.dependencies import ApiDependencies
from app.house import House


def api_application(house: House) -> Flask:
    """Return the application that answers the Client API for this house."""
    return create_api(dependencies_of(house))


def dependencies_of(house: House) -> ApiDependencies:
    """Return what the Client API stands on, out of the house."""
    ground = house.ground
    return ApiDependencies(
        library=house.library,
        store=ground.store,
        downloads=house.downloads,
        keys=house.keys,
        clock=ground.clock,
        events=ground.events,
        started_at=ground.clock.now(),
        cors=house.settings.api_cors,
    )
