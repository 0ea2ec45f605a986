"""Objects that lie, in any place: nothing but a sentence comes of them, and never a definition that can't be used."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from app.sites.catalogue import Definitions
from app.sites.sharing.joined import joined
from app.sites.sharing.package import TYPES, kind_of, read_package
from app.sites.sharing.writing import written
from tests.sites.sharing.made import (
    ANY,
    KEY,
    content_parser,
    fixed,
    gug,
    html,
    page_parser,
    rule,
    simple,
    url_class,
)

STEPS = [fixed("a"), [55, 2, [[[9, ["a", "b"]], [10, ["%Y", 0, 0]], [5, 3]], "x"]], [83, 1, [",", 2]],
         [99, 1, [2, True, None]], [112, 1, [[44, 1, [["a:", 1]]], "x"]]]
OBJECTS = [
    gug(),
    [70, "both", 1, [KEY, "hint", [[KEY, "made search"]]]],
    url_class(),
    [50, "old", 4, [KEY, 3, "http", "made.example", True, False, [26, 1, [fixed("a")]],
                    [21, 1, [[], [["q", ANY]], [], []]], [55, 1, [[[3, "x"]], ""]], True, True, "http://made.example/a?q=1"]],
    page_parser("parser", [content_parser("t", 0, html([rule("a")], steps=STEPS), "creator"),
                           content_parser("u", 7, [31, 2, [[[0, fixed("a")], [1, None]], 0, ANY, [55, 1, [[], ""]]]],
                                          [7, 50])], ["https://made.example/post/1"]),
    simple([59, 3, [[26, 3, [[2, html()]]], "\\1", "", [84, 1, [26, 3, []]]]]),
    [73, "login", 1, [KEY, [21, 1, [[], [["s", ANY]], [], []]], [26, 1, [[72, "p", 1, [1, ANY]]]], [26, 1, []],
                      [["made.example", 0, ""]]]],
    [71, 1, ["made.example", [["A", "b", "c"]], [38, 1, [[0, 1, 2]]]]],
]
LIES: list[Any] = [None, True, -1, 0, 7, 10**30, 1.5, "", "(", "a" * 5000, "\ud800", [], [[]], {}, {"a": 1},
                   [26, 3, []], [55, 9, []], [51, 1, [1, 99, None, None, ""]]]


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    children = enumerate(node) if isinstance(node, list) else node.items() if isinstance(node, dict) else ()
    for key, child in children:
        yield (*path, key)
        yield from places(child, (*path, key))


def with_lie(raw: Any, path: tuple[Any, ...], lie: Any) -> Any:
    copy = json.loads(json.dumps(raw))
    node = copy
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = lie
    return copy


def test_the_objects_are_whole_before_anything_is_changed():
    package = read_package(json.dumps([26, 3, [[2, each] for each in OBJECTS]]))
    assert (package.refused, len(package.definitions)) == ([], len(OBJECTS))


@pytest.mark.parametrize("raw", OBJECTS, ids=[str(each[1]) for each in OBJECTS])
def test_a_lie_in_any_place_is_a_sentence_or_harmless(raw):
    dice = random.Random(str(raw[1]))
    for path in places(raw):
        for lie in dice.sample(LIES, 6):
            package = read_package(json.dumps([26, 3, [[2, with_lie(raw, path, lie)], [2, gug("last")]]]))
            assert package.definitions[-1].name == "last", (path, lie, package.refused)
            assert all(isinstance(sentence, str) and sentence for sentence in package.refused)
            for definition in package.definitions:
                assert TYPES[kind_of(definition)].dump_json(definition)
            made = Definitions([joined("made", package.definitions)])
            made.resolve("https://made.example/post/1?q=1")
            made.sources()
            assert read_package(written(package.definitions)).refused == []
