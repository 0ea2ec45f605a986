"""The three pages that a browser may come across: they tell everyone what this port is, and nothing else."""

from __future__ import annotations

from typing import Final

from app.client_api.access import EVERYONE
from app.client_api.arguments import Arguments
from app.client_api.endpoint import Call, Group
from app.client_api.reply import Reply, reply_body
from app.client_api.version import API_VERSION, HYDRUS_VERSION

GROUP = Group("welcome")

_PAGE: Final = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>client api</title></head>
<body>
<h1>Bowerbird's Client API</h1>
<p>This port is for programs: give them this address and an access key.</p>
<p>Service type: client api</p>
<p>Software version: {software}</p>
<p>API version: {api}</p>
<p>{reach}</p>
</body>
</html>
"""
_REACH: Final = {
    True: "It answers only programs on this machine.",
    False: "It answers programs on other machines too.",
}
_ICON: Final = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1d3f66"/>'
    b'<path d="M7 26C7 13 12 7 16 5c4 2 9 8 9 21h-4c0-9-2-13-5-15-3 2-5 6-5 15z" fill="#f0c75e"/></svg>'
)
_ROBOTS: Final = b"User-agent: *\nDisallow: /\n"


@GROUP.route("GET", "/", EVERYONE, Arguments)
def welcome(call: Call[Arguments]) -> Reply:
    """Say what answers here."""
    page = _PAGE.format(software=HYDRUS_VERSION, api=API_VERSION, reach=_REACH[call.rooms.local_only])
    return reply_body(page.encode("ascii"), "text/html; charset=UTF-8", now=call.rooms.clock.now())


@GROUP.route("GET", "/favicon.ico", EVERYONE, Arguments)
def favicon(call: Call[Arguments]) -> Reply:
    """Show the icon."""
    return reply_body(_ICON, "image/svg+xml", now=call.rooms.clock.now())


@GROUP.route("GET", "/robots.txt", EVERYONE, Arguments)
def robots(call: Call[Arguments]) -> Reply:
    """Ask every robot to stay away."""
    return reply_body(_ROBOTS, "text/plain", now=call.rooms.clock.now())
