"""A write whose end nobody knows: its person is told at once when they come back, and of its end when it is known."""

import asyncio

import pytest
from trustkit.world import EN, only, said

from assistant.chat.events import ContactShown, Decided, LookedInto, Proposed
from assistant.proposals.proposal import ProposalState
from assistant.proposals.rules import LANDED_BY_NOW

LEA = {"firstname": "Léa", "lastname": "Roche", "email": "lea.roche@x.example"}


@pytest.fixture
def dark(world):
    """From the next write on nothing can be read, as when HubSpot is away."""

    def begin() -> None:
        world.portal.faults.next("bad_gateway_html_502", method="GET", times=None)

    return lambda: world.at_the_next_write(begin)


@pytest.fixture
async def cut_off(world, dark):
    """Ada's create was sent, and the program killed before its answer came; after the restart HubSpot is away."""
    tab = world.tab()
    proposal = only(await tab.is_asked_to_create(**LEA), Proposed).proposal
    world.portal.faults.next("slow", method="POST", path_contains="/contacts", seconds=0.3)
    dark()
    task = asyncio.create_task(tab.confirms(proposal))
    while not world.portal.writes:  # noqa: ASYNC110 - the portal tells nobody
        await asyncio.sleep(0.001)
    crash = asyncio.create_task(world.restart(crash=True))
    await asyncio.gather(task, crash, return_exceptions=True)
    crash.result()
    return proposal


def posted(world, owner="ada"):
    """What the notices of this process tell from now on."""
    heard = []
    world.process.state.notices.follow(owner, heard.append)
    return heard


async def test_who_comes_back_after_a_crash_is_told_at_once_that_it_is_looked_into(world, cut_off):
    events = await world.tab().comes_back()
    assert said(events) == [EN.crm.create_looked_into.format(name="Léa Roche")]
    card = only(events, LookedInto).proposal
    assert (card.id, card.state) == (cut_off.id, ProposalState.UNKNOWN)
    assert not [event for event in events if isinstance(event, Proposed)]


async def test_it_is_told_before_the_program_has_looked_even_once(world, dark):
    tab = world.tab()
    proposal = only(await tab.is_asked_to_create(**LEA), Proposed).proposal
    state = world.process.state
    begun = proposal.model_copy(update={"state": ProposalState.EXECUTING, "begun_at": world.time()})
    assert await state.advance(begun, expected=ProposalState.PENDING)
    events = await tab.comes_back()
    assert only(events, LookedInto).proposal.state is ProposalState.EXECUTING


async def test_nobody_else_hears_of_it(world, cut_off):
    assert await world.tab("eve").comes_back() == []


async def test_its_end_is_told_in_every_open_chat_once_and_in_no_later_one(world, cut_off):
    one, other = world.tab(), world.tab()
    for tab in (one, other):
        await tab.comes_back()
    heard = posted(world)
    world.portal.calm()
    assert not await world.process.recovery.sweep()
    (settled,) = [proposal for proposal in heard if proposal.news_due]
    for tab in (one, other):
        events = await tab._shown(tab.conversation.tell(settled))
        assert said(events) == [EN.crm.create_settled_done.format(name="Léa Roche")]
        assert only(events, Decided).outcome.proposal.state is ProposalState.DONE
        assert only(events, ContactShown).undoable.id == cut_off.id
        assert await tab._shown(tab.conversation.tell(settled)) == []
    assert said(await world.tab().comes_back()) == []


async def test_a_write_that_never_arrived_is_told_as_not_written(world, dark):
    tab = world.tab()
    proposal = only(await tab.is_asked_to_create(**LEA), Proposed).proposal
    world.portal.faults.next("drop_before_commit", method="POST", path_contains="/contacts")
    dark()
    await tab.confirms(proposal)
    await tab.comes_back()
    heard = posted(world)
    world.portal.calm()
    world.time.pass_by(LANDED_BY_NOW.total_seconds() + 1)
    await world.process.recovery.sweep()
    (settled,) = [one for one in heard if one.news_due]
    assert said(await tab._shown(tab.conversation.tell(settled))) == [
        EN.crm.create_settled_failed.format(name="Léa Roche")
    ]


async def test_what_is_settled_while_somebody_comes_back_is_told_once(world, cut_off):
    tab = world.tab()
    heard = posted(world)
    world.portal.calm()
    await world.process.recovery.sweep()
    assert said(await tab.comes_back()) == [EN.crm.create_settled_done.format(name="Léa Roche")]
    (settled,) = [one for one in heard if one.news_due]
    assert await tab._shown(tab.conversation.tell(settled)) == []


async def test_what_somebody_may_be_waiting_for_is_looked_at_again_soon(world, cut_off):
    assert await world.process.recovery.sweep()
    world.time.pass_by(LANDED_BY_NOW.total_seconds() + 1)
    assert not await world.process.recovery.sweep()
