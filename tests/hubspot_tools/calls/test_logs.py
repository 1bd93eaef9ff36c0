"""Nothing personal and no token in any log, not even at DEBUG, not even of the libraries beneath."""

import contextlib
import logging

import pytest

from hubspot_tools.contacts import SearchContacts
from hubspot_tools.errors import CrmError
from hubspot_tools.hubspot import HubSpotContacts

TOKEN = "invented-token-4711"
SECRETS = (TOKEN, "marie", "durand", "639981234", "example.com")
MARIE = {
    "firstname": "Marie",
    "lastname": "Durand",
    "email": "marie.durand@example.com",
    "phone": "+33639981234",
}
LOGGERS = (
    "",
    "hubspot",
    "hubspot.crm.contacts",
    "hubspot_tools",
    "urllib3",
    "urllib3.connectionpool",
    "asyncio",
)


@pytest.fixture
def everything(caplog):
    for name in LOGGERS:
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


@pytest.fixture
async def store(crm, settings, everything):
    contacts = HubSpotContacts(TOKEN, base_url=crm.url, settings=settings)
    for name in LOGGERS:  # the client sets its loggers' levels when it is made
        everything.set_level(logging.DEBUG, logger=name)
    yield contacts
    await contacts.close()


def assert_nothing_leaked(caplog):
    assert caplog.records, "nothing was logged, so nothing was tested"
    formatter = logging.Formatter("%(name)s %(message)s")
    text = "\n".join(formatter.format(record) for record in caplog.records).lower()
    assert [secret for secret in SECRETS if secret in text] == []


async def use_everything(store):
    found = await store.create(MARIE)
    await store.find_by_email(MARIE["email"])
    await store.find_by_email("nobody.durand@example.com")
    await store.update(found.id, {"lastname": "Durand-Petit"})
    await store.search(SearchContacts(name="durand", phone=MARIE["phone"]))
    await store.portal()
    await store.labels()
    with contextlib.suppress(CrmError):
        await store.create(MARIE)
    with contextlib.suppress(CrmError):
        await store.update(found.id, {"lifecyclestage": "marie"})


async def test_a_good_day_logs_nothing_personal(store, everything):
    await use_everything(store)
    assert_nothing_leaked(everything)


@pytest.mark.parametrize(
    "fault", ["drop_before_commit", "bad_gateway_html_502", "huge_body", "bad_token_401"]
)
async def test_a_bad_day_logs_nothing_personal(crm, store, everything, fault):
    await store.create({**MARIE, "email": "m@example.com"})
    crm.faults.next(fault, times=None)
    with contextlib.suppress(CrmError):
        await store.find_by_email(MARIE["email"])
    with contextlib.suppress(CrmError):
        await store.create(MARIE)
    assert_nothing_leaked(everything)


async def test_an_unreachable_hubspot_logs_nothing_personal(settings, everything):
    store = HubSpotContacts(TOKEN, base_url="http://127.0.0.1:1", settings=settings)
    everything.set_level(logging.DEBUG, logger="urllib3")
    with pytest.raises(CrmError) as unreachable:
        await store.find_by_email(MARIE["email"])
    assert_nothing_leaked(everything)
    assert "marie" not in str(unreachable.value)
    assert unreachable.value.__cause__ is None
    await store.close()


async def test_the_token_is_in_no_representation(store):
    assert TOKEN not in f"{store!r} {vars(store)!r} {vars(store._client)!r}"
