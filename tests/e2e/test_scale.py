"""Long things are virtual: what a browser holds does not grow with the collection. Ids are made, the page is real."""

from __future__ import annotations

import array
import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.conftest import DESKTOP, PATIENCE, PHONE, House, Tab, sign_in

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)

QUERY = {
    "kind": "gallery", "source": "a source", "created_at": "2026-11-24T09:00:00Z", "file_limit": 2000, "new_found": 10,
    "counts": {"todo": 4, "successful": 6, "known": 0, "deleted": 0, "failed": 0, "ignored": 0, "skipped": 0,
               "children": 0, "total": 10},
    "is_files_paused": False, "is_search_paused": False, "files_state": "waiting", "search_state": "done",
    "files_status": "Waits for a free place.", "search_status": "", "waits_until": None, "stop_reason": None,
    "speed_bytes": 0, "cover": None, "reasons": [], "is_done": False, "is_search_whole": True,
}


@pytest.fixture(scope="module")
def house(build: Callable[..., House]) -> House:
    """An empty house: what is long is made in the test."""
    return build(posts=1)


def file_row(number: int) -> dict[str, object]:
    """A file as the grid asks for it."""
    return {"id": number, "sha256": f"{number:064x}", "filetype": 1, "mime": "image/jpeg", "ext": ".jpg",
            "kind": "image", "size": 1, "width": 10, "height": 10, "duration_ms": None, "num_frames": None,
            "has_audio": False, "blurhash": "LEHV6nWB2yk8pyo0adR*.7kCMdnj", "is_inbox": False, "is_trashed": False,
            "imported_at": None, "has_preview": False}


@pytest.mark.parametrize(("size", "total"), [(DESKTOP, 100_000), (PHONE, 3_000_000)], ids=["desktop", "phone"])
def test_millions_of_files_are_a_few_cells(
    house: House, open_tab: Callable[..., Tab], size: dict[str, int], total: int
):
    tab = open_tab(size)
    tab.expect_trouble("404")  # the made files have no thumbnails
    packed = array.array("I", range(total, 0, -1)).tobytes()
    asked: list[int] = []

    def answer_rows(route: Route) -> None:
        ids = json.loads(route.request.post_data or "{}")["ids"]
        asked.append(len(ids))
        route.fulfill(json={"rows": [file_row(number) for number in ids]})

    tab.page.route("**/api/v1/files/search", lambda route: route.fulfill(
        body=packed, content_type="application/octet-stream"))
    tab.page.route("**/api/v1/files/rows", answer_rows)
    sign_in(tab, house, "/library")
    page = tab.page
    expect(page.locator(".lib-tools p")).to_contain_text(f"{total:,} files")
    expect(page.locator("a.tile[href]").first).to_be_visible()

    def cells() -> int:
        return page.locator(".cell").count()

    assert cells() < 300
    scroller = page.locator(".lib-scroll")
    assert scroller.evaluate("(one) => one.scrollHeight") < 33_000_000
    scroller.evaluate("(one) => { one.scrollTop = one.scrollHeight * 0.5; }")
    expect(page.locator("a.tile[href]").first).to_have_attribute("data-id", _near(total / 2, total * 0.02))
    scroller.evaluate("(one) => { one.scrollTop = one.scrollHeight; }")
    expect(page.locator("a.tile[data-id='1']")).to_be_visible()
    page.locator("a.tile[data-id='1']").focus()
    page.keyboard.press("Home")
    expect(page.locator(f"a.tile[data-id='{total}']")).to_be_focused()
    page.keyboard.press("End")
    expect(page.locator("a.tile[data-id='1']")).to_be_focused()
    assert cells() < 300
    assert max(asked) <= 256


def _near(wanted: float, room: float) -> re.Pattern[str]:
    """A pattern for the numbers that begin, in two digits, like one of those within `room`."""
    low, high = int(wanted - room), int(wanted + room)
    beginnings = {str(number)[:2] for number in range(low, high, (high - low) // 200)}
    return re.compile(rf"^(?:{'|'.join(sorted(beginnings))})\d*$")


def test_five_thousand_queries_are_a_few_rows(house: House, open_tab: Callable[..., Tab]):
    tab = open_tab()
    queries = [{**QUERY, "id": number, "text": f"query {number}"} for number in range(1, 5001)]
    tab.page.route("**/api/v1/queries", lambda route: route.fulfill(json={"queries": queries}))
    tab.expect_trouble("404")
    sign_in(tab, house, "/downloads")
    rows = tab.page.locator("[data-query]")
    expect(rows.first).to_contain_text("query 5000")
    assert rows.count() < 40
    tab.page.locator(".list-pane").evaluate("(one) => { one.scrollTop = one.scrollHeight; }")
    expect(tab.page.locator("[data-query='1']")).to_be_visible()
    assert rows.count() < 40
