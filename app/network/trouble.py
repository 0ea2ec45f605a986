"""Exceptions of libraries and sockets, told as typed trouble. The one place that knows their names."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from ssl import SSLCertVerificationError

import requests
import urllib3.exceptions

from app.core.reasons import Reason, reason
from app.network.address_guard import BadUrl, PrivateAddress
from app.network.request import Cancelled, NetworkTrouble
from app.network.resolver import UnknownHost
from app.network.watchdog import Cut, Watch

_CUT_DETAIL = {
    Cut.HEADERS: "Its answer did not begin in time.",
    Cut.SLOW: "It sent less than 1 KB a second.",
    Cut.TOTAL: "It took longer than any request may.",
}
_DECODE = (requests.exceptions.ContentDecodingError, urllib3.exceptions.DecodeError)
_TIMES_OUT = (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError, TimeoutError)
_CERTIFICATE = (requests.exceptions.SSLError, urllib3.exceptions.SSLError)
_PROXY = (requests.exceptions.ProxyError, urllib3.exceptions.ProxyError)
_MALFORMED = (
    requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, requests.exceptions.MissingSchema,
    urllib3.exceptions.LocationValueError,
)
_BROKEN = (
    requests.exceptions.ChunkedEncodingError, urllib3.exceptions.ProtocolError,
    requests.exceptions.InvalidHeader, urllib3.exceptions.InvalidHeader,  # of the answer; ours are checked before
)
_LIBRARY = (requests.exceptions.RequestException, urllib3.exceptions.HTTPError, OSError)


@contextmanager
def told_as_trouble(site: str, watch: Watch | None = None) -> Iterator[None]:
    """Raise NetworkTrouble or Cancelled in place of whatever goes wrong inside the block."""
    try:
        yield
    except PrivateAddress as error:
        raise NetworkTrouble(reason("private_address", error.host), domain=site) from error
    except BadUrl as error:
        raise NetworkTrouble(reason("bad_url", error.sentence), domain=site) from error
    except UnknownHost as error:
        raise NetworkTrouble(
            reason("connection_failed", error.sentence), domain=site, is_passing=error.is_passing
        ) from error
    except _LIBRARY as error:
        if watch is not None and watch.cut is not None:
            raise cut_short(watch.cut, site) from error
        found, is_passing = _meaning(error)
        raise NetworkTrouble(found, domain=site, is_passing=is_passing) from error
    if watch is not None and watch.cut is not None:
        # a shut socket looks like the end of a body that has no length
        raise cut_short(watch.cut, site)


def cut_short(cut: Cut, site: str) -> NetworkTrouble | Cancelled:
    """Return the trouble of a request that the watchdog ended."""
    if cut is Cut.CANCELLED:
        return Cancelled()
    return NetworkTrouble(reason("timeout", _CUT_DETAIL[cut]), domain=site)


def is_lost(trouble: NetworkTrouble) -> bool:
    """Return whether the trouble may mean that there is no network at all."""
    cause = trouble.__cause__
    if isinstance(cause, UnknownHost) or (_is_a(cause, _PROXY) and not _proxy_answer(cause)):
        return True
    return _is_a(cause, (OSError,), {errno.ENETUNREACH, errno.EHOSTUNREACH})


def _meaning(error: Exception) -> tuple[Reason, bool]:
    """Return the reason, and whether another try a moment later may do."""
    if _is_a(error, _CERTIFICATE):
        is_certificate = _is_a(error, (SSLCertVerificationError,))
        return reason("tls_failed", _tls_detail(error)), not is_certificate
    if _is_a(error, _PROXY):
        answer = _proxy_answer(error)
        return reason("connection_failed", answer or "The proxy does not answer."), not answer.endswith("(407).")
    if isinstance(error, _MALFORMED):
        return reason("bad_url"), False
    if _is_a(error, _TIMES_OUT) and not _is_a(error, (urllib3.exceptions.NewConnectionError,)):
        return reason("timeout"), True
    if isinstance(error, _DECODE):
        return reason("truncated", "Its compression is damaged."), True
    if _is_a(error, (urllib3.exceptions.IncompleteRead,)):
        return reason("truncated"), True
    if _is_a(error, _BROKEN):
        return reason("connection_failed", "The connection broke off."), True
    return reason("connection_failed"), True


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Go through an exception, its causes and what it wraps; libraries wrap in each of these ways."""
    seen: set[int] = set()
    todo = [error]
    while todo:
        current = todo.pop()
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        wrapped = [part for part in current.args if isinstance(part, BaseException)]
        reached = getattr(current, "reason", None)
        if isinstance(reached, BaseException):
            wrapped.append(reached)
        todo += [*wrapped, current.__cause__, current.__context__]


def _is_a(error: BaseException | None, kinds: tuple[type[BaseException], ...], numbers: set[int] | None = None) -> bool:
    return any(
        isinstance(part, kinds) and (numbers is None or getattr(part, "errno", None) in numbers)
        for part in _chain(error)
    )


def _proxy_answer(error: BaseException | None) -> str:
    """Return what the proxy answered in place of a tunnel, as a sentence; empty when it did not answer."""
    for part in _chain(error):
        found = re.match(r"Tunnel connection failed: ([0-9]{3})", str(part)) if isinstance(part, OSError) else None
        if found:
            return f"The proxy does not lead there ({found[1]})."
    return ""


def _tls_detail(error: Exception) -> str:
    for part in _chain(error):
        if isinstance(part, SSLCertVerificationError):
            return str(part.verify_message)
    return ""
