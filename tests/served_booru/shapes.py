"""The public shapes of five families of boorus: which URL is answered with which JSON or HTML.

Facts are those of the sites' public API pages: Danbooru's `help:api`, e621's `help:api`, Moebooru's `help/api`,
Gelbooru's `howto:api` and the Gelbooru 0.2 layout, Derpibooru's `pages/api` (Philomena).
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from tests.served_booru.posts import Collection, Post

MD5 = re.compile("[0-9a-f]{32}")
CONTENT_TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


@dataclass
class Answer:
    """What a site sends."""

    body: bytes
    status: int = 200
    content_type: str = "application/json; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """A request, taken apart."""

    host: str
    path: str
    query: dict[str, str]
    is_empty: bool = False
    """Whether a list is to hold nothing."""
    is_first_page_for_ever: bool = False

    @classmethod
    def of(cls, url: str, **switches: bool) -> Asked:
        """Take a URL apart."""
        parts = urlsplit(url)
        query = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        return cls((parts.hostname or "").lower(), parts.path, query, **switches)

    def number(self, name: str, default: int) -> int:
        """Return a whole-number parameter."""
        text = self.query.get(name, "")
        return int(text) if text.isdigit() else default

    def page(self, posts: Collection, query: str, number: int, per_page: int) -> list[Post]:
        """Return the posts of a page, as the faults that are switched on leave it."""
        if self.is_empty:
            return []
        return posts.page(query, 1 if self.is_first_page_for_ever else number, per_page)


def as_json(data: Any, status: int = 200) -> Answer:
    """Return an answer of JSON."""
    return Answer(json.dumps(data).encode(), status)


def as_html(body: str, title: str) -> Answer:
    """Return an answer of HTML."""
    page = (f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title></head>'
            f"<body>{body}</body></html>")
    return Answer(page.encode(), 200, "text/html; charset=utf-8")


def file_answer(posts: Collection, path: str) -> Answer | None:
    """Return the picture that an address names by its md5, or by the post's number."""
    named = MD5.search(path)
    digits = path.rsplit("/", 1)[-1].split(".", 1)[0]
    post = posts.by_md5(named[0]) if named else posts.get(int(digits)) if digits.isdigit() else None
    if post is None:
        return None
    return Answer(post.picture, 200, CONTENT_TYPES[post.extension],
                  {"Last-Modified": f"{post.created_at + timedelta(minutes=1):%a, %d %b %Y %H:%M:%S GMT}",
                   "ETag": f'"{post.md5}"'})


# Danbooru -----------------------------------------------------------------------------------------------------------


def danbooru_post(post: Post) -> dict[str, Any]:
    """Return a post as Danbooru tells it."""
    url = f"https://cdn.donmai.us/original/{post.md5[:2]}/{post.md5[2:4]}/{post.md5}.{post.extension}"
    return {
        "id": post.id, "created_at": f"{post.created_at:%Y-%m-%dT%H:%M:%S.000+00:00}", "uploader_id": 1, "score": 3,
        "source": post.source, "md5": post.md5, "last_comment_bumped_at": None, "rating": post.rating,
        "image_width": post.size[0], "image_height": post.size[1], "tag_string": " ".join(post.tags),
        "fav_count": 0, "file_ext": post.extension, "last_noted_at": None, "parent_id": None, "has_children": False,
        "approver_id": None, "tag_count_general": len(post.general), "file_size": len(post.picture),
        "up_score": 3, "down_score": 0, "is_pending": False, "is_flagged": False, "is_deleted": False,
        "tag_count": len(post.tags), "updated_at": f"{post.created_at:%Y-%m-%dT%H:%M:%S.000+00:00}",
        "is_banned": False, "pixiv_id": None, "has_large": False, "has_visible_children": False, "bit_flags": 0,
        "tag_string_general": " ".join(post.general), "tag_string_character": " ".join(post.characters),
        "tag_string_copyright": " ".join(post.series), "tag_string_artist": post.artist,
        "tag_string_meta": " ".join(post.meta), "file_url": url, "large_file_url": url, "preview_file_url": url,
    }


def danbooru(posts: Collection, asked: Asked) -> Answer | None:
    """Answer as danbooru.donmai.us."""
    if asked.host == "cdn.donmai.us":
        return file_answer(posts, asked.path)
    if asked.path == "/posts.json":
        found = asked.page(posts, asked.query.get("tags", ""), asked.number("page", 1), asked.number("limit", 20))
        return as_json([danbooru_post(post) for post in found])
    if asked.path.startswith("/posts/") and asked.path.endswith(".json"):
        post = _by_path(posts, asked.path)
        missing = {"success": False, "error": "ActiveRecord::RecordNotFound",
                   "message": "That record was not found.", "backtrace": []}
        return as_json(danbooru_post(post)) if post else as_json(missing, 404)
    if asked.path.startswith("/posts/"):
        post = _by_path(posts, asked.path)
        return as_html("<p>for people</p>", f"Post {post.id}") if post else None
    return None


def _by_path(posts: Collection, path: str) -> Post | None:
    digits = path.rsplit("/", 1)[-1].removesuffix(".json")
    return posts.get(int(digits)) if digits.isdigit() else None


# e621 ---------------------------------------------------------------------------------------------------------------


def e621_post(post: Post) -> dict[str, Any]:
    """Return a post as e621 tells it."""
    url = f"https://static1.e621.net/data/{post.md5[:2]}/{post.md5[2:4]}/{post.md5}.{post.extension}"
    width, height = post.size
    return {
        "id": post.id, "created_at": f"{post.created_at:%Y-%m-%dT%H:%M:%S.000-04:00}",
        "updated_at": f"{post.created_at:%Y-%m-%dT%H:%M:%S.000-04:00}",
        "file": {"width": width, "height": height, "ext": post.extension, "size": len(post.picture), "md5": post.md5,
                 "url": url},
        "preview": {"width": 150, "height": 112, "url": url},
        "sample": {"has": False, "height": height, "width": width, "url": url, "alternates": {}},
        "score": {"up": 3, "down": 0, "total": 3},
        "tags": {"general": list(post.general), "artist": [post.artist], "contributor": [],
                 "copyright": list(post.series), "character": list(post.characters), "species": list(post.species),
                 "invalid": [], "meta": list(post.meta), "lore": []},
        "locked_tags": [], "change_seq": post.id,
        "flags": {"pending": False, "flagged": False, "note_locked": False, "status_locked": False,
                  "rating_locked": False, "deleted": False},
        "rating": {"g": "s"}.get(post.rating, post.rating), "fav_count": 0,
        "sources": [post.source] if post.source else [], "pools": [],
        "relationships": {"parent_id": None, "has_children": False, "has_active_children": False, "children": []},
        "approver_id": None, "uploader_id": 1, "description": f"Drawn for post {post.id}.", "comment_count": 0,
        "is_favorited": False, "has_notes": False, "duration": None,
    }


def e621(posts: Collection, asked: Asked) -> Answer | None:
    """Answer as e621.net."""
    if asked.host.startswith("static"):
        return file_answer(posts, asked.path)
    if asked.path == "/posts.json":
        found = asked.page(posts, asked.query.get("tags", ""), asked.number("page", 1), asked.number("limit", 75))
        return as_json({"posts": [e621_post(post) for post in found]})
    if asked.path.startswith("/posts/") and asked.path.endswith(".json"):
        post = _by_path(posts, asked.path)
        return as_json({"post": e621_post(post)}) if post else as_json({"success": False, "reason": "not found"}, 404)
    return None


# Moebooru -----------------------------------------------------------------------------------------------------------


def moebooru_post(post: Post, host: str) -> dict[str, Any]:
    """Return a post as yande.re or Konachan tell it."""
    files = "files.yande.re" if host == "yande.re" else host
    name = "yande.re" if host == "yande.re" else f"{host.capitalize()} -"
    words = " ".join([name, str(post.id), *post.general[:3]])
    url = f"https://{files}/image/{post.md5}/{quote(words)}.{post.extension}"
    at = int(post.created_at.timestamp())
    return {
        "id": post.id, "tags": " ".join(post.tags), "created_at": at, "updated_at": at, "creator_id": 1,
        "approver_id": None, "author": "maker", "change": post.id, "source": post.source, "score": 3,
        "md5": post.md5, "file_size": len(post.picture), "file_ext": post.extension, "file_url": url,
        "is_shown_in_index": True, "preview_url": url, "preview_width": 150, "preview_height": 112,
        "actual_preview_width": 150, "actual_preview_height": 112, "sample_url": url, "sample_width": post.size[0],
        "sample_height": post.size[1], "sample_file_size": 0, "jpeg_url": url, "jpeg_width": post.size[0],
        "jpeg_height": post.size[1], "jpeg_file_size": 0, "rating": {"g": "s"}.get(post.rating, post.rating),
        "is_rating_locked": False, "has_children": False, "parent_id": None, "status": "active", "is_pending": False,
        "width": post.size[0], "height": post.size[1], "is_held": False, "frames_pending_string": "",
        "frames_pending": [], "frames_string": "", "frames": [], "is_note_locked": False, "last_noted_at": 0,
        "last_commented_at": 0,
    }


def moebooru(posts: Collection, asked: Asked) -> Answer | None:
    """Answer as yande.re, konachan.com or konachan.net."""
    if asked.path.startswith("/image/"):
        return file_answer(posts, asked.path)
    if asked.path.startswith("/post/show/"):
        post = _by_path(posts, asked.path)
        return moebooru_post_page(post, asked.host) if post else Answer(b"", 404, "text/html")
    if asked.path != "/post.json":
        return None
    found = asked.page(posts, asked.query.get("tags", ""), asked.number("page", 1), asked.number("limit", 40))
    told = [moebooru_post(post, asked.host) for post in found]
    if asked.query.get("api_version") != "2":
        return as_json(told)
    answer: dict[str, Any] = {"posts": told}
    if asked.query.get("include_tags") == "1":
        answer["tags"] = {tag: kind for post in found for tag, kind in _kinds(post)}
    return as_json(answer)


def _kinds(post: Post) -> list[tuple[str, str]]:
    return [(post.artist, "artist"), *((tag, "character") for tag in post.characters),
            *((tag, "copyright") for tag in post.series), *((tag, "general") for tag in post.general),
            *((tag, "metadata") for tag in post.meta)]


def moebooru_post_page(post: Post, host: str) -> Answer:
    """Return a post's page."""
    rows = []
    for tag, kind in _kinds(post):
        words = html.escape(tag.replace("_", " "))
        rows.append(f'<li class="tag-link tag-type-{kind}" data-name="{html.escape(tag)}" data-type="{kind}">'
                    f'<a href="/wiki/show?title={quote(tag)}">?</a> <a href="/post?tags={quote(tag)}">{words}</a>'
                    ' <span class="post-count">12</span></li>')
    source = f'<li>Source: <a href="{post.source}" target="_blank">a work</a></li>' if post.source else ""
    stats = (f'<div id="stats" class="vote-container"><h5>Statistics</h5><ul><li>Id: {post.id}</li><li>Posted: '
             f'<a href="/post" title="{post.created_at:%a %b %d %H:%M:%S %Y}">a while ago</a> by <a>maker</a></li>'
             f"<li>Size: {post.size[0]}x{post.size[1]}</li>{source}<li>Rating: Safe</li></ul></div>")
    url = moebooru_post(post, host)["file_url"]
    return as_html(
        f'<div class="sidebar"><ul id="tag-sidebar">{"".join(rows)}</ul>{stats}<div><h5>Options</h5><ul><li>'
        f'<a class="original-file-unchanged" href="{url}" id="highres">Image</a></li></ul></div></div>'
        f'<img class="image" id="image" src="{url}">', f"Post {post.id}")


# Gelbooru 0.2 -------------------------------------------------------------------------------------------------------

LONG_RATINGS = {"g": "general", "s": "sensitive", "q": "questionable", "e": "explicit"}
IMAGE_HOSTS = {"gelbooru.com": "img3.gelbooru.com", "rule34.xxx": "us.rule34.xxx"}
PER_HTML_PAGE = 42


def _gelbooru_file(post: Post, site: str) -> str:
    return f"https://{IMAGE_HOSTS.get(site, site)}/images/{_directory(post, site)}/{post.md5}.{post.extension}"


def _directory(post: Post, site: str) -> str:
    return f"{post.md5[:2]}/{post.md5[2:4]}" if site == "gelbooru.com" else str(post.id // 1000)


def _site_of(host: str) -> str:
    return host.removeprefix("www.").removeprefix("api.")


def gelbooru_post(post: Post, site: str) -> dict[str, Any]:
    """Return a post as the JSON API of a 0.2 site tells it."""
    url = _gelbooru_file(post, site)
    shared = {
        "id": post.id, "source": post.source, "directory": _directory(post, site), "width": post.size[0],
        "height": post.size[1], "image": url.rsplit("/", 1)[1], "change": int(post.created_at.timestamp()),
        "owner": "maker", "parent_id": 0, "rating": LONG_RATINGS[post.rating], "score": 3,
        "tags": " ".join(post.tags), "file_url": url, "preview_url": url, "sample_url": "",
    }
    if site == "gelbooru.com":
        return {**shared, "created_at": f"{post.created_at:%a %b %d %H:%M:%S +0000 %Y}", "md5": post.md5,
                "creator_id": 1, "title": "", "sample": 0, "has_children": "false", "has_comments": "false",
                "has_notes": "false", "post_locked": 0, "status": "active"}
    return {**shared, "hash": post.md5, "sample": False, "sample_height": 0, "sample_width": 0, "status": "active",
            "has_notes": False, "comment_count": 0}


def gelbooru(posts: Collection, asked: Asked) -> Answer | None:
    """Answer as gelbooru.com, safebooru.org or rule34.xxx."""
    site = _site_of(asked.host)
    if "/images/" in asked.path:
        return file_answer(posts, asked.path)
    if asked.path != "/index.php":
        return None
    tags = asked.query.get("tags", "")
    if asked.query.get("page") == "dapi":
        per_page = asked.number("limit", 100)
        query = f"id:{asked.query['id']}" if asked.query.get("id") else tags
        found = asked.page(posts, query, asked.number("pid", 0) + 1, per_page)
        told = [gelbooru_post(post, site) for post in found]
        if site != "gelbooru.com":
            return as_json(told)
        counted = {"limit": per_page, "offset": 0, "count": len(posts.search(query))}
        return as_json({"@attributes": counted, **({"post": told} if told else {})})
    if asked.query.get("s") == "view":
        post = posts.get(asked.number("id", 0))
        return gelbooru_post_page(post, site) if post else Answer(b"", 404, "text/html")
    offset = asked.number("pid", 0)
    found = asked.page(posts, "" if tags == "all" else tags, offset // PER_HTML_PAGE + 1, PER_HTML_PAGE)
    is_last = len(found) < PER_HTML_PAGE
    return gelbooru_list_page(found, site, tags, None if is_last else offset + PER_HTML_PAGE)


def gelbooru_list_page(found: list[Post], site: str, tags: str, next_offset: int | None) -> Answer:
    """Return a page of a tag search in the layout of 0.2; gelbooru.com has its own."""
    thumbs = []
    for post in found:
        link = f"index.php?page=post&amp;s=view&amp;id={post.id}"
        title = html.escape(" ".join(post.tags))
        picture = f'<img src="{_gelbooru_file(post, site)}" title="{title}" alt="{title}">'
        if site == "gelbooru.com":
            thumbs.append(f'<article class="thumbnail-preview"><a id="p{post.id}" href="https://{site}/{link}">'
                          f"{picture}</a></article>")
        else:
            thumbs.append(f'<span id="s{post.id}" class="thumb"><a id="p{post.id}" href="{link}">{picture}</a></span>')
    more = ""
    if next_offset is not None:
        more = (f'<b>1</b> <a href="?page=post&amp;s=list&amp;tags={quote(tags)}&amp;pid={next_offset}">2</a>'
                f'<a href="?page=post&amp;s=list&amp;tags={quote(tags)}&amp;pid={next_offset}" alt="next">&rsaquo;</a>')
    container = "thumbnail-container" if site == "gelbooru.com" else "content"
    return as_html(f'<div class="{container}">{"".join(thumbs)}</div>'
                   f'<div id="paginator" class="pagination">{more}</div>', tags)


def gelbooru_post_page(post: Post, site: str) -> Answer:
    """Return a post's page."""
    rows = []
    for tag, kind in _kinds(post):
        words = html.escape(tag.replace("_", " "))
        link = f'<a href="index.php?page=post&amp;s=list&amp;tags={quote(tag)}">{words}</a>'
        rows.append(f'<li class="tag-type-{kind} tag">{link} <span class="tag-count">12</span></li>')
    url = _gelbooru_file(post, site)
    source = f'Source: <a href="{post.source}">{post.source}</a>' if post.source else "Source: "
    stats = (f'<div id="stats"><h5>Statistics</h5><ul><li>Id: {post.id}</li>'
             f"<li>Posted: {post.created_at:%Y-%m-%d %H:%M:%S} by <a>maker</a></li>"
             f"<li>Size: {post.size[0]}x{post.size[1]}</li><li>{source}</li>"
             f"<li>Rating: {LONG_RATINGS[post.rating].capitalize()}</li>"
             "</ul></div>")
    sidebar = "tag-list" if site == "gelbooru.com" else "tag-sidebar"
    return as_html(
        f'<ul id="{sidebar}">{"".join(rows)}</ul>{stats}<div class="link-list"><ul>'
        f'<li><a href="{url}" style="font-weight: bold;">Original image</a></li></ul></div>'
        f'<img alt="{html.escape(" ".join(post.tags))}" src="{url}" id="image">', f"Post {post.id}")


# Derpibooru ---------------------------------------------------------------------------------------------------------


def derpibooru_image(post: Post) -> dict[str, Any]:
    """Return an image as Derpibooru tells it."""
    at = post.created_at
    url = f"https://derpicdn.net/img/view/{at:%Y}/{at.month}/{at.day}/{post.id}.{post.extension}"
    words = [tag.replace("_", " ") for tag in (*post.general, *post.characters)]
    rating = {"g": "safe", "s": "suggestive", "q": "questionable", "e": "explicit"}[post.rating]
    return {
        "id": post.id, "created_at": f"{at:%Y-%m-%dT%H:%M:%SZ}", "updated_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "first_seen_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "tags": [rating, f"artist:{post.artist.replace('_', ' ')}", *words],
        "tag_ids": [], "tag_count": len(words) + 2, "uploader": "maker", "uploader_id": 1, "score": 3, "upvotes": 3,
        "downvotes": 0, "faves": 0, "comment_count": 0, "wilson_score": 0.5, "width": post.size[0],
        "height": post.size[1], "aspect_ratio": post.size[0] / post.size[1], "size": len(post.picture), "duration": 0.0,
        "animated": False, "format": post.extension, "mime_type": CONTENT_TYPES[post.extension],
        "name": f"{post.id}.{post.extension}", "description": "", "source_url": post.source or None,
        "source_urls": [post.source] if post.source else [], "view_url": url,
        "representations": {"full": url, "large": url, "medium": url, "small": url, "tall": url, "thumb": url,
                            "thumb_small": url, "thumb_tiny": url},
        "sha512_hash": post.sha512, "orig_sha512_hash": post.sha512, "orig_size": len(post.picture), "intensities": {},
        "spoilered": False, "hidden_from_users": False, "processed": True, "thumbnails_generated": True,
        "deletion_reason": None, "duplicate_of": None,
    }


def derpibooru(posts: Collection, asked: Asked) -> Answer | None:
    """Answer as derpibooru.org."""
    if asked.host == "derpicdn.net":
        return file_answer(posts, asked.path)
    if asked.path == "/api/v1/json/search/images":
        query = " ".join(term.strip().replace(" ", "_") for term in asked.query.get("q", "").split(","))
        found = asked.page(posts, "" if query == "*" else query, asked.number("page", 1), asked.number("per_page", 25))
        return as_json({"images": [derpibooru_image(post) for post in found], "interactions": [],
                        "total": len(posts.search(query))})
    if asked.path.startswith("/api/v1/json/images/"):
        post = _by_path(posts, asked.path)
        return as_json({"image": derpibooru_image(post), "interactions": []}) if post else Answer(b"", 404)
    if asked.path.startswith("/images/"):
        post = _by_path(posts, asked.path)
        return derpibooru_page(post) if post else Answer(b"", 404, "text/html")
    return None


def derpibooru_page(post: Post) -> Answer:
    """Return an image's page."""
    told = derpibooru_image(post)
    kinds = {"artist": "origin", "safe": "rating", "suggestive": "rating", "questionable": "rating",
             "explicit": "rating"}
    tags = "".join(
        f'<span class="tag dropdown" data-tag-category="{kinds.get(tag.partition(":")[0], "")}" '
        f'data-tag-name="{html.escape(tag)}"><a class="tag__name">{html.escape(tag)}</a></span>'
        for tag in told["tags"])
    uris = html.escape(json.dumps(told["representations"]))
    sources = html.escape(json.dumps(told["source_urls"]))
    return as_html(
        f'<div class="image-metabar"><div>Uploaded <time datetime="{told["created_at"]}">then</time></div></div>'
        f'<div class="image-show-container" data-created-at="{told["created_at"]}" data-image-id="{post.id}" '
        f'data-source-urls="{sources}" data-uris="{uris}"></div><div class="tag-list">{tags}</div>', f"#{post.id}")


SITES: dict[str, Callable[[Collection, Asked], Answer | None]] = {
    "danbooru.donmai.us": danbooru, "cdn.donmai.us": danbooru,
    "e621.net": e621, "static1.e621.net": e621,
    "yande.re": moebooru, "files.yande.re": moebooru, "konachan.com": moebooru, "konachan.net": moebooru,
    "gelbooru.com": gelbooru, "img3.gelbooru.com": gelbooru, "safebooru.org": gelbooru, "rule34.xxx": gelbooru,
    "api.rule34.xxx": gelbooru, "us.rule34.xxx": gelbooru,
    "derpibooru.org": derpibooru, "derpicdn.net": derpibooru,
}


def answer(posts: Collection, asked: Asked) -> Answer:
    """Answer as the site that was asked."""
    site = SITES.get(asked.host) or SITES.get(asked.host.removeprefix("www."))
    found = site(posts, asked) if site else None
    return found or Answer(b"nothing here", 404, "text/plain")
