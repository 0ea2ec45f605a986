"""Take the pictures of the README and the guide from the real page.

    python -m tools.screenshot            all of them, into docs/screenshots

A Bowerbird on a new folder downloads from the served booru of the tests, whose pictures are drawn as landscapes here;
Chromium looks at it on a desktop and on a phone.
"""

from __future__ import annotations

import io
import random
import shutil
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import Browser, Page, sync_playwright

from tests.running import PASSWORD, Server
from tests.served_booru import ServedBooru, posts

TARGET = Path(__file__).parents[1] / "docs" / "screenshots"
DESKTOP, PHONE = (1400, 900), (390, 844)
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync"]
PALETTES = (
    ("#f7d9b0", "#e7785f", "#5b3a5e"), ("#dff0f4", "#6fa8c9", "#1f3b63"), ("#f5efc8", "#a8b86b", "#2f4a35"),
    ("#1b2146", "#3d4f9f", "#0b0f26"), ("#f3d7e4", "#a06ab0", "#34235a"), ("#d8f1e6", "#4aa79a", "#123f4a"),
    ("#ffe3c2", "#e0a15b", "#6b3a26"), ("#c9d6ff", "#4663ee", "#141a4a"),
)
SEARCHES = (
    ("konachan.com tag search", "night tree"), ("e621 tag search", "bowerbird"),
    ("safebooru tag search", "sunset"), ("yande.re tag search", "mountain"), ("danbooru tag search", "blue_sky"),
)
MOST_LOOKS = 60
ALL_HERE = ("[...document.querySelectorAll('.tile[data-id]')]"
            ".every((tile) => tile.querySelector('img[data-state=here]'))")


@lru_cache(maxsize=512)
def landscape(seed: int, number: int, extension: str, size: tuple[int, int]) -> bytes:
    """Draw a sky, a sun or moon, and hills; all of it follows from the seed and the number."""
    dice = random.Random(f"{seed} {number}")  # noqa: S311 - a picture, not a secret
    pale, middle, dark = dice.choice(PALETTES)
    portrait = dice.random() < 0.4
    width, height = (size[1], size[0]) if portrait else size
    sky = Image.linear_gradient("L").resize((width, height))
    picture = Image.composite(Image.new("RGB", (width, height), middle), Image.new("RGB", (width, height), pale), sky)
    radius = dice.randint(height // 14, height // 6)
    x, y = dice.randint(radius, width - radius), dice.randint(radius, height // 2)
    light = dice.choice((pale, "#fff4d6"))
    ImageDraw.Draw(picture).ellipse((x - radius, y - radius, x + radius, y + radius), fill=light)
    layers = dice.randint(3, 5)
    for layer in range(layers):
        share = (layer + 1) / layers
        tone = Image.blend(Image.new("RGB", (1, 1), middle), Image.new("RGB", (1, 1), dark), share).getpixel((0, 0))
        _hill(picture, dice, tone, base=height * (0.45 + 0.42 * share), rise=height * 0.16)
    written = io.BytesIO()
    picture.filter(ImageFilter.SMOOTH).save(written, {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}[extension])
    return written.getvalue()


def _hill(picture: Image.Image, dice: random.Random, tone: object, *, base: float, rise: float) -> None:
    """Draw one ridge from the left to the right, filled to the ground."""
    heights = [base + dice.uniform(-rise, rise) for _ in range(6)]
    steps = 80
    points = []
    for step in range(steps + 1):
        at = step / steps * (len(heights) - 1)
        left, share = min(int(at), len(heights) - 2), at - min(int(at), len(heights) - 2)
        eased = share * share * (3 - 2 * share)
        points.append((step / steps * picture.width, heights[left] * (1 - eased) + heights[left + 1] * eased))
    corners = [(picture.width, picture.height), (0, picture.height)]
    ImageDraw.Draw(picture).polygon(points + corners, fill=tone)  # type: ignore[arg-type]


def sign_in(browser: Browser, url: str, size: tuple[int, int], scheme: str) -> Page:
    """Open the page as its owner."""
    is_phone = size is PHONE
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme,
                                  is_mobile=is_phone, has_touch=is_phone)
    page = context.new_page()
    page.goto(url)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator(".app").wait_for()
    return page


def keep(page: Page, name: str) -> None:
    """Write what the page shows once every picture in view is there."""
    for _ in range(MOST_LOOKS):
        if page.evaluate(ALL_HERE):
            break
        page.wait_for_timeout(100)
    page.wait_for_timeout(300)  # the last of them fades in
    Image.open(io.BytesIO(page.screenshot())).convert("RGB").save(TARGET / f"{name}.png", optimize=True)


def shoot_all(browser: Browser, url: str) -> None:
    """Take every picture, on a desktop in the light and on a phone in the dark."""
    for kind, size, scheme in (("desktop", DESKTOP, "light"), ("phone", PHONE, "dark")):
        page = sign_in(browser, url, size, scheme)
        page.goto(f"{url}/downloads")
        page.locator("[data-query] img").first.wait_for()
        if kind == "desktop":
            page.locator(".detail a.tile img[data-state=here]").nth(20).wait_for()
        page.wait_for_timeout(800)
        keep(page, f"downloads-{kind}")
        page.goto(f"{url}/library")
        page.locator("a.tile img[data-state=here]").nth(20).wait_for()
        keep(page, f"library-{kind}")
        page.locator("a.tile[href]").nth(5).click()
        page.locator(".picture[data-state=here]").wait_for()
        page.wait_for_timeout(500)
        keep(page, f"viewer-{kind}")
        page.context.close()


def with_house(work: Callable[[str], None]) -> None:
    """Have a Bowerbird download from made sites, one of which refuses, then look at it."""
    posts.picture = landscape  # type: ignore[assignment]
    with tempfile.TemporaryDirectory() as folder, ServedBooru(600, size=(640, 480)) as booru:
        booru.fail("konachan.com/", "429", retry_after="240")
        booru.fail("files.yande.re/", "403", times=9)
        environment = {"BOWERBIRD_PROXY": booru.proxy, "BOWERBIRD_CA_BUNDLE": str(booru.ca_file),
                       "BOWERBIRD_REQUEST_INTERVAL": "0.25"}
        with Server(Path(folder) / "data", environment=environment) as server:
            client = server.signed_in()
            for source, text in SEARCHES:
                asked = {"text": text, "source": source, "file_limit": 40 if source.startswith("yande") else 400}
                client.post(f"{server.url}/api/v1/downloads", json=asked, timeout=10).raise_for_status()
            work(server.url)
            server.stop()


def main() -> None:
    """Take the pictures."""
    TARGET.mkdir(parents=True, exist_ok=True)
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=SWITCHES)
        with_house(lambda url: shoot_all(browser, url))
        browser.close()


if __name__ == "__main__":
    main()
