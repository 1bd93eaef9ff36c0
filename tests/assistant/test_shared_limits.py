"""Two servers with one PostgreSQL before one account: HubSpot never has to refuse either of them."""

import asyncio
import time

import pytest

from assistant.state import budget_store, engines
from assistant.state.budget_store import BudgetStore
from evaluation.portal import SandboxPortal
from hubspot_tools.calls.callers import acting_for
from hubspot_tools.calls.client import ClientSettings
from hubspot_tools.contacts import SearchContacts
from hubspot_tools.errors import LimitsUnknown
from hubspot_tools.hubspot import HubSpotContacts
from hubspot_tools.sandbox.wire.rate_limits import AccountLimits

TOO_MANY = 429
SEARCHES = 16


@pytest.fixture
def account():
    """An account of HubSpot's that enforces its limits."""
    with SandboxPortal(samples=False, limits=AccountLimits(time.monotonic)).served() as portal:
        portal.faults.rate_limits = True
        yield portal


@pytest.fixture
async def servers(account, postgres, shared_store, monkeypatch):
    monkeypatch.setattr(engines, "_LEDGER_SECONDS", 20.0)  # a busy machine is no silent store
    monkeypatch.setattr(budget_store, "_ANSWER_SECONDS", 25.0)
    postgres.empty(shared_store)
    made = [
        HubSpotContacts(
            "invented-token",
            base_url=account.url,
            settings=ClientSettings(ledger=BudgetStore(shared_store)),
        )
        for _ in range(2)
    ]
    yield made
    await asyncio.gather(*(contacts.close() for contacts in made))


async def search(contacts, person):
    with acting_for(person):
        return await contacts.search(SearchContacts())


async def test_neither_is_ever_refused(servers, account):
    await asyncio.gather(*(contacts.labels() for contacts in servers))
    account.forget_requests()
    await asyncio.gather(*(search(servers[one % 2], f"person {one % 6}") for one in range(SEARCHES)))
    assert TOO_MANY not in {request.status for request in account.requests}
    assert len(account.asked("POST", "/search")) == SEARCHES


async def test_a_server_without_the_store_reads_on_and_writes_nothing(servers, account, postgres):
    (one, _) = servers
    written = await one.create({"email": "ada@example.com"})
    postgres.stop("immediate")
    try:
        assert (await one.get(written.id)).id == written.id
        account.forget_requests()
        with pytest.raises(LimitsUnknown):
            await one.update(written.id, {"firstname": "Ada"})
        assert not account.asked("PATCH")
    finally:
        postgres.start()
    assert (await one.get(written.id)).properties.get("firstname") in {None, ""}
