"""GUGs, NGUGs, URL classes and domain metadata in the shared format (69, 70, 50, 139, 127, 71, 38).

Keys tie objects together inside one store only; each that is written is new.
"""

from __future__ import annotations

import secrets

from app.sites.domain_mask import DomainMask
from app.sites.domain_metadata import DomainMetadata
from app.sites.gug import Gug, Ngug
from app.sites.sharing.kinds import Kind
from app.sites.sharing.objects import Json, a_list, an_object
from app.sites.sharing.reading.sites import REFERRAL_MODES, URL_TYPES
from app.sites.sharing.upgrades.strings import ANY_MATCH
from app.sites.sharing.writing.strings import written_converter, written_match, written_processor
from app.sites.url_class import GalleryIndex, Parameter, UrlClass

_NUMBERS_OF_TYPES = {url_type: number for number, url_type in URL_TYPES.items()}


def _new_key() -> str:
    return secrets.token_hex(32)


def written_gug(gug: Gug) -> Json:
    """Return the GUG as an object."""
    return an_object(
        Kind.GUG, [_new_key(), gug.template, gug.phrase, gug.separator, gug.hint, gug.example], gug.name)


def written_ngug(ngug: Ngug) -> Json:
    """Return the NGUG as an object; readers find its members by their names."""
    return an_object(Kind.NGUG, [_new_key(), ngug.hint, [[_new_key(), name] for name in ngug.gugs]], ngug.name)


def written_url_class(url_class: UrlClass) -> Json:
    """Return the URL class as an object."""
    single = url_class.single_value_match
    return an_object(Kind.URL_CLASS, [
        _new_key(), _NUMBERS_OF_TYPES[url_class.type], url_class.scheme, _mask(url_class.mask),
        [url_class.alphabetise, url_class.no_more_path_components, url_class.no_more_parameters,
         url_class.keep_extra_parameters_for_server, url_class.can_produce_multiple_files, url_class.associate,
         url_class.keep_fragment],
        [[written_match(component.match), component.default] for component in url_class.path],
        a_list(map(_parameter, url_class.parameters)),
        single is not None, ANY_MATCH if single is None else written_match(single),
        [[name, value] for name, value in (url_class.headers or {}).items()],
        written_converter(url_class.redirect), REFERRAL_MODES.index(url_class.referral_mode),
        written_converter(url_class.referral), *_gallery_index(url_class.gallery_index), url_class.example_url,
    ], url_class.name)


def _mask(mask: DomainMask) -> Json:
    return an_object(Kind.DOMAIN_MASK, [
        list(mask.domains), list(mask.patterns), mask.match_subdomains, mask.keep_matched_subdomains])


def _parameter(parameter: Parameter) -> Json:
    return an_object(Kind.URL_PARAMETER, [
        parameter.name, written_match(parameter.match), parameter.ephemeral, parameter.default,
        written_processor(parameter.default_process)])


def _gallery_index(index: GalleryIndex | None) -> list[Json]:
    if index is None:
        return [None, None, 1]
    if index.parameter is not None:
        return [1, index.parameter, index.delta]
    return [0, index.path_component, index.delta]


def written_domain_metadata(metadata: DomainMetadata) -> Json:
    """Return the domain metadata as an object."""
    headers = [[header.name, header.value, header.reason] for header in metadata.headers]
    rules = None if metadata.bandwidth is None else an_object(
        Kind.BANDWIDTH_RULES,
        [[int(rule.counts == "requests"), rule.seconds, rule.maximum] for rule in metadata.bandwidth])
    return an_object(Kind.DOMAIN_METADATA, [metadata.name, headers or None, rules])
