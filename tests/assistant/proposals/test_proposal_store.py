"""The state store keeps working whatever happens to whoever asked it."""

import asyncio
from contextlib import suppress

import pytest
from sqlalchemy import event

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
        event.remove(state._engine.sync_engine, "after_cursor_execute", count)
        assert len(sent) >= statements

    return stop


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


async def test_closing_waits_for_what_has_begun(tmp_path, pending):
    url = f"sqlite+aiosqlite:///{tmp_path / 'other.sqlite3'}"
    store = ProposalStore(url)
    await store.open()
    adding = asyncio.create_task(store.add(pending))
    await asyncio.sleep(0)
    adding.cancel()
    await store.close()
    again = ProposalStore(url)
    assert await again.get("1", "ada") == pending
    await again.close()
