"""The widget on an intranet's page, as wide as a phone and as wide as a desk."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from hubspot_tools.sandbox.loopback import serving


def open_widget(page: Page) -> None:
    page.locator("#chainlit-copilot-button").click()
    expect(page.locator(".ai-message").first).to_be_visible()


@pytest.mark.parametrize(
    ("locale", "width", "theme", "words"),
    [
        ("fr-FR", 380, "light", ("Marie Dupont", "change son poste en Comptable", "Confirmer", "C’est fait")),
        (
            "en-GB",
            1280,
            "dark",
            ("john.smith@acme.example", "set his title to Accountant", "Confirm", "Done"),
        ),
    ],
)
def test_in_the_widget_someone_is_found_and_corrected_also_after_a_reload(
    house, open_page, say, *, picture, locale, width, theme, words
):
    search, change, confirm, done = words
    page = open_page(house.url, at=f"{house.url}/widget", locale=locale, width=width, theme=theme)
    open_widget(page)
    picture(page, f"widget-{locale[:2]}-{width}-1-welcome")
    say(page, search)
    expect(page.locator("[data-card]")).to_contain_text("Acme")
    picture(page, f"widget-{locale[:2]}-{width}-2-search")
    say(page, change)
    button = page.get_by_role("button", name=confirm, exact=True)
    expect(button).to_be_in_viewport()
    picture(page, f"widget-{locale[:2]}-{width}-3-proposal")
    found = Axe().run(page, options={"preload": False}).response["violations"]
    assert [one for one in found if one["impact"] in {"serious", "critical"}] == []

    page.locator("#chainlit-copilot-button").click()
    expect(page.get_by_role("log")).to_have_count(0)
    open_widget(page)
    expect(button).to_be_visible()

    page.reload()
    open_widget(page)
    expect(button).to_be_in_viewport()
    button.click()
    expect(page.get_by_role("log")).to_contain_text(done)
    picture(page, f"widget-{locale[:2]}-{width}-4-done")


@pytest.fixture(scope="module")
def intranet(tmp_path_factory, run_house) -> Iterator[tuple[str, str]]:
    """A server, and a French page of another origin that it allows and that carries its widget."""
    pages = {"favicon.ico": ""}
    app = Starlette(
        routes=[Route("/{name}", lambda request: HTMLResponse(pages[request.path_params["name"]]))]
    )
    with serving(app) as address:
        origin = address.replace("127.0.0.1", "localhost")
        with run_house(tmp_path_factory.mktemp("intranet"), ALLOWED_ORIGINS=origin) as house:
            script = f"{house.url}/public/widget.js?theme=light"
            # No charset: the widget's own files bring theirs, whatever the page is read in.
            pages["page"] = (
                f"<html lang='fr-CA'><title>x</title><script type=module src={script!r}></script></html>"
            )
            pages["opened"] = pages["page"].replace("theme=light", "open=true&theme=dark")
            yield house.url, f"{origin}/page"


def test_on_another_site_the_widget_speaks_the_page_s_language(intranet, open_page, say):
    server, address = intranet
    page = open_page(server, at=address, locale="en-GB", homes=(server, address.rsplit("/", 1)[0]))
    open_widget(page)
    expect(page.locator(".ai-message").first).to_contain_text("Bonjour")
    expect(page.locator("#chat-input")).to_have_attribute("placeholder", re.compile("Qui cherchez-vous"))
    expect(page.locator("#display-mode-button")).to_have_accessible_name("Où placer l’assistant")
    page.locator("#display-mode-button").click()
    expect(page.get_by_role("menuitemradio", name="Sur le côté")).to_be_visible()
    page.keyboard.press("Escape")
    say(page, "john.smith@acme.example")
    expect(page.get_by_role("log")).to_contain_text("John Smith")


MOST_UNOPENED = 30_000
"""Bytes that a page of the intranet pays for a chat nobody opens."""


def test_a_page_on_which_nobody_opens_the_chat_loads_its_button_alone(house, chromium):
    with chromium.new_context() as context:
        page, heard = context.new_page(), {"response": [], "websocket": []}
        for kind, of_kind in heard.items():
            page.on(kind, lambda one, of_kind=of_kind: of_kind.append(one))
        page.goto(f"{house.url}/widget", wait_until="networkidle")
        expect(page.locator("#chainlit-copilot-button")).to_be_visible()
        loaded = [answer for answer in heard["response"] if not answer.url.endswith(("/widget", "/favicon"))]
        assert sum(answer.request.sizes()["responseBodySize"] for answer in loaded) < MOST_UNOPENED
        assert sorted(answer.url.rsplit("/", 1)[1].split("?")[0] for answer in loaded) == [
            "mend.js",
            "page-events.js",
            "page-theme.js",
            "reader",
            "widget-button.js",
            "widget.js",
        ]
        assert heard["websocket"] == []


@pytest.mark.parametrize("approach", ["hover", "focus"])
def test_the_chat_is_on_its_way_before_the_click_and_kept_for_the_next_page(house, open_page, approach):
    page = open_page(house.url, at=f"{house.url}/widget", locale="en-GB")
    with page.expect_response(re.compile(r"/copilot/index\.js\?v=")) as loaded:
        getattr(page.locator("#chainlit-copilot-button"), approach)()
    assert "immutable" in loaded.value.headers["cache-control"]
    expect(page.locator("#message-composer")).to_have_count(0)
    page.locator("#chainlit-copilot-button").press("Enter")
    expect(page.locator(".ai-message").first).to_be_visible()
    expect(page.locator("#chainlit-copilot-button")).to_have_count(1)
    kept = page.evaluate(
        "() => performance.getEntriesByType('resource').find(one => one.name.includes('index.js')).transferSize"
    )
    assert kept > MOST_UNOPENED
    page.reload()
    open_widget(page)
    kept = page.evaluate(
        "() => performance.getEntriesByType('resource').find(one => one.name.includes('index.js')).transferSize"
    )
    assert kept == 0


def test_a_chat_that_cannot_be_loaded_says_so_and_opens_at_the_next_click(house, chromium, picture):
    with chromium.new_context(locale="fr-FR", viewport={"width": 380, "height": 700}) as context:
        page = context.new_page()
        page.route("**/copilot/index.js*", lambda route: route.abort())
        page.goto(f"{house.url}/widget")
        page.locator("#chainlit-copilot-button").click()
        expect(page.get_by_role("alert")).to_contain_text("injoignable")
        picture(page, "widget-fr-380-injoignable")
        page.unroute("**/copilot/index.js*")
        open_widget(page)


def test_a_page_may_have_the_chat_opened_at_once(open_page, intranet):
    server, address = intranet
    page = open_page(
        server,
        at=f"{address.rsplit('/', 1)[0]}/opened",
        locale="en-GB",
        homes=(server, address.rsplit("/", 1)[0]),
    )
    expect(page.locator(".ai-message").first).to_be_visible()
