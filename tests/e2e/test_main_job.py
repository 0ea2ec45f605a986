"""The main job, as a new user does it: set a password, ask for something, watch it come, find it, look at it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESKTOP, PATIENCE, PHONE, House, Tab, choose_source
from tests.running import PASSWORD

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_new_user_gets_from_the_console_link_to_a_picture(
    build: Callable[..., House], open_tab: Callable[..., Tab], size: dict[str, int]
):
    house = build(password=None, posts=60)
    link = next(line.strip() for line in house.server.printed if "/setup?token=" in line)
    tab = open_tab(size)
    page = tab.page

    page.goto(link)
    page.get_by_label("Password", exact=True).fill("short")
    page.keyboard.press("Enter")
    expect(page.get_by_text("It has fewer than 8 characters.")).to_be_visible()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same once more").fill(PASSWORD)
    page.keyboard.press("Enter")

    field = page.get_by_label("A search, or addresses, one a line")
    choose_source(tab, "danbooru tag search")
    field.fill("1girl")
    expect(page.get_by_role("button", name="Add 1")).to_be_enabled()
    field.press("Enter")

    expect(page).to_have_url(re.compile(r"/downloads/\d+$"))
    expect(page.get_by_role("heading", name="1girl")).to_be_visible()
    expect(page.locator(".detail a.tile img[data-state=here]").nth(3)).to_be_visible()

    page.get_by_role("link", name="Library").locator("visible=true").click()
    search = page.get_by_role("combobox", name="Search the library")
    search.fill("1gir")
    option = page.get_by_role("option", name=re.compile(r"^1girl"))
    expect(option.first).to_contain_text(re.compile(r"\d"))
    search.press("ArrowDown")
    search.press("Enter")
    expect(page).to_have_url(re.compile(r"/library\?tag=1girl$"))
    page.locator(".lib-scroll a.tile[href]").nth(1).click()

    viewer = page.get_by_role("dialog", name="Viewer")
    expect(viewer.locator(".picture[data-state=here]")).to_be_visible()
    if size is PHONE:
        viewer.get_by_role("button", name="Details").click()
    expect(viewer.get_by_role("link", name="1girl", exact=True)).to_be_visible()
    expect(viewer.get_by_role("link", name="danbooru.donmai.us/posts")).to_have_attribute(
        "rel", "noopener noreferrer")

    page.reload()
    expect(viewer.locator(".picture[data-state=here]")).to_be_visible()
    page.goto(house.url + "/downloads")
    expect(page.locator("[data-query]")).to_have_count(1)
    assert tab.has_no_sideways_scroll()


def test_everything_is_there_after_the_server_was_killed(build: Callable[..., House], open_tab: Callable[..., Tab]):
    house = build(posts=40)
    client = house.server.signed_in()
    client.post(f"{house.url}/api/v1/downloads", json={"text": "1girl", "source": "danbooru tag search"}, timeout=10)
    tab = open_tab()
    tab.page.goto(house.url)
    tab.page.get_by_label("Password").fill(PASSWORD)
    tab.page.keyboard.press("Enter")
    expect(tab.page.locator(".detail a.tile img[data-state=here]").nth(2)).to_be_visible()

    tab.expect_trouble("ERR_CONNECTION_REFUSED", "WebSocket", "ERR_EMPTY_RESPONSE", "ERR_CONNECTION_RESET")
    house.server.kill()
    expect(tab.page.get_by_text(re.compile(r"Last seen \d\d:\d\d\. Trying"))).to_be_visible()
    house.server.start()
    tab.page.get_by_role("button", name="Now", exact=True).click()
    expect(tab.page.locator(".away")).to_have_count(0)
    expect(tab.page.locator("[data-query] .light", has_text="Done")).to_be_visible()
    expect(tab.page.locator(".detail a.tile img[data-state=here]").nth(5)).to_be_visible()
