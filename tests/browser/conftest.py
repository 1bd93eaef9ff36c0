"""A real Chromium, kept from reaching anything but the server under test."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from browser.intranet_pair import Pair, sign_in, started_pair
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

SCREENSHOTS = Path(__file__).parents[1] / "screenshots"
DOCS = Path(__file__).parents[2] / "docs"
HEADER_HEIGHT = 84
"""Pixels from the top of the page to the first message, with some air."""
PATIENCE = 30_000
"""Milliseconds an expectation may take to come true."""

_TOO_WIDE = """() => [document.documentElement, ...document.querySelectorAll('.ai-message, .ai-message *')]
    .filter(one => one.clientWidth > 1 && one.scrollWidth > one.clientWidth + 1)
    .filter(one => getComputedStyle(one).textOverflow !== 'ellipsis')
    .map(one => `${one.tagName}.${one.className}`)"""

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)

_BRIEF = "--js-flags=--no-opt --no-maglev --min-semi-space-size=32"
"""Spares a page that lives for seconds what would make it quicker in its next minute."""


_CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The same engine; the first draws no window and no tabs of its own, which cost as much as the page under test."""


def find_chromium() -> str:
    """The browser's path; without one the test is skipped, or failed where a skip is forbidden."""
    found = next(filter(None, map(shutil.which, _CHROMIUMS)), None)
    if found:
        return found
    reason = "NO CHROMIUM ON THIS MACHINE: what people see in a browser is NOT tested"
    if os.environ.get("CI") == "true" or os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def find_browser() -> Callable[[], str]:
    """The rule itself, to be tested."""
    return find_chromium


@pytest.fixture(scope="module")
def chromium(find_browser) -> Iterator[Browser]:
    """A browser for one module: while it runs, its own event loop keeps other modules' from running."""
    path = find_browser()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*_QUIET, _BRIEF])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def house(tmp_path_factory, run_house):
    """The server as `make run` starts it: no key, sample contacts, offline model."""
    with run_house(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture
def open_page(chromium) -> Iterator[Callable[..., Page]]:
    """Opens pages; at the end none may have asked for anything outside its server, or complained."""
    elsewhere: list[str] = []
    complaints: list[str] = []
    contexts = []

    def open_at(
        url: str,
        *,
        locale: str,
        width: int = 1280,
        theme: str = "light",
        zone: str = "UTC",
        at: str = "",
        homes: Sequence[str] = (),
        chosen: bool = True,
    ) -> Page:
        """``at`` is the page's address where it is not the server's first page, ``homes`` what it may ask besides.

        ``theme`` is the system's, and the person's own where it was ``chosen``.
        """
        context = chromium.new_context(
            locale=locale,
            timezone_id=zone,
            viewport={"width": width, "height": 900},
            color_scheme=theme,
        )
        if chosen:
            context.add_init_script(f"localStorage.setItem('vite-ui-theme', '{theme}')")
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: _note(elsewhere, request.url, (url, *homes)))
        page.on(
            "websocket", lambda opened: _note(elsewhere, opened.url.replace("ws", "http", 1), (url, *homes))
        )
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(at or url)
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert elsewhere == []
    assert complaints == []


@pytest.fixture(scope="module")
def start_pair(tmp_path_factory, run_house) -> Callable[..., AbstractContextManager[Pair]]:
    """Starts an intranet and its assistant: `start_pair()` is a context that ends with both."""
    return lambda **settings: started_pair(tmp_path_factory.mktemp("pair"), run_house, **settings)


@pytest.fixture(scope="module")
def pair(start_pair) -> Iterator[Pair]:
    with start_pair() as started:
        yield started


@pytest.fixture
def visit(open_page) -> Callable[..., Page]:
    """Opens the intranet in a new browser and signs somebody in there."""

    def signed_in(
        pair: Pair, account: str, *, locale: str = "en-GB", width: int = 1280, theme: str = "light"
    ) -> Page:
        page = open_page(pair.intranet, locale=locale, width=width, theme=theme, homes=[pair.house.url])
        sign_in(page, account)
        return page

    return signed_in


@pytest.fixture(scope="session")
def say() -> Callable[[Page, str], None]:
    """Types a message and sends it; while anything is under way the text box waits, as it does for people."""

    def send(page: Page, text: str) -> None:
        # Before the welcome the page has no connection, and its text box keeps what Enter should send.
        expect(page.locator(".ai-message").first).to_be_attached()
        page.locator("#chat-input").fill(text)
        expect(page.locator("#chat-submit")).to_be_enabled()
        # Pressed in the box itself: a menu that is still closing gives the keyboard back to its button.
        page.locator("#chat-input").press("Enter")

    return send


@pytest.fixture(scope="session")
def written() -> Callable[[Page, str], Locator]:
    """Where a text can be read; the Markdown that a card has taken the place of cannot."""
    return lambda page, text: page.get_by_text(text).filter(visible=True)


@pytest.fixture(scope="session")
def fits() -> Callable[[Page], None]:
    """Nothing is wider than the screen: neither the page nor anything in a message scrolls sideways.

    What a row cuts off, and says so by an ellipsis, does not scroll.
    """

    def check(page: Page) -> None:
        too_wide = page.evaluate(_TOO_WIDE)
        assert too_wide == [], too_wide

    return check


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """Keeps a screenshot under a name, for people to look at."""
    SCREENSHOTS.mkdir(exist_ok=True)
    return lambda page, name: page.screenshot(path=SCREENSHOTS / f"{name}.png") and None


@pytest.fixture
def publish() -> Callable[[Page, str, Locator], None]:
    """With UPDATE_PICTURES=1, renews a picture in `docs/`: the page from its header to now, with ``since`` on top."""

    def shoot(page: Page, name: str, since: Locator) -> None:
        if os.environ.get("UPDATE_PICTURES") != "1":
            return
        size, first = page.viewport_size, since.bounding_box()
        page.set_viewport_size({**size, "height": round(size["height"] - first["y"] + HEADER_HEIGHT)})
        page.mouse.move(0, 0)
        page.evaluate("document.activeElement.blur()")
        expect(since).to_be_in_viewport(ratio=1)
        DOCS.mkdir(exist_ok=True)
        page.screenshot(path=DOCS / f"{name}.png", animations="disabled")
        page.set_viewport_size(size)

    return shoot


def _note(elsewhere: list[str], asked: str, homes: Sequence[str]) -> None:
    if not asked.startswith((*(f"{home}/" for home in homes), "data:", "blob:")):
        elsewhere.append(asked)
