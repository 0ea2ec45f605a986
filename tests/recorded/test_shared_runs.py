"""Shared definitions run on recorded pages yield exactly what is stated."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from app.parsing.page_parser import PAGE_PARSER
from app.parsing.post import Post, page_title
from app.parsing.schema import write
from app.parsing.work import parse_page
from tests.recorded.conftest import samples
from tests.recorded.shared_files import definitions_of, package_of


def stated_runs() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    index = samples() / "pages" / "index.json"
    pages = json.loads(index.read_text("utf-8"))["pages"] if index.is_file() else []
    return [(page, run) for page in pages for run in page["runs"]]


RUNS = stated_runs()


def test_all_stated_runs_are_tried():
    print(f"{len(RUNS)} runs of shared definitions on recorded pages")
    assert len(RUNS) == 22


@pytest.mark.parametrize(("page", "run"), RUNS, ids=[f"{page['file']}-{run['sample_file'][:12]}" for page, run in RUNS])
def test_a_shared_parser_finds_exactly_what_is_stated(page, run):
    file = run["sample_file"]
    if run["url_class"] is None:
        url = run["context_url"]
        (parser,) = [each for each in package_of(file).definitions if each.name == run["parser"]]
    else:
        resolved = definitions_of(file).resolve(page["url"])
        assert resolved.url_class and resolved.parser
        parser, url = resolved.parser, resolved.request_url
        assert (resolved.chain[-1].name, url, parser.name) == (run["url_class"], run["fetch_url"], run["parser"])
    text = (samples() / "pages" / page["file"]).read_text("utf-8")
    answer = parse_page({"parser": write(PAGE_PARSER, parser), "context": {"url": url}, "text": text})
    check(run, answer)


def check(run: dict[str, Any], answer: dict[str, Any]) -> None:
    posts = [Post.from_data(data) for data in answer.get("posts", ())]
    if run["outcome"] == "no posts":
        assert posts == []
        return
    assert (run["outcome"], len(posts)) == ("posts", run["posts"])
    assert as_stated(posts[0]) == run["first_post"]
    assert (as_stated(posts[-1]) if len(posts) > 1 else None) == run["last_post"]
    assert once(url for post in posts for url in post.pursue_urls()) == run["all_pursue_urls"]
    assert once(url for post in posts for url in post.next_page_urls()) == run["next_urls"]
    assert page_title(posts) == run["title"]


def once(urls: Any) -> list[str]:
    return list(dict.fromkeys(urls))


def as_stated(post: Post) -> dict[str, Any]:
    time = post.timestamp(datetime.now(UTC))
    told = {
        "file_or_post_urls": post.pursue_urls(),
        "source_urls": post.source_urls(),
        "next_urls": post.next_page_urls(),
        "sub_gallery_urls": post.sub_gallery_urls(),
        "tags": sorted(post.tags()),
        "hashes": post.hashes(),
        "source_time": int(time.timestamp()) if time else None,
        "notes": [[name, text] for name, text in post.notes().items()],
        "titles": [[priority, title] for priority, title in post.titles()],
        "headers": post.headers(),
    }
    return {name: value for name, value in told.items() if value}
