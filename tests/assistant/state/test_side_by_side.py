"""Several servers on one store: whatever they do at once, it comes out as if they had done it one after the other."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from access.people import ANNA

from assistant.access.account_book import AccountBook, AccountExists, TeamAccount
from assistant.access.daily_use import DailyShare, DailyUse
from assistant.access.rights import DailyLimits, Rights
from assistant.access.sign_in_store import MOST_OF_ONE, SignInStore
from assistant.chat.kept.kept_talk import KeptTalk, KeptText
from assistant.chat.kept.talk_store import TalkStore
from assistant.files.import_rows import ContactImport, ImportRow, ImportState, RowState, Verdict
from assistant.files.import_store import ImportStore
from assistant.proposals.journal import JournalEvent, entry_for
from assistant.proposals.journal_chain import verify
from assistant.proposals.proposal import Proposal, ProposalState, in_state
from assistant.proposals.proposal_store import Advance, ProposalStore
from assistant.state.encryption import Encryption
from hubspot_tools.errors import NotPermitted

pytestmark = pytest.mark.every_store

SERVERS = 4


@pytest.fixture
async def servers(state_url):
    """The store, as each of several servers has it open."""
    async with AsyncExitStack() as opened:
        stores = [ProposalStore(state_url) for _ in range(SERVERS)]
        for store in stores:
            await store.open()
            opened.push_async_callback(store.close)
        yield stores


@pytest.fixture
def proposal(clock):
    def make(name="1", **values):
        times = {"created_at": clock(), "expires_at": clock() + timedelta(minutes=10)}
        return Proposal(
            id=name, owner="ada", action="create", values={"email": "lea@x.example"}, **times, **values
        )

    return make


async def test_of_decisions_about_a_proposal_one_wins_and_it_alone_is_journalled(servers, proposal, clock):
    await servers[0].add(proposal())

    async def decide(number, store):
        ended = in_state(proposal(), ProposalState.EXECUTING if number % 2 else ProposalState.CANCELLED)
        entry = entry_for(ended, JournalEvent.BEGUN, clock(), reason=str(number))
        return await store.advance(ended, expected=ProposalState.PENDING, entry=entry)

    won = await asyncio.gather(*(decide(number, store) for number, store in enumerate(servers * 3)))
    assert won.count(True) == 1
    journal = await servers[-1].journal()
    assert [entry.reason for entry in journal] == [str(won.index(True))]


async def test_an_undo_and_what_it_undoes_change_together_whoever_else_decides(servers, proposal, clock):
    done, undo = proposal("done", state="done"), proposal("undo", state="executing")
    for one in (done, undo):
        await servers[0].add(one)

    async def taken_back(store):
        undone = in_state(done, ProposalState.UNDONE)
        then = Advance(undone, ProposalState.DONE, entry_for(undone, JournalEvent.UNDONE, clock()))
        ended = in_state(undo, ProposalState.DONE)
        entry = entry_for(ended, JournalEvent.DONE, clock())
        return await store.advance(ended, expected=ProposalState.EXECUTING, entry=entry, then=then)

    won = await asyncio.gather(*map(taken_back, servers))
    assert won.count(True) == 1
    assert [entry.event for entry in await servers[0].journal()] == [JournalEvent.DONE, JournalEvent.UNDONE]


async def test_a_row_of_an_import_is_moved_once(servers, clock):
    times = {"created_at": clock(), "expires_at": clock() + timedelta(minutes=10)}
    planned = ContactImport(
        id="i",
        owner="ada",
        file_name="a.csv",
        source="csv",
        encoding="utf-8",
        digest="",
        state="running",
        **times,
    )
    rows = [ImportRow(number=number, verdict=Verdict.NEW, state=RowState.WAITING) for number in range(1, 9)]
    await ImportStore(servers[0]).add(planned, rows)
    sent = [row.model_copy(update={"state": RowState.SENT}) for row in rows]

    async def move(store, order):
        return await ImportStore(store).move(planned, sent[::order], expected=[RowState.WAITING], journal=[])

    moved = await asyncio.gather(*(move(store, 1 if n % 2 else -1) for n, store in enumerate(servers)))
    assert sorted(len(each) for each in moved) == [0, 0, 0, 8]
    stopped = planned.model_copy(update={"state": ImportState.STOPPED})
    ended = [ImportStore(store).advance(stopped, expected=ImportState.RUNNING) for store in servers]
    assert (await asyncio.gather(*ended)).count(True) == 1


async def test_what_is_used_up_is_counted_once_by_all_of_them(servers, clock):
    may = Rights(daily=DailyLimits(messages=10, tokens=10_000))

    async def ask(store):
        try:
            await DailyUse(store, clock).begin("ada", may, DailyShare.MESSAGES)
        except NotPermitted:
            return False
        return True

    begun = await asyncio.gather(*map(ask, servers * 5))
    assert begun.count(True) == 10


async def test_a_person_holds_no_more_sign_ins_than_they_may(servers, clock):
    opened = [SignInStore(store, timedelta(hours=8), clock) for store in servers]
    await asyncio.gather(*(sign_ins.open(ANNA, "b") for sign_ins in opened * 2))
    secrets = await asyncio.gather(*(sign_ins.open(ANNA, "b") for sign_ins in opened * 6))
    kept = await opened[0].still_open([sign_in.id for _, sign_in in secrets])
    assert len(kept) <= MOST_OF_ONE
    await opened[1].end_all_of(ANNA.id)
    assert not await opened[2].still_open([sign_in.id for _, sign_in in secrets])


async def test_an_account_is_added_once(servers):
    def add(store):
        return AccountBook(store).add(TeamAccount("ada"))

    ends = await asyncio.gather(*map(add, servers), return_exceptions=True)
    assert [type(end) for end in ends if end is not None] == [AccountExists] * (SERVERS - 1)
    await asyncio.gather(*(AccountBook(store).disable("eve") for store in servers))
    assert await AccountBook(servers[0]).shut_out() == {"eve"}


async def test_a_talk_is_kept_whole_whoever_keeps_it_last(servers, clock):
    def talk(number):
        said = KeptText(id="m", at=clock(), text=f"from {number}")
        return KeptTalk(language="en", messages=(said,))

    stores = [TalkStore(store, Encryption(), timedelta(hours=8), clock) for store in servers]
    await asyncio.gather(*(store.keep("ada", talk(number)) for number, store in enumerate(stores)))
    found = [await store.newest("ada") for store in stores]
    assert found[0] in [talk(number) for number in range(SERVERS)]
    assert found.count(found[0]) == SERVERS


async def test_all_of_them_find_out_at_once_that_the_store_can_be_written(servers):
    await asyncio.gather(*(store.check() for store in servers * 2))


async def test_the_journal_has_every_line_of_everybody_once(servers, proposal, clock):
    def note(number, store):
        return store.note(entry_for(proposal(), JournalEvent.REJECTED, clock(), reason=str(number)))

    await asyncio.gather(*(note(number, store) for number, store in enumerate(servers * 5)))
    reasons = [entry.reason for entry in await servers[0].journal()]
    assert sorted(reasons, key=int) == [str(number) for number in range(SERVERS * 5)]
    verdict = await verify(servers[1])
    assert (verdict.lines, verdict.last, verdict.is_whole) == (SERVERS * 5, SERVERS * 5, True)
