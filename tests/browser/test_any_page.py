"""The widget on pages that are not made for it: hostile styles, a strict policy, another theme, a network that fails."""

import re
import secrets
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from hubspot_tools.sandbox.loopback import serving

pytestmark = pytest.mark.timeout(300)

OPENING = 90_000
"""Milliseconds that the chat may take to open where everything else runs at the same time: its script is megabytes."""

STYLES = {
    "revert": "* { all: revert !important }",
    "hostile": """
        * { all: revert }
        :root { font-size: 20px; --background: 0 100% 50%; --foreground: 120 100% 50%; --radius: 40px }
        body { transform: translateX(30px); filter: grayscale(0.4); direction: rtl; visibility: hidden; color: magenta;
               font: 30px/3 cursive; letter-spacing: 0.2em; text-transform: uppercase }
        div, svg, input, textarea, [popover], [role=dialog] { display: none; opacity: 0 }
        button { background: red; border: 9px solid lime; transform: rotate(5deg) }
        nav { display: block; visibility: visible; position: fixed; inset: 0; z-index: 2147483647; background: navy }
    """,
    "small root": ":root { font-size: 62.5% } body { font-size: 1.6rem }",
}

LOOKS = """() => {
    const drawn = document.querySelector('#chainlit-copilot').shadowRoot;
    const look = (selector) => {
        const element = drawn.querySelector(selector);
        const { fontSize, fontFamily, color, backgroundColor, letterSpacing, textTransform, direction, opacity,
                borderRadius } = getComputedStyle(element);
        const { x, y, width, height } = element.getBoundingClientRect();
        return { fontSize, fontFamily, color, backgroundColor, letterSpacing, textTransform, direction, opacity,
                 borderRadius, place: [x, y, width, height].map(Math.round) };
    };
    return Object.fromEntries(['#chainlit-copilot-button', '#chainlit-copilot-chat', '#message-composer', '#chat-input',
        '#chat-submit', '.ai-message .message-content', '.ai-message .flex-wrap > button', '.help-button']
        .map((selector) => [selector, look(selector)]));
}"""
"""How the chat is drawn, and where."""

OF_THE_PAGE = """() => JSON.stringify([document.body, document.querySelector('h1'), document.querySelector('#page')]
    .map((one) => [...getComputedStyle(one)].map((name) => getComputedStyle(one)[name]))
    .concat([[document.head.querySelectorAll('style, link').length, document.querySelectorAll('[tabindex="0"]').length]]))"""
"""How the page is drawn."""

SHORT_NAMES = """() => Object.keys(window).filter((name) => name.length < 4)"""
"""What a bundle that is no module would leave on a page."""

WATCH = "document.addEventListener('securitypolicyviolation', (event) => { (window.violations ??= []).push("
WATCH += "[event.effectiveDirective, event.blockedURI, event.sourceFile, event.lineNumber]) })"

ACTIVE = """() => {
    let active = document.activeElement;
    while (active.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return active.id;
}"""

PASTE = """([text, name]) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name, { type: 'text/csv' }));
    document.querySelector('#chainlit-copilot').shadowRoot.querySelector('#chat-input').dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, composed: true, cancelable: true }));
}"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory, run_house) -> Iterator[tuple[str, str]]:
    """A server, and the origin of a site whose pages carry its widget: `/?style=…`, `/strict?cards=…`."""
    server = ""

    def plain(request: Request) -> HTMLResponse:
        style = STYLES.get(request.query_params.get("style", ""), "")
        return HTMLResponse(page(f"<style>{style}</style>", f"src='{server}/public/widget.js'"))

    def strict(request: Request) -> HTMLResponse:
        nonce, socket = secrets.token_urlsafe(16), server.replace("http", "ws", 1)
        policy = (
            f"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'nonce-{nonce}'; "
            f"img-src 'self' {server}; connect-src {server} {socket}; base-uri 'none'; form-action 'none'"
        )
        script = f"nonce='{nonce}' src='{server}/public/widget.js?{request.url.query}'"
        return HTMLResponse(
            page(f"<style nonce='{nonce}'>body {{ background: #eef }}</style>", script),
            headers={"Content-Security-Policy": policy},
        )

    def page(head: str, script: str) -> str:
        return (
            "<!doctype html><html lang=fr><meta charset=utf-8><meta name=viewport content='width=device-width'>"
            f"<title>x</title><link rel=icon href='/favicon.ico'>{head}<script type=module {script}></script><body>"
            f"<nav></nav><h1>Page</h1><button id=page>Page</button>{'<p>Page</p>' * 60}"
        )

    app = Starlette(
        routes=[
            Route("/", plain),
            Route("/strict", strict),
            Route("/favicon.ico", lambda _: HTMLResponse("")),
        ]
    )
    with serving(app) as address:
        origin = address.replace("127.0.0.1", "localhost")
        with run_house(tmp_path_factory.mktemp("any-page"), ALLOWED_ORIGINS=origin) as house:
            server = house.url
            yield house.url, origin


@pytest.fixture
def visit(pages, open_page):
    def opened(path: str, **how: object) -> Page:
        server, origin = pages
        return open_page(server, at=f"{origin}{path}", homes=(server, origin), locale="en-GB", **how)

    return opened


def open_widget(page: Page) -> None:
    page.locator("#chainlit-copilot-button").click()
    expect(page.locator(".ai-message").first).to_be_visible(timeout=OPENING)
    expect(page.locator(".help-button")).to_be_visible()


def drawn(page: Page) -> dict[str, object]:
    """How the chat is drawn once it has come to rest, the pointer away from it."""
    page.mouse.move(0, 0)
    page.wait_for_function(
        "() => document.querySelector('#chainlit-copilot').shadowRoot.getAnimations().every("
        "(one) => one.playState !== 'running')"
    )
    return page.evaluate(LOOKS)


def test_no_style_of_the_page_gets_in_and_none_of_the_chat_s_gets_out(visit, picture):
    page = visit("/")
    before = page.evaluate(OF_THE_PAGE), page.evaluate(SHORT_NAMES)
    open_widget(page)
    page.locator("#display-mode-button").click()
    expect(page.get_by_role("menuitemradio").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menuitemradio")).to_have_count(0)
    assert (page.evaluate(OF_THE_PAGE), page.evaluate(SHORT_NAMES)) == before
    expected = drawn(page)
    assert expected["#chat-input"]["fontSize"] == "16px"
    for name, style in STYLES.items():
        page.evaluate("style => (document.querySelector('style').textContent = style)", style)
        assert drawn(page) == expected, name
        picture(page, f"any-page-{name}")


def test_the_chat_follows_the_page_s_theme_while_it_is_open(visit, picture):
    page = visit("/")
    open_widget(page)
    chat = page.locator("#cl-shadow-root")
    logo = page.locator("img.logo")
    toggles = {
        "document.documentElement.dataset.theme = 'dark'": "dark",
        "document.documentElement.dataset.theme = 'light'": "light",
        "delete document.documentElement.dataset.theme; document.documentElement.className = 'dark'": "dark",
        "document.documentElement.className = ''": "light",
        "document.documentElement.style.colorScheme = 'dark'": "dark",
        "document.documentElement.style.colorScheme = ''": "light",
        "document.body.style.background = '#101418'": "dark",
        "document.body.style.background = ''": "light",
    }
    for toggle, theme in toggles.items():
        page.evaluate(toggle)
        expect(chat).to_have_class(theme)
        expect(chat).to_have_css("color-scheme", theme)
        expect(logo).to_have_attribute("src", re.compile(f"theme={theme}"))
    page.emulate_media(color_scheme="dark")
    expect(chat).to_have_class("dark")
    page.evaluate("document.documentElement.style.background = '#101418'")
    picture(page, "any-page-dark")


def test_on_a_small_screen_the_chat_is_all_there_is_until_it_is_closed(visit, picture):
    page = visit("/?style=hostile", width=380)
    open_widget(page)
    picture(page, "any-page-380")
    assert page.evaluate(LOOKS)["#chainlit-copilot-chat"]["place"] == [0, 0, 380, 900]
    close = page.locator("#chainlit-copilot-button")
    expect(close).to_have_accessible_name("Fermer")
    page.mouse.move(190, 300)
    page.mouse.wheel(0, 900)
    reached = set()
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(ACTIVE))
    assert {"chat-input", "chainlit-copilot-button"} <= reached
    assert "page" not in reached
    assert page.evaluate("scrollY") == 0
    close.click()
    expect(page.locator("#chainlit-copilot-chat")).to_have_count(0)
    assert page.evaluate("[document.body.inert, document.documentElement.style.overflow]") == [False, ""]


def test_under_a_strict_policy_cards_are_texts_and_nothing_is_reported(pages, chromium, say, picture):
    _, origin = pages
    with chromium.new_context(locale="en-GB") as context:
        page = context.new_page()
        page.add_init_script(WATCH)
        said = []
        page.on("console", lambda one: said.append(one.text) if "Content Security" in one.text else None)
        page.goto(f"{origin}/strict?theme=dark")
        open_widget(page)
        say(page, "john.smith@acme.example")
        expect(page.get_by_role("button", name="Modifier")).to_be_visible()
        expect(page.locator("[data-card]")).to_have_count(0)
        say(page, "passe son poste à Comptable")
        expect(page.get_by_role("button", name="Confirmer", exact=True)).to_be_visible()
        picture(page, "any-page-strict")
        page.evaluate(PASTE, ["email,firstname\nluc@acme.example,Luc\n", "people.csv"])
        expect(page.locator("#message-composer")).to_contain_text("people.csv")
        page.locator("#chat-settings-open-modal").click()
        page.get_by_role("combobox").click()
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.locator(".help-button").click()
        expect(page.locator("dialog.help")).to_contain_text("Ce que vous pouvez écrire")
        page.keyboard.press("Escape")
        expect(page.locator("dialog.help")).to_have_count(0)
        expect(page.locator("#chat-input")).to_be_visible()
        assert page.evaluate("window.violations ?? []") == []
        assert said == []


def test_escape_closes_what_it_was_pressed_in(visit):
    page = visit("/")
    open_widget(page)
    page.locator("h1").click()
    page.keyboard.press("Escape")
    page.locator("#chat-input").fill("Marie")
    page.keyboard.press("Escape")
    page.locator("#chat-input").fill("")
    page.get_by_role("button", name="Créer un contact").first.click()
    page.locator(".cf input").first.press("Escape")
    expect(page.locator(".cf")).to_have_count(0)
    expect(page.locator("#chat-input")).to_be_visible()
    page.locator("#chat-input").press("Escape")
    expect(page.locator("#chainlit-copilot-chat")).to_have_count(0)


def test_a_chat_that_cannot_begin_says_so_and_is_tried_again(pages, chromium, picture):
    _, origin = pages
    with chromium.new_context(locale="fr-FR", viewport={"width": 380, "height": 700}) as context:
        page = context.new_page()
        page.route("**/project/translations*", lambda route: route.abort())
        page.goto(f"{origin}/")
        page.locator("#chainlit-copilot-button").click()
        trouble = page.locator(".trouble")
        expect(trouble).to_contain_text("L’assistant est injoignable.", timeout=OPENING)
        expect(page.get_by_text("Failed to fetch").filter(visible=True)).to_have_count(0)
        picture(page, "any-page-380-trouble")
        page.unroute("**/project/translations*")
        page.get_by_role("button", name="Réessayer").click()
        expect(page.locator(".ai-message").first).to_be_visible(timeout=OPENING)
