"""A real Bowerbird, a served booru behind its proxy, and Chromium before it."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.running import PASSWORD, Server
from tests.served_booru import ServedBooru

sync_api = pytest.importorskip("playwright.sync_api")

DESKTOP = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync"]
PATIENCE = 15_000
"""Milliseconds that a page is given to show something, on a busy machine."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[sync_api.Browser]:
    """The browser, one for all tests; each test has contexts of its own."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("Chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=SWITCHES)
        yield browser
        browser.close()


@dataclass
class House:
    """A running server and the site that it downloads from."""

    server: Server
    booru: ServedBooru

    @property
    def url(self) -> str:
        """Where the page is."""
        return self.server.url


def free_port() -> int:
    """Return a port that nobody uses now, so that a server can come back to it."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., House]]:
    """Make houses, and pull them down when the module is done."""
    houses: list[House] = []

    def make(*, password: str | None = PASSWORD, posts: int = 120, interval: str = "0.05") -> House:
        booru = ServedBooru(posts, size=(320, 240))
        booru.open()
        environment = {"BOWERBIRD_PROXY": booru.proxy, "BOWERBIRD_CA_BUNDLE": str(booru.ca_file),
                       "BOWERBIRD_REQUEST_INTERVAL": interval}
        data: Path = tmp_path_factory.mktemp("house") / "data"
        house = House(Server(data, "--port", str(free_port()), password=password, environment=environment), booru)
        houses.append(house)
        return house

    yield make
    for house in houses:
        if house.server.process.poll() is None:
            house.server.kill()
        house.booru.close()


@dataclass
class Tab:
    """One browser with one page, and everything that went wrong in it."""

    page: sync_api.Page
    troubles: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()

    def expect_trouble(self, *texts: str) -> None:
        """Say which troubles belong to the test."""
        self.expected += texts

    def hear(self, said: sync_api.ConsoleMessage) -> None:
        """Note what the page logs as an error."""
        if said.type == "error":
            self.troubles.append(f"{said.text} {said.location}")

    @property
    def unexpected(self) -> list[str]:
        """What went wrong and should not have."""
        return [trouble for trouble in self.troubles if not any(text in trouble for text in self.expected)]

    def has_no_sideways_scroll(self) -> bool:
        """Whether the page is as wide as its window, and nothing in it sticks out."""
        return bool(self.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"))


@pytest.fixture
def open_tab(chromium: sync_api.Browser) -> Iterator[Callable[..., Tab]]:
    """Open browsers that know nothing of each other. At the end none may have logged an error or broken the policy."""
    tabs: list[Tab] = []

    def make(size: dict[str, int] = DESKTOP, scheme: str = "light") -> Tab:
        is_phone = size is PHONE
        context = chromium.new_context(viewport=size, color_scheme=scheme, has_touch=is_phone, is_mobile=is_phone)
        context.set_default_timeout(PATIENCE)
        context.add_init_script("addEventListener('securitypolicyviolation', "
                                "(event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`))")
        tab = Tab(context.new_page())
        tab.page.on("console", tab.hear)
        tab.page.on("pageerror", lambda error: tab.troubles.append(f"uncaught: {error}"))
        tabs.append(tab)
        return tab

    yield make
    for tab in tabs:
        tab.page.context.close()
    assert [trouble for tab in tabs for trouble in tab.unexpected] == []


def sign_in(tab: Tab, house: House, at: str = "/") -> None:
    """Open a page of the house as its owner."""
    tab.page.goto(house.url + at)
    tab.page.get_by_label("Password").fill(PASSWORD)
    tab.page.keyboard.press("Enter")
    tab.page.locator(".app").wait_for()


def choose_source(tab: Tab, name: str) -> None:
    """Choose where to search by typing the name of it."""
    tab.page.get_by_role("button", name="Where to search").click()
    find = tab.page.get_by_role("combobox", name="Find a site")
    find.fill(name)
    tab.page.locator(f'[data-source="{name}"]').wait_for()
    find.press("Enter")
    tab.page.get_by_role("button", name=f"Where to search: {name}").wait_for()


def add(tab: Tab, text: str, source: str | None = "danbooru tag search") -> None:
    """Type into the one field and add it."""
    field_ = tab.page.get_by_label("A search, or addresses, one a line")
    if source:
        choose_source(tab, source)
    field_.fill(text)
    tab.page.locator(".paste button[type=submit]:not([disabled])").wait_for()
    field_.press("Enter")
