"""From a query to the address of its first page."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.parsing.url import encode_url
from app.sites.gug import BadQuery, Gug

IN_QUERY = "https://example.com/search?q=%tags%&index=0"
QUERIES = [
    (IN_QUERY, "+", "blue_eyes blonde_hair", "https://example.com/search?q=blue_eyes+blonde_hair&index=0"),
    (IN_QUERY, "+", "6+girls skirt rating:safe",
     "https://example.com/search?q=6%2Bgirls+skirt+rating%3Asafe&index=0"),
    (IN_QUERY, "+", "100% 50%41", "https://example.com/search?q=100%25+50%41&index=0"),
    (IN_QUERY, " ", "a b", "https://example.com/search?q=a%20b&index=0"),
    (IN_QUERY, "+", "a  b", "https://example.com/search?q=a++b&index=0"),
    (IN_QUERY, "+", "é", "https://example.com/search?q=%C3%A9&index=0"),
    (IN_QUERY, "+", "", "https://example.com/search?q=&index=0"),
    ("https://example.com/u/%tags%/1", "", "some:user+x y", "https://example.com/u/some:user+xy/1"),
    ("https://example.com/u/%tags%?a=b", "-", "a:b c/d", "https://example.com/u/a:b-c%2Fd?a=b"),
    ("https://example.com/?f=%tags%", "&filter[tag]=", "a b", "https://example.com/?f=a&filter%5Btag%5D=b"),
    ("https://%tags%.example.com/?t=%tags%", "+", "a", "https://a.example.com/?t=a"),
]


@pytest.mark.parametrize(("template", "separator", "query", "url"), QUERIES)
def test_a_query_becomes_the_address_of_its_first_page(template, separator, query, url):
    assert Gug("g", template, separator=separator).url(query) == url


@pytest.mark.parametrize("gug", [Gug("g", "https://example.com/"), Gug("g", "https://example.com/", phrase="")])
def test_a_template_without_a_place_for_the_query_is_refused(gug):
    with pytest.raises(BadQuery):
        gug.url("a")


def test_a_broken_character_is_refused():
    with pytest.raises(BadQuery):
        Gug("g", IN_QUERY).url("\ud800")


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_no_query_breaks_out_of_its_place(query):
    url = Gug("g", IN_QUERY).url(query)
    assert encode_url(url) == url
    assert url.startswith("https://example.com/search?q=")
    assert url.endswith("&index=0")
    assert "&" not in url.removesuffix("&index=0")
    assert "#" not in url
