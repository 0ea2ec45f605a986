"""Our own definitions tried on the made pages and addresses that lie beside them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from app.parsing.page_parser import PAGE_PARSER
from app.parsing.post import Post
from app.parsing.schema import write
from app.sites.catalogue import Definitions
from app.sites.definitions import load_definitions

Parse = Callable[[dict[str, Any]], dict[str, Any]]
"""Parses one page, in a worker (`parsing.work.parse_page`)."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One sample and what came of it; `wrong` says what was not as stated, and is empty when all was."""

    site: str
    sample: str
    wrong: str = ""


def try_samples(parse: Parse) -> Iterator[Tried]:
    """Yield each sample of each of our sites as it has been tried, addresses first."""
    ours = load_definitions()
    folders = (entry for entry in files("app.sites.definitions").iterdir() if entry.is_dir())
    for folder in sorted(folders, key=lambda entry: entry.name):
        stated = folder / "expected.json"
        if not stated.is_file():
            continue
        expected = json.loads(stated.read_text("utf-8"))
        for name, urls in expected["urls"].items():
            yield Tried(folder.name, name, _wrong_addresses(ours, name, urls))
        for page, told in expected["pages"].items():
            yield Tried(folder.name, page, _wrong_page(ours, parse, (folder / page).read_text("utf-8"), told))


def _wrong_addresses(ours: Definitions, name: str, urls: dict[str, Any]) -> str:
    for url in urls["match"]:
        if _class_name(ours, url) != name:
            return f"{url} is not of the class"
    for url in urls["refuse"]:
        if _class_name(ours, url) == name:
            return f"{url} is of the class"
    for url, spelled in urls.get("normalised", {}).items():
        if ours.normalised(url) != spelled:
            return f"{url} is kept as {ours.normalised(url)}"
    for url, following in urls.get("next", {}).items():
        if ours.next_page(url) != following:
            return f"{url} is followed by {ours.next_page(url)}"
    return ""


def _class_name(ours: Definitions, url: str) -> str | None:
    url_class = ours.url_class_for(url)
    return url_class.name if url_class else None


def _wrong_page(ours: Definitions, parse: Parse, text: str, told: dict[str, Any]) -> str:
    url = told["url"]
    resolved = ours.resolve(url)
    if resolved.parser is None:
        return resolved.reason or "it is a file"
    context = {"url": resolved.request_url, "post_url": url, "gallery_url": url}
    answer = parse({"parser": write(PAGE_PARSER, resolved.parser), "context": context, "text": text})
    if "veto" in told:
        return "" if answer == {"veto": told["veto"]} else "it was not left out as stated"
    if "posts" not in answer:
        return str(answer.get("veto") or answer.get("error"))
    found = [_as_stated(Post.from_data(data)) for data in answer["posts"]]
    wanted = [{"notes": {}, "next": [], **post, "tags": sorted(post["tags"])} for post in told["posts"]]
    if len(found) != len(wanted):
        return f"it yields {len(found)} posts, not {len(wanted)}"
    for number, (one, other) in enumerate(zip(found, wanted, strict=True), 1):
        wrong = [key for key in other if one.get(key) != other[key]]
        if wrong:
            return f"post {number} has other {', '.join(wrong)} than stated"
    return ""


def _as_stated(post: Post) -> dict[str, Any]:
    return {
        "pursue": post.pursue_urls(), "sources": post.source_urls(), "tags": sorted(post.tags()),
        "hashes": post.hashes(), "time": post.seconds(), "notes": post.notes(), "next": post.next_page_urls(),
    }
