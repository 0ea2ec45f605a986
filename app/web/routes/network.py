"""The network as a whole: paused or not, how each site stands, and the keys that sites want of their users."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from app.web.desk import Desk
from app.web.operations import Answer, Done, Operations, Sent

api = Operations("network")


class DomainState(Answer):
    """How a site stands: its light, why, and until when."""

    domain: str
    light: str
    sentence: str
    until: datetime | None


class NetworkState(Answer):
    """Whether downloads are held, and every site that was asked lately."""

    paused: bool
    domains: list[DomainState]


class SiteKeys(Answer):
    """Which parameters are kept for a site; their values are never told."""

    domain: str
    names: list[str]


class NewSiteKeys(Sent):
    """What the site's API wants, such as api_key and user_id."""

    parameters: Annotated[dict[str, str], Field(min_length=1, max_length=20)]


@api.get("/network", answers=NetworkState)
def state(desk: Desk) -> NetworkState:
    """Tell how the network and each site stand."""
    network = desk.given.network
    return NetworkState(
        paused=network.paused, domains=[DomainState.model_validate(domain) for domain in network.domains()]
    )


@api.post("/network/pause")
def pause(desk: Desk) -> Done:
    """Hold every download; what runs finishes."""
    desk.given.network.pause()
    return Done()


@api.post("/network/resume")
def resume(desk: Desk) -> Done:
    """Let downloads go on."""
    desk.given.network.resume()
    return Done()


@api.get("/sites/keys", answers=list[SiteKeys])
def site_keys(desk: Desk) -> list[SiteKeys]:
    """List the sites that a key is kept for, and the names of its parts."""
    kept = desk.given.network.api_parameters.list()
    return [SiteKeys(domain=domain, names=list(names)) for domain, names in kept.items()]


@api.put("/sites/keys/<domain>", body=NewSiteKeys)
def set_site_key(desk: Desk, domain: str, body: NewSiteKeys) -> Done:
    """Keep a site's key, in place of the one before."""
    desk.given.network.api_parameters.set(domain, body.parameters)
    return Done()


@api.delete("/sites/keys/<domain>")
def forget_site_key(desk: Desk, domain: str) -> Done:
    """Forget a site's key."""
    desk.given.network.api_parameters.delete(domain)
    return Done()
