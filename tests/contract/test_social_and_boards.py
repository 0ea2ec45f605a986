"""Beyond single posts, the social sites and boards promise threads to watch, titles, and where addresses lead."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.parsing.page_parser import PAGE_PARSER
from app.parsing.post import Post, page_title
from app.parsing.schema import write
from app.parsing.work import parse_page
from app.sites.definitions import load_definitions

FOLDER = Path(__file__).parents[2] / "app" / "sites" / "definitions"
OWN = load_definitions()

LISTS = [
    ("4chan/catalog.json", ["https://boards.4chan.org/po/thread/4000001", "https://boards.4chan.org/po/thread/4000010",
                            "https://boards.4chan.org/po/thread/3999999"]),
    ("4chan/archive.json", ["https://boards.4chan.org/po/thread/3999001", "https://boards.4chan.org/po/thread/3999002"]),
    ("vichan/catalog.json", ["https://smuglo.li/a/res/501.html", "https://smuglo.li/a/res/499.html"]),
    ("vichan/catalog_8kun.json", ["https://8kun.top/tech/res/9.html"]),
    ("lynxchan/catalog.json", ["https://8chan.moe/art/res/77.html", "https://8chan.moe/art/res/70.html"]),
    ("jschan/catalog.json", ["https://94chan.org/art/thread/31.html", "https://94chan.org/art/thread/12.html"]),
    ("foolfuuka/index.json", ["https://desuarchive.org/a/thread/880", "https://desuarchive.org/a/thread/900"]),
]
TITLES = [
    ("4chan/thread.json", "Paper & glue"),
    ("vichan/thread.json", "Compilers"),
    ("vichan/thread_8kun.json", "Kettle"),
    ("lynxchan/thread.json", 'Draw a "boat" please'),
    ("jschan/thread.json", "Lamps"),
    ("foolfuuka/thread.json", "Foxes"),
    ("imgur/album.json", "Trip"),
]
FETCHED = [
    ("https://mobile.twitter.com/example/status/12/photo/1?s=20", "https://api.fxtwitter.com/2/status/12"),
    ("https://x.com/i/web/status/12", "https://api.fxtwitter.com/2/status/12"),
    ("https://x.com/example", "https://api.fxtwitter.com/2/profile/example/media?count=100"),
    ("https://x.com/hashtag/fox?src=hash", "https://api.fxtwitter.com/2/search?count=100&feed=media&q=%23fox"),
    ("https://pbs.twimg.com/media/AbC?format=png&name=small", "https://pbs.twimg.com/media/AbC.png?name=orig"),
    ("https://pbs.twimg.com/media/AbC.jpg?name=900x900", "https://pbs.twimg.com/media/AbC.jpg?name=orig"),
    ("https://fixvx.com/example/status/12", "https://api.vxtwitter.com/example/status/12"),
    ("https://bsky.app/profile/a.example/video",
     "https://public.api.bsky.app/xrpc/app.bsky.feed.getAuthorFeed?actor=a.example&filter=posts_with_video&limit=100"),
    ("https://old.reddit.com/r/aww", "https://www.reddit.com/r/aww/hot.json?limit=100&raw_json=1"),
    ("https://www.reddit.com/r/aww/top?t=all", "https://www.reddit.com/r/aww/top.json?limit=100&raw_json=1&t=all"),
    ("https://www.reddit.com/gallery/abc", "https://www.reddit.com/comments/abc.json?limit=1&raw_json=1"),
    ("https://redd.it/abc", "https://www.reddit.com/comments/abc.json?limit=1&raw_json=1"),
    ("https://preview.redd.it/a1.png?width=640&s=01", "https://i.redd.it/a1.png"),
    ("https://imgur.com/a/my-trip-AbCdEfG", "https://api.imgur.com/3/album/AbCdEfG"),
    ("https://i.imgur.com/AbCdEfG.gifv", "https://i.imgur.com/AbCdEfG.mp4"),
    ("https://kemono.party/fanbox/user/12?q=fox", "https://kemono.cr/api/v1/fanbox/user/12/posts?o=0&q=fox"),
    ("https://coomer.su/onlyfans/user/a/post/1", "https://coomer.st/api/v1/onlyfans/user/a/post/1"),
    ("https://boards.4channel.org/po/thread/12/a-title", "https://a.4cdn.org/po/thread/12.json"),
    ("https://lainchan.org/%CE%BB/res/12+50.html", "https://lainchan.org/%CE%BB/res/12.json"),
    ("https://8chan.moe/a/last/12.html", "https://8chan.moe/a/res/12.json"),
    ("https://94chan.org/art/", "https://94chan.org/art/catalog.json"),
    ("https://desuarchive.org/a/search/filename/fox/page/3/",
     "https://desuarchive.org/_/api/chan/search/?boards=a&filename=fox&filter=text&page=3"),
    ("https://desuarchive.org/_/search/text/fox/", "https://desuarchive.org/_/api/chan/search/?filter=text&page=1&text=fox"),
]


def posts_of(page: str) -> list[Post]:
    stated = json.loads((FOLDER / page).with_name("expected.json").read_text("utf-8"))["pages"][page.split("/")[1]]
    resolved = OWN.resolve(stated["url"])
    assert resolved.parser is not None, resolved.reason
    answer = parse_page({
        "parser": write(PAGE_PARSER, resolved.parser), "context": {"url": resolved.request_url},
        "text": (FOLDER / page).read_text("utf-8"),
    })
    return [Post.from_data(data) for data in answer["posts"]]


@pytest.mark.parametrize(("page", "threads"), LISTS, ids=[page for page, _ in LISTS])
def test_a_list_of_threads_names_threads_that_can_be_watched(page, threads):
    found = [url for post in posts_of(page) for url in post.sub_gallery_urls()]
    assert found == threads
    for url in found:
        resolved = OWN.resolve(url)
        assert resolved.type == "watchable"
        assert resolved.parser is not None


@pytest.mark.parametrize(("page", "title"), TITLES, ids=[page for page, _ in TITLES])
def test_a_thread_or_album_tells_its_title(page, title):
    assert page_title(posts_of(page)) == title


@pytest.mark.parametrize(("url", "fetched"), FETCHED, ids=[url for url, _ in FETCHED])
def test_an_address_that_people_share_leads_to_the_api_or_the_original(url, fetched):
    assert OWN.resolve(url).request_url == fetched


def test_the_api_of_kemono_is_asked_with_the_header_it_wants():
    for url in ("https://kemono.cr/patreon/user/1", "https://coomer.st/posts?q=fox", "https://kemono.cr/fanbox/user/1/post/2"):
        assert OWN.resolve(url).chain[-1].headers == {"Accept": "text/css"}
