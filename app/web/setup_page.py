"""The browser that opens the console's link is given a cookie, so that it alone may set the house up."""

from __future__ import annotations

from flask import Flask, Response, request

from app.web.calls import Cookie, set_cookie
from app.web.doors import SETUP_SECONDS, Doors
from app.web.front import token_in
from app.web.visitor import SETUP_COOKIE


def admit_setup(app: Flask, doors: Doors) -> None:
    """Have `/setup?token=…` give the cookie along with the shell."""

    @app.after_request
    def _admit(response: Response) -> Response:
        if request.path == "/setup" and request.query_string:
            cookie = doors.admit_to_setup(token_in(request.query_string.decode("latin-1")))
            if cookie is not None:
                set_cookie(response, Cookie(SETUP_COOKIE, cookie, int(SETUP_SECONDS)))
                response.headers["Cache-Control"] = "no-store"
        return response
