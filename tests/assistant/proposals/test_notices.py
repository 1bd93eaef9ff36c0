"""What one chat decides, every chat of the same person hears; nobody else does."""

from datetime import UTC, datetime

import pytest

from assistant.models.scripted import calls, says
from assistant.proposals.notices import Notices
from assistant.proposals.proposal import Proposal, ProposalState

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def proposal_of():
    return lambda owner: Proposal(id="p1", owner=owner, action="create", created_at=NOW, expires_at=NOW)


async def proposed(chat):
    talk = chat(
        calls("create_contact", email="luc@example.com", firstname="Luc"), says("Check."), owner="ada"
    )
    return talk, await talk.is_proposed("create Luc luc@example.com")


async def test_every_step_of_a_write_is_told_once_it_is_stored(chat, state, people):
    talk, proposal = await proposed(chat)
    heard = []
    state.notices.follow("ada", lambda changed: heard.append((changed.id, changed.state)))
    await talk.confirms(proposal)
    assert heard == [(proposal.id, ProposalState.EXECUTING), (proposal.id, ProposalState.DONE)]


async def test_a_decision_that_came_too_late_is_not_told(chat, state, people):
    talk, proposal = await proposed(chat)
    await talk.cancels(proposal)
    heard = []
    state.notices.follow("ada", heard.append)
    await talk.confirms(proposal)
    assert heard == []


async def test_an_undo_is_told_of_the_write_it_takes_back(chat, state, people):
    talk, proposal = await proposed(chat)
    heard = []
    state.notices.follow("ada", lambda changed: heard.append((changed.id, changed.state)))
    await talk.confirms(proposal)
    await talk.undoes(await state.get(proposal.id, "ada"))
    assert (proposal.id, ProposalState.UNDONE) in heard


async def test_nobody_else_hears_of_it(chat, state, people):
    talk, proposal = await proposed(chat)
    heard = []
    state.notices.follow("bob", heard.append)
    await talk.confirms(proposal)
    assert heard == []


def test_who_has_left_hears_nothing_more(proposal_of):
    notices, heard, other = Notices(), [], []
    leave = notices.follow("ada", heard.append)
    notices.follow("ada", other.append)
    leave()
    leave()
    notices.post(proposal_of("ada"))
    assert (len(heard), len(other)) == (0, 1)


def test_a_listener_may_leave_while_it_is_told(proposal_of):
    notices, heard = Notices(), []
    leave = notices.follow("ada", lambda _: leave())
    notices.follow("ada", heard.append)
    notices.post(proposal_of("ada"))
    notices.post(proposal_of("ada"))
    assert len(heard) == 2
