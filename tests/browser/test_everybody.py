"""The page for people who see little, hear it read, or use no mouse: axe-core's findings, and the keys alone."""

from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

MOST_TABS = 80
AXE = {"preload": False, "resultTypes": ["violations"]}
"""Without preloading: axe would fetch the sheets that sheets import, and from the wrong folder."""

ENGLISH = SimpleNamespace(
    confirm="Confirm",
    undo="Undo",
    taken_back="Taken back",
    create="Create a contact",
    export="Export",
    history="History",
    help="Help",
)
FRENCH = SimpleNamespace(
    confirm="Confirmer",
    undo="Revenir en arrière",
    taken_back="Annulé après coup",
    create="Créer un contact",
    export="Exporter",
    history="Historique",
    help="Aide",
)

AT_REST = """() => Promise.allSettled(document.getAnimations()
    .filter(one => one.effect.getComputedTiming().iterations !== Infinity).map(one => one.finished))"""
"""Colours that fade are measured once they have settled."""


def findings(page: Page) -> list[str]:
    """What axe-core finds serious or critical, with the element it is about; once nothing moves any more."""
    page.evaluate(AT_REST)
    found = Axe().run(page, options=AXE).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


@pytest.mark.parametrize(
    ("locale", "width", "theme", "words"),
    [
        (
            "fr-FR",
            1280,
            "light",
            ("marie.dupont@acme.example", "change son poste en Acheteuse", "les contacts chez Acme", FRENCH),
        ),
        (
            "en-GB",
            380,
            "dark",
            ("john.smith@acme.example", "set his title to Buyer", "contacts at Acme", ENGLISH),
        ),
    ],
)
def test_axe_finds_nothing_serious_anywhere(house, open_page, say, *, picture, locale, width, theme, words):
    search, change, several, named = words
    page = open_page(house.url, locale=locale, width=width, theme=theme)
    expect(page.get_by_role("heading", level=1)).to_be_attached()
    expect(page.locator(".ai-message").first).to_be_visible()
    assert findings(page) == []
    say(page, search)
    expect(page.locator(".ai-message", has_text=search).first).to_be_visible()
    assert findings(page) == []
    say(page, change)
    page.get_by_role("button", name=named.confirm, exact=True).click()
    expect(page.get_by_role("button", name=named.undo, exact=True)).to_be_focused()
    assert findings(page) == []
    page.get_by_role("button", name=named.undo, exact=True).click()
    expect(page.get_by_role("status").filter(has_text=named.taken_back)).to_be_visible()
    assert findings(page) == []
    page.locator(".command-buttons-container").get_by_role("button", name=named.create).click()
    expect(page.get_by_role("textbox", name="E-mail")).to_be_focused()
    assert findings(page) == []
    page.keyboard.press("Escape")
    say(page, several)
    expect(page.get_by_role("button", name=named.export)).to_be_visible()
    assert findings(page) == []
    page.get_by_role("button", name=named.history).first.click()
    expect(page.locator(".ai-message", has_text=named.history).last).to_be_visible()
    assert findings(page) == []
    page.locator("#chat-settings-open-modal").click()
    expect(page.locator("#language")).to_be_visible()
    picture(page, f"{locale[:2]}-{width}-settings")
    assert findings(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name=named.help).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert findings(page) == []


def tab_to(page: Page, wanted: Locator) -> None:
    """Go to a control as people without a mouse do; it has to show that it has the focus."""
    expect(wanted).to_be_visible()
    expect(wanted).to_be_enabled()
    for _ in range(MOST_TABS):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Shift+Tab")
    pytest.fail("it cannot be reached by keyboard")


def type_(page: Page, text: str) -> None:
    tab_to(page, page.locator("#chat-input"))
    page.keyboard.type(text)
    expect(page.locator("#chat-submit")).to_be_enabled()
    page.keyboard.press("Enter")


def test_the_three_jobs_are_done_without_a_mouse(house, open_page, written):
    page = open_page(house.url, locale="en-GB", width=1280)
    expect(page.locator("#chat-input")).to_be_focused()
    talk = page.locator(".ai-message")

    tab_to(page, talk.get_by_role("button", name="Search a contact"))
    page.keyboard.press("Enter")
    type_(page, "marie.dupont@acme.example")
    expect(page.locator(".ai-message", has_text="marie.dupont@acme.example").first).to_be_visible()

    tab_to(page, page.locator(".command-buttons-container").get_by_role("button", name="Create a contact"))
    page.keyboard.press("Space")
    expect(page.get_by_role("textbox", name="E-mail")).to_be_focused()
    for value in ("kay.board@example.com", "Kay", "Board"):
        page.keyboard.type(value)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    tab_to(page, talk.get_by_role("button", name="Confirm", exact=True).last)
    page.keyboard.press("Enter")
    expect(written(page, "Done: Kay Board is now a contact.")).to_be_visible()

    type_(page, "set her job title to Typist")
    tab_to(page, talk.get_by_role("button", name="Confirm", exact=True).last)
    page.keyboard.press("Space")
    expect(written(page, "Done: Kay Board is up to date.")).to_be_visible()
    tab_to(page, talk.get_by_role("button", name="Undo").last)
    page.keyboard.press("Enter")
    expect(written(page, "Taken back: Kay Board")).to_be_visible()


def test_the_keyboard_is_where_the_next_step_is(house, open_page, say, written):
    page = open_page(house.url, locale="en-GB", width=1280)
    text_box, card = page.locator("#chat-input"), page.locator("[data-card=proposal]").last
    expect(text_box).to_be_focused()
    talk = page.locator(".ai-message")
    talk.get_by_role("button", name="Search a contact").click()
    expect(written(page, "Let’s find someone.")).to_be_visible()
    expect(text_box).to_be_focused()

    say(page, "create Faye Linden, faye.linden@example.com")
    expect(card.get_by_role("button", name="Confirm", exact=True)).to_be_focused()
    page.keyboard.type("no, wait")  # whoever types has something to say
    expect(text_box).to_have_value("no, wait")
    text_box.fill("")
    card.get_by_role("button", name="Confirm", exact=True).press("Enter")
    expect(card.get_by_role("button", name="Undo", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(card).to_contain_text("Taken back: Faye Linden")
    expect(text_box).to_be_focused()

    say(page, "create Fern Linden, fern.linden@example.com")
    confirm = card.get_by_role("button", name="Confirm", exact=True)
    expect(confirm).to_be_focused()
    card.get_by_role("button", name="Edit", exact=True).click()
    form = page.get_by_role("form", name="New contact")
    expect(form.get_by_label("E-mail")).to_be_focused()
    page.keyboard.press("Escape")
    expect(form).to_have_count(0)
    expect(text_box).to_be_focused()
    card.get_by_role("button", name="Cancel", exact=True).click()
    expect(card).to_contain_text("Cancelled: nothing was written.")
    expect(text_box).to_be_focused()


READ_OUT = """() => {
    window.readOut = []
    const region = document.querySelector("[data-announces]")
    const heard = () => region.textContent && window.readOut.push(region.textContent)
    new MutationObserver(heard).observe(region, { childList: true })
}"""


def test_each_answer_is_read_out_once(house, open_page, say):
    page = open_page(house.url, locale="en-GB")
    expect(page.locator(".ai-message")).to_contain_text("Hello!")
    expect(page.locator("[data-announces]")).to_have_count(1)
    page.wait_for_timeout(1500)  # what a page begins with is not read out
    page.evaluate(READ_OUT)
    heard = "window.readOut.length"
    say(page, "find jon.smith@acme.example")
    page.wait_for_function(f"{heard} === 1")
    say(page, "create Gwen Alder, gwen.alder@example.com")
    page.wait_for_function(f"{heard} === 2")
    page.locator("[data-decides=confirm]").click()
    page.wait_for_function(f"{heard} === 3")
    say(page, "thank you")
    page.wait_for_function(f"{heard} === 4")
    found, proposed, done, thanked = page.evaluate("window.readOut")
    assert "Jon Smith" in found
    assert proposed == "New contact: Gwen Alder Nothing is written until you confirm."
    assert done == "Done: Gwen Alder is now a contact."
    assert "Smith" not in thanked
    assert "Alder" not in thanked
    assert page.get_by_role("log").get_attribute("aria-live") == "off"

    say(page, "thanks a lot")
    say(page, "hello")  # also by whoever does not wait
    page.wait_for_function(f"{heard} === 6")
    assert page.evaluate("window.readOut[4]") == thanked
    assert page.evaluate("window.readOut[5]") != thanked


def test_at_twice_the_size_nothing_is_lost(house, open_page, say, fits):
    page = open_page(house.url, locale="fr-FR", width=640)
    expect(page.locator(".ai-message").first).to_contain_text("Bonjour")
    page.set_viewport_size({"width": 640, "height": 450})  # what is left of 1280 x 900 at a zoom of 200 %
    say(page, "john.smith@acme.example")
    expect(page.locator(".ai-message", has_text="john.smith@acme.example").first).to_be_visible()
    expect(page.locator("#chat-input")).to_be_in_viewport()
    fits(page)


def test_who_asks_for_less_motion_gets_none(house, open_page):
    page = open_page(house.url, locale="fr-FR")
    page.emulate_media(reduced_motion="reduce")
    sun = page.locator("#theme-toggle svg").first
    expect(sun).to_be_attached()
    assert sun.evaluate("one => parseFloat(getComputedStyle(one).transitionDuration)") < 0.01


EDGE = "one => parseFloat(getComputedStyle(one).borderTopWidth)"
GROUND = "one => getComputedStyle(one).backgroundColor"


def test_where_colours_are_forced_what_matters_has_an_edge_and_what_is_first_is_filled(
    house, open_page, say, picture
):
    page = open_page(house.url, locale="en-GB")
    page.emulate_media(forced_colors="active")
    say(page, "change the job title of john.smith@acme.example to Head of Trains")
    confirm = page.get_by_role("button", name="Confirm", exact=True)
    expect(confirm).to_be_visible()
    for one in ("#message-composer", "[data-step-type=user_message] .bg-accent", ".ca-avatar", ".ca-kind"):
        assert page.locator(one).last.evaluate(EDGE) > 0, one
    grounds = [
        page.get_by_role("button", name=name, exact=True).evaluate(GROUND)
        for name in ("Confirm", "Edit", "Cancel")
    ]
    assert grounds[0] != grounds[1] == grounds[2]
    picture(page, "en-1280-forced-colours")
    page.get_by_role("button", name="Cancel", exact=True).click()


BEGINS = """one => {
    const words = document.createRange()
    words.selectNodeContents(one)
    return words.getBoundingClientRect().left
}"""
"""Where what is in it begins, whatever holds it."""


@pytest.mark.parametrize("at", ["", "/widget"])
def test_on_a_telephone_an_address_stays_whole_and_decisions_in_one_row(house, open_page, say, at):
    page = open_page(house.url, at=f"{house.url}{at}", locale="fr-FR", width=380)
    if at:
        page.locator("#chainlit-copilot-button").click()
    say(page, "marie.dupont@acme.example")
    expect(page.locator("[data-card=contact]")).to_be_visible()
    said = page.locator("[data-step-type=user_message] .message-content")
    assert said.bounding_box()["height"] < 40  # one line
    searched, found = page.get_by_text("J’ai cherché").first, page.locator("[data-card=contact]")
    assert searched.evaluate(BEGINS) == pytest.approx(found.evaluate(BEGINS), abs=1)
    say(page, "change son poste en Directrice des achats")
    decisions = page.locator("[data-card=proposal] [data-decides]")
    expect(decisions).to_have_count(3)
    assert len({one.bounding_box()["y"] for one in decisions.all()}) == 1
    page.get_by_role("button", name="Annuler", exact=True).click()


def test_what_is_drawn_grows_with_the_letters_and_makes_room_for_them(house, open_page, say, picture):
    page = open_page(house.url, locale="fr-FR", width=768)
    say(page, "jon.smith@acme.example")
    pencil = page.locator("[data-card=contact] .ca-tool svg").first
    expect(pencil).to_be_visible()
    width = pencil.bounding_box()["width"]
    page.evaluate("document.documentElement.style.fontSize = '32px'")
    assert pencil.bounding_box()["width"] == pytest.approx(2 * width)
    expect(page.locator("#theme-toggle")).to_be_in_viewport(ratio=1)
    tasks = page.locator(".command-buttons-container button")
    expect(tasks).to_have_count(3)
    assert len({one.bounding_box()["y"] for one in tasks.all()}) == 1
    picture(page, "fr-768-large-letters")
    page.evaluate("document.documentElement.style.fontSize = ''")
    expect(tasks.get_by_text("Mettre à jour un contact")).to_be_in_viewport(ratio=1)
