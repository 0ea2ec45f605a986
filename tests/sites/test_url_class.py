"""URL classes and domain masks: recognising, spelling, redirecting, turning pages."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from app.parsing.url import encode_url
from app.sites.domain_mask import DomainMask
from app.sites.url_class import UrlClass, UrlDoesNotFit, UrlType

URL_CLASS = TypeAdapter(UrlClass)
FIXED_POST = {"match": {"type": "fixed", "value": "post"}}
NUMBER = {"match": {"type": "flexible", "value": "digits"}}


def url_class(**fields) -> UrlClass:
    return URL_CLASS.validate_python({
        "name": "c", "type": "post", "mask": {"domains": ["example.com"]}, "example_url": "https://example.com/post/1",
        **fields,
    })


MASKS = [
    (DomainMask(("example.com",)), "example.com", True),
    (DomainMask(("example.com",)), "www.example.com", True),
    (DomainMask(("example.com",)), "www3.example.com", True),
    (DomainMask(("example.com",)), "wwwfoo.example.com", True),
    (DomainMask(("example.com",)), "cdn.example.com", False),
    (DomainMask(("example.com",)), "myexample.com", False),
    (DomainMask(("example.com",)), "exampleXcom", False),
    (DomainMask(("example.com",)), "example.com:8080", False),
    (DomainMask(("example.com",), match_subdomains=True), "a.b.example.com", True),
    (DomainMask(("example.com",), match_subdomains=True), "myexample.com", False),
    (DomainMask((), (r"s\d+\.example\.com",)), "s12.example.com", True),
    (DomainMask((), ("(",)), "anything", False),
    (DomainMask(), "example.com", False),
]


@pytest.mark.parametrize(("mask", "host", "accepted"), MASKS)
def test_a_mask_tells_which_hosts_it_speaks_for(mask, host, accepted):
    assert mask.accepts(host) is accepted


@pytest.mark.parametrize(("mask", "host", "kept"), [
    (DomainMask(("example.com",)), "www.example.com", "example.com"),
    (DomainMask(("example.com",), match_subdomains=True), "img3.example.com", "example.com"),
    (DomainMask(("example.com",), match_subdomains=True, keep_matched_subdomains=True), "img3.example.com",
     "img3.example.com"),
    (DomainMask(("example.com",), keep_matched_subdomains=True), "www.example.com", "www.example.com"),
    (DomainMask((), (r"s\d+\.example\.com",)), "www.s12.example.com", "s12.example.com"),
])
def test_a_mask_clips_the_host_unless_it_keeps_it(mask, host, kept):
    assert mask.normalised(host) == kept


def test_a_class_takes_longer_paths_and_other_parameters_unless_it_says_no_more():
    open_class = url_class(path=[FIXED_POST, NUMBER])
    assert open_class.matches("http://example.com/post/1/title?x=1#y")
    assert not open_class.matches("https://example.com/post")
    assert not open_class.matches("https://example.com/post/a")
    assert not open_class.matches("https://other.example/post/1")
    closed = url_class(path=[FIXED_POST, NUMBER], no_more_path_components=True, no_more_parameters=True)
    assert closed.matches("https://example.com/post/1")
    assert not closed.matches("https://example.com/post/1/title")
    assert not closed.matches("https://example.com/post/1?x=1")
    assert not closed.matches("https://example.com/post/1?flag")


def test_components_and_parameters_with_defaults_may_be_missing():
    lenient = url_class(
        path=[FIXED_POST, {**NUMBER, "default": "1"}],
        parameters=[{"name": "page", "default": "1"}, {"name": "token", "ephemeral": True}, {"name": "q"}],
    )
    assert lenient.matches("https://example.com/post?q=a")
    assert not lenient.matches("https://example.com/post?page=2")
    assert lenient.normalised("https://example.com/post?q=a&token=t&x=1") == "https://example.com/post/1?page=1&q=a"
    assert lenient.for_server("https://example.com/post/7?token=t&q=a") == (
        "https://example.com/post/7?page=1&q=a&token=t")


def test_a_url_that_lacks_what_its_class_needs_is_refused():
    strict = url_class(path=[FIXED_POST, NUMBER], parameters=[{"name": "q"}])
    with pytest.raises(UrlDoesNotFit):
        strict.normalised("https://example.com/post?q=a")
    with pytest.raises(UrlDoesNotFit):
        strict.normalised("https://example.com/post/1")


def test_matches_see_encoded_text():
    bracket = url_class(path=[FIXED_POST], parameters=[{"name": "q", "match": {"type": "fixed", "value": "%5Ba%5D"}}])
    assert bracket.matches("https://example.com/post?q=[a]")


SPELLINGS = [
    ({}, "https://www.example.com/post/1/x?b=2&a=1#f", "https://example.com/post/1", "https://example.com/post/1/x"),
    ({"scheme": "http"}, "https://example.com/post/1", "http://example.com/post/1", "http://example.com/post/1"),
    ({"keep_fragment": True}, "https://example.com/post/1#f", "https://example.com/post/1#f",
     "https://example.com/post/1#f"),
    ({"keep_extra_parameters_for_server": True}, "https://example.com/post/1?b=2&a=1&flag",
     "https://example.com/post/1", "https://example.com/post/1?a=1&b=2&flag"),
    ({"keep_extra_parameters_for_server": True, "alphabetise": False}, "https://example.com/post/1?b=2&flag&a=1",
     "https://example.com/post/1", "https://example.com/post/1?b=2&flag&a=1"),
    ({"single_value_match": {"type": "any"}}, "https://example.com/post/1?zz&aa&x=1", "https://example.com/post/1?aa&zz",
     "https://example.com/post/1?aa&zz"),
    ({"alphabetise": False, "parameters": [{"name": "z", "default": "9"}, {"name": "b"}]},
     "https://example.com/post/1?b=2", "https://example.com/post/1?b=2&z=9", "https://example.com/post/1?b=2&z=9"),
    ({"parameters": [{"name": "z", "default": "a b", "default_process": [
        {"step": "convert", "operations": [{"op": "encode", "encoding": "percent"}]}]}]},
     "https://example.com/post/1", "https://example.com/post/1?z=a%20b", "https://example.com/post/1?z=a%20b"),
    ({"parameters": [{"name": "z", "default": "raw", "default_process": [{"step": "slice", "end": 0}]}]},
     "https://example.com/post/1", "https://example.com/post/1?z=raw", "https://example.com/post/1?z=raw"),
    ({}, "https://example.com/post/1;jsession=3", "https://example.com/post/1", "https://example.com/post/1"),
]


@pytest.mark.parametrize(("fields", "url", "normal", "server"), SPELLINGS)
def test_a_url_has_one_spelling_to_store_and_one_to_send(fields, url, normal, server):
    spelled = url_class(path=[FIXED_POST, NUMBER], **fields)
    assert spelled.normalised(url) == normal
    assert spelled.for_server(url) == server


def test_a_class_that_takes_single_values_needs_one_and_all_must_pass():
    single = url_class(path=[FIXED_POST], single_value_match={"type": "flexible", "value": "digits"})
    assert single.matches("https://example.com/post?12&34")
    assert not single.matches("https://example.com/post")
    assert not single.matches("https://example.com/post?12&x")


def test_a_class_can_redirect_to_an_api():
    redirecting = url_class(path=[FIXED_POST, NUMBER], redirect={"operations": [{"op": "append", "text": ".json"}]})
    assert redirecting.redirects
    assert redirecting.redirect_url("http://www.example.com/post/1/slug?x=1") == "https://example.com/post/1.json"
    broken = url_class(path=[FIXED_POST], redirect={"operations": [{"op": "add", "number": 1}]})
    with pytest.raises(UrlDoesNotFit):
        broken.redirect_url("https://example.com/post")


def gallery(**fields) -> UrlClass:
    return url_class(**{"type": "gallery", "path": [FIXED_POST, NUMBER], **fields})


PAGES = [
    (gallery(gallery_index={"delta": 1, "path_component": 1}), "https://example.com/post/4", "https://example.com/post/5"),
    (gallery(gallery_index={"delta": 1, "path_component": -1}), "https://example.com/post/4",
     "https://example.com/post/5"),
    (gallery(gallery_index={"delta": 42, "parameter": "pid"}, parameters=[{"name": "pid", "default": "0"}]),
     "https://example.com/post/4", "https://example.com/post/4?pid=42"),
    (gallery(gallery_index={"delta": 1, "parameter": "p"}), "https://example.com/post/4", None),
    (gallery(gallery_index={"delta": 1, "parameter": "p"}, parameters=[{"name": "p"}]), "https://example.com/post/4?p=b7",
     None),
    (gallery(gallery_index={"delta": 1, "path_component": 9}), "https://example.com/post/4", None),
    (gallery(), "https://example.com/post/4", None),
    (gallery(type="post", gallery_index={"delta": 1, "path_component": 1}), "https://example.com/post/4", None),
]


@pytest.mark.parametrize(("kind", "url", "following"), PAGES)
def test_a_gallery_turns_its_page_by_a_number_in_its_url(kind, url, following):
    assert kind.next_page(url) == following


REFERRALS = [
    ("as_given", "https://given.example/", "https://given.example/"),
    ("as_given", None, None),
    ("never", "https://given.example/", None),
    ("converter_if_none", "https://given.example/", "https://given.example/"),
    ("converter_if_none", None, "https://example.com/post/1/"),
    ("only_converter", "https://given.example/", "https://example.com/post/1/"),
]


@pytest.mark.parametrize(("mode", "given_url", "sent"), REFERRALS)
def test_a_class_decides_the_referrer(mode, given_url, sent):
    kind = url_class(path=[FIXED_POST, NUMBER], referral_mode=mode, referral={"operations": [
        {"op": "append", "text": "/"}]})
    assert kind.referral_url("https://example.com/post/1", given_url) == sent


def test_a_referral_converter_that_fails_leaves_the_given_one():
    kind = url_class(path=[FIXED_POST], referral_mode="only_converter", referral={"operations": [
        {"op": "add", "number": 1}]})
    assert kind.referral_url("https://example.com/post", "https://given.example/") == "https://given.example/"


@pytest.mark.parametrize(("kind", "one", "parsable"), [
    ({"type": "file"}, True, False), ({"type": "post"}, True, True),
    ({"type": "post", "can_produce_multiple_files": True}, False, True),
    ({"type": "gallery"}, False, True), ({"type": "watchable"}, False, True),
])
def test_a_class_knows_what_is_behind_it(kind, one, parsable):
    assert url_class(**kind).refers_to_one_file is one
    assert url_class(**kind).is_parsable is parsable


def test_url_types_have_the_numbers_of_the_client_api():
    assert [kind.number for kind in UrlType] == [0, 2, 3, 4, 5]


LENIENT = url_class(
    path=[{"default": "a"}, {"default": "b"}], parameters=[{"name": "q", "default": ""}], single_value_match=None,
)


@settings(deadline=None, max_examples=400)
@example("/;/")
@given(st.text("abc/?#&=%;é .1:@[]", max_size=40))
def test_spelling_a_url_twice_is_spelling_it_once(tail):
    url = encode_url("https://www.example.com/" + tail)
    if LENIENT.matches(url):
        normal = LENIENT.normalised(url)
        assert LENIENT.matches(normal)
        assert LENIENT.normalised(normal) == normal
        assert encode_url(normal) == normal
        assert LENIENT.normalised(LENIENT.for_server(url)) == normal


def test_a_class_is_as_complex_as_its_example_is_written():
    assert url_class(path=[FIXED_POST, {}], example_url="https://example.com/post/é").complexity[-1] == 26
