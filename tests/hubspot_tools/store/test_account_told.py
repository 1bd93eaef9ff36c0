"""What the account and its token allow, and by whose hand a contact came to be what it is."""

import pytest

from hubspot_tools.errors import RefusalCause, RequestRefused
from hubspot_tools.hubspot import HubSpotContacts
from hubspot_tools.store.capability_check import NEEDED

SCOPES = "access-token-info"
HAND = {"sourceType": "CRM_UI", "sourceId": "userId:61700011", "updatedByUserId": 61_700_011}


async def test_everything_that_can_be_found_out_is_told(store, crm):
    found = await store.capabilities()
    assert found.portal.time_zone == "Europe/Paris"
    assert found.portal.can_write
    assert found.missing == found.unneeded == ()
    assert found.owners == len([one for one in crm.crm.owners if not one["archived"]])
    assert found.companies_readable
    assert found.calls_a_day
    assert found.version


async def test_a_scope_that_is_missing_is_named(store, crm):
    crm.faults.next(
        "missing_scopes_403", scopes=["crm.objects.contacts.write"], path_contains="never", times=None
    )
    found = await store.capabilities()
    assert found.missing == ("crm.objects.contacts.write",)
    assert not found.portal.can_write


async def test_a_token_that_may_more_than_is_needed_is_noticed(store, monkeypatch):
    scopes = [*NEEDED, "crm.objects.deals.write", "automation"]

    async def token_details():
        return {"hubId": 1, "scopes": scopes}

    monkeypatch.setattr(store._client, "token_details", token_details)
    assert (await store.capabilities()).unneeded == ("automation", "crm.objects.deals.write")


async def test_what_nobody_may_ask_is_left_open(store, crm):
    for part in (SCOPES, "account-info", "validations", "owners", "companies"):
        crm.faults.next("missing_scopes_403", scopes=[], path_contains=part, times=None)
    found = await store.capabilities()
    assert (found.scopes, found.owners, found.rules, found.calls_a_day) == (None, None, None, None)
    assert not found.companies_readable
    assert found.portal.time_zone == ""


@pytest.mark.parametrize("part", ["/properties/", "/owners"])
async def test_what_is_needed_and_refused_is_not_enough(store, crm, part):
    assert (await store.capabilities()).are_enough
    crm.faults.next("missing_scopes_403", scopes=[], path_contains=part, times=None)
    other = HubSpotContacts("invented-token", base_url=crm.url)
    found = await other.capabilities()
    await other.close()
    assert not found.missing
    assert not found.are_enough


async def test_the_history_names_who_when_and_from_where(store, crm):
    ada = crm.crm.contacts.create({"firstname": "Ada", "jobtitle": "Clerk"}, source=HAND)
    await store.update(str(ada.id), {"jobtitle": "Head"})
    newest, first = await store.history(str(ada.id), ["jobtitle"])
    assert (newest.value, newest.source, newest.person) == ("Head", "INTEGRATION", "")
    owner = next(one for one in crm.crm.owners if one["userId"] == HAND["updatedByUserId"])
    assert (first.value, first.source, first.person) == (
        "Clerk",
        "CRM_UI",
        f"{owner['firstName']} {owner['lastName']}",
    )
    assert newest.at > first.at


async def test_an_address_without_contacts_is_told_as_that_and_not_as_a_contact_that_is_gone(store, crm):
    crm.faults.next("refused", status=404, message="Not Found", times=None)
    with pytest.raises(RequestRefused) as refused:
        await store.portal()
    assert refused.value.cause is RefusalCause.VERSION_ENDED


async def test_a_user_who_may_see_no_contact_is_told_of_none(store, crm):
    crm.faults.next("refused", status=403, message="You do not have permission to view contacts", times=None)
    with pytest.raises(RequestRefused) as refused:
        await store.portal()
    assert refused.value.cause is RefusalCause.PERMISSION
