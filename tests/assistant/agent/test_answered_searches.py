"""What a search gives a model to answer with: whom, whose, and reached how."""

import json

import pytest

from assistant.models.scripted import calls, says
from assistant.offline.grammar.told_value import told_value
from hubspot_tools.contacts import SearchContacts
from hubspot_tools.errors import InvalidValues

SARAH = "720114503"
"""Sarah Whitmore, an owner of the local CRM."""


@pytest.fixture
async def owned(contacts, people):
    """Zoé is Sarah's, and has a number."""
    zoe = next(one for one in people if one.get("firstname") == "Zoé")
    return await contacts.update(zoe.id, {"hubspot_owner_id": SARAH, "phone": "+33199001234"})


async def found(chat, **query):
    """What the model reads after such a search."""
    talk = chat(calls("search_contacts", **query), says("There."))
    await talk.hears("find them")
    (returned,) = talk.model.asked[1].rounds[0].returned
    return json.loads(returned.content)


async def test_whoever_was_found_alone_is_told_of_with_owner_and_number_as_the_card_shows_them(chat, owned):
    (zoe,) = (await found(chat, name="zoe"))["contacts"]

    assert zoe["hubspot_owner_id"] == "Sarah Whitmore"
    assert zoe["phone"] == "01 99 00 12 34"


async def test_an_owner_whose_name_nobody_may_tell_is_not_told_as_none(chat, owned, crm):
    crm.faults.next("missing_scopes_403", scopes=[], path_contains="/owners", times=None)
    (zoe,) = (await found(chat, name="zoe"))["contacts"]

    assert zoe["hubspot_owner_id"] == SARAH
    assert (
        told_value(zoe, "hubspot_owner_id", "en") == "Here is the contact. I cannot see the owner from here."
    )


@pytest.mark.parametrize("owner", ["Sarah Whitmore", "sarah", SARAH])
async def test_contacts_are_found_by_whose_they_are(chat, owned, owner):
    data = await found(chat, owner=owner)

    assert [contact["id"] for contact in data["contacts"]] == [owned.id]


async def test_an_owner_and_another_mark_must_both_fit(contacts, owned):
    assert (await contacts.search(SearchContacts(owner="sarah", name="zoe"))).total == 1
    assert (await contacts.search(SearchContacts(owner="sarah", name="marie"))).total == 0


async def test_somebody_who_is_no_owner_is_refused_with_those_there_are(chat, owned):
    data = await found(chat, owner="Sara Whitmor")

    (problem,) = data["problems"]
    assert data["status"] == "invalid"
    assert problem["property"] == "hubspot_owner_id"
    assert "Sarah Whitmore" in problem["suggestions"]


async def test_me_is_nobody_as_long_as_nobody_is_signed_in(contacts, owned):
    with pytest.raises(InvalidValues):
        await contacts.search(SearchContacts(owner="me"))
