"""Login scripts (73), their steps (74) and the credentials they ask for (72)."""

from __future__ import annotations

from app.sites.login_script import (
    Access,
    CredentialDefinition,
    LoginDomain,
    LoginScript,
    LoginStep,
    RequiredCookie,
)
from app.sites.sharing.errors import BadObject
from app.sites.sharing.kinds import Kind
from app.sites.sharing.objects import Json, members, pairs
from app.sites.sharing.reading.fields import Dropped, chosen, each, texts
from app.sites.sharing.reading.parsers import read_content_parser
from app.sites.sharing.reading.strings import read_match
from app.sites.sharing.upgrades import current

ACCESS = tuple(Access)


def read_login_script(raw: Json, dropped: Dropped) -> LoginScript:
    """Return the login script."""
    given = current(raw, Kind.LOGIN_SCRIPT)
    _, cookies, credentials, steps, domains = given.content
    return LoginScript(
        given.name, _cookies(cookies), each(members(credentials), _credential, dropped, "credential"),
        each(members(steps), _step, dropped, "step"),
        tuple(LoginDomain(domain, chosen(ACCESS, access, "access"), note or "") for domain, access, note in domains))


def _cookies(raw: Json) -> tuple[RequiredCookie, ...]:
    return tuple(RequiredCookie(read_match(name), read_match(value)) for name, value in pairs(raw))


def _credential(raw: Json, dropped: Dropped) -> CredentialDefinition:
    given = current(raw, Kind.LOGIN_CREDENTIAL)
    kind, match = given.content
    return CredentialDefinition(given.name, bool(kind), read_match(match))


def _step(raw: Json, dropped: Dropped) -> LoginStep:
    given = current(raw, Kind.LOGIN_STEP)
    scheme, method, subdomain, path, credentials, arguments, variables, cookies, parsers = given.content
    if method not in {"GET", "POST"}:
        raise BadObject(f"there is no method '{str(method)[:40]}'")
    return LoginStep(
        given.name, method, path, scheme, subdomain, texts(credentials), texts(arguments), texts(variables),
        _cookies(cookies), each(members(parsers), read_content_parser, dropped, "content parser"))
