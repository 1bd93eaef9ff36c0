"""Which language people read, wherever it is said."""

import re

import pytest
from playwright.sync_api import Page, expect

PATIENCE = 30_000
"""Milliseconds; the front end fetches its labels anew at most every five seconds."""

ENGLISH = re.compile(
    r"\b(Search|Create|Update|Cancel|Settings|Reset|Help|Close|Toggle|Copy|Avatar|Send|Stop|New chat|Floating|Sidebar)\b"
)


def choose(page: Page, language: str) -> None:
    page.locator("#chat-settings-open-modal").click()
    page.locator("#language").click()
    page.get_by_role("option", name=language).click()
    page.locator("#chat-settings #confirm").click()


def test_a_chosen_language_is_taken_up_at_once_and_kept(house, open_page):
    page = open_page(house.url, locale="en-GB")
    welcome = page.locator(".ai-message").first
    expect(welcome.get_by_role("button", name="Search a contact")).to_be_visible()
    choose(page, "Français")
    expect(welcome).to_contain_text("Bonjour")
    expect(welcome.get_by_role("button", name="Rechercher un contact")).to_be_visible()
    expect(page.locator(".command-button").first).to_contain_text("Rechercher un contact")
    expect(page.get_by_role("heading", level=1)).to_have_text("Assistant de contacts")
    expect(page.locator("#chat-input")).to_have_attribute(
        "placeholder", re.compile("Qui cherchez-vous"), timeout=PATIENCE
    )
    page.reload()
    expect(page.locator(".ai-message").first).to_contain_text("Bonjour")
    assert page.locator("html").get_attribute("lang") == "fr"
    choose(page, "Automatique")
    expect(page.locator(".ai-message").first).to_contain_text("Hello")


@pytest.mark.parametrize(
    ("locale", "greeting"), [("fr-BE", "Bonjour"), ("en-US", "Hello"), ("de-DE", "Hello")]
)
def test_every_browser_is_greeted_in_the_nearest_language(house, open_page, locale, greeting):
    page = open_page(house.url, locale=locale)
    expect(page.locator(".ai-message").first).to_contain_text(greeting)
    wanted = "Qui cherchez-vous" if greeting == "Bonjour" else "Whom are you"
    expect(page.locator("#chat-input")).to_have_attribute("placeholder", re.compile(wanted))


def test_nothing_english_is_left_in_french(house, open_page, say):
    page = open_page(house.url, locale="fr-CA")
    expect(page.get_by_role("heading", level=1)).to_have_text("Assistant de contacts")
    expect(page.locator(".ai-message").first).to_contain_text("Bonjour")
    say(page, "marie.dupont@acme.example")
    expect(page.get_by_role("log")).to_contain_text("Marie Dupont")
    for opened in ("#theme-toggle", "#new-chat-button", "#chat-settings-open-modal", "#readme-button"):
        page.locator(opened).click()
        expect(page.locator("[role=dialog], [role=menu]").first).to_be_visible()
        said = page.locator("body").aria_snapshot()
        assert not ENGLISH.findall(said), said
        page.keyboard.press("Escape")
        expect(page.locator("[role=dialog], [role=menu]")).to_have_count(0)


def test_what_follows_a_colon_stays_in_a_person_s_own_words(house, open_page, say):
    page = open_page(house.url, locale="en-GB")
    expect(page.locator(".ai-message").first).to_contain_text("Hello")
    say(page, "Email:zoe.lefevre@initech.example")
    mine = page.locator("[data-step-type=user_message]").last
    expect(mine).to_contain_text("Email:zoe.lefevre@initech.example")
