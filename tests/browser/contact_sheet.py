"""Puts the pictures that the browser's tests have taken on one sheet, docs/contact-sheet.webp, to be looked at."""

import base64
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
TAKEN = ROOT / "tests" / "screenshots"
SHEET = ROOT / "docs" / "contact-sheet.webp"
HEIGHT = 380
"""Pixels that each picture is high on the sheet."""

ROWS = (
    ("fr-1280", "en-1280"),
    ("fr-380", "en-380", "widget-fr-380"),
)
STATES = ("1-welcome", "2-search", "3-proposal", "4-done")
FURTHER = ("fr-1280-list", "fr-1280-formulaire-erreur", "fr-1280-picked", "fr-aide")

_TO_WEBP = """async (png) => {
    const picture = new Image()
    picture.src = `data:image/png;base64,${png}`
    await picture.decode()
    const canvas = document.createElement("canvas")
    canvas.width = picture.width
    canvas.height = picture.height
    canvas.getContext("2d").drawImage(picture, 0, 0)
    return canvas.toDataURL("image/webp", 0.6).split(",")[1]
}"""


def wanted() -> list[list[str]]:
    """The names of the pictures, a row each."""
    of_states = [[f"{view}-{state}" for view in row for state in STATES] for row in ROWS]
    return [of_states[0][:4], of_states[0][4:], of_states[1], list(FURTHER)]


def page_of(rows: list[list[Path]]) -> str:
    """The sheet as a page."""
    shown = "".join(f"<div>{''.join(map(_figure, row))}</div>" for row in rows)
    style = f"body{{margin:12px;background:#888}}div{{display:flex;gap:10px;margin-bottom:10px}}img{{height:{HEIGHT}px}}"
    return f"<!doctype html><style>{style}</style>{shown}"


def _figure(picture: Path) -> str:
    return f'<img src="data:image/png;base64,{base64.b64encode(picture.read_bytes()).decode()}">'


def main() -> None:
    """Make the sheet of the pictures there are, and say which are missing."""
    rows = [[TAKEN / f"{name}.png" for name in row] for row in wanted()]
    if missing := [one.name for row in rows for one in row if not one.exists()]:
        sys.exit(f"Run the browser's tests first; there is no {', '.join(missing)}.")
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 2220, "height": 400})
        page.set_content(page_of(rows))
        taken = base64.b64encode(page.screenshot(full_page=True)).decode()
        SHEET.write_bytes(base64.b64decode(page.evaluate(_TO_WEBP, taken)))
        browser.close()
    sys.stdout.write(f"{SHEET.relative_to(ROOT)}: {SHEET.stat().st_size // 1000} kB\n")


if __name__ == "__main__":
    main()
