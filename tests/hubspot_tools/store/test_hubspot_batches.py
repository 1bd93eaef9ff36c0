"""Many contacts at once: each gets its own answer, and none is written twice."""

import asyncio

import pytest

from hubspot_tools.contacts import Contact
from hubspot_tools.errors import (
    AccessDenied,
    ContactGone,
    EmailTaken,
    InvalidValues,
    OutcomeUnknown,
    Problem,
    RateLimited,
    RefusalCause,
    RequestRefused,
)
from hubspot_tools.store.many_contacts import MOST_IN_A_BATCH


def people(count, company="Acme"):
    return [
        {"email": f"p{number}@acme.example", "lastname": f"Number{number}", "company": company}
        for number in range(count)
    ]


@pytest.fixture
def batches(store):
    return store.batches


def emails_in(crm):
    return sorted(one["email"] for one in crm.crm.snapshot().values())


async def test_a_hundred_contacts_are_created_in_one_call_and_answered_in_their_order(crm, batches):
    rows = people(MOST_IN_A_BATCH)
    created = await batches.create(rows)
    assert [one.get("email") for one in created] == [row["email"] for row in rows]
    assert len(crm.asked("POST", "/batch/create")) == 1
    assert all(one.correlation_id for one in created)


async def test_one_bad_contact_does_not_keep_out_the_others(crm, batches):
    rows = [*people(2), {"email": "p2@acme.example", "lifecyclestage": "nonsense"}]
    first, second, refused = await batches.create(rows)
    assert isinstance(first, Contact)
    assert isinstance(second, Contact)
    assert isinstance(refused, InvalidValues)
    assert refused.problems[0].problem is Problem.NOT_AN_OPTION
    assert refused.problems[0].value == "nonsense"


async def test_a_taken_address_names_its_holder_and_stops_nobody_else(store, batches):
    holder = await store.create({"email": "p0@acme.example"})
    taken, created = await batches.create(people(2))
    assert isinstance(taken, EmailTaken)
    assert taken.contact_id == holder.id
    assert isinstance(created, Contact)


async def test_a_batch_refused_as_a_whole_is_halved_until_the_bad_one_stands_alone(crm, batches, monkeypatch):
    monkeypatch.setattr("hubspot_tools.sandbox.wire.batch_calls._are_traced", lambda _inputs: False)
    rows = people(8)
    rows[5]["lifecyclestage"] = "nonsense"
    outcomes = await batches.create(rows)
    assert [isinstance(one, Contact) for one in outcomes] == [place != 5 for place in range(8)]
    assert len(emails_in(crm)) == 7


@pytest.mark.parametrize(
    "fault", ["commit_then_drop", "drop_before_commit", "internal_500", "bad_gateway_html_502"]
)
async def test_a_create_whose_answer_is_lost_is_sent_once_and_called_unknown(crm, batches, fault):
    crm.faults.next(fault, path_contains="/batch/create")
    outcomes = await batches.create(people(3))
    assert all(isinstance(one, OutcomeUnknown) for one in outcomes)
    assert len(crm.asked("POST", "/batch/create")) == 1


async def test_contacts_without_an_address_are_told_apart_by_their_traces_alone(batches, monkeypatch):
    rows = [{"firstname": "Tom", "lastname": "Reed"}, {"firstname": "Ann", "lastname": "Lee"}]
    assert [one.get("lastname") for one in await batches.create(rows)] == ["Reed", "Lee"]
    monkeypatch.setattr("hubspot_tools.store.hubspot_batches.strings", lambda _traces: [])
    assert [type(one) for one in await batches.create(rows)] == [OutcomeUnknown, OutcomeUnknown]


async def test_a_busy_account_is_asked_once_more(crm, batches):
    crm.faults.next("rate_limit_burst", path_contains="/batch/create")
    assert all(isinstance(one, Contact) for one in await batches.create(people(2)))


async def test_an_account_busy_for_long_refuses_every_contact_of_the_batch(crm, batches):
    crm.faults.next("rate_limit_burst", path_contains="/batch/create", times=None)
    outcomes = await batches.create(people(2))
    assert [type(one) for one in outcomes] == [RateLimited, RateLimited]
    assert emails_in(crm) == []


async def test_a_missing_scope_is_told_for_every_contact(crm, batches):
    crm.faults.next("missing_scopes_403", path_contains="/batch/", times=None)
    assert [type(one) for one in await batches.create(people(2))] == [AccessDenied, AccessDenied]


async def test_contacts_are_found_by_primary_and_secondary_addresses(store, batches, crm):
    ann = await store.create({"email": "ann@acme.example", "firstname": "Ann"})
    other = await store.create({"email": "ann@globex.example"})
    records = crm.crm.contacts
    merged = records.merge(records.find(ann.id), records.find(other.id))
    found = await batches.by_emails(["ann@acme.example", "ann@globex.example", "nobody@acme.example"])
    assert {email: contact.id for email, contact in found.items()} == {
        "ann@acme.example": str(merged.id),
        "ann@globex.example": str(merged.id),
    }


async def test_two_hundred_and_fifty_addresses_take_three_reads(crm, batches):
    await batches.create(people(10))
    crm.forget_requests()
    found = await batches.by_emails([row["email"] for row in people(250)])
    assert len(found) == 10
    assert len(crm.asked("POST", "/batch/read")) == 3


async def test_contacts_are_read_by_id_with_whatever_else_is_asked_for(store, batches):
    created = await store.create({"email": "ann@acme.example", "website": "acme.example"})
    found = await batches.by_ids([created.id, "999999"], also=["website"])
    assert found.keys() == {created.id}
    assert found[created.id].get("website") == "acme.example"


async def test_each_contact_of_a_batch_gets_its_own_changes(crm, batches):
    ids = [one.id for one in await batches.create(people(3))]
    changes = {one: {"jobtitle": f"Job {one}", "company": ""} for one in ids}
    updated = await batches.update(changes)
    assert [one.get("jobtitle") for one in updated] == [f"Job {one}" for one in ids]
    stored = crm.crm.snapshot()
    assert [(stored[one]["jobtitle"], stored[one].get("company", "")) for one in ids] == [
        (f"Job {one}", "") for one in ids
    ]


async def test_a_contact_that_is_gone_does_not_hold_up_the_updates_of_others(batches):
    (created,) = await batches.create(people(1))
    gone, updated = await batches.update({"999999": {"city": "Lyon"}, created.id: {"city": "Lyon"}})
    assert isinstance(gone, ContactGone)
    assert updated.get("city") == "Lyon"


async def test_archived_contacts_are_away_and_archiving_them_again_is_no_error(crm, batches):
    ids = [one.id for one in await batches.create(people(3))]
    assert await batches.archive(ids[:2]) == [None, None]
    assert await batches.archive(ids[:2]) == [None, None]
    assert len(emails_in(crm)) == 1


async def test_a_lost_archiving_is_unknown(crm, batches):
    (created,) = await batches.create(people(1))
    crm.faults.next("commit_then_drop", path_contains="/batch/archive")
    assert [type(one) for one in await batches.archive([created.id])] == [OutcomeUnknown]


async def test_a_batch_and_a_single_create_of_one_address_wait_for_each_other(crm, store, batches):
    crm.faults.next("slow", path_contains="/batch/create", seconds=0.2)
    batch, single = await asyncio.gather(
        batches.create(people(2)), store.create(people(1)[0]), return_exceptions=True
    )
    written = [isinstance(batch[0], Contact), isinstance(single, Contact)]
    assert sorted(written) == [False, True]
    assert emails_in(crm) == ["p0@acme.example", "p1@acme.example"]


async def test_rows_are_validated_each_for_itself(batches):
    good, bad = await batches.validate_all(
        [{"email": "Ann@Acme.example", "lifecyclestage": "client"}, {"email": "nonsense"}]
    )
    assert good == {"email": "ann@acme.example", "lifecyclestage": "customer"}
    assert isinstance(bad, InvalidValues)


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("E-mail", "email"),
        ("Adresse e-mail", "email"),
        ("Courriel", "email"),
        ("E-mail 1 - Value", "email"),
        ("Prénom *", "firstname"),
        ("First Name", "firstname"),
        ("Nom", "lastname"),
        ("NOM DE FAMILLE", "lastname"),
        ("Tél. portable", "mobilephone"),
        ("Business Phone", "phone"),
        ("Société", "company"),
        ("Societee", None),
        ("Conutry", None),
        ("Organization Name", "company"),
        ("Intitulé du poste", "jobtitle"),
        ("jobtitle", "jobtitle"),
        ("Lifecycle Stage", "lifecyclestage"),
        ("Code postal", "zip"),
        ("Nmae", None),
        ("Notes internes", None),
        ("", None),
    ],
)
async def test_headings_in_french_and_english_find_their_property(batches, heading, name):
    found = await batches.properties_named([heading])
    assert (found[heading].name if heading in found else None) == name


async def test_a_property_nobody_may_write_is_named_as_such(batches):
    found = await batches.properties_named(["Record ID", "Create Date"])
    assert [one.writable for one in found.values()] == [False, False]


FORBIDDEN = {
    "status": 403,
    "category": "FORBIDDEN",
    "message": "You do not have permission to edit this contact.",
}


async def test_a_contact_that_may_not_be_changed_costs_itself_alone(crm, batches):
    created = await batches.create(people(4))
    crm.forget_requests()
    crm.faults.next("refused", path_contains="/batch/update", times=3, **FORBIDDEN)
    refused, *changed = await batches.update({one.id: {"company": "Globex"} for one in created})
    assert (type(refused), refused.cause) == (RequestRefused, RefusalCause.RECORD)
    assert [one.get("company") for one in changed] == ["Globex"] * 3
    assert len(crm.asked("POST", "/batch/update")) == 5


async def test_an_archiving_that_is_refused_for_one_contact_archives_the_others(crm, batches):
    created = await batches.create(people(2))
    crm.faults.next("refused", path_contains="/batch/archive", times=2, **FORBIDDEN)
    refused, archived = await batches.archive([one.id for one in created])
    assert refused.cause is RefusalCause.RECORD
    assert archived is None
    assert emails_in(crm) == ["p0@acme.example"]


async def test_a_batch_that_is_too_large_is_sent_in_halves(crm, batches):
    crm.faults.next("refused", path_contains="/batch/create", times=1, status=413)
    created = await batches.create(people(6))
    assert all(isinstance(one, Contact) for one in created)
    assert len(crm.asked("POST", "/batch/create")) == 3
