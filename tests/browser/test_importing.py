"""A file is dropped, previewed, imported, and taken back, as people see it: all on one card."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

WORDS = {
    "fr-FR": {
        "hello": "Bonjour",
        "import": "Importer {all} contacts",
        "counts": ["{new} Nouveaux", "1 Modifiés", "0 Inchangés", "2 Impossibles"],
        "so_far": r"^\d+ sur {all} contacts$",
        "reasons": "raisons-import.csv",
        "result": "resultat-import.csv",
        "none": "pas de colonne d’adresses",
    },
    "en-GB": {
        "hello": "Hello",
        "import": "Import {all} contacts",
        "counts": ["{new} New", "1 Changed", "0 Same", "2 Cannot import"],
        "so_far": r"^\d+ of {all} contacts$",
        "reasons": "import-reasons.csv",
        "result": "import-result.csv",
        "none": "no column of email addresses",
    },
}


def table(tag, number):
    rows = [
        "Prénom;Nom;E-mail;Société;Téléphone;Notes internes",
        *(
            f"Léa;Roche-{n};lea{n:03d}.roche@{tag}.example.com;Société Générale d’Exemple;01 99 00 12 34;x"
            for n in range(number)
        ),
        "Eric;Lindqvist;eric.lindqvist@lakeside-insurance.example;Globex;;",
        f"Léa;Roche;lea001.roche@{tag}.example.com;;;",
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


def fetch(page: Page, card: Locator, what: str) -> tuple[str, list[list[str]]]:
    """Take a file from the card as a person does; returns its name and its lines."""
    with page.expect_download() as taken:
        card.locator(f"[data-brings={what}]").click()
    lines = Path(taken.value.path()).read_text(encoding="utf-8-sig").splitlines()
    return taken.value.suggested_filename, list(csv.reader(lines, delimiter=";" if ";" in lines[0] else ","))


@pytest.mark.parametrize(
    ("locale", "width", "theme", "number", "is_stopped"),
    [("fr-FR", 380, "dark", 900, True), ("en-GB", 1280, "light", 240, False)],
)
def test_one_card_shows_a_file_from_its_preview_to_its_result(
    house, open_page, *, picture, fits, locale, width, theme, number, is_stopped
):
    """Stop is clicked while some of nine batches are still to come."""
    words, numbers = WORDS[locale], {"all": number + 2, "new": number + 1}
    page = open_page(house.url, locale=locale, width=width, theme=theme)
    expect(page.locator(".ai-message").first).to_contain_text(words["hello"])

    drop(page, "salon-2026.csv", table(f"salon{width}", number))
    card = page.locator("[data-card=import]")
    box = card.locator(".ci-box")
    button = card.locator("[data-decides=import]")
    expect(button).to_have_text(words["import"].format(**numbers))
    expect(button).to_be_focused()
    expect(button).to_be_in_viewport()
    assert [one.inner_text().replace("\n", " ") for one in card.get_by_role("tab").all()] == [
        count.format(**numbers) for count in words["counts"]
    ]
    assert "1252" not in card.inner_text()
    picture(page, f"import-{locale}-{width}-1-preview")
    fits(page)
    name, lines = fetch(page, card, "import_reasons")
    assert (name, lines[-1][0]) == (words["reasons"], str(number + 5))

    page.keyboard.press("Escape")
    button.focus()
    page.keyboard.press("Enter")
    bar = card.get_by_role("progressbar")
    if is_stopped:
        expect(bar).to_have_attribute("aria-valuetext", re.compile(words["so_far"].format(**numbers)))
        expect(bar).to_have_attribute("aria-valuemax", str(number + 2))
        card.locator("[data-decides=stop_import]").click()
        expect(box).to_have_attribute("data-state", "stopped")
        expect(card.locator("[data-decides=resume_import]")).to_be_focused()
        picture(page, f"import-{locale}-{width}-2-stopped")
        page.keyboard.press("Enter")
    expect(box).to_have_attribute("data-state", "done")
    expect(card.locator("[data-decides=undo_import]")).to_be_focused()
    expect(card.locator(".ci-tally dd").first).to_have_text(str(number + 1))
    name, lines = fetch(page, card, "import_result")
    assert (name, len(lines)) == (words["result"], number + 5)
    expect(page.locator("a.inline-file")).to_be_hidden()
    fits(page)
    picture(page, f"import-{locale}-{width}-3-result")

    page.reload()
    expect(box).to_have_attribute("data-state", "done")
    card.locator("[data-decides=undo_import]").click()
    expect(box).to_have_attribute("data-state", "undone")
    expect(page.locator("#chat-input")).to_be_focused()
    expect(page.locator(".ai-message")).to_have_count(2)
    fits(page)
    picture(page, f"import-{locale}-{width}-4-undone")

    drop(page, "villes.csv", b"Nom;Ville\r\nRoche;Lyon\r\n")
    expect(page.locator(".ai-message", has_text=words["none"])).to_be_visible()
