"""Every shared file beside the repository is read whole, and does what is stated about each object in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from app.parsing.content_parser import ContentParser
from app.parsing.formulae import Formula, NestedFormula, ZipperFormula
from app.parsing.page_parser import PageParser
from app.parsing.post import FileHash, Header, Note, Tags, Timestamp, Title, Urls, Variable, VetoWhen
from app.parsing.url import encode_url
from app.sites.catalogue import Definitions
from app.sites.domain_metadata import DomainMetadata
from app.sites.gug import Gug, Ngug
from app.sites.login_script import LoginScript
from app.sites.sharing.kinds import Kind
from app.sites.sharing.package import kind_of
from app.sites.simple_formula import SimpleFormula
from app.sites.url_class import UrlClass, UrlDoesNotFit
from tests.recorded.shared_files import definitions_of, package_of, stated_files

FILES = stated_files()
KINDS = {
    "gug": Kind.GUG, "ngug": Kind.NGUG, "url_class": Kind.URL_CLASS, "page_parser": Kind.PAGE_PARSER,
    "login_script": Kind.LOGIN_SCRIPT, "domain_metadata": Kind.DOMAIN_METADATA, "simple_formula": Kind.SIMPLE_FORMULA,
}
CONTENT_TYPES = {Tags: 0, Urls: 7, VetoWhen: 8, Variable: 14, FileHash: 15, Timestamp: 16, Title: 17, Note: 18,
                 Header: 22}
MATCH_TYPES = ["fixed", "flexible", "regex", "any"]


def objects(kind: str) -> list[Any]:
    return [pytest.param(file["file"], stated, id=f"{file['file'][:20]}-{stated['name']}")
            for file in FILES for stated in file["objects"] if stated["kind"] == kind]


def the(file: str, kind: Kind, name: str) -> Any:
    found = [each for each in package_of(file).definitions if kind_of(each) is kind and each.name == name]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("file", FILES, ids=[file["file"] for file in FILES])
def test_a_shared_file_holds_what_is_stated_and_nothing_is_lost(file):
    package = package_of(file["file"])
    assert (package.refused, package.misc) == ([], 0)
    held = Counter((kind_of(each), each.name) for each in package.definitions)
    assert held == Counter((KINDS[stated["kind"]], stated["name"]) for stated in file["objects"])


def test_all_stated_files_and_vectors_are_tried():
    vectors = sum(len(file["url_vectors"]) for file in FILES)
    print(f"{len(FILES)} shared files, {sum(len(file['objects']) for file in FILES)} objects, {vectors} URLs")
    assert (len(FILES), vectors) == (29, 566)


@pytest.mark.parametrize(("file", "stated"), objects("gug"))
def test_a_shared_gug_leads_where_it_is_stated(file, stated):
    gug: Gug = the(file, Kind.GUG, stated["name"])
    definitions = definitions_of(file)
    assert (gug.template, gug.separator, gug.phrase, gug.example) == (
        stated["template"], stated["separator"], stated["replacement_phrase"], stated["example_text"])
    (url,) = definitions.start_urls(gug.name, gug.example)
    assert url == stated["example_gallery_url"]
    check_resolved(definitions, url, stated, stated["matches_class_in_file"])


@pytest.mark.parametrize(("file", "stated"), objects("ngug"))
def test_a_shared_ngug_has_its_members(file, stated):
    ngug: Ngug = the(file, Kind.NGUG, stated["name"])
    assert (ngug.hint, list(ngug.gugs)) == (stated["initial"], stated["members"])


@pytest.mark.parametrize(("file", "stated"), objects("url_class"))
def test_a_shared_url_class_does_what_is_stated(file, stated):
    url_class: UrlClass = the(file, Kind.URL_CLASS, stated["name"])
    mask, url = url_class.mask, encode_url(stated["example_url"])
    assert (
        url_class.type.value, list(mask.domains), mask.match_subdomains, mask.keep_matched_subdomains,
        url_class.associate, url_class.can_produce_multiple_files,
        url_class.keep_extra_parameters_for_server, url_class.example_url, url_class.matches(url_class.example_url),
    ) == (
        stated["url_type"], stated["domains"], stated["match_subdomains"], stated["keep_subdomains"],
        stated["associate"], stated["multiple_files"], stated["keep_extra_for_server"], stated["example_url"],
        stated["example_matches"])
    assert list(url_class.complexity) == stated["complexity"]
    assert made(url_class.normalised, url) == stated["normalised"]
    assert made(url_class.for_server, url) == stated["for_server"]
    assert (made(url_class.redirect_url, url) if url_class.redirects else None) == stated["redirect_url"]
    assert url_class.next_page(url) == stated["next_gallery_page"]
    check_resolved(definitions_of(file), url, stated, stated["winning_class_in_file"])


def made(make: Any, url: str) -> str | None:
    try:
        return make(url)
    except UrlDoesNotFit:
        return None


def check_resolved(definitions: Definitions, url: str, stated: dict[str, Any], class_name: str | None) -> None:
    resolved = definitions.resolve(url)
    assert (resolved.url_class.name if resolved.url_class else None) == class_name
    assert (resolved.parser.name if resolved.parser else None) == stated["parser_in_file"]
    assert fetched(definitions, url) == stated["fetch_url"]


def fetched(definitions: Definitions, url: str) -> str | None:
    """Return the end of the redirects, None for a chain that leads nowhere and for an address of no class."""
    resolved = definitions.resolve(url)
    broken = resolved.url_class is None or resolved.chain[-1].redirects
    return None if broken else resolved.request_url


@pytest.mark.parametrize(("file", "vector"), [
    pytest.param(file["file"], vector, id=f"{file['file'][:20]}-{number}")
    for file in FILES for number, vector in enumerate(file["url_vectors"])])
def test_a_url_belongs_and_reads_as_stated(file, vector):
    definitions, url = definitions_of(file), vector["url"]
    url_class = definitions.url_class_for(url)
    assert (url_class.name if url_class else None) == vector["class"]
    assert definitions.normalised(url) == vector["normalised"]
    assert definitions.for_server(url) == vector["for_server"]
    if "fetch_url" in vector:
        assert fetched(definitions, url) == vector["fetch_url"]


@pytest.mark.parametrize(("file", "stated"), objects("page_parser"))
def test_a_shared_page_parser_has_its_parts(file, stated):
    parser: PageParser = the(file, Kind.PAGE_PARSER, stated["name"])
    assert (list(parser.example_urls), len(parser.content_parsers), len(parser.subsidiaries)) == (
        stated["example_urls"], stated["content_parsers"], stated["subsidiaries"])
    assert bool(parser.converter.operations) == stated["pre_conversion"]
    assert sorted({CONTENT_TYPES[type(each.meaning)] for each in all_content_parsers(parser)}) == (
        stated["content_types"])
    assert Counter(formula.kind for formula in all_formulae(parser)) == Counter(stated["formulae"])


def all_content_parsers(parser: PageParser) -> Iterator[ContentParser]:
    yield from parser.content_parsers
    for subsidiary in parser.subsidiaries:
        yield from all_content_parsers(subsidiary.parser)


def all_formulae(parser: PageParser) -> Iterator[Formula]:
    for content in parser.content_parsers:
        yield from with_inner(content.formula)
    for subsidiary in parser.subsidiaries:
        yield from with_inner(subsidiary.formula)
        yield from all_formulae(subsidiary.parser)


def with_inner(formula: Formula) -> Iterator[Formula]:
    yield formula
    if isinstance(formula, ZipperFormula):
        for inner in formula.formulae:
            yield from with_inner(inner)
    if isinstance(formula, NestedFormula):
        yield from with_inner(formula.main)
        yield from with_inner(formula.sub)


@pytest.mark.parametrize(("file", "stated"), objects("login_script"))
def test_a_shared_login_script_has_its_steps(file, stated):
    script: LoginScript = the(file, Kind.LOGIN_SCRIPT, stated["name"])
    assert [each.domain for each in script.domains] == stated["domains"]
    assert sorted(each.name for each in script.credentials) == stated["credentials"]
    assert [
        {"name": each.name, "method": each.method, "path": each.path, "subdomain": each.subdomain,
         "arguments": sorted([*each.arguments, *each.credentials.values(), *each.variables.values()]),
         "content_parsers": len(each.content_parsers)}
        for each in script.steps
    ] == stated["steps"]
    assert sorted([each.name.value, MATCH_TYPES.index(each.value.type)] for each in script.required_cookies) == (
        stated["required_cookies"])


@pytest.mark.parametrize(("file", "stated"), objects("domain_metadata"))
def test_shared_domain_metadata_is_what_is_stated(file, stated):
    metadata: DomainMetadata = the(file, Kind.DOMAIN_METADATA, stated["name"])
    rules = [[int(rule.counts == "requests"), rule.seconds, rule.maximum] for rule in metadata.bandwidth or ()]
    assert ([header.name for header in metadata.headers], sorted(rules)) == (
        stated["headers"], sorted(stated["bandwidth"]))


@pytest.mark.parametrize(("file", "stated"), objects("simple_formula"))
def test_a_shared_simple_formula_is_of_its_kind(file, stated):
    formula: SimpleFormula = the(file, Kind.SIMPLE_FORMULA, stated["name"])
    assert formula.formula.kind == stated["formula"]
