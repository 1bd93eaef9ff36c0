"""One journey in an account that was not set up with this program in mind: as people see it."""

import pytest
from playwright.sync_api import expect

from evaluation.portal import SandboxPortal
from hubspot_tools.sandbox.portals.hostile import hostile_portal

COLLEAGUE = "contact.0003@cafe-cie.example"


@pytest.fixture(scope="module")
def hostile_account():
    with SandboxPortal(portal=hostile_portal(), samples=True).served() as portal:
        yield portal


@pytest.fixture(scope="module")
def hostile_house(hostile_account, tmp_path_factory, run_house):
    settings = {
        "HUBSPOT_ACCESS_TOKEN": "local",
        "HUBSPOT_BASE_URL": hostile_account.url,
        "OPENAI_API_KEY": "",
    }
    with run_house(tmp_path_factory.mktemp("hostile"), **settings) as house:
        yield house


def test_a_person_of_a_foreign_account_is_found_with_company_and_history(
    hostile_house, hostile_account, open_page, say, *, written, picture, fits
):
    page = open_page(hostile_house.url, locale="fr-FR")
    expect(page.locator(".ai-message").first).to_be_visible()
    say(page, COLLEAGUE)
    card = page.locator('[data-card="contact"]').last
    expect(card).to_be_visible()
    expect(card).to_contain_text("Café & Cie")
    expect(card).to_contain_text("Entreprise associée")
    card.get_by_role("button", name="Historique").click()
    expect(written(page, "Historique de").last).to_be_visible()
    expect(written(page, "Europe/Paris").last).to_be_visible()
    expect(card).to_be_visible()
    expect(page.get_by_text(COLLEAGUE).first).to_be_visible()
    fits(page)
    picture(page, "hostile_history")
    say(page, "crée Neu Test neu.test@x.example")
    asked = page.locator("form.cf").last
    expect(asked).to_contain_text("Code d’origine · obligatoire")
    expect(asked.locator('[name="perso_018"]')).to_have_attribute("aria-invalid", "true")
    picture(page, "hostile_required")
    asked.locator('[name="perso_018"]').fill("salon")
    asked.locator('button[type="submit"]').click()
    proposal = page.locator('[data-card="proposal"]').last
    expect(proposal).to_contain_text("salon")
    hostile_account.faults.next("rate_limit_daily", times=None)
    proposal.locator("[data-decides=confirm]").click()
    expect(proposal).to_contain_text("Rien n’a été écrit.")
    expect(proposal.locator("[data-decides=confirm]")).to_be_in_viewport(ratio=1)
    picture(page, "hostile_refused")
    hostile_account.faults.clear()
    say(page, "que peux-tu faire ici ?")
    expect(written(page, "Fuseau horaire du compte").last).to_be_visible()
    picture(page, "hostile_abilities")
