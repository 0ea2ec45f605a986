"""A made site for what no booru has: posts of several files, lists of lists, and servers that send one elsewhere.

    /artists/<n>   a list of sets          /sets/<n>   a list of posts: 10n+1 … 10n+5
    /posts/<n>     a post of three files   /one/<n>    a post of one file
    /i/<n>.jpg     a file                  /moved/<n>.jpg, /go/<n>, /round   redirects
"""

from __future__ import annotations

import json
from typing import Any

from tests.served_booru.posts import Collection
from tests.served_booru.shapes import Answer, Asked, as_html, file_answer

HOST = "album.example.org"


def _links(name: str, target: str, meaning: dict[str, Any]) -> dict[str, Any]:
    formula = {"kind": "html", "rules": [{"tag": "a", "attributes": {"class": target}}], "content": "attribute",
               "attribute": "href"}
    return {"name": name, "meaning": meaning, "formula": formula}


def _url_class(name: str, kind: str, folder: str, **more: Any) -> dict[str, Any]:
    path = [{"match": {"type": "fixed", "value": folder}}, {"match": {"type": "flexible", "value": "digits"}}]
    return {"name": name, "type": kind, "mask": {"domains": [HOST]}, "path": path,
            "example_url": f"https://{HOST}/{folder}/1", **more}


_TAGS = {"name": "tags", "meaning": {"type": "tags"},
         "formula": {"kind": "html", "rules": [{"tag": "b"}], "content": "string"}}
DEFINITION = json.dumps({
    "version": 1, "site": "Album", "source": ["made for tests"],
    "url_classes": [
        _url_class("album artist", "gallery", "artists"),
        _url_class("album set", "gallery", "sets"),
        _url_class("album post", "post", "posts", can_produce_multiple_files=True, associate=True),
        _url_class("album single post", "post", "one", associate=True),
        _url_class("album way", "gallery", "go"),
    ],
    "parsers": [
        {"name": "album artist parser", "example_urls": [f"https://{HOST}/artists/1"], "content_parsers": [
            _links("sets", "set", {"type": "urls", "use": "sub_gallery"}), _TAGS]},
        {"name": "album set parser", "example_urls": [f"https://{HOST}/sets/1", f"https://{HOST}/go/1"],
         "content_parsers": [_links("posts", "post", {"type": "urls", "use": "pursue"})]},
        {"name": "album post parser", "example_urls": [f"https://{HOST}/posts/1", f"https://{HOST}/one/1"],
         "content_parsers": [_links("files", "file", {"type": "urls", "use": "pursue"}), _TAGS]},
    ],
})
"""The site's definition, as its folder would hold it."""


def album(posts: Collection, asked: Asked) -> Answer | None:
    """Answer as the site."""
    folder, _, last = asked.path.strip("/").partition("/")
    digits = last.split(".")[0]
    number = int(digits) if digits.isdigit() else 0
    match folder:
        case "artists":
            sets = "".join(f'<a class="set" href="/sets/{each}">set</a>' for each in (number, number + 1))
            return as_html(f"<b>creator:artist {number}</b>{sets}", "artist")
        case "sets":
            links = "".join(f'<a class="post" href="/posts/{10 * number + each}">post</a>' for each in range(1, 6))
            return as_html(links, "set")
        case "posts" | "one":
            count = 3 if folder == "posts" else 1
            links = "".join(f'<a class="file" href="/i/{3 * number + each}.jpg">file</a>' for each in range(count))
            return as_html(f"<b>post {number}</b>{links}", "post")
        case "i":
            return file_answer(posts, asked.path)
        case "moved":
            return _sent_to(f"https://danbooru.donmai.us/posts/{number}")
        case "go":
            return _sent_to(f"https://{HOST}/one/{number}")
        case "round":
            return _sent_to(f"https://{HOST}/round")
    return None


def _sent_to(url: str) -> Answer:
    return Answer(b"", 302, "text/plain", {"Location": url})
