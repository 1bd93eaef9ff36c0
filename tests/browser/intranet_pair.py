"""The example intranet beside its assistant, both in one CRM, and how people come into them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from conftest import REPOSITORY, House, free_port
from playwright.sync_api import Page, expect

from examples.intranet.website import Neighbours, website
from hubspot_tools.sandbox import build_app
from hubspot_tools.sandbox.loopback import serving

KEY = "an-invented-secret-of-this-intranet"
PASSWORDS = {"ada": "invented-for-ada", "zoe": "invente-pour-zoe"}


@dataclass(frozen=True)
class Pair:
    """The intranet's address, and its assistant."""

    intranet: str
    house: House


@contextmanager
def started_pair(folder: Path, run_house: Callable, **settings: str) -> Iterator[Pair]:
    """Start an intranet and its assistant; both end with the block."""
    port = free_port()
    intranet = f"http://localhost:{port}"
    with serving(build_app(folder / "contacts.sqlite3")) as crm:
        told = {
            "AUTH": "token",
            "HUBSPOT_ACCESS_TOKEN": "local",
            "HUBSPOT_BASE_URL": crm,
            "PAGE_TOKEN_AUDIENCE": "the-assistant",
            "PAGE_TOKEN_KEYS": KEY,
            "PAGE_TOKEN_ISSUERS": intranet,
            "ALLOWED_ORIGINS": intranet,
            # What one test said is not there in the next.
            "TALK_HOURS": "0",
            "ACCESS_FILE": str(REPOSITORY / "examples" / "intranet" / "access.toml"),
        }
        with run_house(folder / "house", **{**told, **settings}) as house:
            around = Neighbours(intranet, house.url, crm, KEY, "the-assistant")
            with serving(website(around), port=port):
                yield Pair(intranet, house)


def sign_in(page: Page, account: str) -> None:
    page.locator("[name=account]").fill(account)
    page.locator("[name=password]").fill(PASSWORDS[account])
    page.locator("form.in button").click()
    expect(page.locator("#sign-out")).to_be_visible()


def open_widget(page: Page) -> None:
    page.locator("#chainlit-copilot-button").click()
    expect(page.locator(".ai-message").first).to_be_visible()
