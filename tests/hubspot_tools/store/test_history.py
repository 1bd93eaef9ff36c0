from datetime import timedelta

import pytest

from hubspot_tools.errors import ContactGone, CrmUnavailable

CTO = {"jobtitle": "CTO"}
A_MOMENT = timedelta(milliseconds=1)


@pytest.fixture
async def ann(store):
    return await store.create({"email": "ann@x.example", **CTO})


async def test_a_value_is_remembered_when_it_is_gone(store, ann):
    await store.update(ann.id, {"jobtitle": "CEO"})
    assert await store.has_held(ann.id, CTO, ann.created_at - A_MOMENT)


async def test_a_value_from_before_does_not_count(store, ann):
    changed = await store.update(ann.id, {"jobtitle": "CEO"})
    assert not await store.has_held(ann.id, CTO, ann.updated_at)
    assert await store.has_held(ann.id, {"jobtitle": "CEO"}, changed.updated_at - A_MOMENT)


async def test_every_value_must_have_been_there(store, ann):
    since = ann.created_at - A_MOMENT
    assert await store.has_held(ann.id, {**CTO, "email": "ann@x.example"}, since)
    assert not await store.has_held(ann.id, {**CTO, "city": "Lyon"}, since)


async def test_emptying_is_remembered_too(store, ann):
    await store.update(ann.id, {"jobtitle": ""})
    await store.update(ann.id, {"jobtitle": "CEO"})
    assert await store.has_held(ann.id, {"jobtitle": ""}, ann.updated_at)


async def test_nobody_has_no_history(store):
    with pytest.raises(ContactGone):
        await store.has_held("1", CTO, None)


async def test_an_answer_that_is_no_contact_says_nothing_about_the_past(crm, store, ann):
    crm.faults.next("bad_gateway_html_502", method="GET", times=None)
    with pytest.raises(CrmUnavailable):
        await store.has_held(ann.id, CTO, ann.created_at)
