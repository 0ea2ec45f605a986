"""Shared definitions run on recorded pages yield exactly what is stated."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.downloads.definitions.telling import parse_page, told_url
from app.parsing import work
from tests.recorded.conftest import samples
from tests.recorded.shared_files import definitions_of


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
    definitions = definitions_of(run["sample_file"])
    text = (samples() / "pages" / page["file"]).read_text("utf-8")
    direct = run["url_class"] is None
    url = run["context_url"] if direct else page["url"]
    told = parse_page(definitions, Pool(), datetime.now(UTC), url, text, run["parser"] if direct else None)
    assert (told["url_class"], told["parser"], told["outcome"]) == (run["url_class"], run["parser"], run["outcome"])
    if not direct:
        assert told_url(definitions, url)["fetch_url"] == run["fetch_url"]
    if run["outcome"] == "posts":
        check(run, told["posts"])


def check(run: dict[str, Any], posts: list[dict[str, Any]]) -> None:
    assert len(posts) == run["posts"]
    assert posts[0] == run["first_post"]
    assert (posts[-1] if len(posts) > 1 else None) == run["last_post"]
    assert once(url for post in posts for url in post.get("file_or_post_urls", ())) == run["all_pursue_urls"]
    assert once(url for post in posts for url in post.get("next_urls", ())) == run["next_urls"]
    titles = [tuple(title) for post in posts for title in post.get("titles", ())]
    assert (max(titles)[1] if titles else None) == run["title"]


class Pool:
    """Parses here, in place of a worker."""

    def run(self, task: str, payload: dict[str, Any], *, timeout: timedelta) -> dict[str, Any]:
        return work.parse_page(payload)


def once(urls: Any) -> list[str]:
    return list(dict.fromkeys(urls))
