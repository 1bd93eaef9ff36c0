import asyncio
import time

import pytest

from hubspot_tools.calls.api_version import ApiVersion, path_in
from hubspot_tools.errors import (
    ContactGone,
    CrmUnavailable,
    EmailTaken,
    InvalidValues,
    OutcomeUnknown,
    Problem,
)

MARIE = {"firstname": "Marie", "lastname": "Durand", "email": "marie.durand@example.com"}


@pytest.fixture(params=tuple(ApiVersion))
def version(request):
    """What this file promises is true of every version."""
    return request.param


@pytest.fixture
def contacts(version):
    """Where contacts are in that version."""
    return path_in(version, "/crm/v3/objects/contacts")


async def test_a_created_contact_comes_back_as_stored_with_its_link(store):
    created = await store.create({**MARIE, "phone": "+33639981234"})
    assert created.name == "Marie Durand"
    assert created.get("lifecyclestage") == "lead"
    assert created.created_at is not None
    assert created.record_url.endswith(f"/contacts/90017001/record/0-1/{created.id}")
    assert (await store.get(created.id)).get("phone") == "+33639981234"


async def test_a_create_looks_whether_the_address_is_free_and_is_one_request_then(crm, store, contacts):
    await store.create(MARIE)
    looks = [("GET", f"{contacts}/{MARIE['email']}"), ("POST", contacts)]
    assert [asked for asked in crm.asked() if asked[1].startswith(contacts)] == looks


async def test_a_create_without_an_address_is_one_request(crm, store, contacts):
    await store.create({"firstname": "Marie"})
    assert [asked for asked in crm.asked() if asked[1].startswith(contacts)] == [("POST", contacts)]


async def test_empty_values_are_not_sent_with_a_create(store):
    created = await store.create({**MARIE, "phone": "", "company": ""})
    assert "phone" not in created.properties


async def test_creating_nothing_is_refused_without_a_request(crm, store):
    with pytest.raises(InvalidValues) as refused:
        await store.create({"phone": ""})
    assert refused.value.problems[0].problem is Problem.NOTHING_TO_WRITE
    assert crm.asked() == []


async def test_a_taken_address_is_found_before_anything_is_sent(crm, store, contacts):
    existing = await store.create({**MARIE, "hs_additional_emails": "m.durand@example.org"})
    crm.forget_requests()
    for address in (MARIE["email"], "M.Durand@example.org"):
        with pytest.raises(EmailTaken) as taken:
            await store.create({"email": address, "firstname": "Other"})
        assert taken.value.contact_id == existing.id
    assert crm.asked("POST", contacts) == []


async def test_without_a_free_look_nothing_is_created(crm, store, contacts):
    crm.faults.next("internal_500", method="GET", path_contains="@", times=None)
    with pytest.raises(CrmUnavailable) as unsure:
        await store.create(MARIE)
    assert type(unsure.value) is CrmUnavailable
    assert crm.asked("POST", contacts) == []


@pytest.mark.parametrize("face", [None, "duplicate_race_400", "duplicate_conflict_409"])
async def test_either_face_of_a_duplicate_names_the_existing_contact(
    crm, store, other_process, until, face, contacts
):
    """Another process creates the address between our look and our create."""
    crm.faults.next("slow", method="GET", path_contains="@", seconds=0.2)
    ours = asyncio.create_task(store.create({"email": MARIE["email"], "firstname": "Other"}))
    await until(lambda: crm.asked("GET", MARIE["email"]))
    existing = await other_process.create(MARIE)
    if face:
        crm.faults.next(face, method="POST")
    with pytest.raises(EmailTaken) as taken:
        await ours
    assert taken.value.contact_id == existing.id
    assert len(crm.crm.snapshot()) == 1
    assert crm.asked("POST", contacts) == [("POST", contacts)] * 2


async def test_two_creates_of_one_address_at_once_make_one_contact_and_one_create(crm, store, contacts):
    spellings = [MARIE["email"], " Marie.DURAND@example.com", MARIE["email"].upper()]
    outcomes = await asyncio.gather(
        *(store.create({**MARIE, "email": address}) for address in spellings), return_exceptions=True
    )
    [created] = [one for one in outcomes if not isinstance(one, Exception)]
    taken = [one for one in outcomes if isinstance(one, EmailTaken)]
    assert {one.contact_id for one in taken} == {created.id}
    assert len(taken) == 2
    assert crm.asked("POST", contacts) == [("POST", contacts)]


async def test_a_create_after_one_whose_answer_was_lost_finds_it(crm, store):
    crm.faults.next("commit_then_drop", method="POST")
    outcomes = await asyncio.gather(store.create(MARIE), store.create(MARIE), return_exceptions=True)
    assert [type(one) for one in outcomes] == [OutcomeUnknown, EmailTaken]
    assert len(crm.crm.snapshot()) == 1


async def test_a_create_waits_for_a_change_to_the_same_address(crm, store, until):
    other = await store.create({"email": "paul@example.org"})
    crm.faults.next("slow", method="PATCH", seconds=0.2)
    change = asyncio.create_task(store.update(other.id, {"email": MARIE["email"]}))
    await until(lambda: crm.asked("PATCH"))
    began = time.monotonic()
    with pytest.raises(EmailTaken) as taken:
        await store.create(MARIE)
    assert time.monotonic() - began >= 0.15
    await change
    assert taken.value.contact_id == other.id


async def test_creates_of_different_addresses_do_not_wait_for_each_other(crm, store, until, contacts):
    crm.faults.next("slow", method="POST", seconds=0.5)
    slow = asyncio.create_task(store.create(MARIE))
    await until(lambda: crm.asked("POST", contacts))
    await store.create({"email": "paul@example.org"})
    assert not slow.done()
    await slow


@pytest.mark.parametrize("face", [None, "duplicate_race_400", "duplicate_conflict_409"])
async def test_changing_an_address_to_a_taken_one_names_its_holder(crm, store, face):
    holder = await store.create(MARIE)
    other = await store.create({"email": "paul@example.org"})
    if face:
        crm.faults.next(face, method="PATCH")
    with pytest.raises(EmailTaken) as taken:
        await store.update(other.id, {"email": MARIE["email"]})
    assert taken.value.contact_id == holder.id
    assert (await store.get(other.id)).get("email") == "paul@example.org"


async def test_a_create_cut_off_after_it_was_stored_is_unknown_and_was_sent_once(crm, store, contacts):
    crm.faults.next("commit_then_drop", method="POST")
    with pytest.raises(OutcomeUnknown):
        await store.create(MARIE)
    assert crm.asked("POST", contacts) == [("POST", contacts)]
    found = await store.find_by_email(MARIE["email"])
    assert found is not None


@pytest.mark.parametrize("fault", ["drop_before_commit", "internal_500", "bad_gateway_html_502"])
async def test_a_create_that_failed_on_the_way_is_unknown_and_was_sent_once(crm, store, fault, contacts):
    crm.faults.next(fault, method="POST", times=None)
    with pytest.raises(OutcomeUnknown):
        await store.create(MARIE)
    assert len(crm.asked("POST", contacts)) == 1
    assert crm.crm.snapshot() == {}


async def test_a_create_that_takes_too_long_is_unknown_and_was_sent_once(crm, impatient_store, contacts):
    crm.faults.next("slow", method="POST", seconds=5)
    with pytest.raises(OutcomeUnknown):
        await impatient_store.create(MARIE)
    assert len(crm.asked("POST", contacts)) == 1
    assert len(crm.crm.snapshot()) == 1


async def test_a_create_refused_for_haste_is_made_again_after_the_wait(crm, store, clock):
    crm.faults.next("rate_limit_burst", method="POST", retry_after=2)
    created = await store.create(MARIE)
    assert created.id
    assert clock.slept == [2.0]
    assert len(crm.crm.snapshot()) == 1


async def test_an_update_changes_only_what_was_given_and_is_read_back(crm, store, contacts):
    created = await store.create({**MARIE, "phone": "+33639981234", "company": "Acme"})
    crm.forget_requests()
    updated = await store.update(created.id, {"jobtitle": "CTO", "company": ""})
    assert updated.get("jobtitle") == "CTO"
    assert updated.get("company") == ""
    assert updated.get("phone") == "+33639981234"
    path = f"{contacts}/{created.id}"
    assert crm.asked() == [("PATCH", path), ("GET", path)]


async def test_an_update_reads_back_properties_outside_the_daily_ones(store):
    created = await store.create(MARIE)
    assert (await store.update(created.id, {"industry": "Wine"})).get("industry") == "Wine"


async def test_a_stage_that_hubspot_silently_refuses_is_seen_in_the_read_back(store):
    created = await store.create({**MARIE, "lifecyclestage": "customer"})
    assert (await store.update(created.id, {"lifecyclestage": "lead"})).get("lifecyclestage") == "customer"


@pytest.mark.parametrize("contact_id", ["999999999", "abc", "", "..", "1/../2", "²", "search"])
async def test_a_contact_that_does_not_exist_can_be_neither_read_nor_changed(crm, store, contact_id):
    with pytest.raises(ContactGone):
        await store.get(contact_id)
    with pytest.raises(ContactGone):
        await store.update(contact_id, {"firstname": "Ada"})
    assert crm.crm.snapshot() == {}


async def test_updating_nothing_is_refused_without_a_request(crm, store):
    with pytest.raises(InvalidValues):
        await store.update("1", {})
    assert crm.asked() == []


@pytest.mark.parametrize("fault", ["commit_then_drop", "internal_500", "bad_gateway_html_502"])
async def test_an_update_that_was_cut_off_is_unknown_and_was_sent_once(crm, store, fault):
    created = await store.create(MARIE)
    crm.faults.next(fault, method="PATCH", times=None)
    with pytest.raises(OutcomeUnknown):
        await store.update(created.id, {"jobtitle": "CTO"})
    assert len(crm.asked("PATCH")) == 1


async def test_a_contact_locked_for_a_moment_is_changed_after_it(crm, store, clock):
    created = await store.create(MARIE)
    crm.faults.next("locked_423", method="PATCH")
    assert (await store.update(created.id, {"jobtitle": "CTO"})).get("jobtitle") == "CTO"
    assert clock.slept == [2.0]


async def test_a_contact_that_stays_locked_is_unchanged_and_said_so(crm, store):
    created = await store.create(MARIE)
    crm.faults.next("locked_423", method="PATCH", times=None)
    with pytest.raises(CrmUnavailable) as locked:
        await store.update(created.id, {"jobtitle": "CTO"})
    assert not isinstance(locked.value, OutcomeUnknown)


async def test_a_change_that_cannot_be_read_back_is_unknown(crm, store):
    created = await store.create(MARIE)
    crm.faults.next("internal_500", method="GET", path_contains=created.id, times=None)
    with pytest.raises(OutcomeUnknown):
        await store.update(created.id, {"jobtitle": "CTO"})
    assert crm.crm.snapshot()[created.id]["jobtitle"] == "CTO"


async def test_hubspots_own_refusal_of_a_value_names_the_property(store):
    with pytest.raises(InvalidValues) as refused:
        await store.create({**MARIE, "lifecyclestage": "nonsense"})
    [problem] = refused.value.problems
    assert (problem.property, problem.problem) == ("lifecyclestage", Problem.NOT_AN_OPTION)
    assert problem.value == "nonsense"
    assert "customer" in problem.suggestion_keys
    assert "Customer" in problem.suggestions
    assert problem.detail == "nonsense was not one of the allowed options"
    assert refused.value.correlation_id


async def test_a_write_comes_back_with_hubspots_name_for_its_request_and_a_read_without(store):
    created = await store.create(MARIE)
    updated = await store.update(created.id, {"jobtitle": "CTO"})
    read = await store.get(created.id)
    assert read.correlation_id is None
    assert len({created.correlation_id, updated.correlation_id, None}) == 3


async def test_an_archived_contact_is_gone_and_can_be_restored(crm, store):
    created = await store.create(MARIE)
    await store.archive(created.id)
    with pytest.raises(ContactGone):
        await store.get(created.id)
    assert await store.find_by_email(MARIE["email"]) is None
    bin_ = crm.crm.records.page(0, 10, archived=True)
    assert [str(record.id) for record in bin_] == [created.id]


async def test_archiving_twice_is_no_error(store, crm):
    created = await store.create(MARIE)
    await store.archive(created.id)
    once = crm.crm.records.page(0, 10, archived=True)
    await store.archive(created.id)
    assert len(crm.asked("DELETE", f"/{created.id}")) == 2
    assert crm.crm.records.page(0, 10, archived=True) == once
    assert [str(record.id) for record in once] == [created.id]


@pytest.mark.parametrize("contact_id", ["999999999", "abc", ""])
async def test_what_does_not_exist_cannot_be_archived(store, contact_id):
    with pytest.raises(ContactGone):
        await store.archive(contact_id)


async def test_an_archiving_that_was_cut_off_is_unknown_and_was_sent_once(crm, store):
    created = await store.create(MARIE)
    crm.faults.next("commit_then_drop", method="DELETE", times=None)
    with pytest.raises(OutcomeUnknown):
        await store.archive(created.id)
    assert len(crm.asked("DELETE")) == 1


async def test_an_address_with_a_slash_is_found_and_kept_unique(store):
    created = await store.create({**MARIE, "email": "sales/marie@example.com"})
    assert (await store.find_by_email("Sales/Marie@example.com")).id == created.id
    with pytest.raises(EmailTaken):
        await store.create({"email": "sales/marie@example.com"})


async def test_stop_takes_back_a_write_that_has_not_begun(crm, store, settings, contacts):
    crm.faults.next("slow", method="GET", seconds=0.5, times=settings.threads)
    reads = [asyncio.create_task(store.find_by_email(f"{n}@example.com")) for n in range(settings.threads)]
    while len(store._client._executor._threads) < settings.threads:  # noqa: ASYNC110 - the executor tells nobody
        await asyncio.sleep(0)
    write = asyncio.create_task(store.create(MARIE))
    while not store._client._threads._lines:  # noqa: ASYNC110 - a queue tells nobody
        await asyncio.sleep(0)
    write.cancel()
    await asyncio.gather(*reads)
    with pytest.raises(asyncio.CancelledError):
        await write
    await store.close()
    assert crm.asked("POST", contacts) == []
