"""Readiness: 503 when an operator must act, and not a call to HubSpot more than it takes to know."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import event

from assistant.models.model_protocol import ModelBusy, ModelMisconfigured, ModelUnavailable
from assistant.models.scripted import calls, says
from assistant.overview import Overview, TokenWatch, Trouble
from assistant.proposals.proposal_store import ProposalStore
from assistant.telemetry.metrics import Metrics
from evaluation.clock import ManualClock
from hubspot_tools.errors import CrmError
from hubspot_tools.storage import StorageTrouble


@pytest.fixture
def token():
    return TokenWatch()


@pytest.fixture
def listeners(token):
    return [token]


@pytest.fixture
def time():
    return ManualClock()


@pytest.fixture
def overview(contacts, state, token, time):
    return Overview(contacts, state, token, Metrics(CollectorRegistry()), clock=time.now)


async def troubles_of(overview):
    return (await overview.readiness()).troubles


def requests(crm):
    return len(crm.requests)


async def test_it_is_ready_and_asks_hubspot_no_more_than_once_a_minute(overview, crm, time):
    assert await troubles_of(overview) == ()
    asked = requests(crm)
    assert asked
    time.pass_by(59)
    assert await troubles_of(overview) == ()
    assert requests(crm) == asked
    time.pass_by(2)
    await troubles_of(overview)
    assert requests(crm) > asked


async def test_a_refused_token_shows_at_once_and_goes_when_it_works_again(
    overview, contacts, crm, people, time
):
    assert await troubles_of(overview) == ()
    crm.faults.next("expired_token_401", times=None)
    with pytest.raises(CrmError):
        await contacts.get(people[0].id)
    assert await troubles_of(overview) == (Trouble.TOKEN_REFUSED,)
    crm.faults.clear()
    time.pass_by(61)
    assert await troubles_of(overview) == ()


async def test_a_call_this_token_may_not_make_leaves_it_ready(overview, crm):
    crm.faults.next("bad_token_401", path_contains="/oauth/", times=None)
    assert await troubles_of(overview) == ()
    assert await troubles_of(overview) == ()


async def test_a_hubspot_that_is_down_needs_no_operator(overview, crm):
    crm.faults.next("bad_gateway_html_502", times=None)
    assert await troubles_of(overview) == ()


async def test_each_part_is_told_in_words_and_one_that_is_down_everywhere_takes_no_server_out(
    contacts, state, token, time, crm
):
    trouble = [None]
    overview = Overview(
        contacts,
        state,
        token,
        Metrics(CollectorRegistry()),
        clock=time.now,
        model_trouble=lambda: trouble[0],
    )
    assert (await overview.readiness()).parts == {
        "store": "The state store can be written.",
        "hubspot": "HubSpot answers.",
        "model": "The model answers, as far as is known.",
    }
    trouble[0] = ModelUnavailable("down")
    crm.faults.next("bad_gateway_html_502", times=None)
    time.pass_by(61)
    readiness = await overview.readiness()
    assert readiness.troubles == ()
    assert "HubSpot cannot be reached" in readiness.parts["hubspot"]
    assert readiness.parts["model"].startswith("The model did not answer")
    trouble[0] = ModelBusy("slow down", retry_after=3)
    assert "no more requests" in (await overview.readiness()).parts["model"]
    trouble[0] = ModelMisconfigured("no such model")
    assert "refuses the key" in (await overview.readiness()).parts["model"]
    crm.faults.clear()
    crm.faults.next("expired_token_401", times=None)
    time.pass_by(61)
    assert "HUBSPOT_ACCESS_TOKEN" in (await overview.readiness()).parts["hubspot"]


async def test_a_state_store_that_cannot_be_read_is_told(overview, state, tmp_path):
    await state.close()
    (tmp_path / "state.sqlite3").write_bytes(b"no database at all" * 100)
    assert await troubles_of(overview) == (Trouble.STATE_UNUSABLE,)
    assert b"assistant_open_sessions 2.0" in await overview.figures(2)


async def test_a_full_disk_is_told_though_everything_can_still_be_read(overview, state, full_disk, time):
    assert await troubles_of(overview) == ()
    full_disk(state)
    time.pass_by(6)
    assert await state.journal() == []
    assert await troubles_of(overview) == (Trouble.STATE_FULL,)


async def test_a_store_that_may_only_be_read_is_told(overview, state, time):
    async with state._engine.begin() as connection:
        await connection.exec_driver_sql("PRAGMA query_only = ON")
    assert await troubles_of(overview) == (Trouble.STATE_READ_ONLY,)
    async with state._engine.begin() as connection:
        await connection.exec_driver_sql("PRAGMA query_only = OFF")
    time.pass_by(6)
    assert await troubles_of(overview) == ()


async def test_a_store_that_was_deleted_under_the_server_is_told(overview, state, tmp_path):
    await state.check()
    for file in tmp_path.glob("state.sqlite3*"):
        file.unlink()
    assert await troubles_of(overview) == (Trouble.STATE_UNREACHABLE,)


async def test_a_store_that_another_program_holds_is_told(contacts, token, time, tmp_path):
    store = ProposalStore(f"sqlite+aiosqlite:///{tmp_path / 'held.sqlite3'}?timeout=0")
    await store.open()
    overview = Overview(contacts, store, token, Metrics(CollectorRegistry()), clock=time.now)
    with closing(sqlite3.connect(tmp_path / "held.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert await troubles_of(overview) == (Trouble.STATE_LOCKED,)
    await store.close()


async def test_the_store_is_written_to_no_more_than_once_in_five_seconds(overview, state, time):
    written = []
    event.listen(state._engine.sync_engine, "commit", written.append)
    for _ in range(100):
        assert await troubles_of(overview) == ()
    assert len(written) == 1
    time.pass_by(6)
    await troubles_of(overview)
    assert len(written) == 2


async def test_a_check_leaves_one_row_however_often_it_is_made(state):
    for _ in range(3):
        await state.check()
    async with state._engine.begin() as connection:
        assert (await connection.exec_driver_sql("SELECT count(*) FROM last_check")).scalar() == 1


@pytest.mark.parametrize("trouble", StorageTrouble)
async def test_the_local_contacts_file_is_told_apart_from_hubspot_and_the_state_store(
    contacts, state, token, time, trouble
):
    local = [trouble]
    overview = Overview(
        contacts, state, token, Metrics(CollectorRegistry()), local_crm=lambda: local[-1], clock=time.now
    )
    assert await troubles_of(overview) == (Trouble(f"local_crm_{trouble}"),)
    local.append(None)
    time.pass_by(6)
    assert await troubles_of(overview) == ()


async def test_the_figures_tell_proposals_by_state(overview, chat, people):
    talk = chat(calls("create_contact", email="ann@b.example"), says("Look."))
    await talk.is_proposed("add ann@b.example")
    assert b'assistant_proposals{state="pending"} 1.0' in await overview.figures(0)


@dataclass
class Limits:
    """HubSpot's limits as several servers share them."""

    servers: int = 1
    trouble: StorageTrouble | None = None


async def test_the_budget_store_is_told_where_servers_share_hubspot_s_limits(contacts, state, token, time):
    limits = Limits()
    overview = Overview(
        contacts, state, token, Metrics(CollectorRegistry()), shared_limits=limits, clock=time.now
    )

    async def told():
        readiness = await overview.readiness()
        return readiness.troubles, readiness.parts["budget"]

    assert await told() == (
        (),
        "HubSpot's limits are kept in the budget store; no other server was seen lately.",
    )
    limits.servers = 3
    assert await told() == (
        (),
        "HubSpot's limits are kept in the budget store, together with 2 other servers.",
    )
    limits.trouble = StorageTrouble.UNREACHABLE
    troubles, words = await told()
    assert troubles == (Trouble.BUDGET_UNREACHABLE,)
    assert words == (
        "The budget store cannot be reached: this server keeps to one part in 3 of HubSpot's limits for reads"
        " and writes nothing."
    )


async def test_every_trouble_of_the_budget_store_has_its_words(contacts, state, token, time):
    for trouble in StorageTrouble:
        overview = Overview(
            contacts,
            state,
            token,
            Metrics(CollectorRegistry()),
            shared_limits=Limits(1, trouble),
            clock=time.now,
        )
        readiness = await overview.readiness()
        assert readiness.troubles == (Trouble(f"budget_store_{trouble}"),)
        assert "all of HubSpot's limits for reads and writes nothing" in readiness.parts["budget"]
