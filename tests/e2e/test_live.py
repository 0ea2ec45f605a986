"""The page lives: two browsers agree, and after a gap the state is fetched anew."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PATIENCE, House, Tab, add, sign_in

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def house(build: Callable[..., House]) -> House:
    """One house, at a pace that leaves time to look."""
    return build(posts=90, interval="0.3")


def test_two_browsers_agree(house: House, open_tab: Callable[..., Tab]):
    here, there = open_tab(), open_tab()
    sign_in(here, house)
    sign_in(there, house)
    add(here, "1girl")
    row = there.page.locator("[data-query]").first
    expect(row).to_contain_text("1girl")

    here.page.locator(".detail").get_by_role("button", name="Pause").click()
    expect(row.get_by_role("button", name="Go on")).to_be_visible()
    row.get_by_role("button", name="Go on").click()
    expect(here.page.locator(".detail").get_by_role("button", name="Pause")).to_be_visible()

    first = there.page.locator(".detail a.tile[href]").first
    expect(first).to_be_visible()
    sha256 = re.search(r"/file/([0-9a-f]{64})", first.get_attribute("href") or "")[1]
    here.page.goto(f"{house.url}/file/{sha256}")
    there.page.goto(f"{house.url}/file/{sha256}")
    expect(there.page.locator(".info .badge-plain")).to_be_visible()
    here.page.locator(".info").get_by_role("button", name="Archive").click()
    expect(there.page.locator(".info .badge-plain")).to_have_count(0)
    here.page.keyboard.press("z")
    expect(there.page.locator(".info .badge-plain")).to_be_visible()

    here.page.goto(f"{house.url}/downloads")
    there.page.goto(f"{house.url}/downloads")
    here.page.locator(".detail").get_by_role("button", name="More").click()
    here.page.get_by_role("menuitem", name="Remove the query").click()
    expect(here.page.locator("[data-query]")).to_have_count(0)
    expect(there.page.locator("[data-query]")).to_have_count(1)  # it can still be taken back
    here.page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(here.page.locator("[data-query]")).to_have_count(1)
    here.page.locator(".detail").get_by_role("button", name="More").click()
    here.page.get_by_role("menuitem", name="Remove the query").click()
    here.page.locator(".toast").get_by_role("button", name="Close").click()
    expect(there.page.locator("[data-query]")).to_have_count(0)


def test_what_changed_while_the_line_was_cut_is_shown_after_it(house: House, open_tab: Callable[..., Tab]):
    tab = open_tab()
    sign_in(tab, house)
    expect(tab.page.locator(".page-head h1")).to_be_visible()
    before = tab.page.locator("[data-query]").count()
    tab.expect_trouble("ERR_CONNECTION_REFUSED", "WebSocket", "ERR_EMPTY_RESPONSE", "ERR_CONNECTION_RESET")
    house.server.stop()
    expect(tab.page.get_by_text(re.compile(r"Last seen \d\d:\d\d\."))).to_be_visible()
    house.server.start()
    client = house.server.signed_in()
    answer = client.post(f"{house.url}/api/v1/downloads", timeout=10,
                         json={"text": "solo", "source": "danbooru tag search"})
    assert answer.status_code == 200, answer.text
    expect(tab.page.locator(".away")).to_have_count(0)
    expect(tab.page.locator("[data-query]")).to_have_count(before + 1)


def test_signing_out_everywhere_reaches_an_open_page(house: House, open_tab: Callable[..., Tab]):
    tab = open_tab()
    sign_in(tab, house)
    tab.expect_trouble("401", "WebSocket")
    client = house.server.signed_in()
    for old, new in (("correct horse battery", "another good one"), ("another good one", "correct horse battery")):
        answer = client.post(f"{house.url}/api/v1/password", json={"old": old, "new": new}, timeout=10)
        assert answer.status_code == 200, answer.text
    expect(tab.page.get_by_role("heading", name="Welcome back")).to_be_visible()
