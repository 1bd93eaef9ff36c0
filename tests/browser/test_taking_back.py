"""A likely double is updated in place of a second contact, and the update taken back, as people see it."""

import re

import pytest
from playwright.sync_api import Page, expect


def row(card, name):
    return card.get_by_role("row", name=re.compile(name))


def fact(card, label):
    """What a contact's card says under a label."""
    return card.locator(".ca-fact", has=card.page.get_by_text(label, exact=True)).get_by_role("definition")


def buttons(page: Page):
    """Those that decide: not the three of the welcome, nor Edit."""
    return page.locator(
        ".ai-message .flex-wrap > button:is([id^=adopt], [id^=confirm], [id^=cancel], [id^=undo])"
    )


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (380, "dark")])
def test_in_french_a_likely_double_is_updated_and_put_back(
    house, open_page, say, *, picture, fits, width, theme
):
    page = open_page(house.url, locale="fr-CA", width=width, theme=theme)
    expect(page.locator(".ai-message")).to_contain_text("Bonjour")

    say(page, f"crée Chloé Dubois, chloe.{width}@example.com, Numéria")
    card = page.locator(".ai-message", has_text="Nouveau contact : Chloé Dubois")
    expect(card).to_contain_text("Est-ce l’une de ces personnes ?")
    expect(buttons(page)).to_have_text(
        ["Mettre à jour Chloé Dubois (Numéria)", "Mettre à jour Chloe Dubois", "Créer quand même", "Annuler"]
    )
    fits(page)
    picture(page, f"fr-{width}-5-double")

    buttons(page).first.click()
    changes = page.locator(".ai-message", has_text="Modifications pour Chloé Dubois").last
    expect(row(changes, "E-mail")).to_contain_text(f"chloe.{width}@example.com")
    expect(card).to_contain_text("Remplacé")
    expect(buttons(page)).to_have_text(["Confirmer", "Annuler"])
    fits(page)
    picture(page, f"fr-{width}-6-modification")

    buttons(page).first.click()
    result = page.locator(".ai-message", has_text="C’est fait : fiche à jour (Chloé Dubois).")
    expect(fact(result, "E-mail")).to_contain_text(f"chloe.{width}@example.com")
    expect(buttons(page)).to_have_text(["Revenir en arrière"])
    fits(page)
    picture(page, f"fr-{width}-7-fait")

    buttons(page).first.click()
    back = page.locator(".ai-message", has_text="fiche remise comme avant (Chloé Dubois)")
    expect(fact(back, "E-mail")).not_to_contain_text(f"chloe.{width}@example.com")
    expect(changes).to_contain_text("Annulé après coup")
    expect(buttons(page)).to_have_count(1)
    expect(back.get_by_role("button", name="Revenir en arrière")).to_be_in_viewport()
    fits(page)
    picture(page, f"fr-{width}-8-repris")


@pytest.mark.parametrize(("width", "theme"), [(1280, "dark"), (380, "light")])
def test_in_english_a_double_is_created_anyway_and_taken_back(
    house, open_page, say, *, written, picture, fits, width, theme
):
    page = open_page(house.url, locale="en-US", width=width, theme=theme)
    expect(page.locator(".ai-message")).to_contain_text("Hello!")

    say(page, f"create Marie Dupont, marie.{width}@example.com, Acme")
    card = page.locator(".ai-message", has_text="New contact: Marie Dupont")
    expect(card).to_contain_text("Is it one of these?")
    expect(buttons(page)).to_have_text(["Update Marie Dupont (Acme)", "Create anyway", "Cancel"])
    fits(page)
    picture(page, f"en-{width}-5-double")

    page.get_by_role("button", name="Create anyway").click()
    result = page.locator(".ai-message", has_text="Done: Marie Dupont is now a contact.")
    expect(fact(result, "E-mail")).to_contain_text(f"marie.{width}@example.com")
    expect(buttons(page)).to_have_text(["Undo"])
    expect(card).to_contain_text("Confirmed")
    fits(page)
    picture(page, f"en-{width}-6-created")

    buttons(page).first.click()
    expect(written(page, "Taken back: Marie Dupont is no longer among the contacts.")).to_be_visible()
    expect(card).to_contain_text("Taken back")
    expect(buttons(page)).to_have_count(0)
    fits(page)
    picture(page, f"en-{width}-7-taken-back")


def test_a_reloaded_page_shows_what_still_waits(house, open_page, say):
    page = open_page(house.url, locale="en-GB")
    expect(page.locator(".ai-message")).to_contain_text("Hello!")
    say(page, "create Ottilie Brandt, ottilie.brandt@example.com")
    expect(buttons(page)).to_have_text(["Confirm", "Cancel"])

    page.reload()
    expect(page.locator(".ai-message").last).to_contain_text("New contact: Ottilie Brandt")
    buttons(page).first.click()
    expect(page.locator(".ca-say", has_text="Done: Ottilie Brandt is now a contact.")).to_be_visible()
