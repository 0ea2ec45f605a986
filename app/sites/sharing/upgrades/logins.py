"""Upgrades of login scripts (73) and their steps (74), and of network contexts (47)."""

from __future__ import annotations

from app.sites.sharing.kinds import Kind
from app.sites.sharing.objects import Json, a_dictionary, pairs
from app.sites.sharing.upgrades.strings import fixed_match

_DOMAIN, _SUBSCRIPTION = 2, 5


def _with_matches_for_names(cookies: Json) -> Json:
    return a_dictionary((fixed_match(name), match) for name, match in pairs(cookies))


def _script_1(content: Json) -> Json:
    key, cookies, *rest = content
    return [key, _with_matches_for_names(cookies), *rest]


def _step_1(content: Json) -> Json:
    *front, cookies, parsers = content
    return [*front, _with_matches_for_names(cookies), parsers]


def _context_1(content: Json) -> Json:
    """The names of domains and subscriptions are text, no longer hex."""
    context_type, data = content
    if context_type in {_DOMAIN, _SUBSCRIPTION} and data is not None:
        data = bytes.fromhex(data).decode("utf-8")
    return [context_type, data]


STEPS = {
    (Kind.LOGIN_SCRIPT, 1): _script_1,
    (Kind.LOGIN_STEP, 1): _step_1,
    (Kind.NETWORK_CONTEXT, 1): _context_1,
}
