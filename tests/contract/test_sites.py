"""Every site in the definitions folder keeps the promises of its expected.json; a new folder is tested by itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.parsing.page_parser import PAGE_PARSER
from app.parsing.post import Post
from app.parsing.schema import write
from app.parsing.work import parse_page
from app.sites.definitions import load_definitions
from app.sites.site_definition import read_site

FOLDER = Path(__file__).parents[2] / "app" / "sites" / "definitions"
SITES = sorted(path.parent.name for path in FOLDER.glob("*/definition.json"))
OWN = load_definitions()


def expected(site: str) -> dict[str, Any]:
    return json.loads((FOLDER / site / "expected.json").read_text("utf-8"))


def definition(site: str):
    return read_site((FOLDER / site / "definition.json").read_text("utf-8"), site)


PAGES = [(site, page) for site in SITES for page in expected(site)["pages"]]
CLASSES = [(site, url_class.name) for site in SITES for url_class in definition(site).url_classes]
SOURCES = OWN.sources()


def test_there_are_sites():
    assert SITES


@pytest.mark.parametrize("site", SITES)
def test_a_site_names_the_public_source_of_its_facts(site):
    sources = definition(site).source
    assert sources
    assert all("/" in source or "://" in source for source in sources)


@pytest.mark.parametrize(("site", "name"), CLASSES, ids=[name for _, name in CLASSES])
def test_a_url_class_takes_its_examples_and_refuses_its_counter_examples(site, name):
    urls = expected(site)["urls"][name]
    url_class = next(each for each in definition(site).url_classes if each.name == name)
    assert urls["match"]
    assert urls["refuse"]
    for url in [url_class.example_url, *urls["match"]]:
        assert OWN.url_class_for(url) == url_class, url
    for url in urls["refuse"]:
        assert OWN.url_class_for(url) != url_class, url


@pytest.mark.parametrize(("site", "name"), CLASSES, ids=[name for _, name in CLASSES])
def test_a_url_class_spells_and_turns_pages_as_stated(site, name):
    urls = expected(site)["urls"][name]
    url_class = next(each for each in definition(site).url_classes if each.name == name)
    normal = url_class.normalised(url_class.example_url)
    assert OWN.normalised(normal) == normal
    for given, spelled in urls.get("normalised", {}).items():
        assert OWN.normalised(given) == spelled
    for given, following in urls.get("next", {}).items():
        assert OWN.next_page(given) == following


@pytest.mark.parametrize("source", SOURCES, ids=[source.name for source in SOURCES])
def test_a_source_leads_from_its_example_to_a_parser(source):
    urls = OWN.start_urls(source.name, source.example)
    assert urls
    for url in urls:
        resolved = OWN.resolve(url)
        assert resolved.type == "gallery"
        assert resolved.parser is not None, resolved.reason


@pytest.mark.parametrize(("site", "name"), CLASSES, ids=[name for _, name in CLASSES])
def test_a_url_class_with_pages_has_a_parser(site, name):
    url_class = next(each for each in definition(site).url_classes if each.name == name)
    resolved = OWN.resolve(url_class.example_url)
    assert resolved.reason == ""
    assert (resolved.parser is not None) == (url_class.type in {"post", "gallery", "watchable"})


def parse(site: str, page: str, url: str) -> dict[str, Any]:
    resolved = OWN.resolve(url)
    assert resolved.parser is not None, resolved.reason
    return parse_page({
        "parser": write(PAGE_PARSER, resolved.parser),
        "context": {"url": resolved.request_url, "post_url": url, "gallery_url": url},
        "text": (FOLDER / site / page).read_text("utf-8"),
    })


@pytest.mark.parametrize(("site", "page"), PAGES, ids=[f"{site}/{page}" for site, page in PAGES])
def test_a_made_page_yields_the_stated_posts(site, page):
    stated = expected(site)["pages"][page]
    answer = parse(site, page, stated["url"])
    if "veto" in stated:
        assert answer == {"veto": stated["veto"]}
        return
    posts = [Post.from_data(data) for data in answer["posts"]]
    found = [
        {
            "pursue": post.pursue_urls(),
            "sources": post.source_urls(),
            "tags": sorted(post.tags()),
            "hashes": post.hashes(),
            "time": post.seconds(),
            "notes": post.notes(),
            "next": post.next_page_urls(),
        }
        for post in posts
    ]
    wanted = [{"notes": {}, "next": [], **post, "tags": sorted(post["tags"])} for post in stated["posts"]]
    assert found == wanted


@pytest.mark.parametrize("site", SITES)
def test_every_page_in_a_sites_folder_is_tested(site):
    pages = {path.name for path in (FOLDER / site).iterdir()} - {"definition.json", "expected.json"}
    assert pages == set(expected(site)["pages"])


@pytest.mark.parametrize(("site", "page"), PAGES, ids=[f"{site}/{page}" for site, page in PAGES])
def test_what_a_page_yields_belongs_to_known_classes_of_its_site(site, page):
    stated = expected(site)["pages"][page]
    for data in parse(site, page, stated["url"]).get("posts", []):
        post = Post.from_data(data)
        types = {str(OWN.resolve(url).type) for url in post.pursue_urls()}
        assert types <= {"file", "post", "unknown"}


@pytest.mark.parametrize("site", SITES)
def test_no_definition_carries_a_key_or_a_password(site):
    text = (FOLDER / site / "definition.json").read_text("utf-8").lower()
    assert "authorization" not in text
    assert '"cookie"' not in text
    for source in definition(site).gugs:
        assert "api_key=" not in source.template


@pytest.mark.parametrize(("site", "page"), PAGES, ids=[f"{site}/{page}" for site, page in PAGES])
def test_a_page_cut_off_anywhere_is_answered_and_never_raised(site, page):
    text = (FOLDER / site / page).read_text("utf-8")
    url = expected(site)["pages"][page]["url"]
    resolved = OWN.resolve(url)
    assert resolved.parser is not None
    job = {"parser": write(PAGE_PARSER, resolved.parser), "context": {"url": resolved.request_url}}
    for length in range(0, len(text), max(1, len(text) // 25)):
        answer = parse_page({**job, "text": text[:length]})
        assert len(answer.keys() & {"posts", "veto", "error"}) == 1


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", '"text"', "[[[]]]", "[1]", '{"posts": 1}', "<html>", "\x00"])
@pytest.mark.parametrize("site", SITES)
def test_a_strange_answer_yields_no_file(site, text):
    for parser in definition(site).parsers:
        job = {"parser": write(PAGE_PARSER, parser), "context": {"url": "https://x.example/"}, "text": text}
        answer = parse_page(job)
        assert not [url for data in answer.get("posts", []) for url in Post.from_data(data).pursue_urls()]
