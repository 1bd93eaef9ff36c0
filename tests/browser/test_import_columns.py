"""The preview of an import with its menu for each column, as wide as a phone and a desk, and in the widget."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

LEFT = [
    "Date de dernière activité commerciale du compte (heure de Paris)",
    "Avez-vous entendu parler de nous par une recommandation, un salon ou la presse ?",
    "Notes internes",
    "Étiquettes",
    "Statut",
]
HEADINGS = ["Prénom", "Nom", "E-mail", "Société", "Télécopieur", "Date de naissance", "Ville", "Plats", *LEFT]
"""Taken, asked, with days that may be numbers, and folded; some are longer than a telephone is wide."""

LINE = 40
"""Pixels: as high as a menu."""

COURTESY = "Madame-Monsieur-Très-Long-Nom-De-Famille-Sans-Aucune-Espace-Pour-Le-Couper"


def people(tag: str) -> bytes:
    said = ["Société Générale d’Exemple", "01 99 00 12 34", "29323", "Sète", "Lyon"]
    left = ["2026-01-02", "un salon", "x" * 300, "vip", "ouvert"]
    rows = [
        ";".join(["Léa", COURTESY if place else "Roche", f"lea{place}@{tag}.example.com", *said, *left])
        for place in range(3)
    ]
    rows.append(";".join(["Marie", "Dupont", "marie.dupont@acme.example", *said, *left]))
    return "\r\n".join([";".join(HEADINGS), *rows]).encode()


def drop(page: Page, name: str, content: bytes) -> Locator:
    page.locator("#upload-button-input").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )
    expect(page.locator("#chat-submit")).to_be_enabled()
    page.locator("#chat-submit").click()
    card = page.locator("[data-card='import']").last
    expect(card).to_be_visible()
    return card


def choose(card: Locator, place: int, value: str) -> float:
    """Choose for a column with its menu; returns how many pixels the menu has moved by it."""
    menu = card.locator(f"[data-menu='column {place}']")
    menu.scroll_into_view_if_needed()
    menu.focus()
    before = _top_of(menu)
    menu.select_option(value)
    expect(card.locator("section")).to_have_attribute("aria-busy", "false")
    expect(menu).to_have_value(value)
    expect(menu).to_be_focused()
    expect(menu).to_be_in_viewport()
    return abs(_top_of(menu) - before)


def _top_of(menu: Locator) -> float:
    """Where a menu is, the new one too where the front end has just put it in the place of the old."""
    top = menu.evaluate("menu => menu.getBoundingClientRect().y")
    assert isinstance(top, float | int)
    return top


def nothing_serious(page: Page) -> None:
    found = Axe().run(page, options={"preload": False}).response["violations"]
    assert [one for one in found if one["impact"] in {"serious", "critical"}] == []


@pytest.mark.parametrize(
    ("locale", "width", "theme", "at"),
    [
        ("fr-FR", 1280, "dark", "/"),
        ("en-GB", 380, "light", "/"),
        ("fr-FR", 1280, "dark", "/widget"),
        ("en-GB", 380, "dark", "/widget"),
    ],
)
def test_choosing_for_a_column_keeps_the_person_where_they_were(
    house, open_page, fits, picture: Callable[[Page, str], None], *, locale, width, theme, at
):
    named = f"columns-{locale[:2]}-{width}-{theme}-{at.strip('/') or 'page'}"
    page = open_page(house.url, at=f"{house.url}{at}", locale=locale, width=width, theme=theme)
    if at == "/widget":
        page.locator("#chainlit-copilot-button").click()
    expect(page.locator(".ai-message").first).to_be_visible()
    card = drop(page, "salon.csv", people(named))
    picture(page, f"{named}-1")
    fits(page)
    assert len({one.bounding_box()["y"] for one in card.locator(".ci-tab strong").all()}) == 1
    expect(card).to_contain_text("Ville\u202f: Boston → Sète" if locale == "fr-FR" else "City: Boston → Sète")

    assert choose(card, 3, "jobtitle") < LINE
    picture(page, f"{named}-2-chosen")
    folded = card.locator("details.ci-folded")
    folded.locator("summary").click()
    choose(card, 7, "state")
    picture(page, f"{named}-3-folded")
    tabs = card.get_by_role("tab")
    tabs.first.focus()
    page.keyboard.press("End")
    expect(tabs.last).to_be_focused()
    expect(tabs.last).to_have_attribute("aria-selected", "true")
    picture(page, f"{named}-4-rows")
    folded.locator("summary").scroll_into_view_if_needed()
    choose(card, 3, "company")
    expect(card.get_by_role("tab").last).to_have_attribute("aria-selected", "true")
    fits(page)
    nothing_serious(page)
