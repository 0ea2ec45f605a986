"""What the page promises on every screen: phones, keys, fingers, reasons beside the item, no way out."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Error, expect

from app.media.filetype import Filetype
from tests.e2e.conftest import PATIENCE, PHONE, House, Tab, add, sign_in
from tests.running import command

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)

SCRIPTED_SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64">
<script>parent.stolen = document.cookie; window.stolen = document.cookie; document.title = "script ran";</script>
<rect width="64" height="64" fill="#2746d4"/></svg>"""


@pytest.fixture(scope="module")
def house(build: Callable[..., House]) -> House:
    """A house whose library holds the files of one finished query."""
    made = build(posts=60)
    client = made.server.signed_in()
    client.post(f"{made.url}/api/v1/downloads", json={"text": "1girl", "source": "danbooru tag search"}, timeout=10)
    return made


ADDRESSES = ("/downloads", "/downloads/1", "/downloads/1?tab=log", "/library", "/library?tag=1girl&tag=-solo",
             "/settings", "/settings/account", "/settings/keys", "/settings/sites", "/settings/network",
             "/settings/appearance", "/settings/table", "/settings/about")
SMALL_BUTTONS = """[...document.querySelectorAll('.bottom-bar a, .page .button:not(.little)')]
    .filter((one) => one.checkVisibility() && !one.closest('.reason'))
    .filter((one) => Math.min(one.offsetWidth, one.offsetHeight) < 44)
    .map((one) => one.outerHTML.slice(0, 120))"""

NAMELESS = """[...document.querySelectorAll('button, a[href], input, select, textarea, [role=option], [role=dialog]')]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('[aria-hidden=true]'))
    .filter((one) => !(one.getAttribute('aria-label') || one.getAttribute('aria-labelledby') || one.textContent.trim()
        || one.labels?.length || one.title))
    .map((one) => one.outerHTML.slice(0, 160))"""


def test_a_phone_never_scrolls_sideways_and_has_room_for_thumbs(house: House, open_tab: Callable[..., Tab]):
    tab = open_tab(PHONE, scheme="dark")
    sign_in(tab, house)
    for at in ADDRESSES:
        tab.page.goto(house.url + at)
        expect(tab.page.locator(".bottom-bar a")).to_have_count(3)
        tab.page.wait_for_load_state("networkidle")
        assert tab.has_no_sideways_scroll(), at
        assert tab.page.evaluate(SMALL_BUTTONS) == [], at
        assert tab.page.evaluate(NAMELESS) == [], at


def test_the_door_keeps_the_address_and_says_what_is_wrong(house: House, open_tab: Callable[..., Tab]):
    tab = open_tab()
    tab.expect_trouble("401")
    tab.page.goto(f"{house.url}/library?tag=1girl")
    tab.page.get_by_label("Password").fill("not this one")
    tab.page.keyboard.press("Enter")
    expect(tab.page.get_by_role("alert")).to_contain_text("not the password")
    sign_in(tab, house, "/library?tag=1girl")
    expect(tab.page).to_have_url(re.compile(r"/library\?tag=1girl$"))
    expect(tab.page.locator(".chip")).to_contain_text("1girl")


def test_everything_can_be_reached_by_keys(house: House, open_tab: Callable[..., Tab]):
    tab = open_tab()
    sign_in(tab, house, "/downloads")
    page = tab.page
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys of this screen")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("g")
    page.keyboard.press("l")
    expect(page).to_have_url(re.compile("/library$"))
    page.keyboard.press("/")
    search = page.get_by_role("combobox")
    expect(search).to_be_focused()
    search.fill("1girl OR solo")
    search.press("Enter")
    search.fill("-snow")
    search.press("Enter")
    expect(page.locator(".chip")).to_have_count(2)
    page.keyboard.press("Escape")
    page.locator("a.tile[tabindex='0']").focus()
    first = page.locator("a.tile:focus").get_attribute("data-id")
    page.keyboard.press("ArrowRight")
    expect(page.locator("a.tile:focus")).not_to_have_attribute("data-id", first or "")
    page.keyboard.press("Home")
    expect(page.locator("a.tile:focus")).to_have_attribute("data-id", first or "")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Viewer")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys of this screen")).to_contain_text("Archive")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys of this screen")).to_have_count(0)
    was = page.url
    expect(page.locator(".turn.next")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page).not_to_have_url(was)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/library\?"))
    page.go_back()
    page.go_back()
    expect(page).to_have_url(re.compile("/library$"))


def test_fingers_turn_zoom_and_close_the_viewer(house: House, open_tab: Callable[..., Tab]):
    tab = open_tab(PHONE)
    sign_in(tab, house, "/library")
    page = tab.page
    page.locator("a.tile[href]").nth(2).click()
    expect(page.locator(".picture[data-state=here]")).to_be_visible()
    expect(page.locator(".stage-foot").get_by_role("button", name="Next")).to_be_enabled()
    line = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [
            {"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]})

    was = page.url
    touch("touchStart", (300, 400))
    for x in (260, 200, 140, 80):
        touch("touchMove", (x, 402))
    touch("touchEnd")
    expect(page).not_to_have_url(was)
    expect(page.locator(".picture[data-state=here]")).to_be_visible()

    touch("touchStart", (150, 400), (240, 400))
    for spread in (20, 50, 90):
        touch("touchMove", (150 - spread, 400), (240 + spread, 400))
    touch("touchEnd")
    expect(page.locator(".media[data-zoomed]")).to_be_visible()
    page.keyboard.press("0")
    expect(page.locator(".media[data-zoomed]")).to_have_count(0)

    touch("touchStart", (195, 300))
    for y in (340, 400, 470, 540):
        touch("touchMove", (195, y))
    touch("touchEnd")
    expect(page.get_by_role("dialog", name="Viewer")).to_have_count(0)


def test_what_fails_says_why_beside_the_item_and_can_be_retried(house: House, open_tab: Callable[..., Tab]):
    tab = open_tab()
    sign_in(tab, house, "/downloads")
    house.booru.fail("konachan.com/", "404")
    house.booru.fail("files.yande.re/", "html")
    add(tab, "tree", "yande.re tag search")
    row = tab.page.locator("[data-query]", has_text="tree")
    expect(row.locator(".reason")).to_contain_text(re.compile(r"\d+ failed: \d+ "))
    row.locator(".stretched").click()
    expect(tab.page.locator(".reasons .reason").first).to_contain_text("A web page came where a file was expected.")
    tab.page.get_by_role("tab", name="Log").click()
    line = tab.page.locator(".log-row[data-status='4']").first
    expect(line).to_contain_text("Failed")
    expect(line).to_contain_text("A web page came")
    tab.page.get_by_role("button", name="Failed", exact=True).click()
    expect(tab.page.locator(".log-row[data-status='4']").first).to_be_visible()
    expect(tab.page.locator(".log-row:not([data-status='4'])")).to_have_count(0)
    expect(tab.page).to_have_url(re.compile(r"\?tab=log$"))
    house.booru.heal()
    tab.page.get_by_role("tab", name="Files").click()
    tab.page.get_by_role("button", name="Retry these").first.click()
    expect(tab.page.locator(".detail a.tile[href]").first).to_be_visible()


def test_every_line_is_told_apart_before_it_is_added(house: House, open_tab: Callable[..., Tab]):
    tab = open_tab()
    sign_in(tab, house, "/downloads")
    page = tab.page
    page.evaluate("""() => {
        const carried = new DataTransfer();
        carried.setData('text/uri-list', ['https://danbooru.donmai.us/posts/7', 'http://192.168.0.4/a.png'].join('\\r\\n'));
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: carried, bubbles: true, cancelable: true }));
    }""")
    expect(page.get_by_label("A search, or addresses, one a line")).to_have_value(re.compile("posts/7\nhttp://192"))
    expect(page.locator(".verdicts li").nth(1)).to_contain_text("network")
    expect(page.locator(".verdicts [data-light=held]")).to_have_count(1)
    page.get_by_role("button", name="Add 1").click()
    expect(page.get_by_label("A search, or addresses, one a line")).to_have_value("http://192.168.0.4/a.png")
    expect(page.locator(".verdicts [data-light=held]")).to_have_count(1)


def test_what_a_browser_cannot_show_is_shown_as_its_preview(
    house: House, open_tab: Callable[..., Tab], tmp_path: Path
):
    Image.effect_noise((90, 160), 80).convert("RGB").save(tmp_path / "scan.tiff")
    frames = [Image.new("RGB", (60, 40), (20 * number, 40, 200)) for number in range(7)]
    frames[0].save(tmp_path / "move.gif", save_all=True, append_images=frames[1:], duration=100, loop=0)
    done = command(house.server.data, "import", str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    tab = open_tab()
    sign_in(tab, house, "/library")
    moving = tab.page.locator("a.tile", has=tab.page.locator(".badge .i-frames"))
    expect(moving.first).to_contain_text("7")
    moving.first.click()
    expect(tab.page.locator(".picture[data-state=here]")).to_be_visible()
    expect(tab.page.locator(".info-head")).to_contain_text("GIF")
    scan = hashlib.sha256((tmp_path / "scan.tiff").read_bytes()).hexdigest()
    tab.page.goto(f"{house.url}/file/{scan}")
    expect(tab.page.locator(".no-show")).to_contain_text("This browser can't show TIFF, so this is its preview.")
    expect(tab.page.locator(".picture[data-state=here]")).to_be_visible()


def test_a_script_in_an_svg_cannot_read_the_cookie(
    build: Callable[..., House], open_tab: Callable[..., Tab], tmp_path: Path
):
    """Threat I1: however an SVG got into the store, it is never a page of our origin."""
    house = build(posts=1)
    drawn = tmp_path / "drawn.png"
    Image.new("RGB", (64, 64), "navy").save(drawn)
    done = command(house.server.data, "import", str(drawn))
    assert done.returncode == 0, done.stdout + done.stderr
    house.server.stop()
    sha256 = hashlib.sha256(drawn.read_bytes()).hexdigest()
    stored = next(house.server.data.rglob(f"{sha256}.png"))
    stored.chmod(0o600)
    stored.write_text(SCRIPTED_SVG, "utf-8")
    with closing(sqlite3.connect(next(house.server.data.glob("*.db")))) as database, database:
        database.execute("UPDATE file SET forced_filetype = ?, size = ?", (int(Filetype.SVG), len(SCRIPTED_SVG)))
    house.server.start()

    tab = open_tab()
    tab.expect_trouble("policy:", "Content Security Policy", "sandboxed", "ERR_BLOCKED_BY")
    sign_in(tab, house, "/downloads")
    address = f"{house.url}/media/file/{sha256}"
    with pytest.raises(Error, match="Download is starting"):
        tab.page.goto(address)
    assert tab.page.title() != "script ran"
    stolen, cookie, title = tab.page.evaluate("""async (address) => {
        const picture = new Image();
        picture.src = address;
        await picture.decode().catch(() => undefined);
        const frame = document.createElement('iframe');
        frame.src = address;
        document.body.append(picture, frame);
        await new Promise((done) => setTimeout(done, 500));
        return [window.stolen ?? null, document.cookie, document.title];
    }""", address)
    assert (stolen, cookie) == (None, "")
    assert title != "script ran"


def test_a_site_is_given_what_its_api_asks_for_by_name(house: House, open_tab: Callable[..., Tab]):
    tab = open_tab(PHONE)
    sign_in(tab, house, "/settings/sites")
    page = tab.page
    page.get_by_role("button", name="Add a key").click()
    dialog = page.get_by_role("dialog", name="Add a key")
    dialog.get_by_label("Site").select_option("inkbunny.net")
    expect(dialog.get_by_text("enter sid as a parameter")).to_be_visible()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_have_text("No line has both a name and a value.")
    dialog.get_by_label("Name of the parameter").first.fill("sid")
    dialog.get_by_label("Value: sid").fill("f00")
    dialog.get_by_role("button", name="Save").click()
    kept = page.locator(".plain-list li", has_text="inkbunny.net")
    expect(kept).to_contain_text("Has sid")
    expect(page.get_by_text("f00")).to_have_count(0)
    kept.get_by_role("button", name="Remove").click()
    expect(kept).to_have_count(0)
    assert tab.has_no_sideways_scroll()
