"""What real definitions depend on, seen through objects as they are shared: every quirk and vector of the format."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.core.tags import clean_tag
from app.parsing.post import Tags
from app.parsing.run import Run
from app.parsing.string_processing.converter import ConversionFailed, Converter
from app.parsing.url import encode_url
from app.sites.catalogue import Definitions
from app.sites.sharing.joined import joined
from app.sites.url_class import UrlClass
from tests.sites.sharing.made import (
    ANY,
    KEY,
    NO_STEPS,
    content_parser,
    fixed,
    formula_of,
    html,
    page_parser,
    parser_with,
    processor,
    rule,
    taken,
    url_class,
)


def found(formula: Any, text: str, *, collapse: bool = True) -> list[str]:
    return formula_of(formula).parse(Run({"url": "https://made.example/post/1"}), text, collapse=collapse)


def static(*texts: str, steps: Any = ()) -> Any:
    """A formula that yields the texts as they are, then does the steps."""
    return [31, 4, [[[1, None]], 0, "", processor(steps)]], json.dumps(texts)


def processed(steps: Any, *texts: str) -> list[str]:
    return found(*static(*texts, steps=steps))


def posts_of(raw: Any, text: str) -> list[Any]:
    return taken(raw).parse(Run({"url": "https://made.example/list"}), text)


# quirks, by their number in the format's list -----------------------------------------------------------------------


def test_1_collapsed_lines_join_without_a_space():
    assert found(html([rule("p")]), "<p>a \n b</p>") == ["ab"]


def test_2_true_is_written_as_python_writes_it():
    assert found([31, 4, [[[1, None]], 0, "", NO_STEPS]], "[true, false, 1, 1.5, null, {}]") == [
        "True", "False", "1", "1.5"]


def test_3_values_of_an_object_come_in_the_order_of_their_keys():
    assert found([31, 4, [[[1, None]], 0, "", NO_STEPS]], '{"b": "2", "a": "1"}') == ["1", "2"]
    assert found([31, 4, [[[0, ANY]], 0, "", NO_STEPS]], '{"b": "2", "a": "1"}') == ["1", "2"]


def test_4_a_zipper_replaces_as_text_one_after_the_other():
    streams = [[136, 1, [text, 1, "", NO_STEPS]] for text in ("\\2", "x")]
    zipper = [59, 3, [[26, 3, [[2, each] for each in streams]], "\\1-\\2-\\10", "", NO_STEPS]]
    assert found(zipper, "") == ["x-x-x0"]


def test_5_removing_nothing_from_the_end_empties_the_string():
    assert processed([[55, 2, [[[1, 0]], ""]]], "abcdef") == [""]


def test_6_a_pattern_sees_one_trimmed_line_and_fixed_text_is_seen_as_it_is():
    steps = [[51, 1, [2, "^a.c$", None, None, ""]]]
    assert processed(steps, " a\nxc ") == ["axc"]  # the formula has collapsed it
    match = formula_of(html(steps=steps)).process[0].match
    assert match.accepts(" a\nxc ")
    assert not formula_of(html(steps=[fixed("a")])).process[0].match.accepts("a ")


def test_7_a_date_read_as_utc_ignores_its_own_zone():
    assert converted([10, ["%Y-%m-%dT%H:%M:%S%z", 0, 0]], "2020-01-02T03:04:05+0900") == "1577934245"


def test_8_with_subsidiaries_the_page_alone_is_no_post():
    inner = page_parser("inner", [content_parser("t", 0, html([rule("b")]), None)])
    raw = page_parser("outer", [content_parser("title", 17, html([rule("h1")]), 5)])
    raw[3][3] = [26, 3, [[2, [135, 2, [html([rule("li")], content=2), False, inner]]]]]
    assert posts_of(raw, "<h1>T</h1>") == []
    (post,) = posts_of(raw, "<h1>T</h1><ul><li><b>x</b></li></ul>")
    assert (post.tags(), post.title()) == ({"x"}, "T")


@pytest.mark.parametrize(("wanted", "hit"), [("a b", True), ("b a", False), ("b", True), ("", False)])
def test_9_the_tokens_of_a_class_are_compared_in_order(wanted, hit):
    page = '<p class=" a   b ">x</p>'
    assert found(html([rule("p", {"class": wanted})]), page) == (["x"] if hit else [])


def single_value_class(*, keep_extra: bool, takes: bool) -> UrlClass:
    raw = url_class()
    raw[3][4][3] = keep_extra
    raw[3][7] = takes
    return taken(raw)


def test_10_single_values_stay_in_what_is_sent_when_extras_do():
    made = single_value_class(keep_extra=True, takes=False)
    url = "https://made.example/post/1?flag&x=1"
    assert made.for_server(url) == "https://made.example/post/1?x=1&flag"
    assert made.normalised(url) == "https://made.example/post/1"
    assert single_value_class(keep_extra=False, takes=True).normalised(url) == "https://made.example/post/1?flag"


@pytest.mark.parametrize("host", ["made.example", "www.made.example", "www2.made.example", "wwwfoo.made.example"])
def test_12_anything_that_begins_like_www_is_passed_over(host):
    assert taken(url_class()).matches(f"https://{host}/post/1")


def test_13_of_a_doubled_parameter_the_last_value_stands_in_both_places():
    raw = url_class()
    raw[3][4][0] = False
    raw[3][4][3] = True
    assert taken(raw).for_server("https://made.example/post/1?a=1&b=2&a=3") == (
        "https://made.example/post/1?a=3&b=2&a=3")


def test_14_slicing_and_sorting_never_fail_a_list():
    assert processed([[100, 1, [5, 9]]], "a") == []
    assert processed([[99, 1, [2, True, "("]]], "b", "a") == ["a", "b"]


def test_15_of_equal_titles_the_greatest_text_counts():
    raw = page_parser("p", [content_parser("t", 17, html([rule("b")]), 5)])
    (post,) = posts_of(raw, "<b>a</b><b>c</b><b>b</b>")
    assert post.title() == "c"


def test_18_kept_subdomains_keep_www_where_subdomains_do_not_match():
    raw = url_class()
    raw[3][3] = [139, 1, [["made.example"], [], False, True]]
    made = taken(raw)
    assert made.normalised("http://www.made.example/post/1") == "https://www.made.example/post/1"
    assert not made.matches("https://a.made.example/post/1")


def test_19_a_processor_of_nothing_changes_nothing():
    nothing = [84, 1, [26, 3, [[0, None], [0, None]]]]
    assert found([27, 8, [[26, 3, [[2, rule("p")]]], 1, "", "", nothing]], "<p>a</p>") == ["a"]


def test_20_the_text_of_comments_counts():
    assert found(html([rule("p")]), "<p>a<!-- b --></p>") == ["a b"]


# vectors ------------------------------------------------------------------------------------------------------------


def converted(operation: Any, text: str) -> str:
    (converter,) = formula_of(html(steps=[[55, 2, [[operation], ""]]])).process
    assert isinstance(converter, Converter)
    return converter.convert(text)


@pytest.mark.parametrize(("operation", "text", "wanted"), [
    ([1, 0], "abcdef", ""),
    ([7, 0], "abcdef", "abcdef"),
    ([4, 0], "a b/ç", "a%20b%2F%C3%A7"),
    ([4, 5], "hi?>", "aGk_Pg"),
    ([5, 4], "aGk", "hi"),
    ([5, 5], "aGk_", "hi?"),
    ([10, ["%Y-%m-%d %H:%M:%S", 0, 0]], "2020-01-02 03:04:05", "1577934245"),
    ([10, ["%Y-%m-%d %H:%M:%S", 2, -18000]], "2020-01-02 03:04:05", "1577952245"),
    ([12, ["%Y/%m/%d", 0]], "1577934245", "2020/01/02"),
    ([9, ["(\\d+)", "<\\1>"]], "a12b3", "a<12>b<3>"),
    ([0, 2], "abc", "c"), ([2, "x"], "a", "xa"), ([3, "x"], "a", "ax"), ([6, 2], "abc", "ab"), ([8, None], "ab", "ba"),
    ([11, -2], "5", "3"), ([13, "md5"], "", "d41d8cd98f00b204e9800998ecf8427e"),
])
def test_a_conversion_does_what_it_always_did(operation, text, wanted):
    assert converted(operation, text) == wanted


def test_a_letter_too_few_of_base64_fails():
    with pytest.raises(ConversionFailed):
        converted([5, 4], "aGk_")


@pytest.mark.parametrize(("template", "separator", "query", "url"), [
    ("https://example.com/search?q=%tags%&index=0", "+", "blue_eyes blonde_hair",
     "https://example.com/search?q=blue_eyes+blonde_hair&index=0"),
    ("https://example.com/search?q=%tags%&index=0", "+", "6+girls skirt rating:safe",
     "https://example.com/search?q=6%2Bgirls+skirt+rating%3Asafe&index=0"),
    ("https://example.com/search?q=%tags%&index=0", "+", "100% 50%41",
     "https://example.com/search?q=100%25+50%41&index=0"),
    ("https://example.com/u/%tags%/1", "", "some:user+x y", "https://example.com/u/some:user+xy/1"),
    ("https://example.com/?q=%tags%", " ", "a b", "https://example.com/?q=a%20b"),
])
def test_a_gug_makes_the_address_it_always_made(template, separator, query, url):
    assert taken([69, "g", 1, [KEY, template, "%tags%", separator, "", ""]]).url(query) == url


def test_a_url_is_encoded_as_it_always_was():
    assert encode_url("https://example.com/a b/é?x=1 2&flag&y=%20#f g") == (
        "https://example.com/a%20b/%C3%A9?x=1%202&flag&y=%20#f g")


@pytest.mark.parametrize(("match", "text", "passes"), [
    ([1, 2], "12", True), ([1, 2], " 12 ", True), ([1, 2], "12\n", True), ([1, 2], "a1", False),
    ([2, "^a.c$"], " a\nxc ", True), ([0, "a"], "a ", False), ([0, "a"], "a", True), ([3, ""], "", True),
])
def test_a_match_passes_what_it_always_passed(match, text, passes):
    (step,) = formula_of(html(steps=[[51, 1, [*match, None, None, ""]]])).process
    assert step.match.accepts(text) is passes


@pytest.mark.parametrize(("text", "tag"), [
    (" Blue  Eyes ", "blue eyes"), ("system:foo", "foo"), ("-bad", "bad"), (":D", "::d"),
    ("Character:  Miku ", "character:miku"), (":a:b", ":a:b"), ("a:b:c", "a:b:c"),
])
def test_a_tag_is_cleaned_as_it_always_was(text, tag):
    assert clean_tag(text) == tag
    parser = taken(parser_with(html([rule("b")])))
    assert parser.content_parsers[0].meaning == Tags(None)
    (post,) = parser.parse(Run({}), f"<b>{text}</b>")
    assert post.tags() == {tag}


def test_a_namespace_without_a_tag_is_dropped():
    (post,) = posts_of(parser_with(html([rule("b")])), "<b>creator:</b>")
    assert post.tags() == set()


def test_a_joiner_joins_full_groups_and_human_sorting_reads_numbers():
    assert processed([[125, 2, ["\\n", 2]]], "a", "b", "c") == ["a\nb"]
    assert processed([[99, 1, [2, True, None]]], "p10", "a", "p9", "P1") == ["a", "P1", "p9", "p10"]


@pytest.mark.parametrize(("host", "accepted"), [
    ("example.com", True), ("www.example.com", True), ("www3.example.com", True), ("cdn.example.com", False),
    ("myexample.com", False),
])
def test_a_mask_accepts_the_hosts_it_always_did(host, accepted):
    assert taken(url_class(domain="example.com")).mask.accepts(host) is accepted


# whole definitions --------------------------------------------------------------------------------------------------


def test_a_shared_class_redirects_to_its_api_where_the_parser_is():
    api = url_class(name="made api", example="https://made.example/api/1", path=[
        [fixed("api"), None], [[51, 1, [1, 2, None, None, "1"]], None]])
    post = url_class()
    post[3][10] = [55, 2, [[[9, ["/post/", "/api/"]]], ""]]
    reader = page_parser("made parser", [content_parser("file", 7, html([rule("img")], content=0, attribute="src"),
                                                        [7, 50])], ["https://made.example/post/1",
                                                                    "https://made.example/api/1"])
    made = Definitions([joined("made", [taken(each) for each in (api, post, reader)])])
    resolved = made.resolve("https://made.example/post/7")
    assert [each.name for each in resolved.chain] == ["made post", "made api"]
    assert (resolved.request_url, resolved.parser.name) == ("https://made.example/api/7", "made parser")


def test_two_classes_that_redirect_to_each_other_are_refused_in_words():
    first, second = url_class(name="a"), url_class(
        name="b", example="https://made.example/api/1", path=[[fixed("api"), None], [ANY, None]])
    first[3][10] = [55, 2, [[[9, ["/post/", "/api/"]]], ""]]
    second[3][10] = [55, 2, [[[9, ["/api/", "/post/"]]], ""]]
    made = Definitions([joined("made", [taken(first), taken(second)])])
    assert "in a circle" in made.resolve("https://made.example/post/1").reason
