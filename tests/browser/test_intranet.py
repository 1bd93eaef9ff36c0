"""The example intranet: whoever signs in there is themselves in its widget, and out of it with the page."""

import re
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser.intranet_pair import KEY, Pair, open_widget, sign_in
from joserfc import jwt
from joserfc.jwk import OctKey
from playwright.sync_api import Page, Response, Route, expect

MOST_UNOPENED = 30_000
"""Bytes that a page of the intranet pays for a chat nobody opens."""
SHORT_VISIT = 30
"""Seconds."""


def whose(page: Page):
    """Who the widget says is in it."""
    return page.locator("details.member")


@pytest.mark.parametrize(
    ("account", "locale", "width", "named", "greeting"),
    [
        ("ada", "fr-FR", 1280, "Ada Martin", "Hello"),
        ("zoe", "en-GB", 380, "Zoé Bernard", "Bonjour"),
    ],
)
def test_whoever_is_signed_in_on_the_page_is_themselves_in_the_widget(
    pair, visit, *, picture, account, locale, width, named, greeting
):
    page = visit(pair, account, locale=locale, width=width)
    picture(page, f"intranet-{account}-{width}-1-company")
    page.get_by_role("link", name="Contacts").click()
    page.get_by_role("link", name="Marie Dupont").click()
    expect(page.get_by_role("heading", name="Marie Dupont")).to_be_visible()
    picture(page, f"intranet-{account}-{width}-2-contact")
    open_widget(page)
    expect(page.locator(".ai-message").first).to_contain_text(greeting)
    expect(whose(page)).to_contain_text(named)
    whose(page).locator("summary").click()
    expect(whose(page).locator("button")).to_be_hidden()
    picture(page, f"intranet-{account}-{width}-3-widget")
    found = Axe().run(page, options={"preload": False}).response["violations"]
    assert [one for one in found if one["impact"] in {"serious", "critical"}] == []


def test_the_token_is_in_no_address_no_log_and_nowhere_on_the_page(pair, visit, say):
    page = visit(pair, "ada")
    tokens, addresses = [], []
    page.on("request", lambda request: addresses.append(request.url))
    with page.expect_response("**/assistant-token") as given:
        open_widget(page)
    tokens.append(given.value.json()["token"])
    say(page, "john.smith@acme.example")
    expect(page.locator("[data-card]")).to_contain_text("Acme")
    kept = page.evaluate(
        "() => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, Object.values(window).map(String)])"
    )
    for part in tokens[0].split("."):
        assert not [address for address in addresses if part in address]
        assert part not in kept
        assert part not in pair.house.log
    assert "Ada Martin" not in pair.house.log


def test_signing_out_on_the_page_ends_the_chat_on_every_page_and_the_session(pair, visit):
    page = visit(pair, "ada")
    open_widget(page)
    other = page.context.new_page()
    other.goto(f"{pair.intranet}/contacts")
    open_widget(other)
    # The same person on two pages: neither shuts the other out.
    expect(whose(page)).to_contain_text("Ada Martin")
    expect(page.locator(".ai-message").first).to_be_visible()
    page.locator("#sign-out button").click()
    expect(page.locator("form.in")).to_be_visible()
    expect(other.locator("#message-composer")).to_have_count(0)
    expect(other.get_by_role("alert")).to_have_text("Please sign in on this page first.")
    assert page.request.get(f"{pair.house.url}/project/settings?language=en-US").status == 401
    sign_in(page, "zoe")
    open_widget(page)
    expect(whose(page)).to_contain_text("Zoé Bernard")


def test_another_who_signs_in_on_the_same_page_gets_a_chat_of_their_own(pair, visit, say):
    page = visit(pair, "ada")
    open_widget(page)
    say(page, "john.smith@acme.example")
    expect(page.locator("[data-card]")).to_contain_text("Acme")
    # Without its script the page signs out alone: the assistant is told nothing.
    page.request.post(f"{pair.intranet}/sign-out")
    other = page.context.new_page()
    other.goto(pair.intranet)
    sign_in(other, "zoe")
    open_widget(other)
    expect(whose(other)).to_contain_text("Zoé Bernard")
    expect(other.get_by_role("log")).not_to_contain_text("john.smith@acme.example")
    expect(other.locator("[data-card]")).to_have_count(0)
    # Ada's chat has gone, and Zoé does not come into her page unasked.
    expect(page.locator("#message-composer")).to_have_count(0)
    expect(page.locator("#contact-assistant #chainlit-copilot-button")).to_be_visible()
    expect(whose(other)).to_contain_text("Zoé Bernard")


def test_whoever_s_visit_has_run_out_goes_on_without_a_word(start_pair, visit):
    with start_pair(SESSION_HOURS=str(SHORT_VISIT / 3600)) as short:
        page = visit(short, "ada")
        open_widget(page)

        def lets_in(answer: Response) -> bool:
            return answer.url.endswith("/sign-in/token") and answer.request.method == "POST"

        with page.expect_response(lets_in, timeout=90_000) as again:
            pass
        assert again.value.status == 200
        expect(whose(page)).to_contain_text("Ada Martin")
        expect(page.locator(".ai-message").first).to_be_visible()
        page.close()


@pytest.mark.parametrize("unheard", [0, 1], ids=["heard-at-once", "first-question-lost"])
def test_a_visit_that_ends_while_the_chat_is_loading_goes_on_as_well(pair, chromium, picture, unheard):
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(pair.intranet)
        sign_in(page, "ada")
        # Opening the chat anew after a long silence is another way back, and would hide a question that nobody repeats.
        page.evaluate("sessionStorage.setItem('contact_assistant_renewed', String(Date.now()))")

        def end_the_visit_first(route: Route) -> None:
            context.request.post(f"{pair.house.url}/sign-out")
            if unheard:
                page.route("**/reader", lambda asked: asked.abort(), times=unheard)
            route.continue_()

        page.route("**/auth/config", end_the_visit_first, times=1)
        open_widget(page)
        expect(whose(page)).to_contain_text("Ada Martin")
        picture(page, f"intranet-ada-1280-visit-ended-while-loading-{unheard}")


def forged(pair: Pair, **claims: object) -> str:
    now = int(time.time())
    told = {
        "iss": pair.intranet,
        "aud": "the-assistant",
        "sub": "ada",
        "iat": now,
        "exp": now + 60,
        "jti": "x",
    }
    return jwt.encode({"alg": "HS256"}, {**told, **claims}, OctKey.import_key(KEY))


@pytest.mark.parametrize(
    ("account", "kind", "sentence"),
    [
        ("ada", "expired", "That sign-in has run out. Please try again."),
        ("zoe", "replayed", "Cette connexion a déjà servi. Réessayez."),
    ],
)
def test_s36_an_expired_and_a_replayed_token_are_refused_in_words(
    pair, chromium, picture, account, kind, sentence
):
    with chromium.new_context(viewport={"width": 380, "height": 700}) as context:
        page = context.new_page()
        page.goto(pair.intranet)
        sign_in(page, account)
        then = int(time.time()) - 3600
        token = forged(pair, jti=kind, **({"iat": then, "exp": then + 60} if kind == "expired" else {}))
        if kind == "replayed":
            bearer = {"Authorization": f"Bearer {token}"}
            assert context.request.post(f"{pair.house.url}/sign-in/token", headers=bearer).status == 200
            context.request.post(f"{pair.house.url}/sign-out")
        page.route("**/assistant-token", lambda route: route.fulfill(json={"token": token}))
        page.locator("#chainlit-copilot-button").click()
        expect(page.get_by_role("alert")).to_have_text(sentence)
        picture(page, f"intranet-{account}-380-{kind}")
        expect(page.locator("#message-composer")).to_have_count(0)
        page.unroute("**/assistant-token")
        open_widget(page)


def test_s36_a_foreign_page_gets_nothing(pair, visit):
    page = visit(pair, "ada")
    open_widget(page)
    foreign = page.context.new_page()
    foreign.route("http://localhost:9/*", lambda route: route.fulfill(body="<title>x</title>"))
    foreign.goto("http://localhost:9/")
    ask = "address => fetch(address, {method: 'POST', credentials: 'include'}).then(() => 'answered', () => 'refused')"
    for address in (
        f"{pair.intranet}/assistant-token",
        f"{pair.house.url}/sign-in/token",
        f"{pair.house.url}/sign-out",
        f"{pair.house.url}/reader",
    ):
        assert foreign.evaluate(ask, address) == "refused"
    expect(whose(page)).to_contain_text("Ada Martin")
    assert page.request.get(f"{pair.house.url}/project/settings?language=en-US").status == 200


def test_a_page_on_which_nobody_opens_the_chat_asks_for_no_token(pair, chromium):
    with chromium.new_context() as context:
        page, answers = context.new_page(), list[Response]()
        page.goto(pair.intranet)
        # Playwright marks the function that it calls, which a list's own cannot bear.
        page.on("response", lambda answer: answers.extend([answer]))
        sign_in(page, "ada")
        page.wait_for_load_state("networkidle")
        expect(page.locator("#chainlit-copilot-button")).to_be_visible()
        loaded = [answer for answer in answers if answer.url.startswith(pair.house.url)]
        assert sum(answer.request.sizes()["responseBodySize"] for answer in loaded) < MOST_UNOPENED
        assert not [answer for answer in answers if re.search("token$|copilot", answer.url)]
