"""A file is dropped, previewed, imported, and taken back, as people see it."""

import pytest
from playwright.sync_api import Page, expect

WORDS = {
    "fr-FR": {
        "hello": "Bonjour",
        "title": "Import de",
        "import": "Importer 242 contacts",
        "done": "Créés : 241",
        "undo": "Revenir en arrière",
        "undone": "Remis comme avant : 242",
        "none": "pas de colonne d’adresses",
    },
    "en-GB": {
        "hello": "Hello",
        "title": "Import of",
        "import": "Import 242 contacts",
        "done": "Created: 241",
        "undo": "Undo",
        "undone": "Taken back: 242",
        "none": "no column of email addresses",
    },
}


def table(tag):
    rows = [
        "Prénom;Nom;E-mail;Société;Téléphone;Notes internes",
        *(
            f"Léa;Roche-{n};lea{n}@{tag}.example.com;Société Générale d’Exemple;01 99 00 12 34;x"
            for n in range(240)
        ),
        "Eric;Lindqvist;eric.lindqvist@lakeside-insurance.example;Globex;;",
        f"Léa;Roche;lea1@{tag}.example.com;;;",
        "Nobody;;not-an-address;;;",
        'Eve;=HYPERLINK("http://x.example");eve@example.com;;;',
    ]
    return "\r\n".join(rows).encode("cp1252")


def drop(page: Page, name: str, content: bytes) -> None:
    page.locator("#upload-button-input").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )
    expect(page.locator("#chat-submit")).to_be_enabled()
    page.locator("#chat-submit").click()


@pytest.mark.parametrize(("locale", "width", "theme"), [("fr-FR", 380, "dark"), ("en-GB", 1280, "light")])
def test_a_file_is_previewed_imported_and_taken_back(
    house, open_page, *, picture, fits, locale, width, theme
):
    words = WORDS[locale]
    page = open_page(house.url, locale=locale, width=width, theme=theme)
    expect(page.locator(".ai-message").first).to_contain_text(words["hello"])

    drop(page, "salon-2026.csv", table(f"salon{width}"))
    preview = page.locator(".ai-message", has_text=words["title"]).first
    expect(preview).to_contain_text("241")
    expect(page.get_by_role("button", name=words["import"])).to_be_visible()
    picture(page, f"import-{locale}-{width}-1-decision")
    preview.evaluate("message => message.scrollIntoView()")
    picture(page, f"import-{locale}-{width}-1-preview")
    fits(page)

    page.get_by_role("button", name=words["import"]).click()
    result = page.locator(".ai-message", has_text=words["done"])
    expect(result).to_be_visible()
    expect(page.get_by_role("button", name=words["undo"])).to_be_visible()
    fits(page)
    picture(page, f"import-{locale}-{width}-2-result")

    page.get_by_role("button", name=words["undo"]).click()
    expect(page.locator(".ai-message", has_text=words["undone"])).to_be_visible()
    fits(page)
    picture(page, f"import-{locale}-{width}-3-undone")

    drop(page, "villes.csv", b"Nom;Ville\r\nRoche;Lyon\r\n")
    expect(page.locator(".ai-message", has_text=words["none"])).to_be_visible()
    picture(page, f"import-{locale}-{width}-4-refused")
