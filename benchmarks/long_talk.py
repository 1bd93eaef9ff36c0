"""Measures what a browser does for each turn of a long talk, beside an application that echoes.

The front end draws the whole talk anew with each answer; whether ours makes that steeper is the question. Chromium
is taken as the browser's tests find it. Run it with ``python benchmarks/long_talk.py``.
"""

import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
from rows import HEAD, Row, where_and_when
from served import Kind, both

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from browser.conftest import find_chromium

TURNS, AT_EACH_END = 60, 10
SETTLED = 900
"""Milliseconds after an answer in which the page still works on it; an answer is read out within."""

_ANSWERED = """turn => document.querySelectorAll("[data-step-type=user_message]").length === turn
    && document.querySelector("#chat-submit") !== null"""

_HEAR = """() => {
    window.heard = 0
    const live = "[aria-live=polite], [aria-live=assertive], :is([role=log], [role=status]):not([aria-live=off])"
    new MutationObserver((changes) => {
        for (const { target, addedNodes } of changes) if (target.closest?.(live)) window.heard += addedNodes.length
    }).observe(document.body, { childList: true, subtree: true })
}"""


@dataclass(frozen=True, slots=True)
class Talk:
    """Milliseconds of script for each turn, and how many nodes came into live regions."""

    scripts: Sequence[float]
    heard: int

    @property
    def first(self) -> float:
        """The median of the first turns."""
        return statistics.median(self.scripts[:AT_EACH_END])

    @property
    def last(self) -> float:
        """The median of the last ones."""
        return statistics.median(self.scripts[-AT_EACH_END:])

    @property
    def steepness(self) -> float:
        """What each turn adds to the next."""
        return (self.last - self.first) / (len(self.scripts) - AT_EACH_END)


def talk(browser: Browser, kind: Kind, turns: int) -> Talk:
    """Say the same words again and again on one page."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-GB")
    page.goto(kind.server.url)
    page.locator("#chat-input").wait_for()
    page.wait_for_timeout(3 * SETTLED)
    page.evaluate(_HEAR)
    measured = page.context.new_cdp_session(page)
    measured.send("Performance.enable")
    scripts = [_turn(page, measured, kind.quick_words, number) for number in range(1, turns + 1)]
    page.wait_for_timeout(SETTLED)
    heard = page.evaluate("window.heard")
    page.close()
    return Talk(scripts, heard)


def _turn(page: Page, measured: CDPSession, words: str, number: int) -> float:
    before = _script(measured)
    page.locator("#chat-input").fill(words)
    page.locator("#chat-submit:enabled").wait_for()
    page.locator("#chat-input").press("Enter")
    page.wait_for_function(_ANSWERED, arg=number)
    page.wait_for_timeout(SETTLED)
    return _script(measured) - before


def _script(measured: CDPSession) -> float:
    told = measured.send("Performance.getMetrics")["metrics"]
    return 1000 * next(one["value"] for one in told if one["name"] == "ScriptDuration")


def main() -> None:
    """Print the table."""
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else TURNS
    print(f"\n{where_and_when('python benchmarks/long_talk.py')}\n\n{HEAD}")
    with tempfile.TemporaryDirectory() as place, both(Path(place)) as kinds, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        bare, ours = (talk(browser, kind, turns) for kind in kinds)
        browser.close()
    print(Row(f"Script of a turn, the first {AT_EACH_END}", "ms", [bare.first], [ours.first]))
    print(Row(f"Script of a turn, the last {AT_EACH_END} of {turns}", "ms", [bare.last], [ours.last]))
    print(Row("Script that each turn adds to the next", "ms", [bare.steepness], [ours.steepness], "≤ 1"))
    print(f"\nNodes that came into live regions: {bare.heard} and {ours.heard} in {turns} turns.")


if __name__ == "__main__":
    main()
