"""Made objects of the shared format, in several versions, for a site that does not exist."""

from __future__ import annotations

import json
import zlib
from typing import Any

from app.sites.sharing.package import Package, read_package
from app.sites.sharing.payload import Pixels

ANY = [51, 1, [3, "", None, None, "test string"]]
NO_CONVERTER_1 = [55, 1, [[], "example string"]]
NO_CONVERTER = [55, 2, [[], "example string"]]
NO_STEPS = [84, 1, [26, 3, []]]
KEY = "ab" * 32


def fixed(text: str) -> Any:
    return [51, 1, [0, text, None, None, text]]


def taken(raw: Any) -> Any:
    """Return the one definition that the object is."""
    package = package_of(raw)
    assert package.refused == [], package.refused
    (definition,) = package.definitions
    return definition


def package_of(raw: Any) -> Package:
    return read_package(json.dumps(raw))


def html(rules: Any = (), *, content: int = 1, attribute: str = "", steps: Any = ()) -> Any:
    return [27, 8, [[26, 3, [[2, rule] for rule in rules]], content, attribute, "", processor(steps)]]


def processor(steps: Any) -> Any:
    return [84, 1, [26, 3, [[2, step] for step in steps]]]


def rule(tag: str | None, attributes: dict[str, str] | None = None, index: int | None = None) -> Any:
    return [62, 3, [0, tag, attributes or {}, index, None, False, ANY]]


def content_parser(name: str, kind: int, formula: Any, extra: Any) -> Any:
    return [30, 7, [name, kind, formula, extra]]


def page_parser(name: str, contents: Any, urls: Any = ()) -> Any:
    return [58, name, 3, [name, KEY, NO_CONVERTER, [26, 3, []], [26, 3, [[2, each] for each in contents]], list(urls),
                          {}]]


def parser_with(formula: Any) -> Any:
    return page_parser("made parser", [content_parser("tags", 0, formula, None)])


def formula_of(raw: Any) -> Any:
    return taken(parser_with(raw)).content_parsers[0].formula


def simple(formula: Any) -> Any:
    return [63, "made formula", 1, formula]


def url_class(*, name: str = "made post", domain: str = "made.example", example: str = "https://made.example/post/1",
              path: Any = None) -> Any:
    path = [[fixed("post"), None], [[51, 1, [1, 2, None, None, "1"]], None]] if path is None else path
    return [50, name, 15, [
        KEY, 0, "https", [139, 1, [[domain], [], False, False]], [True, False, False, False, False, True, False],
        path, [26, 3, []], False, ANY, [], NO_CONVERTER, 0, NO_CONVERTER, None, None, 1, example]]


def gug(name: str = "made search") -> Any:
    return [69, name, 1, [KEY, "https://made.example/list?q=%tags%", "%tags%", "+", "words", "blue sky"]]


def a_picture(payload: bytes, *, width: int = 64, title_rows: int = 2, length: int | None = None) -> Pixels:
    title = title_rows.to_bytes(2, "big") + bytes(width * title_rows - 2)
    body = (len(payload) if length is None else length).to_bytes(4, "big") + payload
    return Pixels(width, title + body + bytes(-len(body) % width))


def packed(raw: Any) -> bytes:
    return zlib.compress(json.dumps(raw).encode())
