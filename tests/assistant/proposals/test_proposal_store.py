"""The state store keeps working whatever happens to whoever asked it."""

import asyncio
from contextlib import suppress

import pytest
from sqlalchemy import event

from assistant.proposals import proposal_store
from assistant.proposals.journal import JournalEvent, entry_for
from assistant.proposals.prepare import LIFETIME
from assistant.proposals.proposal import Proposal, ProposalState, in_state
from assistant.proposals.proposal_store import ProposalStore


@pytest.fixture
async def pending(state, clock) -> Proposal:
    times = {"created_at": clock(), "expires_at": clock() + LIFETIME}
    proposal = Proposal(id="1", owner="ada", action="create", values={"email": "lea@x.example"}, **times)
    await state.add(proposal)
    return proposal


@pytest.fixture
def stopped_after(state):
    """Does something with the state store, and is cancelled as soon as so many statements have been sent."""

    async def stop(doing, statements: int) -> None:
        task = asyncio.create_task(doing)
        sent = []

        def count(*_) -> None:
            sent.append(1)
            if len(sent) == statements:
                task.cancel()

        event.listen(state._engine.sync_engine, "after_cursor_execute", count)
        with suppress(asyncio.CancelledError):
            await task
        await asyncio.gather(*state._under_way)
        event.remove(state._engine.sync_engine, "after_cursor_execute", count)
        assert len(sent) >= statements

    return stop


@pytest.mark.every_store
@pytest.mark.parametrize("statements", [1, 2])
async def test_a_transaction_whose_caller_is_stopped_ends_and_leaves_no_lock(
    state, pending, clock, stopped_after, statements
):
    executing = in_state(pending, ProposalState.EXECUTING)
    begun = entry_for(executing, JournalEvent.BEGUN, clock())
    await stopped_after(state.advance(executing, expected=ProposalState.PENDING, entry=begun), statements)
    await state.note(begun)
    assert (await state.get("1", "ada")).state is ProposalState.EXECUTING
    assert await state.journal() == [begun, begun]


@pytest.mark.every_store
async def test_closing_waits_for_what_has_begun(state_url, pending):
    pending = pending.model_copy(update={"id": "2"})
    store = ProposalStore(state_url)
    await store.open()
    adding = asyncio.create_task(store.add(pending))
    await asyncio.sleep(0)
    adding.cancel()
    await store.close()
    again = ProposalStore(state_url)
    assert await again.get("2", "ada") == pending
    await again.close()


async def plan_of(store, asked):
    """How SQLite would answer what ``asked`` reads, in its own words."""
    read = store.read

    async def explained(query):
        async def explain(connection):
            compiled = query.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
            return (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")).all()

        plans.extend(row[-1] for row in await store.transaction(explain))
        return await read(query)

    plans, store.read = [], explained
    await asked
    store.read = read
    return plans


@pytest.mark.parametrize("narrowed", [{"owner": "ada"}, {"owner": "ada", "limit": 200}])
async def test_what_waits_for_an_owner_is_found_without_reading_what_else_there_is(state, narrowed):
    plan = await plan_of(state, state.in_states(ProposalState.PENDING, **narrowed))
    assert plan == ["SEARCH proposals USING INDEX ix_proposals_owner_state (owner=? AND state=?)"]


async def test_the_newest_writes_of_an_owner_are_read_in_their_order(state):
    plan = await plan_of(state, state.newest_writes("ada"))
    assert plan == ["SEARCH proposals USING INDEX ix_proposals_owner_state (owner=? AND state=?)"]


@pytest.mark.every_store
async def test_a_journal_of_any_length_is_read_a_few_lines_at_a_time(state, pending, clock, monkeypatch):
    monkeypatch.setattr(proposal_store, "JOURNAL_BATCH", 3)
    first = entry_for(pending, JournalEvent.CANCELLED, clock())
    entries = [first.model_copy(update={"contact_id": str(number)}) for number in range(7)]
    for entry in entries:
        await state.note(entry)
    sizes, read = [], state.read

    async def counted(query):
        rows = await read(query)
        sizes.append(len(rows))
        return rows

    monkeypatch.setattr(state, "read", counted)
    lines = state.journal_lines()
    assert await anext(lines) == entries[0]
    assert sizes == [3], "nothing is read before it is wanted"
    assert [entry async for entry in lines] == entries[1:]
    assert sizes == [3, 3, 1, 0]
