"""A server that is killed while it writes: another one finds out what has become of it, soon, and once."""

import asyncio
from datetime import timedelta

import pytest

from assistant.models.scripted import calls, says
from assistant.proposals.proposal import ProposalState
from assistant.proposals.proposal_store import ProposalStore
from assistant.proposals.recovery import Recovery
from assistant.proposals.rules import ABANDONED_BY_NOW, ENDED_BY_NOW, LANDED_BY_NOW, SENT_BY_NOW
from assistant.proposals.running_writes import RunningWrites
from assistant.state import sweeps
from assistant.state.sweeps import sweep_for_good
from hubspot_tools.calls.transport import Bounds

A_MOMENT = timedelta(seconds=1)


@pytest.fixture
def begin(chat, state, clock):
    """Has a write begin on a server that is then killed; returns its proposal."""

    async def leave(**values):
        talk = chat(calls("create_contact", **values), says("Please confirm."))
        proposal = await talk.is_proposed("create " + ", ".join(values.values()))
        executing = proposal.model_copy(update={"state": ProposalState.EXECUTING, "begun_at": clock()})
        assert await state.advance(executing, expected=ProposalState.PENDING)
        return executing

    return leave


@pytest.fixture
async def lea(begin):
    return await begin(firstname="Léa", lastname="Roche", email="lea@x.example")


@pytest.fixture
def other_server(contacts, state, clock):
    """A server beside the one that was killed; it looks at open writes whenever it is asked to."""

    def make(store=state):
        return Recovery(contacts, store, RunningWrites(), clock, alone=False)

    return make


@pytest.fixture
def standing(state):
    async def read(proposal):
        return await state.get(proposal.id, proposal.owner)

    return read


async def test_what_arrived_is_done_within_seconds(lea, other_server, contacts, clock, standing):
    await contacts.create(lea.values)
    clock.pass_by(seconds=ABANDONED_BY_NOW.total_seconds())
    await other_server().sweep()
    told = await standing(lea)
    assert (told.state, told.news_due) == (ProposalState.DONE, True)


async def test_what_did_not_arrive_stays_open_until_nobody_can_send_it_any_more(
    lea, other_server, clock, standing, crm
):
    clock.pass_by(seconds=(ENDED_BY_NOW - A_MOMENT).total_seconds())
    await other_server().sweep()
    assert (await standing(lea)).state is ProposalState.EXECUTING
    clock.pass_by(seconds=A_MOMENT.total_seconds())
    await other_server().sweep()
    told = await standing(lea)
    assert (told.state, told.news_due) == (ProposalState.FAILED, True)
    assert not crm.writes


async def test_what_arrives_late_is_done_all_the_same(lea, other_server, contacts, clock, standing):
    clock.pass_by(seconds=ABANDONED_BY_NOW.total_seconds())
    await other_server().sweep()
    await contacts.create(lea.values)
    await other_server().sweep()
    assert (await standing(lea)).state is ProposalState.DONE


async def test_what_only_a_search_finds_is_waited_for_as_long_as_the_index_lags(
    begin, other_server, clock, standing
):
    nameless = await begin(firstname="Léa", lastname="Roche")
    clock.pass_by(seconds=(LANDED_BY_NOW - A_MOMENT).total_seconds())
    await other_server().sweep()
    assert (await standing(nameless)).state is ProposalState.UNKNOWN
    clock.pass_by(seconds=A_MOMENT.total_seconds())
    await other_server().sweep()
    assert (await standing(nameless)).state is ProposalState.FAILED


async def test_of_servers_that_find_it_at_once_one_tells_its_end(
    lea, other_server, contacts, clock, state, state_url
):
    await contacts.create(lea.values)
    clock.pass_by(seconds=ABANDONED_BY_NOW.total_seconds())
    third = ProposalStore(state_url)
    await third.open()
    await asyncio.gather(other_server().sweep(), other_server(third).sweep())
    await third.close()
    assert [entry.event for entry in await state.journal()] == ["done"]


async def test_a_server_does_not_look_at_what_it_is_writing_itself(lea, contacts, state, clock, standing):
    await contacts.create(lea.values)
    clock.pass_by(seconds=ABANDONED_BY_NOW.total_seconds())
    writes = RunningWrites()
    async with writes.of(lea):
        await Recovery(contacts, state, writes, clock, alone=False).sweep()
    assert (await standing(lea)).state is ProposalState.EXECUTING


async def test_where_others_may_be_killed_at_any_moment_the_next_look_comes_soon(other_server):
    assert await other_server().sweep()


async def test_a_write_that_could_not_be_sent_in_time_is_never_sent(chat, crm, clock, contacts, monkeypatch):
    talk = chat(calls("create_contact", firstname="Léa", email="lea@x.example"), says("Please confirm."))
    proposal = await talk.is_proposed("create Léa, lea@x.example")
    looks_first = contacts.create

    async def waits_for_a_place(values):
        clock.pass_by(seconds=SENT_BY_NOW.total_seconds())
        return await looks_first(values)

    monkeypatch.setattr(contacts, "create", waits_for_a_place)
    await talk.confirms(proposal)
    assert not crm.writes


def test_a_write_that_was_sent_at_the_last_moment_has_its_answer_before_anybody_says_how_it_ended():
    assert SENT_BY_NOW.total_seconds() + Bounds().longest_call < ENDED_BY_NOW.total_seconds()


async def test_a_look_that_goes_wrong_in_an_unforeseen_way_is_not_the_last(monkeypatch, caplog):
    looked = asyncio.Semaphore(0)
    monkeypatch.setattr(sweeps, "SWEEP_SECONDS", 0)

    async def look():
        looked.release()
        raise RuntimeError("Ada Lovelace, ada@x.example")

    looking = asyncio.create_task(sweep_for_good(look, "writes"))
    await looked.acquire()
    await looked.acquire()
    looking.cancel()
    await asyncio.gather(looking, return_exceptions=True)
    assert "RuntimeError" in caplog.text
    assert "Ada" not in caplog.text
