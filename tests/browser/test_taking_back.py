"""A likely double is updated in place of a second contact, and the update taken back, as people see it."""

import re

import pytest
from playwright.sync_api import Page, expect


def row(card, name):
    return card.get_by_role("row", name=re.compile(name))


def buttons(page: Page):
    """Those that decide, each on its card: not the three of the welcome, nor Edit."""
    return page.locator("[data-card=proposal] [data-decides]:not([data-decides=edit])")


def the_card(page: Page):
    """The one card of the one proposal, whatever has become of it."""
    cards = page.locator("[data-card=proposal]")
    expect(cards).to_have_count(1)
    return cards


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (380, "dark")])
def test_in_french_a_likely_double_is_updated_and_put_back(
    house, open_page, say, *, written, picture, fits, width, theme
):
    page = open_page(house.url, locale="fr-CA", width=width, theme=theme)
    expect(page.locator(".ai-message")).to_contain_text("Bonjour")

    say(page, f"crée Chloé Dubois, chloe.{width}@example.com, Numéria")
    expect(the_card(page)).to_contain_text("Nouveau contact : Chloé Dubois")
    expect(the_card(page)).to_contain_text("Est-ce l’une de ces personnes ?")
    expect(buttons(page)).to_have_text(
        ["Mettre à jour Chloé Dubois (Numéria)", "Mettre à jour Chloe Dubois", "Créer quand même", "Annuler"]
    )
    fits(page)
    picture(page, f"fr-{width}-5-double")

    buttons(page).first.click()
    expect(the_card(page)).to_contain_text("Modifications pour Chloé Dubois")
    expect(row(the_card(page), "E-mail")).to_contain_text(f"chloe.{width}@example.com")
    expect(buttons(page)).to_have_text(["Confirmer", "Annuler"])
    fits(page)
    picture(page, f"fr-{width}-6-modification")

    buttons(page).first.click()
    expect(written(page, "C’est fait : fiche à jour (Chloé Dubois).")).to_have_count(1)
    expect(row(the_card(page), "E-mail")).to_contain_text(f"chloe.{width}@example.com")
    expect(buttons(page)).to_have_text(["Revenir en arrière"])
    fits(page)
    picture(page, f"fr-{width}-7-fait")

    buttons(page).first.click()
    expect(written(page, "fiche remise comme avant (Chloé Dubois)")).to_have_count(1)
    after = row(the_card(page), "E-mail").get_by_role("cell").last
    expect(after).not_to_contain_text(f"chloe.{width}@example.com")
    expect(buttons(page)).to_have_text(["Revenir en arrière"])
    expect(buttons(page)).to_be_in_viewport()
    fits(page)
    picture(page, f"fr-{width}-8-repris")


@pytest.mark.parametrize(("width", "theme"), [(1280, "dark"), (380, "light")])
def test_in_english_a_double_is_created_anyway_and_taken_back(
    house, open_page, say, *, written, picture, fits, width, theme
):
    page = open_page(house.url, locale="en-US", width=width, theme=theme)
    expect(page.locator(".ai-message")).to_contain_text("Hello!")

    say(page, f"create Marie Dupont, marie.{width}@example.com, Acme")
    expect(the_card(page)).to_contain_text("New contact: Marie Dupont")
    expect(the_card(page)).to_contain_text("Is it one of these?")
    expect(buttons(page)).to_have_text(["Update Marie Dupont (Acme)", "Create anyway", "Cancel"])
    fits(page)
    picture(page, f"en-{width}-5-double")

    page.get_by_role("button", name="Create anyway").click()
    expect(written(page, "Done: Marie Dupont is now a contact.")).to_have_count(1)
    expect(row(the_card(page), "E-mail")).to_contain_text(f"marie.{width}@example.com")
    expect(buttons(page)).to_have_text(["Undo"])
    fits(page)
    picture(page, f"en-{width}-6-created")

    buttons(page).first.click()
    expect(written(page, "Taken back: Marie Dupont is no longer among the contacts.")).to_have_count(1)
    expect(the_card(page)).to_contain_text("Taken back")
    expect(buttons(page)).to_have_count(0)
    fits(page)
    picture(page, f"en-{width}-7-taken-back")


def test_a_reloaded_page_shows_what_still_waits(house, open_page, say):
    page = open_page(house.url, locale="en-GB")
    expect(page.locator(".ai-message")).to_contain_text("Hello!")
    say(page, "create Ottilie Brandt, ottilie.brandt@example.com")
    expect(buttons(page)).to_have_text(["Confirm", "Cancel"])

    page.reload()
    expect(the_card(page)).to_contain_text("New contact: Ottilie Brandt")
    buttons(page).first.click()
    expect(the_card(page)).to_contain_text("Done: Ottilie Brandt is now a contact.")
    page.reload()
    expect(the_card(page)).to_contain_text("Done: Ottilie Brandt is now a contact.")
    expect(buttons(page)).to_have_text(["Undo"])
    buttons(page).click()
    expect(the_card(page)).to_contain_text("Taken back: Ottilie Brandt")
    expect(buttons(page)).to_have_count(0)


def test_a_proposal_is_decided_and_taken_back_on_one_card_and_nothing_is_said_below(
    house, open_page, say, written
):
    page = open_page(house.url, locale="en-GB")
    expect(page.locator(".ai-message")).to_contain_text("Hello!")
    say(page, "create Hedda Quince, hedda.quince@example.com")
    expect(buttons(page)).to_have_text(["Confirm", "Cancel"])
    expect(page.locator("#chat-submit")).to_be_attached()
    messages = page.locator(".ai-message").count()
    for decision, result in (
        ("Confirm", "Done: Hedda Quince is now a contact."),
        ("Undo", "Taken back: Hedda Quince is no longer among the contacts."),
    ):
        the_card(page).get_by_role("button", name=decision, exact=True).click()
        expect(the_card(page)).to_contain_text(result)
        expect(written(page, result)).to_have_count(1)
        expect(page.locator(".ai-message")).to_have_count(messages)
