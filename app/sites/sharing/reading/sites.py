"""GUGs (69), NGUGs (70), URL classes (50) with their masks (139) and parameters (127), domain metadata (71)."""

from __future__ import annotations

from app.parsing.string_processing.match import StringMatch
from app.sites.domain_mask import DomainMask
from app.sites.domain_metadata import BandwidthRule, CustomHeader, DomainMetadata
from app.sites.gug import Gug, Ngug
from app.sites.sharing.errors import BadObject
from app.sites.sharing.kinds import Kind
from app.sites.sharing.objects import Json, members
from app.sites.sharing.reading.fields import Dropped, chosen, each
from app.sites.sharing.reading.strings import read_converter, read_match, read_processor
from app.sites.sharing.upgrades import current
from app.sites.url_class import GalleryIndex, Parameter, PathComponent, ReferralMode, UrlClass, UrlType

URL_TYPES = {0: UrlType.POST, 2: UrlType.FILE, 3: UrlType.GALLERY, 4: UrlType.WATCHABLE}
REFERRAL_MODES = tuple(ReferralMode)


def read_gug(raw: Json, dropped: Dropped) -> Gug:
    """Return the GUG."""
    given = current(raw, Kind.GUG)
    _, template, phrase, separator, hint, example = given.content
    return Gug(given.name, template, phrase, separator, hint, example)


def read_ngug(raw: Json, dropped: Dropped) -> Ngug:
    """Return the NGUG; its members are known by their names."""
    given = current(raw, Kind.NGUG)
    _, hint, gugs = given.content
    return Ngug(given.name, tuple(name for _, name in gugs), hint)


def read_url_class(raw: Json, dropped: Dropped) -> UrlClass:
    """Return the URL class."""
    given = current(raw, Kind.URL_CLASS)
    (_, number, scheme, mask, booleans, path, query, takes_singles, single_match, headers, api, referral_mode,
     referral, index_kind, index, delta, example) = given.content
    alphabetise, no_more_path, no_more_query, keep_extra, multiple, associate, fragment = map(bool, booleans)
    if number not in URL_TYPES:
        raise BadObject(f"there is no URL of type {str(number)[:40]}")
    return UrlClass(
        name=given.name, type=URL_TYPES[number], mask=_mask(mask), example_url=example,
        path=tuple(PathComponent(read_match(match), default) for match, default in path),
        parameters=each(members(query), _parameter, dropped, "parameter"), scheme=scheme, alphabetise=alphabetise,
        no_more_path_components=no_more_path, no_more_parameters=no_more_query,
        keep_extra_parameters_for_server=keep_extra, can_produce_multiple_files=multiple, associate=associate,
        keep_fragment=fragment, single_value_match=_single(takes_singles, single_match),
        headers=dict(headers) or None, redirect=read_converter(api),
        referral_mode=chosen(REFERRAL_MODES, referral_mode, "referral mode"), referral=read_converter(referral),
        gallery_index=_gallery_index(index_kind, index, delta))


def _single(is_taken: Json, match: Json) -> StringMatch | None:
    return read_match(match) if is_taken else None


def _mask(raw: Json) -> DomainMask:
    domains, patterns, match_subdomains, keep_subdomains = current(raw, Kind.DOMAIN_MASK).content
    return DomainMask(tuple(domains), tuple(patterns), bool(match_subdomains), bool(keep_subdomains))


def _parameter(raw: Json, dropped: Dropped) -> Parameter:
    name, match, ephemeral, default, processor = current(raw, Kind.URL_PARAMETER).content
    return Parameter(name, read_match(match), default, bool(ephemeral), read_processor(processor, dropped))


def _gallery_index(kind: Json, index: Json, delta: Json) -> GalleryIndex | None:
    if kind is None or index is None:
        return None
    if kind == 0:
        return GalleryIndex(delta, path_component=index)
    if kind == 1:
        return GalleryIndex(delta, parameter=index)
    raise BadObject(f"there is no gallery index of kind {str(kind)[:40]}")


def read_domain_metadata(raw: Json, dropped: Dropped) -> DomainMetadata:
    """Return what is asked of the domain."""
    given = current(raw, Kind.DOMAIN_METADATA)
    domain, headers, bandwidth = given.content
    return DomainMetadata(
        domain, tuple(CustomHeader(name, value, reason or "") for name, value, reason in headers or ()),
        None if bandwidth is None else tuple(_rules(bandwidth)))


def _rules(raw: Json) -> list[BandwidthRule]:
    rules = current(raw, Kind.BANDWIDTH_RULES).content
    return [BandwidthRule("requests" if kind else "bytes", maximum, seconds) for kind, seconds, maximum in rules]
