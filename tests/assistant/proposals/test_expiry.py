"""What nobody decided on ends by itself, ten minutes after it was shown, and its owner hears of it once."""

import asyncio
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.agent.prompts import Prompts
from assistant.chat.conversation_factory import ConversationFactory
from assistant.files.importer import Importer
from assistant.language.texts import texts_in
from assistant.models.scripted import ScriptedModel, calls, says
from assistant.proposals import expiry
from assistant.proposals.expiry import Expiry, end_overdue
from assistant.proposals.journal import JournalEvent
from assistant.proposals.prepare import LIFETIME
from assistant.proposals.proposal import Proposal, ProposalState
from assistant.proposals.recovery import Recovery
from assistant.service import Service
from assistant.state.errors import StateUnavailable

pytestmark = pytest.mark.every_store

ROOT = Path(__file__).parents[3]


@pytest.fixture
def propose(state, clock):
    """Remembers so many proposals of an owner, as of now."""

    async def propose(owner="ada", count=1):
        for number in range(count):
            await state.add(
                Proposal(
                    id=f"{owner}{number}",
                    owner=owner,
                    action="create",
                    values={"firstname": "Léa"},
                    before={"firstname": ""},
                    created_at=clock(),
                    expires_at=clock() + LIFETIME,
                )
            )

    return propose


@pytest.fixture
async def sweeping(state, clock):
    """Sweeps for as long as the test lasts, on the test's clock."""
    task = asyncio.create_task(Expiry(state, clock, clock.sleep).keep_sweeping())
    yield task
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def expired(state):
    """Waits for the first proposal of Ada's that expires."""
    first = asyncio.get_running_loop().create_future()
    state.notices.follow("ada", first.set_result)
    return first


async def test_it_ends_while_its_owner_is_away_and_not_before_its_time(
    state, clock, propose, expired, sweeping
):
    shown_at = clock()
    await propose()
    assert (await expired).news_due
    (entry,) = await state.journal()
    assert entry.event is JournalEvent.EXPIRED
    assert timedelta() <= entry.at - shown_at - LIFETIME <= timedelta(seconds=expiry.SWEEP_SECONDS)


async def test_a_store_that_fails_once_is_swept_again(state, clock, propose, expired, monkeypatch, caplog):
    fails = [StateUnavailable("full")]
    in_states = state.in_states

    async def read(*states, **narrowed):
        if fails:
            raise fails.pop()
        return await in_states(*states, **narrowed)

    monkeypatch.setattr(state, "in_states", read)
    await propose()
    clock.pass_by(minutes=11)
    sweeper = asyncio.create_task(Expiry(state, clock, clock.sleep).keep_sweeping())
    try:
        assert (await expired).state is ProposalState.EXPIRED
    finally:
        sweeper.cancel()
    assert "overdue" in caplog.text


async def test_the_service_sweeps_from_its_start(state, clock, propose, expired, contacts, crm):
    await propose()
    clock.pass_by(minutes=11)
    model, prompts = ScriptedModel(), Prompts(ROOT / "prompts")
    parts = ConversationFactory(contacts=contacts, model=model, state=state, prompts=prompts, now=clock)
    recovery = Recovery(contacts, state, parts.writes, clock, alone=True)
    importer = Importer(contacts, state, parts.writes, clock, alone=True)
    with ExitStack() as started:
        service = Service(parts, recovery, importer=importer, overview=None, offline=True, started=started)
        await service.open()
        assert (await expired).state is ProposalState.EXPIRED
        await service.close()


async def test_what_can_still_be_decided_is_left_alone(state, clock, propose):
    await propose("ada")
    clock.pass_by(minutes=9)
    await propose("bob")
    clock.pass_by(minutes=2)
    assert [one.owner for one in await end_overdue(state, clock())] == ["ada"]
    assert [one.owner for one in await state.in_states(ProposalState.PENDING)] == ["bob"]


async def test_what_is_being_written_does_not_expire(state, clock, propose):
    await propose()
    (pending,) = await state.in_states(ProposalState.PENDING)
    await state.advance(
        pending.model_copy(update={"state": ProposalState.EXECUTING}), expected=ProposalState.PENDING
    )
    clock.pass_by(hours=1)
    assert await end_overdue(state, clock()) == []


async def test_a_store_left_for_long_is_tidied_in_small_steps(state, clock, propose, monkeypatch):
    monkeypatch.setattr(expiry, "MOST_AT_A_TIME", 3)
    limits, in_states = [], state.in_states

    async def read(*states, **narrowed):
        limits.append(narrowed["limit"])
        return await in_states(*states, **narrowed)

    monkeypatch.setattr(state, "in_states", read)
    await propose(count=7)
    clock.pass_by(minutes=11)
    assert len(await end_overdue(state, clock())) == 7
    assert limits == [3, 3, 3]


async def test_whoever_watches_hears_of_it_and_nobody_else(state, clock, propose):
    heard = []
    for owner in ("ada", "bob"):
        state.notices.follow(owner, lambda changed: heard.append((changed.owner, changed.state)))
    await propose("ada")
    clock.pass_by(minutes=11)
    await end_overdue(state, clock())
    assert heard == [("ada", ProposalState.EXPIRED)]


async def test_an_owner_who_returns_is_told_once_whoever_ended_it(state, clock, chat, people):
    talk = chat(calls("create_contact", email="luc@example.com", firstname="Luc"), says("Check."))
    await talk.is_proposed("create Luc luc@example.com")
    clock.pass_by(minutes=11)
    await end_overdue(state, clock())
    told = [event.text for event in await chat().comes_back() if hasattr(event, "text")]
    assert told == [texts_in("en").expired_meanwhile.format(name="Luc")]
    assert await chat().comes_back() == []
