"""The network between a server and its store is cut, goes dead, or loses its cable: people are told, and no write is lost or doubled."""

import asyncio
from contextlib import ExitStack
from types import SimpleNamespace
from uuid import uuid4

import pytest
from store_network import can_be_made, networked
from store_wire import wired

TOLD = "cannot keep my journal"
DONE = "is now a contact.*"

SETTLED_SECONDS = 60
"""A write whose server has not told of its end is looked for by the other one after a quarter of a minute."""

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def company(request, tmp_path, run_house, postgres, portal):
    """Two servers of one store; the line of the first one can be cut."""
    line = getattr(request, "param", wired)
    url = postgres.new_database()
    hubspot = {"HUBSPOT_ACCESS_TOKEN": "pat-na1-0f1e2d3c-invented", "HUBSPOT_BASE_URL": portal.url}
    with ExitStack() as stack:
        wire = stack.enter_context(line(url))
        cut_off = stack.enter_context(run_house(tmp_path / "first", STATE_URL=wire.url, **hubspot))
        other = stack.enter_context(run_house(tmp_path / "second", STATE_URL=url, **hubspot))
        yield SimpleNamespace(wire=wire, cut_off=cut_off, other=other)


@pytest.fixture
def email():
    return f"wire.{uuid4().hex[:8]}@example.com"


@pytest.mark.parametrize(
    ("company", "how", "name"),
    [
        (wired, "cut", "Vera Lund"),
        (wired, "go_dead", "Maren Holt"),
        pytest.param(
            networked,
            "unplug",
            "Ines Wolff",
            marks=pytest.mark.skipif(not can_be_made(), reason="this machine lets nobody make a network"),
        ),
    ],
    indirect=["company"],
)
async def test_a_click_without_the_store_writes_nothing_says_so_and_does_it_once_afterwards(
    company, arrive, clean_portal, email, how, name
):
    page = await arrive(company.cut_off)
    await page.send(f"create {name}, {email}")
    await within(SETTLED_SECONDS, lambda: "Confirm" in page.buttons)
    getattr(company.wire, how)()
    await page.post(page.button("Confirm"))
    await within(SETTLED_SECONDS, lambda: any(TOLD in said for said in page.said))
    assert not clean_portal.writes

    company.wire.mend()
    async with asyncio.timeout(SETTLED_SECONDS):
        while not any(DONE in said for said in page.said):
            # The account's ledger may be back a moment later than the store; what it kept from being sent is offered again.
            if "Confirm" in page.buttons:
                await page.post(page.button("Confirm"))
            await asyncio.sleep(0.5)
    assert len(clean_portal.with_email(email)) == 1


async def test_a_write_whose_server_lost_the_store_meanwhile_is_done_once_and_true_at_the_other(
    company, arrive, clean_portal, email
):
    page = await arrive(company.cut_off)
    await page.send(f"create Ivo Sands, {email}")
    await within(SETTLED_SECONDS, lambda: "Confirm" in page.buttons)
    clean_portal.faults.next("slow", method="POST", path_contains="/contacts", seconds=1)
    clicking = asyncio.create_task(page.post(page.button("Confirm")))
    await within(20, lambda: clean_portal.writes)
    company.wire.cut()
    await clicking
    await within(20, lambda: any(DONE in said for said in page.said))

    elsewhere = await arrive(company.other, cookie=page.cookie)
    await within(SETTLED_SECONDS, lambda: any(DONE in said for said in elsewhere.said))
    assert "Confirm" not in elsewhere.buttons
    assert len(clean_portal.with_email(email)) == len(clean_portal.writes) == 1


async def within(seconds, met):
    async with asyncio.timeout(seconds):
        while not met():  # noqa: ASYNC110 - a page and a portal tell nobody
            await asyncio.sleep(0.05)
