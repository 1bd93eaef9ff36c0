"""From the welcome to a changed contact, as people see it."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def press(page: Page, label: str) -> None:
    page.locator(".ai-message").get_by_role("button", name=label, exact=True).last.click()


def newest(page: Page):
    return page.locator(".ai-message").last


def fact(card, label: str):
    """What a contact's card says under a label."""
    return card.locator(".ca-fact", has=card.page.get_by_text(label, exact=True)).get_by_role("definition")


def composer(page: Page):
    return page.locator(".command-buttons-container").get_by_role("button")


@pytest.mark.parametrize(
    ("width", "theme", "title"),
    [(1280, "light", "Directrice régionale"), (380, "dark", "Directrice commerciale")],
)
def test_in_french_someone_is_found_corrected_confirmed_and_seen_changed(
    house, open_page, say, *, picture, publish, fits, width, theme, title
):
    page = open_page(house.url, locale="fr-FR", width=width, theme=theme)

    expect(newest(page)).to_contain_text("Bonjour")
    expect(newest(page)).to_contain_text("Connecté à des contacts d’exemple sur cette machine")
    expect(composer(page)).to_have_count(3)
    picture(page, f"fr-{width}-1-accueil")

    press(page, "Rechercher un contact")
    expect(newest(page)).to_contain_text("Cherchons quelqu’un")
    say(page, "Marie Dupont chez Acme")
    expect(page.locator(".ai-message", has_text="marie.dupont@acme.example").first).to_be_visible()
    picture(page, f"fr-{width}-2-recherche")

    say(page, f"change son poste en {title}")
    card = page.locator(".ai-message", has_text="Modifications pour Marie Dupont").last
    expect(card.get_by_role("row", name=re.compile("Poste"))).to_contain_text(title)
    expect(card).to_contain_text("Rien n’est écrit avant votre confirmation.")
    confirm = card.get_by_role("button", name="Confirmer")
    expect(confirm).to_be_in_viewport()
    picture(page, f"fr-{width}-3-proposition")

    confirm.click()
    expect(newest(page)).to_contain_text("C’est fait : fiche à jour (Marie Dupont).")
    expect(card).to_contain_text("Confirmé")
    expect(page.get_by_role("button", name="Confirmer")).to_have_count(0)
    expect(fact(newest(page), "Poste")).to_contain_text(title)
    expect(newest(page).get_by_role("button", name="Revenir en arrière")).to_be_in_viewport()
    fits(page)
    picture(page, f"fr-{width}-4-fait")
    if theme == "dark":
        publish(page, "chat-fr-dark", page.get_by_text("Marie Dupont chez Acme", exact=True).last)

    say(page, "marie.dupont@acme.example")
    expect(page.locator(".ca-role", has_text=title)).to_have_count(2)


@pytest.mark.parametrize(
    ("width", "theme", "title"), [(1280, "light", "Head of Purchasing"), (380, "dark", "Purchasing Director")]
)
def test_in_english_someone_is_found_corrected_confirmed_and_seen_changed(
    house, open_page, say, *, picture, publish, fits, width, theme, title
):
    page = open_page(house.url, locale="en-US", width=width, theme=theme)

    expect(newest(page)).to_contain_text("Hello!")
    expect(newest(page)).to_contain_text("Connected to sample contacts on this machine")
    expect(composer(page)).to_have_count(3)
    picture(page, f"en-{width}-1-welcome")

    press(page, "Search a contact")
    expect(newest(page)).to_contain_text("Let’s find someone")
    say(page, "John Smith at Acme")
    expect(page.locator(".ai-message", has_text="john.smith@acme.example").first).to_be_visible()
    picture(page, f"en-{width}-2-search")

    say(page, f"set his title to {title}")
    card = page.locator(".ai-message", has_text="Changes to John Smith").last
    expect(card.get_by_role("row", name=re.compile("Job title"))).to_contain_text(title)
    confirm = card.get_by_role("button", name="Confirm")
    expect(confirm).to_be_in_viewport()
    picture(page, f"en-{width}-3-proposal")

    confirm.click()
    expect(newest(page)).to_contain_text("Done: John Smith is up to date.")
    expect(card).to_contain_text("Confirmed")
    expect(page.get_by_role("button", name="Confirm", exact=True)).to_have_count(0)
    expect(fact(newest(page), "Job title")).to_contain_text(title)
    expect(newest(page).get_by_role("button", name="Undo")).to_be_in_viewport()
    fits(page)
    picture(page, f"en-{width}-4-done")
    if theme == "light":
        publish(page, "chat", page.get_by_text("John Smith at Acme", exact=True).last)

    say(page, "john.smith@acme.example")
    expect(page.locator(".ca-role", has_text=title)).to_have_count(2)


def test_the_three_tasks_stay_in_reach_beside_the_text_box(house, open_page, say, written):
    page = open_page(house.url, locale="en-GB")
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
def test_buttons_that_show_only_an_icon_have_a_name_to_be_read_aloud(house, open_page, locale, names, tasks):
    page = open_page(house.url, locale=locale, width=380)
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
