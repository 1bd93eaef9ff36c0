"""The index lags an hour here; what this process wrote is found all the same."""

import pytest

from hubspot_tools.contacts import PAGE_SIZE, SearchContacts
from hubspot_tools.errors import RequestRefused

FORBIDDEN = {"status": 403, "message": "You do not have permission to view this contact."}
MARIE = {"firstname": "Marie", "lastname": "Durand", "company": "Acme"}


@pytest.fixture
async def lagging(crm, store):
    """A store with ten indexed people at Acme, whose later writes the index does not see."""
    for number in range(10):
        await store.create({"firstname": "Ada", "lastname": f"Number{number}", "company": "Acme"})
    store._recent._written.clear()
    crm.delay_index(3600)
    return store


async def names(store, **asked):
    page = await store.search(SearchContacts(**asked))
    return [contact.name for contact in page.contacts], page.total


async def test_a_contact_just_created_is_found_and_counted(lagging):
    await lagging.create(MARIE)
    assert await names(lagging, name="durand") == (["Marie Durand"], 1)
    assert (await names(lagging, company="acme"))[1] == 11


async def test_a_contact_just_changed_is_found_by_its_new_values_and_not_by_the_old(lagging):
    ada = (await lagging.search(SearchContacts(name="number3"))).contacts[0]
    await lagging.update(ada.id, {"lastname": "Lovelace", "company": "Globex"})
    assert await names(lagging, name="lovelace") == (["Ada Lovelace"], 1)
    assert await names(lagging, name="number3") == ([], 0)
    assert (await names(lagging, company="acme"))[1] == 9


async def test_the_newest_writes_head_the_list_of_everybody(lagging):
    await lagging.create(MARIE)
    found, total = await names(lagging)
    assert (found[0], total) == ("Marie Durand", 11)


async def test_pages_hold_everybody_once(lagging):
    for number in range(7):
        await lagging.create({"firstname": "New", "lastname": f"N{number}"})
    seen = []
    for number in range(1, 5):
        seen += (await lagging.search(SearchContacts(page=number))).contacts
    assert len(seen) == len({contact.id for contact in seen}) == 17


async def test_a_stage_just_changed_counts_in_its_new_stage(lagging):
    created = await lagging.create(MARIE)
    await lagging.update(created.id, {"lifecyclestage": "customer"})
    assert await names(lagging, lifecyclestage="customer") == (["Marie Durand"], 1)
    assert (await names(lagging, lifecyclestage="lead"))[1] == 10


async def test_free_text_finds_what_was_just_created(lagging):
    await lagging.create(MARIE)
    assert await names(lagging, text="durand") == (["Marie Durand"], 1)


@pytest.mark.parametrize(
    ("place", "asked"),
    [("city", "Boston"), ("jobtitle", "buyer"), ("company", "Globex"), ("lastname", "Durand")],
)
async def test_a_search_right_after_a_write_finds_as_many_as_the_same_search_later(crm, store, place, asked):
    for number in range(6):
        await store.create({"firstname": f"Ada{number}", "lastname": "Gray", place: asked})
    store._recent._written.clear()
    crm.delay_index(3600)
    await store.create({"firstname": "Zoe", "lastname": "Zahn", place: asked})
    at_once = await names(store, text=asked)
    store._recent._written.clear()
    crm.crm._index_everything()
    assert at_once[1] == 7
    assert (await names(store, text=asked))[1] == 7


async def test_what_somebody_else_deleted_meanwhile_is_not_shown(crm, lagging):
    created = await lagging.create(MARIE)
    contacts = crm.crm.contacts
    contacts.archive(contacts.find(created.id))
    assert await names(lagging, name="durand") == ([], 0)


async def test_what_this_process_archived_is_not_shown(lagging):
    ada = (await lagging.search(SearchContacts(name="number3"))).contacts[0]
    await lagging.archive(ada.id)
    assert await names(lagging, name="number3") == ([], 0)
    assert (await names(lagging, company="acme"))[1] == 9
    assert (await names(lagging))[1] == 9


async def test_after_two_minutes_the_index_is_trusted_again(crm, lagging, clock):
    await lagging.create(MARIE)
    clock.pass_by(121)
    crm.forget_requests()
    assert await names(lagging, name="durand") == ([], 0)
    assert crm.asked("POST", "/batch/read") == []


async def test_without_own_writes_a_search_is_one_request(crm, lagging):
    crm.forget_requests()
    lagging._reader._local = True
    await names(lagging, name="number3")
    assert len(crm.asked("POST", "/contacts/search")) == 1
    assert crm.asked(ending="/contacts/batch/read") == []


async def test_hundreds_of_writes_stay_within_hubspots_limits(lagging):
    await lagging.batches.create([{"email": f"bulk{number}@acme.example"} for number in range(100)])
    for number in range(20):
        await lagging.create({"firstname": "Bulk", "lastname": f"N{number}"})
    assert len(lagging._recent.ids()) == 100
    found, total = await names(lagging)
    assert len(found) == PAGE_SIZE
    assert total == 110  # the oldest twenty are not remembered, and not indexed yet


async def test_a_contact_that_may_not_be_read_any_more_does_not_hold_up_a_search(crm, lagging):
    for name in ("Paul", "Piet", "Pia"):
        await lagging.create({"firstname": name, "lastname": "Petit"})
    crm.faults.next("refused", path_contains="batch/read", times=2, **FORBIDDEN)
    assert await names(lagging, name="petit") == (["Paul Petit", "Piet Petit"], 2)


async def test_the_one_contact_just_written_may_be_one_that_may_not_be_read(crm, lagging):
    await lagging.create(MARIE)
    crm.faults.next("refused", path_contains="batch/read", times=None, **FORBIDDEN)
    assert (await names(lagging, company="acme"))[1] == 10


async def test_contacts_of_whom_none_may_be_read_are_not_told_as_not_there(crm, store):
    crm.faults.next("refused", path_contains="batch/read", times=None, **FORBIDDEN)
    with pytest.raises(RequestRefused):
        await store.batches.by_emails([f"p{number}@x.example" for number in range(4)])
