"""Who allows themselves some requests sends no more, whatever they are for and however often they are tried."""

import asyncio

import pytest

from hubspot_tools.calls.request_count import RequestAllowance
from hubspot_tools.contacts import SearchContacts
from hubspot_tools.errors import CrmUnavailable, RequestsSpent


async def test_the_last_one_allowed_is_sent_and_the_next_one_is_not(store, crm):
    allowance = RequestAllowance(2)
    with allowance.counted():
        for number in range(2):
            await store.find_by_email(f"nobody{number}@example.com")
        with pytest.raises(RequestsSpent):
            await store.find_by_email("nobody@example.com")
    assert len(crm.requests) == 2
    assert await store.find_by_email("nobody@example.com") is None, "outside of the block nothing is counted"


async def test_tries_and_tasks_count_as_well(store, crm):
    crm.faults.next("bad_gateway_html_502", times=None)
    with RequestAllowance(4).counted():
        tries = (store.find_by_email(f"nobody{number}@example.com") for number in range(3))
        failures = await asyncio.gather(*tries, return_exceptions=True)
    assert len(crm.requests) == 4
    assert {type(one) for one in failures} <= {CrmUnavailable, RequestsSpent}


async def test_what_is_read_for_everybody_is_nobody_s_own(store, crm):
    with RequestAllowance(1).counted():
        await store.labels()
        await store.can_write()
        await store.search(SearchContacts(email="nobody@example.com"))
    assert len(crm.requests) > 1
