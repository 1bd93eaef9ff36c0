"""From the welcome to a changed contact, as people see it."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect


def press(page: Page, label: str) -> None:
    page.locator(".ai-message").get_by_role("button", name=label, exact=True).last.click()


def newest(page: Page):
    return page.locator(".ai-message").last


def composer(page: Page):
    return page.locator(".command-buttons-container").get_by_role("button")


@dataclass(frozen=True)
class Journey:
    """One person's way in one language, and what they read on it."""

    locale: str
    asks: tuple[str, str, str]
    welcome: tuple[str, str]
    search: tuple[str, str]
    changes: str
    job: str
    nothing_yet: str
    confirm: str
    done: str
    undo: str


FRENCH = Journey(
    locale="fr-FR",
    asks=("Marie Dupont chez Acme", "change son poste en {}", "marie.dupont@acme.example"),
    welcome=("Bonjour", "Connecté à des contacts d’exemple sur cette machine"),
    search=("Rechercher un contact", "Cherchons quelqu’un"),
    changes="Modifications pour Marie Dupont",
    job="Poste",
    nothing_yet="Rien n’est écrit avant votre confirmation.",
    confirm="Confirmer",
    done="C’est fait : fiche à jour (Marie Dupont).",
    undo="Revenir en arrière",
)
ENGLISH = Journey(
    locale="en-US",
    asks=("John Smith at Acme", "set his title to {}", "john.smith@acme.example"),
    welcome=("Hello!", "Connected to sample contacts on this machine"),
    search=("Search a contact", "Let’s find someone"),
    changes="Changes to John Smith",
    job="Job title",
    nothing_yet="Nothing is written until you confirm.",
    confirm="Confirm",
    done="Done: John Smith is up to date.",
    undo="Undo",
)
PUBLISHED = {("fr", "dark"): "chat-fr-dark", ("en", "light"): "chat"}
"""The pictures of the README, by language and theme."""


@pytest.mark.parametrize(
    ("words", "width", "theme", "title"),
    [
        (FRENCH, 1280, "light", "Directrice régionale"),
        (FRENCH, 380, "dark", "Directrice commerciale"),
        (ENGLISH, 1280, "light", "Head of Purchasing"),
        (ENGLISH, 380, "dark", "Purchasing Director"),
    ],
    ids=["fr-1280-light", "fr-380-dark", "en-1280-light", "en-380-dark"],
)
def test_someone_is_found_corrected_confirmed_and_seen_changed(
    house, open_page, say, *, written, picture, publish, fits, words, width, theme, title
):
    page = open_page(house.url, locale=words.locale, width=width, theme=theme)
    language = words.locale[:2]
    name_of = f"{language}-{width}-{{}}".format

    for sentence in words.welcome:
        expect(newest(page)).to_contain_text(sentence)
    expect(composer(page)).to_have_count(0)  # as long as the welcome offers the same
    picture(page, name_of("1-welcome"))

    button, question = words.search
    press(page, button)
    expect(composer(page)).to_have_count(3)
    expect(newest(page)).to_contain_text(question)
    finds, changes, finds_again = words.asks
    say(page, finds)
    expect(page.locator(".ai-message", has_text=finds_again).first).to_be_visible()
    picture(page, name_of("2-search"))

    say(page, changes.format(title))
    card = page.locator(".ai-message", has_text=words.changes).last
    expect(card.get_by_role("row", name=re.compile(words.job))).to_contain_text(title)
    expect(card).to_contain_text(words.nothing_yet)
    label = words.confirm
    confirm = card.get_by_role("button", name=label, exact=True)
    expect(confirm).to_be_in_viewport()
    picture(page, name_of("3-proposal"))

    confirm.click()
    expect(card.get_by_role("status")).to_have_text(words.done)
    expect(written(page, words.done)).to_have_count(1)
    expect(page.get_by_role("button", name=label, exact=True)).to_have_count(0)
    expect(card.get_by_role("row", name=re.compile(words.job))).to_contain_text(title)
    expect(card.get_by_role("button", name=words.undo)).to_be_in_viewport()
    fits(page)
    picture(page, name_of("4-done"))
    if published := PUBLISHED.get((language, theme)):
        publish(page, published, page.get_by_text(finds, exact=True).last)

    say(page, finds_again)
    expect(page.locator(".ca-role", has_text=title)).to_have_count(2)


def test_a_start_offers_each_thing_once_and_is_as_dark_as_the_system(house, open_page, picture):
    page = open_page(house.url, locale="en-GB", theme="dark", chosen=False)
    root, examples = page.locator("html"), page.locator("[data-says]")
    expect(root).to_have_class("dark")
    page.emulate_media(color_scheme="light")
    expect(root).to_have_class("light")
    search = page.get_by_role("button", name="Search a contact")
    expect(examples).to_have_count(3)
    expect(search).to_have_count(1)  # what is not shown has no role
    picture(page, "en-1280-start")
    sentence = examples.nth(1).inner_text()
    page.locator("#chat-input").fill("half a thought")
    examples.nth(1).press("Enter")
    expect(page.locator("[data-step-type=user_message]")).to_contain_text(sentence)
    expect(page.locator(".ai-message").last).to_contain_text(re.compile("phone number is|e-mail address is"))
    expect(page.locator("#chat-input")).to_have_value("half a thought")
    expect(search).to_have_count(1)
    page.emulate_media(color_scheme="dark")
    expect(root).to_have_class("dark")


def test_the_three_tasks_stay_in_reach_beside_the_text_box(house, open_page, say, written):
    page = open_page(house.url, locale="en-GB")
    expect(newest(page)).to_contain_text("Hello")
    say(page, "thank you")
    composer(page).filter(has_text="Create a contact").click()
    expect(page.get_by_label("E-mail")).to_be_focused()
    say(page, "Ada Stone, ada.stone@example.com")  # typing instead of filling in works the same
    expect(written(page, "New contact: Ada Stone")).to_be_visible()
    press(page, "Cancel")
    expect(written(page, "Cancelled: nothing was written.")).to_be_visible()


def test_beside_the_button_to_the_newest_message_everything_can_be_clicked(house, open_page, say, written):
    page = open_page(house.url, locale="en-GB")
    page.set_viewport_size({"width": 1280, "height": 600})
    expect(newest(page)).to_contain_text("Hello!")
    say(page, "create Ida Marsh, ida.marsh@example.com")
    cancel = page.locator(".ai-message").get_by_role("button", name="Cancel", exact=True)
    expect(cancel).to_be_visible()
    for found in (1, 2):
        say(page, "find marie.dupont@acme.example")
        expect(page.locator("[data-card=contact]")).to_have_count(found)
    down = page.locator("[data-named=newest]")
    cancel.evaluate("one => one.scrollIntoView({ block: 'center' })")
    expect(down).to_be_visible()
    beside = cancel.bounding_box()["y"] - down.bounding_box()["y"]
    cancel.evaluate("(one, by) => { one.closest('.overflow-y-auto').scrollTop += by }", beside)
    expect(down).to_be_visible()
    assert abs(cancel.bounding_box()["y"] - down.bounding_box()["y"]) < 1
    box = cancel.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(written(page, "Cancelled: nothing was written.")).to_be_visible()


def test_the_language_of_the_buttons_follows_what_is_typed(house, open_page, say):
    page = open_page(house.url, locale="en-GB")
    expect(newest(page)).to_contain_text("Hello")
    say(page, "thank you")
    expect(composer(page).first).to_contain_text("Search a contact")
    say(page, "bonjour, peux-tu chercher Marie Dupont ?")
    expect(composer(page).first).to_contain_text("Rechercher un contact", timeout=30_000)


@pytest.mark.parametrize(
    ("locale", "names", "tasks"),
    [
        ("fr-CA", ("Clair ou sombre", "Nouvelle discussion", "Envoyer"), "Rechercher un contact"),
        ("en-GB", ("Light or dark", "New chat", "Send"), "Search a contact"),
    ],
)
def test_buttons_that_show_only_an_icon_have_a_name_to_be_read_aloud(
    house, open_page, say, *, locale, names, tasks
):
    page = open_page(house.url, locale=locale, width=380)
    expect(newest(page)).to_be_visible()
    say(page, "ok")
    expect(composer(page)).to_have_count(3)
    for button, name in zip(("#theme-toggle", "#new-chat-button", "#chat-submit"), names, strict=True):
        expect(page.locator(button)).to_have_accessible_name(name)
    expect(composer(page).first).to_have_accessible_name(tasks)
    assert composer(page).first.bounding_box()["width"] < 60


def test_the_help_page_opens_in_the_reader_s_language(house, open_page, picture):
    page = open_page(house.url, locale="fr-CA")
    page.locator("#readme-button").click()
    expect(page.get_by_role("heading", name="Ce que vous pouvez écrire")).to_be_visible()
    picture(page, "fr-aide")
