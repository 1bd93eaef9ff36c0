"""A page is told of each write once, whichever way the news of it come."""

import pytest

from assistant.proposals.proposal import ProposalState, in_state
from assistant.ui.screen.saved_contacts import SavedContacts


@pytest.fixture
def widget(browser):
    browser.session.client_type = "copilot"
    return browser


def told(browser) -> list[str]:
    return [data["args"]["contactId"] for event, data in browser.events if event == "call_fn"]


async def test_a_write_is_told_once(widget, proposal, marie):
    saved = SavedContacts()
    done = in_state(proposal, ProposalState.DONE)
    for _ in range(3):
        await saved.follow(done)
    assert told(widget) == [marie.id]


@pytest.mark.parametrize("state", [one for one in ProposalState if one is not ProposalState.DONE])
async def test_what_is_not_written_is_not_told(widget, proposal, state):
    await SavedContacts().follow(in_state(proposal, state))
    assert told(widget) == []


async def test_a_new_contact_is_told_by_the_id_it_was_given(widget, new_contact, marie):
    stored = in_state(new_contact, ProposalState.DONE).model_copy(update={"stored": marie})
    await SavedContacts().follow(stored)
    assert told(widget) == [marie.id]
