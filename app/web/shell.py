"""The shell: the one HTML page, which loads the front end; or, without its libraries, says what is missing."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Final

from flask import Flask, Response, render_template, request

from app.web.headers import page_policy
from app.web.pages import PAGES

IMPORTS: Final = {
    "preact": "/static/vendor/preact.mjs",
    "preact/hooks": "/static/vendor/hooks.mjs",
    "@preact/signals": "/static/vendor/signals.mjs",
    "@preact/signals-core": "/static/vendor/signals-core.mjs",
    "htm": "/static/vendor/htm.mjs",
    "socket.io-client": "/static/vendor/socket.io.mjs",
}
"""The front end's libraries by the name under which its modules import them; `tools/vendor.mjs` lays them there."""

IMPORT_MAP: Final = json.dumps({"imports": IMPORTS}, separators=(",", ":"))
"""Browsers take an import map only inline, so the policy allows this one text by its hash."""

_IMPORT_MAP_HASH: Final = base64.b64encode(hashlib.sha256(IMPORT_MAP.encode()).digest()).decode()

_TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}
"""What lies in `static/`, by its ending: the machine's own table may call a module text/plain."""


def missing_libraries(static: Path) -> list[str]:
    """Return the names of the libraries that are not in `static/vendor`."""
    return [name for name, address in IMPORTS.items() if not (static / address.removeprefix("/static/")).is_file()]


def add_shell(app: Flask, static: Path) -> None:
    """Have every address of the page answer with the shell, and `static/` with its files.

    Both are the same for everybody and hold nothing of the owner's.
    """

    def shell(**_place: object) -> Response:
        missing = missing_libraries(static)
        response = Response(render_template("index.html", import_map=IMPORT_MAP, missing=missing))
        response.headers["Content-Security-Policy"] = page_policy([_IMPORT_MAP_HASH], request.host)
        response.headers["Cache-Control"] = "no-cache"
        return response

    for rule in PAGES:
        app.add_url_rule(rule, "shell", shell, methods=["GET"])

    def typed(response: Response) -> Response:
        if request.endpoint == "static":
            kind = _TYPES.get(Path(request.path).suffix)
            if kind and response.status_code == 200:
                response.headers["Content-Type"] = kind
            response.headers["Cache-Control"] = "no-cache"  # asked again by ETag: a new version shows at once
        return response

    app.after_request(typed)
