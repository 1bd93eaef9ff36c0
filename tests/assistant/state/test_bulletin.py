"""What one server decides, every other that shares the store is told at once, and after a break all that it missed."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from access.people import ANNA

from assistant.access.entrance import Entrance
from assistant.proposals.proposal import Proposal, ProposalState, in_state
from assistant.proposals.proposal_store import ProposalStore
from assistant.state import bulletin
from assistant.state.tables import utc_now


@pytest.fixture
async def servers(postgres, shared_store, monkeypatch):
    """Two servers that listen to each other."""
    monkeypatch.setattr(bulletin, "_AGAIN_SECONDS", 0.05)
    postgres.empty(shared_store)
    async with AsyncExitStack() as opened:
        stores = [ProposalStore(shared_store) for _ in range(2)]
        for store in stores:
            await store.open()
            opened.push_async_callback(store.close)
        yield stores


@pytest.fixture
async def listen(servers):
    """Has servers listen, and returns once they do."""
    tasks = []

    async def begin(*stores):
        for store in stores:
            ready = asyncio.Event()

            async def catch_up(_, ready=ready):
                ready.set()

            store.bulletin.follow("test", catch_up, catch_up)
            tasks.append(asyncio.create_task(store.bulletin.keep_listening()))
            await asyncio.wait_for(ready.wait(), 30)

    yield begin
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
def heard(servers):
    """What a chat at the second server is told."""
    told = asyncio.Queue()
    servers[1].notices.follow("ada", told.put_nowait)
    return told


@pytest.fixture
async def proposal(servers, clock):
    times = {"created_at": clock(), "expires_at": clock() + timedelta(minutes=10)}
    pending = Proposal(id="1", owner="ada", action="create", values={"email": "lea@x.example"}, **times)
    await servers[0].add(pending)
    return pending


async def decide(store, proposal):
    ended = in_state(proposal, ProposalState.CANCELLED)
    return await store.advance(ended, expected=ProposalState.PENDING)


async def next_of(heard):
    return await asyncio.wait_for(heard.get(), 30)


async def test_a_decision_is_told_to_the_other_server_s_chats_once(servers, listen, heard, proposal):
    own = asyncio.Queue()
    servers[0].notices.follow("ada", own.put_nowait)
    await listen(*servers)
    assert await decide(servers[0], proposal)
    assert (await next_of(heard)).state is ProposalState.CANCELLED
    assert not await decide(servers[1], proposal)
    await servers[1].add(proposal.model_copy(update={"id": "2"}))
    assert await decide(servers[1], proposal.model_copy(update={"id": "2"}))
    assert [(await next_of(own)).id for _ in range(2)] == ["1", "2"]
    assert [(await next_of(heard)).id] == ["2"]
    assert heard.empty()
    assert own.empty()


async def test_what_was_decided_while_nothing_was_heard_is_told_afterwards(
    servers, listen, heard, proposal, postgres
):
    await listen(servers[1])
    name = servers[0]._engine.url.database
    postgres.cut_off(name)
    assert await decide(servers[0], proposal)
    assert (await next_of(heard)).state is ProposalState.CANCELLED


async def test_whoever_is_signed_out_at_one_server_is_out_at_the_other(servers, listen):
    entrances = [Entrance.kept_in(store, 8.0, utc_now) for store in servers]
    secret, visit = await entrances[0].open(ANNA, "b")
    there = await entrances[1].by_cookie(secret.get_secret_value(), "b")
    await listen(servers[1])
    await entrances[0].close(visit)
    async with asyncio.timeout(30):
        while not there.is_over(utc_now()):  # noqa: ASYNC110 - a visit tells nobody
            await asyncio.sleep(0.01)
    assert await entrances[1].by_cookie(secret.get_secret_value(), "b") is None


async def test_what_is_not_stored_is_not_told(servers, listen, heard, proposal):
    await listen(servers[1])

    async def fails(connection):
        await servers[0].bulletin.tell(connection, "proposal", "1")
        raise KeyError

    with pytest.raises(KeyError):
        await servers[0].transaction(fails)
    await decide(servers[0], proposal)
    assert (await next_of(heard)).state is ProposalState.CANCELLED
    assert heard.empty()
