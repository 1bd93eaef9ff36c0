"""Two pages of one person: what is decided in one is true in the other."""

from uuid import uuid4

import pytest
from chainlit.context import init_ws_context
from chainlit.session import WebsocketSession

from assistant.chat.events import ContactShown, Proposed
from assistant.language.texts import texts_in
from assistant.proposals.notices import Notices
from assistant.proposals.proposal import ProposalState
from assistant.ui.screen.open_pages import OpenPages
from assistant.ui.screen.screen import Screen

STATES = texts_in("en").states
CANCELLED = texts_in("en").cancelled


async def no_labels():
    return {}


async def turn(*events):
    for event in events:
        yield event


@pytest.fixture
async def second_page(browser):
    """Another session of the same person; the browser keeps what it is sent."""
    page = type(browser)()
    page.session = WebsocketSession(
        id=str(uuid4()),
        socket_id=uuid4().hex,
        emit=page.receive,
        emit_call=page.receive,
        user_env={},
        client_type="webapp",
        environ={},
    )
    yield page
    await page.session.delete()


@pytest.fixture
def notices():
    return Notices()


@pytest.fixture
def following():
    return OpenPages()


@pytest.fixture
async def pages(browser, second_page, notices, following, proposal):
    """Both show the same proposal, and the test goes on in neither's context."""
    for page in (browser, second_page):
        init_ws_context(page.session)
        screen = Screen("en", region="FR", labels=no_labels)
        following.begin(notices, proposal.owner, screen.follow)
        await screen.show(turn(Proposed(proposal)))
    return browser, second_page


def ended(proposal, state):
    return proposal.model_copy(update={"state": state})


def state_on(page):
    return [data["props"]["stands"] for name, data in page.events if name == "element"][-1]


async def test_a_decision_reaches_every_page_and_takes_its_buttons_away(notices, pages, proposal):
    assert all(len(page.actions) == 3 for page in pages)
    notices.post(ended(proposal, ProposalState.CANCELLED))
    for page in pages:
        await page.until(lambda page=page: CANCELLED in page.said[0])
        assert state_on(page) == CANCELLED
        assert page.actions == {}


async def test_a_page_that_saw_the_write_begin_sees_its_end(notices, pages, proposal):
    notices.post(ended(proposal, ProposalState.EXECUTING))
    notices.post(ended(proposal, ProposalState.DONE))
    for page in pages:
        await page.until(lambda page=page: STATES["done"] in page.said[0])
        shown = [data["props"]["state"] for name, data in page.events if name == "element"]
        assert shown == ["pending", "executing", "done"]


async def test_late_news_of_the_beginning_do_not_open_what_has_ended(notices, pages, proposal):
    notices.post(ended(proposal, ProposalState.DONE))
    notices.post(ended(proposal, ProposalState.EXECUTING))
    notices.post(ended(proposal, ProposalState.UNDONE))
    for page in pages:
        await page.until(lambda page=page: STATES["undone"] in page.said[0])
        shown = [data["props"]["state"] for name, data in page.events if name == "element"]
        assert shown == ["pending", "done", "undone"]


async def test_a_write_taken_back_on_one_page_cannot_be_taken_back_on_the_other(
    browser, notices, following, proposal, marie
):
    screen = Screen("en", region="FR", labels=no_labels)
    following.begin(notices, proposal.owner, screen.follow)
    done = proposal.model_copy(update={"state": ProposalState.DONE, "stored": marie})
    await screen.show(turn(ContactShown(marie, undoable=done)))
    assert "Undo" in {action["label"] for action in browser.actions.values()}
    notices.post(ended(done, ProposalState.UNDONE))
    await browser.until(lambda: "Undo" not in {action["label"] for action in browser.actions.values()})


async def test_a_session_that_has_ended_is_sent_nothing_and_forgotten(notices, pages, second_page, proposal):
    first, _ = pages
    await second_page.session.delete()
    seen = len(second_page.events)
    notices.post(ended(proposal, ProposalState.CANCELLED))
    await first.until(lambda: STATES["cancelled"] in first.said[0])
    assert len(second_page.events) == seen


async def test_a_sweep_leaves_the_board_for_those_that_are_gone(
    following, notices, pages, second_page, proposal
):
    heard = []
    notices.follow(proposal.owner, heard.append)
    await second_page.session.delete()
    following.sweep()
    following.sweep()
    notices.post(ended(proposal, ProposalState.CANCELLED))
    first, second = pages
    await first.until(lambda: STATES["cancelled"] in first.said[0])
    assert len(heard) == 1
    assert STATES["cancelled"] not in second.said[0]
