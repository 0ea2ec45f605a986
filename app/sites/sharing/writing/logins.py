"""Login scripts in the shared format (73, 74, 72)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from app.sites.login_script import CredentialDefinition, LoginScript, LoginStep, RequiredCookie
from app.sites.sharing.kinds import Kind
from app.sites.sharing.objects import Json, a_dictionary, a_list, an_object
from app.sites.sharing.reading.logins import ACCESS
from app.sites.sharing.writing.parsers import written_content_parser
from app.sites.sharing.writing.strings import written_match


def written_login_script(script: LoginScript) -> Json:
    """Return the login script as an object."""
    return an_object(Kind.LOGIN_SCRIPT, [
        secrets.token_hex(32), _cookies(script.required_cookies), a_list(map(_credential, script.credentials)),
        a_list(map(_step, script.steps)),
        [[each.domain, ACCESS.index(each.access), each.note] for each in script.domains],
    ], script.name)


def _cookies(cookies: Iterable[RequiredCookie]) -> Json:
    return a_dictionary((written_match(cookie.name), written_match(cookie.value)) for cookie in cookies)


def _credential(credential: CredentialDefinition) -> Json:
    return an_object(
        Kind.LOGIN_CREDENTIAL, [int(credential.is_hidden), written_match(credential.match)], credential.name)


def _step(step: LoginStep) -> Json:
    return an_object(Kind.LOGIN_STEP, [
        step.scheme, step.method, step.subdomain, step.path, step.credentials, step.arguments, step.variables,
        _cookies(step.required_cookies), a_list(map(written_content_parser, step.content_parsers)),
    ], step.name)
