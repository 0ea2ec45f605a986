"""The one shape in which the page's API says no: `{"error": {"code", "sentence", "action"}}` and a fitting status.

The tree of `core.errors` is mapped here, once. What nobody expected is logged and answered without its details.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from html import escape
from http import HTTPStatus
from typing import Any, Final

import orjson
from flask import Flask, Response
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from app.core.errors import BadInput, BowerbirdError, Busy, NotFound, TooLarge, TooManyTries
from app.library.file_bytes import RangeRefused

log = logging.getLogger("bowerbird.web")

_PAGE: Final = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Bowerbird</title>'
    "<h1>{sentence}</h1><p>{action}</p></html>"
)


class MethodNotAllowed(BowerbirdError):
    """That can't be asked this way."""

    code, http_status = "method_not_allowed", 405


class BadFields(BadInput):
    """Something in the request is not as it has to be."""

    code = "bad_fields"


def error_body(error: BowerbirdError) -> bytes:
    """Return the JSON that tells of an error."""
    told = {"code": error.code, "sentence": error.sentence, "action": error.action}
    return orjson.dumps({"error": told})


def error_headers(error: BowerbirdError) -> dict[str, str]:
    """Return the headers that belong to an error beside its body."""
    if isinstance(error, TooManyTries | Busy):
        return {"Retry-After": str(error.retry_after_seconds)}
    if isinstance(error, RangeRefused):
        return {"Content-Range": f"bytes */{error.size}"}
    return {}


def error_response(error: BowerbirdError) -> Response:
    """Return the answer that tells of an error."""
    return Response(error_body(error), error.http_status, error_headers(error), content_type="application/json")


def fields_error(error: ValidationError) -> BadFields:
    """Return what pydantic found, as a sentence about the first field that is wrong; the value is not repeated."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or "the body"
    return BadFields(f"{place}: {first['msg']}.")


def tell_errors(app: Flask) -> None:
    """Have every error of the app answered in the one shape."""

    @app.errorhandler(BowerbirdError)
    def _typed(error: BowerbirdError) -> Response:
        if error.http_status >= 500:
            log.warning("event=request_refused code=%s", error.code)
        return error_response(error)

    @app.errorhandler(HTTPException)
    def _of_the_library(error: HTTPException) -> Response:
        response = error_response(_known(error))
        for name, value in error.get_headers():
            if name == "Allow":
                response.headers[name] = value
        return response

    @app.errorhandler(Exception)
    def _unexpected(error: Exception) -> Response:
        log.error("event=request_failed", exc_info=error)
        return error_response(BowerbirdError("Something in Bowerbird went wrong; the log has the details."))


def _known(error: HTTPException) -> BowerbirdError:
    kinds: dict[int | None, type[BowerbirdError]] = {404: NotFound, 405: MethodNotAllowed, 413: TooLarge}
    kind = kinds.get(error.code)
    if kind is not None:
        return kind()
    if error.code is not None and error.code < 500:
        return BadInput("This request can't be understood.")
    return BowerbirdError("Something in Bowerbird went wrong; the log has the details.")


def of_wsgi(
    error: BowerbirdError, environ: Mapping[str, Any], start_response: Callable[..., Any],
    headers: list[tuple[str, str]],
) -> list[bytes]:
    """Answer an error from in front of Flask: a plain page for who looks at it in a browser, else the one shape."""
    if "text/html" in environ.get("HTTP_ACCEPT", ""):
        kind = "text/html; charset=utf-8"
        body = _PAGE.format(sentence=escape(error.sentence), action=escape(error.action)).encode()
    else:
        kind, body = "application/json", error_body(error)
    start_response(
        f"{error.http_status} {HTTPStatus(error.http_status).phrase}",
        [("Content-Type", kind), ("Content-Length", str(len(body))), *headers, *error_headers(error).items()],
    )
    return [] if environ.get("REQUEST_METHOD") == "HEAD" else [body]
