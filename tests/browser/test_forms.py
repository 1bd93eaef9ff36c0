"""Forms as people see them, with a model and without one."""

import pytest
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def house_without_model(tmp_path_factory, run_house):
    """A server whose model's server is not there."""
    with run_house(
        tmp_path_factory.mktemp("without-model"), OPENAI_BASE_URL="http://127.0.0.1:9/v1"
    ) as house:
        yield house


def press(page, label):
    page.locator(".ai-message").get_by_role("button", name=label, exact=True).locator(
        "visible=true"
    ).last.click()


@pytest.mark.parametrize("place", ["", "/widget"])
def test_a_value_on_a_card_is_changed_where_it_stands(house, open_page, say, *, picture, fits, place):
    page = open_page(house.url, at=f"{house.url}{place}", locale="en-GB", theme="dark")
    if place:
        page.locator("#chainlit-copilot-button").click()
    expect(page.locator(".ai-message").first).to_be_visible()
    say(page, "marie.durand@globex.example")
    card = page.locator("[data-card=contact]").last
    phone = card.get_by_role("link", name="020 7946 0155")
    expect(phone).to_have_attribute("href", "tel:02079460155")
    change = card.get_by_role("button", name="Change Phone")
    change.press("Enter")
    expect(card.get_by_role("textbox", name="Phone")).to_be_focused()
    page.keyboard.type("no more")
    page.keyboard.press("Escape")
    expect(phone).to_be_visible()
    expect(change).to_be_focused()
    expect(page.locator("[data-card]")).to_have_count(1)

    change.press("Enter")
    page.keyboard.type("06 39 98 12 77")
    picture(page, f"card-edit{place.replace('/', '-')}")
    page.keyboard.press("Enter")
    proposal = page.locator("[data-card=proposal]").last
    expect(proposal).to_contain_text("06 39 98 12 77")
    expect(card.get_by_role("textbox")).to_have_count(0)
    card.get_by_role("button", name="Change Lifecycle stage (Customer)").click()
    card.get_by_role("combobox", name="Lifecycle stage").select_option("Evangelist")
    page.keyboard.press("Enter")
    expect(page.locator("[data-card=proposal]").last).to_contain_text("Evangelist")
    fits(page)


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (380, "dark")])
def test_in_french_a_form_is_filled_in_checked_and_confirmed_by_keyboard(
    house, open_page, say, *, written, picture, fits, width, theme
):
    page = open_page(house.url, locale="fr-FR", width=width, theme=theme)
    press(page, "Créer un contact")
    form = page.get_by_role("form", name="Nouveau contact")
    expect(form.get_by_label("E-mail")).to_be_focused()
    expect(page.get_by_text("Créons un contact.")).to_be_hidden()

    page.keyboard.type("marie.dupont@acme.example")
    expect(form).to_contain_text("Marie Dupont a déjà cette adresse.")
    picture(page, f"fr-{width}-formulaire-existe")
    form.get_by_label("E-mail").fill("pas une adresse")
    expect(form.get_by_label("E-mail")).to_have_accessible_description(
        "« pas une adresse » n’est pas une adresse e-mail valide"
    )
    page.keyboard.press("Enter")
    expect(form.get_by_label("E-mail")).to_be_focused()
    picture(page, f"fr-{width}-formulaire-erreur")

    form.get_by_label("E-mail").fill(f"odile.{width}@example.com")
    form.get_by_label("Prénom").fill("Odile")
    form.get_by_label("Nom", exact=True).fill(f"Verne {width}")
    form.get_by_label("Phase du cycle de vie").select_option("Lead")
    fits(page)
    form.get_by_label("Nom", exact=True).press("Enter")
    expect(form).to_have_count(0)
    expect(page.locator(".ca-note", has_text="Formulaire rempli")).to_be_visible()
    expect(page.get_by_role("button", name="Confirmer")).to_be_in_viewport()
    picture(page, f"fr-{width}-formulaire-apercu")
    press(page, "Confirmer")
    expect(
        written(page, f"C’est fait : Odile Verne {width} est maintenant dans les contacts.")
    ).to_be_visible()


@pytest.mark.parametrize(
    ("at", "width", "theme"), [("", 1280, "dark"), ("", 380, "light"), ("/widget", 380, "dark")]
)
def test_what_is_typed_fills_the_form_until_it_is_enough(
    house, open_page, say, *, picture, fits, at, width, theme
):
    page = open_page(house.url, at=f"{house.url}{at}", locale="fr-FR", width=width, theme=theme)
    if at:
        page.locator("#chainlit-copilot-button").click()
    press(page, "Créer un contact")
    form = page.get_by_role("form", name="Nouveau contact")
    form.get_by_label("Ville").fill("Lyon")
    say(page, "Elsa Brume, acheteuse")
    expect(form.get_by_label("Nom", exact=True)).to_have_value("Brume")
    expect(form.get_by_label("Ville")).to_have_value("Lyon")
    expect(form).to_have_count(1)
    expect(page.locator("#chat-input")).to_be_focused()
    fits(page)
    picture(page, f"fr-{width}-formulaire-verse{at.replace('/', '-')}")

    form.get_by_label("E-mail").fill(f"elsa.{width}{theme}@example.com")
    form.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.locator(".ai-message", has_text="Nouveau contact : Elsa Brume").last).to_be_visible()
    press(page, "Annuler")


def test_a_proposal_is_corrected_by_form_and_escape_leaves_it(house, open_page, say):
    page = open_page(house.url, locale="en-GB")
    expect(page.locator(".ai-message").first).to_contain_text("Hello!")
    say(page, "create Orla Finch, orla.finch@example.com")
    form = page.get_by_role("form", name="New contact")
    page.locator("[data-decides=edit]").last.click()
    expect(form.get_by_label("First name")).to_have_value("Orla")
    page.keyboard.press("Escape")
    expect(page.locator(".ca-note", has_text="Form closed: nothing was written.")).to_be_visible()
    expect(page.locator("#chat-input")).to_be_focused()

    page.locator("[data-decides=edit]").last.click()
    form.get_by_label("First name").fill("Oona")
    say(page, "hello")
    expect(form.get_by_label("First name")).to_have_value("Oona")
    form.get_by_label("First name").press("Enter")
    expect(page.locator(".ai-message", has_text="New contact: Oona Finch")).to_be_visible()
    expect(page.get_by_role("button", name="Confirm", exact=True)).to_have_count(1)


@pytest.mark.parametrize(("at", "width"), [("", 1280), ("/widget", 1280), ("", 380)])
def test_a_form_opens_in_full_view_and_escape_asks_before_it_discards(
    house, open_page, *, picture, fits, at, width
):
    page = open_page(house.url, at=f"{house.url}{at}", locale="fr-FR", width=width, theme="dark")
    if at:
        page.locator("#chainlit-copilot-button").click()
    press(page, "Créer un contact")
    form = page.get_by_role("form", name="Nouveau contact")
    email = form.get_by_label("E-mail")
    expect(email).to_be_focused()
    expect(form.get_by_text("Nouveau contact", exact=True)).to_be_in_viewport(ratio=1)
    if width > 380 and not at:
        expect(form.get_by_role("button", name="Voir l’aperçu")).to_be_in_viewport(ratio=1)
        form.get_by_role("button", name="Voir l’aperçu").click(trial=True)
    scheme = "one => getComputedStyle(one).colorScheme"
    assert form.get_by_label("Phase du cycle de vie").evaluate(scheme) == "dark"

    email.fill("never@example.com")
    page.keyboard.press("Escape")
    expect(form.get_by_role("button", name="Continuer")).to_be_focused()
    expect(form.get_by_role("button", name="Continuer")).to_be_in_viewport(ratio=1)
    fits(page)
    picture(page, f"fr-{width}-abandonner{at.replace('/', '-')}")
    page.keyboard.press("Escape")
    expect(email).to_have_value("never@example.com")
    expect(email).to_be_focused()
    page.keyboard.press("Escape")
    form.get_by_role("button", name="Abandonner").click()
    expect(form).to_have_count(0)
    expect(page.locator("#chat-input")).to_be_focused()


@pytest.mark.parametrize("at", ["", "/widget"])
def test_what_is_refused_is_in_sight_and_not_thrown_away_unasked(house, open_page, say, at):
    page = open_page(house.url, at=f"{house.url}{at}", locale="en-GB", width=380)
    if at:
        page.locator("#chainlit-copilot-button").click()
    say(page, "contacts at Acme")
    above = page.locator("[data-card=list]")
    expect(above).to_be_visible()
    page.locator(".command-buttons-container").get_by_role("button", name="Create a contact").click()
    form = page.get_by_role("form", name="New contact")
    email = form.get_by_label("E-mail")
    expect(email).to_be_focused()
    email.fill("not an address")
    email.press("Tab")
    expect(email).to_have_accessible_description("“not an address” is not a valid e-mail address")
    form.get_by_role("button", name="Preview").click()
    expect(form.locator("[aria-invalid=true]")).to_be_in_viewport(ratio=1)
    expect(form.get_by_text("“not an address” is not a valid e-mail address")).to_be_in_viewport(ratio=1)
    expect(email).to_be_focused()

    above.evaluate("one => one.dataset.drawn = 'before'")
    page.keyboard.press("Enter")  # with the answer every card is drawn anew
    expect(page.locator("[data-card=list][data-drawn]")).to_have_count(0)
    expect(form).to_have_attribute("aria-busy", "false")
    expect(form.get_by_text("“not an address” is not a valid e-mail address")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(form.get_by_role("button", name="Keep editing")).to_be_focused()
    expect(email).to_have_value("not an address")


@pytest.mark.parametrize(("width", "theme"), [(1280, "dark"), (380, "light")])
def test_without_a_model_someone_is_found_edited_and_put_back_by_clicks(
    house_without_model, open_page, *, written, picture, fits, width, theme
):
    page = open_page(house_without_model.url, locale="en-GB", width=width, theme=theme)
    expect(written(page, "Meanwhile the three buttons do everything")).to_be_visible()
    picture(page, f"en-{width}-without-model-1-welcome")
    press(page, "Update a contact")
    search = page.get_by_role("form", name="Who is to be updated?")
    search.get_by_label("E-mail").fill("jon.smith@acme.example")
    fits(page)
    search.get_by_role("button", name="Search").click()
    page.locator("[data-card=contact]").get_by_role("button", name="Edit", exact=True).click()
    form = page.get_by_role("form", name="Edit Jon Smith")
    form.get_by_label("City").fill(f"Lyon {width}")
    form.get_by_role("button", name="Preview").click()
    fits(page)
    picture(page, f"en-{width}-without-model-2-proposal")
    press(page, "Confirm")
    expect(written(page, "Done: Jon Smith is up to date.")).to_have_count(1)
    press(page, "Undo")
    expect(written(page, "Taken back")).not_to_have_count(0)
    picture(page, f"en-{width}-without-model-3-undone")
