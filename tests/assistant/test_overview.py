"""Readiness: 503 when an operator must act, and not a call to HubSpot more than it takes to know."""

import pytest
from prometheus_client import CollectorRegistry

from assistant.model.scripted import calls, says
from assistant.overview import Overview, TokenWatch, Trouble
from assistant.telemetry.metrics import Metrics
from hubspot_tools.errors import CrmError


class Seconds:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def token():
    return TokenWatch()


@pytest.fixture
def listeners(token):
    return [token]


@pytest.fixture
def time():
    return Seconds()


@pytest.fixture
def overview(contacts, state, token, time):
    return Overview(contacts, state, token, Metrics(CollectorRegistry()), clock=time)


def requests(crm):
    return len(crm._app.state.requests)


async def test_it_is_ready_and_asks_hubspot_no_more_than_once_a_minute(overview, crm, time):
    assert await overview.troubles() == ()
    asked = requests(crm)
    assert asked
    time.now += 59
    assert await overview.troubles() == ()
    assert requests(crm) == asked
    time.now += 2
    await overview.troubles()
    assert requests(crm) > asked


async def test_a_refused_token_shows_at_once_and_goes_when_it_works_again(
    overview, contacts, crm, people, time
):
    assert await overview.troubles() == ()
    crm.faults.next("expired_token_401", times=None)
    with pytest.raises(CrmError):
        await contacts.get(people[0].id)
    assert await overview.troubles() == (Trouble.TOKEN_REFUSED,)
    crm.faults.clear()
    time.now += 61
    assert await overview.troubles() == ()


async def test_a_call_this_token_may_not_make_leaves_it_ready(overview, crm):
    crm.faults.next("bad_token_401", path_contains="/oauth/", times=None)
    assert await overview.troubles() == ()
    assert await overview.troubles() == ()


async def test_a_hubspot_that_is_down_needs_no_operator(overview, crm):
    crm.faults.next("bad_gateway_html_502", times=None)
    assert await overview.troubles() == ()


async def test_a_state_store_that_cannot_be_read_is_told(overview, state, tmp_path):
    await state.close()
    (tmp_path / "state.sqlite3").write_bytes(b"no database at all" * 100)
    assert await overview.troubles() == (Trouble.STATE_UNUSABLE,)
    assert b"assistant_open_sessions 2.0" in await overview.figures(2)


async def test_the_figures_tell_proposals_by_state(overview, chat, people):
    talk = chat(calls("create_contact", email="ann@b.example"), says("Look."))
    await talk.is_proposed("add ann@b.example")
    assert b'assistant_proposals{state="pending"} 1.0' in await overview.figures(0)
