"""Upgrades of URL classes (50) and their parameters (127).

Names of the fields, in the order of the layouts: key, type, scheme, netloc, ms/ks (match/keep subdomains), path,
query, headers, api (converter), ref and ref_converter, gallery (three fields), example.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from app.parsing.url import PARAMETER_SAFE, PATH_SAFE, encode
from app.sites.sharing.kinds import Kind
from app.sites.sharing.objects import Json, a_list, an_object, members, pairs, shared_object
from app.sites.sharing.upgrades.strings import ANY_MATCH, NO_CONVERTER, NO_PROCESSOR, has_operations

_POST, _FILE, _GALLERY, _WATCHABLE = 0, 2, 3, 4
_FIXED = 0


def _class_1(content: Json) -> Json:
    *front, example = content
    return [secrets.token_hex(32), *front, NO_CONVERTER, example]


def _class_2(content: Json) -> Json:
    *front, example = content
    return [*front, front[1] in {_FILE, _POST}, example]


def _class_3(content: Json) -> Json:
    *front, associate, example = content
    return [*front, False, associate, example]


def _class_4(content: Json) -> Json:
    *front, example = content
    return [*front, None, None, 1, example]


def _class_5(content: Json) -> Json:
    """Path components and parameters may have defaults."""
    *front, path, query, api, multiple, associate, kind, identifier, delta, example = content
    path = [[match, None] for match in members(path)]
    query = [[name, [match, None]] for name, match in pairs(query)]
    return [*front, path, query, api, multiple, associate, kind, identifier, delta, example]


def _class_6(content: Json) -> Json:
    *front, multiple, associate, kind, identifier, delta, example = content
    return [*front, 0, NO_CONVERTER, multiple, associate, kind, identifier, delta, example]


def _class_7(content: Json) -> Json:
    key, url_type, scheme, netloc, match_subdomains, keep_subdomains, *rest = content
    return [key, url_type, scheme, netloc, match_subdomains, keep_subdomains, True, *rest]


def _class_8(content: Json) -> Json:
    (key, url_type, scheme, netloc, match_subdomains, keep_subdomains, alphabetise, path, query, api, ref,
     ref_converter, multiple, associate, kind, identifier, delta, example) = content
    booleans = [match_subdomains, keep_subdomains, alphabetise, multiple, associate, False]
    return [key, url_type, scheme, netloc, booleans, path, query, api, ref, ref_converter, kind, identifier, delta,
            example]


def _class_9(content: Json) -> Json:
    key, url_type, scheme, netloc, booleans, path, query, *rest = content
    return [key, url_type, scheme, netloc, booleans, path, query, [], *rest]


def _class_10(content: Json) -> Json:
    key, url_type, scheme, netloc, booleans, path, query, *rest = content
    return [key, url_type, scheme, netloc, booleans, path, query, False, ANY_MATCH, *rest]


def _class_11(content: Json) -> Json:
    *front, booleans, path, query, single, match, headers, api, ref, ref_converter, kind, identifier, delta, example = (
        content)
    match_subdomains, keep_subdomains, alphabetise, multiple, associate, keep_fragment = booleans
    booleans = [match_subdomains, keep_subdomains, alphabetise, False, False, multiple, associate, keep_fragment]
    return [*front, booleans, path, query, single, match, headers, api, ref, ref_converter, kind, identifier, delta,
            example]


def _class_12(content: Json) -> Json:
    """What is compared with a URL's parts is encoded as they are; parameters become objects."""
    key, url_type, scheme, netloc, booleans, path, query, *rest = content
    path = [[_encoded_match(match, PATH_SAFE), _encoded(default, PATH_SAFE)] for match, default in path]
    made = [
        an_object(Kind.URL_PARAMETER, [
            _encoded(name, PARAMETER_SAFE), _encoded_match(match, PARAMETER_SAFE), False,
            _encoded(default, PARAMETER_SAFE), NO_PROCESSOR,
        ])
        for name, (match, default) in query
    ]
    return [key, url_type, scheme, netloc, booleans, path, a_list(made), *rest]


def _encoded(text: Json, safe: str) -> Json:
    return None if text is None else encode(text, safe)


def _encoded_match(match: Json, safe: str) -> Json:
    given = shared_object(match)
    kind, value, fewest, most, example = given.content
    if kind == _FIXED:
        value, example = encode(value, safe), encode(example, safe)
    return an_object(Kind.STRING_MATCH, [kind, value, fewest, most, example])


def _class_13(content: Json) -> Json:
    """Whether parameters beyond the defined ones are sent is told by a flag, no longer by the type."""
    key, url_type, scheme, netloc, booleans, path, query, single, match, headers, api, *rest = content
    *subdomains_and_order, no_more_path, no_more_query, multiple, associate, fragment = booleans
    keep_extra = url_type in {_GALLERY, _WATCHABLE} and not has_operations(api) and not no_more_query
    booleans = [*subdomains_and_order, no_more_path, no_more_query, keep_extra, multiple, associate, fragment]
    return [key, url_type, scheme, netloc, booleans, path, query, single, match, headers, api, *rest]


def _class_14(content: Json) -> Json:
    key, url_type, scheme, netloc, (match_subdomains, keep_subdomains, *booleans), *rest = content
    mask = an_object(Kind.DOMAIN_MASK, [[netloc], [], match_subdomains, keep_subdomains])
    return [key, url_type, scheme, mask, booleans, *rest]


def _parameter_1(content: Json) -> Json:
    name, match, default = content
    return [name, match, False, default, NO_PROCESSOR]


_CLASS_STEPS: tuple[Callable[[Json], Json], ...] = (
    _class_1, _class_2, _class_3, _class_4, _class_5, _class_6, _class_7, _class_8, _class_9, _class_10, _class_11,
    _class_12, _class_13, _class_14,
)

STEPS = {
    **{(Kind.URL_CLASS, version): upgrade for version, upgrade in enumerate(_CLASS_STEPS, start=1)},
    (Kind.URL_PARAMETER, 1): _parameter_1,
}
