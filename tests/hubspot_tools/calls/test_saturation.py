"""Two hundred requests at once against a local CRM that enforces HubSpot's limits, on clocks that run fast."""

import asyncio
import time
from dataclasses import replace
from statistics import median

import pytest

from hubspot_tools.calls.client import ClientSettings
from hubspot_tools.contacts import SearchContacts
from hubspot_tools.hubspot import HubSpotContacts
from hubspot_tools.sandbox.wire.rate_limits import (
    BURST_CALLS,
    BURST_SECONDS,
    SEARCH_CALLS,
    SEARCH_SECONDS,
    AccountLimits,
)

SPEED = 2
READS, SEARCHES = 170, 30
TOO_MANY = 429


class FastClock:
    """Runs ``SPEED`` times as fast as the machine's, on both sides."""

    def now(self):
        return time.monotonic() * SPEED

    async def sleep(self, seconds):
        await asyncio.sleep(seconds / SPEED)


class Counted(AccountLimits):
    """The local CRM's limits, and when each call came."""

    def __init__(self, clock):
        super().__init__(clock)
        self.calls, self.searches = [], []
        self._read = clock

    def spend(self, *, is_search, enforced):
        budget = super().spend(is_search=is_search, enforced=enforced)
        self.calls.append(self._read())
        if is_search:
            self.searches.append(self.calls[-1])
        return budget


@pytest.fixture
async def saturated(servers):
    """A store and the limits of its own local CRM, both on the fast clock."""
    limits = Counted(FastClock().now)
    crm = servers(samples=False, limits=limits)
    crm.faults.rate_limits = True
    contacts = HubSpotContacts(
        "invented-token", base_url=crm.url, local=True, settings=ClientSettings(clock=FastClock(), paced=True)
    )
    yield contacts, limits, crm
    await contacts.close()


async def test_two_hundred_requests_at_once_are_never_refused_and_the_budget_is_used(saturated):
    store, limits, crm = saturated
    reads = [store.find_by_email(f"nobody{number}@example.com") for number in range(READS)]
    searches = [store.search(SearchContacts()) for _ in range(SEARCHES)]
    await asyncio.gather(*searches, *reads)
    assert len(limits.calls) == READS + SEARCHES == 200
    assert TOO_MANY not in {request.status for request in crm.requests}
    ideal_end = limits.calls[0] + 2 * BURST_SECONDS
    in_time = [moment for moment in limits.calls if moment < ideal_end]
    assert len(in_time) >= 0.9 * 2 * BURST_CALLS


async def test_the_searches_of_a_second_are_used_as_well(saturated):
    store, limits, crm = saturated
    await asyncio.gather(*(store.search(SearchContacts()) for _ in range(SEARCHES)))
    assert TOO_MANY not in {request.status for request in crm.requests}
    rounds = zip(limits.searches, limits.searches[SEARCH_CALLS:], strict=False)
    seconds = [later - earlier for earlier, later in rounds]
    assert SEARCH_SECONDS / median(seconds) >= 0.9


@pytest.mark.parametrize(
    ("local", "paced", "waits"),
    [(False, None, True), (True, None, False), (True, True, True), (False, False, False)],
)
async def test_hubspot_is_paced_and_the_local_crm_only_where_its_limits_are_on(
    crm, settings, clock, local, paced, waits
):
    store = HubSpotContacts("t", base_url=crm.url, local=local, settings=replace(settings, paced=paced))
    await asyncio.gather(*(store.search(SearchContacts()) for _ in range(2 * SEARCH_CALLS)))
    await store.close()
    assert bool(clock.slept) is waits
    assert len(crm.asked("POST", "/search")) == 2 * SEARCH_CALLS
