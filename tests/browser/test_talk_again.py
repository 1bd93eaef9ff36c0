"""A talk goes on before people's eyes: on the page, in the widget of the next page and after a restart."""

import pytest
from playwright.sync_api import Page, expect


def answered(page: Page, text: str) -> None:
    expect(page.get_by_role("log")).to_contain_text(text)


def greeted(page: Page, button: str) -> None:
    expect(page.locator(".ai-message").first.get_by_role("button", name=button)).to_be_visible()


def open_widget(page: Page) -> None:
    page.locator("#chainlit-copilot-button").click()
    expect(page.locator(".ai-message").first).to_be_visible()


def confirm(page: Page, name: str):
    return page.get_by_role("button", name=name, exact=True)


@pytest.fixture
def served(tmp_path, run_house):
    """Starts servers one after the other, each with the data of the one before it."""
    return lambda **port: run_house(tmp_path / "house", DATA_DIR=str(tmp_path), **port)


def test_the_page_and_the_widget_show_one_talk_after_a_reload_and_back(served, open_page, say, picture):
    with served() as house:
        page = open_page(house.url, locale="fr-FR")
        greeted(page, "Rechercher un contact")
        say(page, "trouve Marie Dupont")
        expect(page.locator("[data-card]").first).to_be_visible()
        say(page, "crée Odile Marchenoir, odile.marchenoir@example.com")
        expect(confirm(page, "Confirmer")).to_be_visible()
        expect(page.locator("[data-step-type=user_message]")).to_have_count(2)
        page.reload()
        expect(page.locator("[data-step-type=user_message]")).to_have_count(2)
        expect(confirm(page, "Confirmer")).to_be_in_viewport()
        picture(page, "talk-fr-page-reloaded")

        page.goto(f"{house.url}/widget")
        open_widget(page)
        expect(confirm(page, "Confirmer")).to_be_in_viewport()
        picture(page, "talk-fr-widget")
        page.go_back(wait_until="commit")
        expect(confirm(page, "Confirmer")).to_have_count(1)
        page.close()


def test_a_page_open_while_its_server_restarts_comes_back_by_itself_with_what_was_being_typed(
    served, chromium, say, picture
):
    with chromium.new_context(locale="fr-FR", viewport={"width": 1000, "height": 800}) as context:
        page, typed = context.new_page(), "change son téléphone en 06 12 34 56 78"
        with served() as house:
            page.goto(house.url)
            page.locator("#chat-input").fill("pas encore")
            greeted(page, "Rechercher un contact")
            expect(page.locator("#chat-input")).to_have_value("pas encore")
            say(page, "crée Odile Marchenoir, odile.marchenoir@example.com")
            expect(confirm(page, "Confirmer")).to_be_visible()
            page.locator("#chat-input").fill(typed)
        line = page.locator("p.connection")
        expect(line).to_contain_text("L’assistant redémarre.")
        picture(page, "talk-fr-page-restarting")
        with served(port=int(house.url.rpartition(":")[2])):
            expect(line).to_have_count(0)
            expect(page.locator("#chat-input")).to_have_value(typed)
            expect(page.locator("[data-step-type=user_message]")).to_have_count(1)
            confirm(page, "Confirmer").click()
            answered(page, "C’est fait")
            expect(confirm(page, "Confirmer")).to_have_count(0)
            expect(page.locator("#chat-submit")).to_be_enabled()
            page.locator("#chat-input").press("Enter")
            expect(confirm(page, "Confirmer")).to_be_visible()
            answered(page, "06 12 34 56 78")
            picture(page, "talk-fr-page-goes-on")
