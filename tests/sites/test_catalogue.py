"""The definitions in force: choosing a class, redirect chains, links, known URLs, sources."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.parsing.errors import DefinitionError
from app.parsing.url import is_full_url
from app.sites.catalogue import Definitions, UnknownSource
from app.sites.definitions import load_definitions
from app.sites.known_urls import spellings
from app.sites.url_class import UrlType

OWN = load_definitions()


def fixed(text):
    return {"match": {"type": "fixed", "value": text}}


ANYTHING = {"match": {"type": "any"}}
TO = "https://example.com/"


def named(name, path, **fields):
    example = TO + "/".join(part["match"].get("value", "1") for part in path)
    return {"name": name, "type": "post", "mask": {"domains": ["example.com"]}, "path": path, "example_url": example,
            **fields}


def redirect(pattern, replacement):
    return {"operations": [{"op": "substitute", "pattern": pattern, "replacement": replacement}]}


def definitions(*classes, parsers=(), **more) -> Definitions:
    return Definitions.from_texts({"x/definition.json": json.dumps({
        "version": 1, "site": "x", "source": ["https://example.com/help"], "url_classes": classes,
        "parsers": list(parsers), **more,
    })})


def test_of_two_classes_that_match_the_more_closely_described_one_is_right():
    made = definitions(named("loose", [fixed("post")]), named("close", [fixed("post"), ANYTHING]))
    assert made.url_class_for(TO + "post/1").name == "close"
    assert made.url_class_for(TO + "post").name == "loose"
    assert made.url_class_for(TO + "other") is None
    assert made.url_class_for("no url") is None


def test_of_two_hosts_that_fit_the_more_specific_one_is_asked_first():
    wide = named("wide", [fixed("a"), fixed("b")], mask={"domains": ["example.com"], "match_subdomains": True})
    narrow = named("narrow", [fixed("a")], mask={"domains": ["img.example.com"]})
    made = definitions(wide, narrow)
    assert made.url_class_for("https://img.example.com/a/b").name == "narrow"
    assert made.url_class_for("https://cdn.example.com/a/b").name == "wide"


def test_equals_are_taken_in_order_of_their_names():
    made = definitions(named("b", [fixed("post")]), named("a", [fixed("post")]))
    assert made.url_class_for(TO + "post").name == "a"


def test_a_redirect_is_followed_to_the_class_that_owns_the_parser():
    made = definitions(
        named("page", [fixed("post"), ANYTHING], redirect=redirect("/post/", "/middle/")),
        named("middle", [fixed("middle"), ANYTHING], redirect=redirect("/middle/", "/api/")),
        named("api", [fixed("api"), ANYTHING], parameters=[{"name": "v", "default": "2"}]),
        parsers=[{"name": "reads the api", "example_urls": [TO + "api/1"]}],
    )
    resolved = made.resolve("http://www.example.com/post/7?x=1#y")
    assert [each.name for each in resolved.chain] == ["page", "middle", "api"]
    assert resolved.request_url == TO + "api/7?v=2"
    assert resolved.parser.name == "reads the api"
    assert resolved.reason == ""
    assert made.url_info(TO + "post/7").request_url == TO + "api/7?v=2"


def test_a_redirect_to_nowhere_or_in_a_circle_has_a_reason_and_no_parser():
    nowhere = definitions(named("page", [fixed("post")], redirect=redirect("post", "gone")))
    assert "no class" in nowhere.resolve(TO + "post").reason
    circle = definitions(
        named("a", [fixed("a")], redirect=redirect("com/a", "com/b")),
        named("b", [fixed("b")], redirect=redirect("com/b", "com/a")),
    )
    assert "circle" in circle.resolve(TO + "a").reason
    assert circle.resolve(TO + "a").parser is None
    assert not circle.url_info(TO + "a").can_parse


def test_a_class_without_parser_says_so():
    info = definitions(named("page", [fixed("post")])).url_info(TO + "post")
    assert not info.can_parse
    assert "no parser reads 'page'" in info.cannot_parse_reason


def test_the_first_parser_by_name_keeps_the_class_and_redirecting_classes_have_none():
    made = definitions(
        named("page", [fixed("post")], redirect=redirect("post", "api")), named("api", [fixed("api")]),
        named("file", [fixed("file")], type="file"),
        parsers=[{"name": "b", "example_urls": [TO + "api"]}, {"name": "a", "example_urls": [TO + "api"]},
                 {"name": "c", "example_urls": [TO + "post", TO + "file"]}],
    )
    parsers = {site_class.name: made.parser_for(site_class) for site_class in made.sites[0].url_classes}
    assert parsers["api"].name == "a"
    assert parsers["page"] is None
    assert parsers["file"] is None


def test_an_unknown_url_is_told_as_the_client_api_tells_it():
    info = OWN.url_info("https://nobody.example/a b#part")
    assert (info.url_type, info.url_type_string, info.match_name) == (5, "unknown url", "unknown url")
    assert (info.can_parse, info.cannot_parse_reason) == (False, "unknown url class")
    assert info.normalised_url == info.request_url == "https://nobody.example/a%20b"
    assert OWN.url_info("no url").normalised_url == "no url"


def test_a_post_of_ours_is_told_as_the_client_api_tells_it():
    info = OWN.url_info("http://danbooru.donmai.us/posts/5?q=a")
    assert (info.url_type, info.url_type_string, info.match_name) == (0, "post url", "danbooru post page")
    assert info.can_parse
    assert info.normalised_url == "https://danbooru.donmai.us/posts/5"
    assert info.request_url == "https://danbooru.donmai.us/posts/5.json"


def test_a_file_is_fetched_and_not_parsed():
    resolved = OWN.resolve("https://derpicdn.net/img/view/2025/3/4/77.png")
    assert (resolved.type, resolved.parser, resolved.reason) == (UrlType.FILE, None, "")


POST = "https://danbooru.donmai.us/posts/5"
FILE = "https://cdn.donmai.us/original/ab/cd/abcd3456789abcdef0123456789abcde.jpg"


def test_the_post_that_a_list_names_as_source_is_stored_beside_its_file_and_found_again():
    """A list yields the file's URL and names its post: a second query must know the post before it downloads."""
    stored = OWN.known_urls([FILE, "https://danbooru.donmai.us/posts?tags=a"], [POST + "?q=a", "https://art.example/1"])
    assert stored == [FILE, POST, "https://art.example/1"]
    assert OWN.refers_to_one_file(POST)
    assert POST in OWN.lookup_variants("http://danbooru.donmai.us/posts/5?q=b")


def test_a_source_of_the_same_class_as_a_primary_url_is_an_alternate_and_not_stored():
    assert OWN.known_urls([POST], ["https://danbooru.donmai.us/posts/6", "https://e621.net/posts/7"]) == [
        POST, "https://e621.net/posts/7"]


def test_text_that_is_no_url_is_not_stored():
    assert OWN.known_urls(["", "somewhere"], ["else"]) == []


def test_what_a_url_may_stand_for():
    gallery = "https://danbooru.donmai.us/posts?tags=a"
    assert not OWN.associable(gallery)
    assert OWN.associable(POST)
    assert OWN.associable("https://nobody.example/")
    assert OWN.can_refer_to_several_files(gallery)
    assert not OWN.refers_to_one_file("https://nobody.example/")
    assert not OWN.can_refer_to_several_files("https://nobody.example/")


def test_a_url_is_looked_up_under_every_spelling():
    assert set(spellings(["https://example.com//a/b"])) == {
        f"{scheme}://{www}example.com{slashes}a/b{end}"
        for scheme in ("http", "https") for www in ("", "www.") for slashes in ("//", "/") for end in ("", "/")
    }
    assert "https://example.com/a" in spellings(["http://www2.example.com/a/"])
    assert "https://com/a" not in spellings(["https://www.com/a"])
    assert spellings(["no url"]) == ["no url", "no url/"]


@settings(deadline=None)
@given(st.text(max_size=50))
def test_no_text_breaks_the_questions_about_urls(text):
    for url in (text, "https://danbooru.donmai.us/" + text, "https://gelbooru.com/index.php?" + text):
        info = OWN.url_info(url)
        assert OWN.normalised(info.normalised_url) == info.normalised_url or not is_full_url(url)
        assert OWN.lookup_variants(url)
        OWN.next_page(url)
        OWN.referral_url(url, None)
        OWN.known_urls([url], [url])


def test_sources_are_told_by_name_with_their_needs():
    sources = {source.name: source for source in OWN.sources()}
    assert not sources["danbooru tag search"].needs_key
    assert sources["gelbooru tag search (API)"].needs_key
    assert list(sources) == sorted(sources)


def test_a_list_of_sources_starts_every_search_and_skips_the_missing():
    made = definitions(
        gugs=[{"name": "a", "template": "https://a.example/?q=%tags%"},
              {"name": "b", "template": "https://b.example/%tags%", "separator": "-", "needs_key": True}],
        ngugs=[{"name": "both", "gugs": ["b", "gone", "a"]}],
    )
    assert made.start_urls("both", "x y") == ["https://b.example/x-y", "https://a.example/?q=x+y"]
    assert {source.name: source.needs_key for source in made.sources()} == {"a": False, "b": True, "both": True}


def test_an_unknown_source_is_refused():
    with pytest.raises(UnknownSource):
        OWN.start_urls("nowhere", "a")


def test_two_definitions_of_one_name_are_refused():
    with pytest.raises(DefinitionError, match="two definitions of the url class 'a'"):
        definitions(named("a", [fixed("x")]), named("a", [fixed("y")]))


def test_no_definitions_know_nothing():
    assert Definitions.empty().sources() == []
    assert Definitions.empty().url_class_for(POST) is None


@pytest.mark.parametrize(("change", "path"), [
    ({"version": 2}, "version"), ({"source": 3}, "source"), ({"url_classes": [{"name": "x"}]}, "url_classes.0.type"),
])
def test_a_definition_that_can_not_be_read_names_its_file(change, path):
    with pytest.raises(DefinitionError) as caught:
        definitions(**change)
    assert "x/definition.json" in caught.value.sentence
    assert path in caught.value.sentence
