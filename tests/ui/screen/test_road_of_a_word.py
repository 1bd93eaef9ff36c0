"""A word of the model on its way from the wire to the page, through everything that is real but the two ends."""

import inspect
import sys
from pathlib import Path

import pytest
from modelkit.dialects import ChatDialect, ResponsesDialect
from modelkit.script import Drip, End, Words, streamed
from modelkit.serving import MOCKED_NOWHERE, Script, Wire, mocked

from assistant.agent.prompts import Prompts
from assistant.chat.conversation_factory import ConversationFactory
from assistant.models.openai_model import OpenAIModel
from assistant.proposals.proposal_store import ProposalStore
from assistant.ui.screen import streamed_answer
from assistant.ui.screen.chat_session import ChatSession
from assistant.ui.screen.screen import Screen

ROOT = Path(__file__).parents[3]
MOST_HANDS = 5
"""The adapter, whoever asks it again, the agent, the turn and the conversation."""


class NoImports:
    def stop(self):
        return False

    async def hear_typed(self, _text):
        return False


async def no_labels():
    return {}


@pytest.fixture(params=[ChatDialect(), ResponsesDialect()], ids=["chat", "responses"])
def wire(request):
    script = Script()
    with mocked(script) as client:
        yield Wire(script, request.param, client, MOCKED_NOWHERE)


@pytest.fixture
def chat_session(wire, browser):
    """A chat in which nobody asks for contacts."""

    async def hear_typed(self, text):
        return False

    factory = ConversationFactory(
        contacts=None,
        model=wire.model(),
        state=ProposalStore("sqlite+aiosqlite:///:memory:"),
        prompts=Prompts(ROOT / "prompts"),
    )
    conversation = factory.converse(owner="ada", language="en")
    return ChatSession(conversation, Screen("en", region="FR", labels=no_labels), NoImports())


def waiting_for(frame):
    """The frames that wait for this one, itself among them, nearest first."""
    while frame is not None:
        yield frame
        frame = frame.f_back


class Reading:
    """Reads a stream as its wire does, and notes who waits for each word of it."""

    def __init__(self, reading, roads):
        self._reading = reading
        self._roads = roads

    def __getattr__(self, name):
        return getattr(self._reading, name)

    def take(self, event):
        if words := self._reading.take(event):
            self._roads.append([frame.f_code for frame in waiting_for(sys._getframe(1))])
        return words


@pytest.fixture
def roads(monkeypatch, wire):
    """Who waits for each word, nearest first."""
    taken = []
    adapter = type(wire.model()._model)
    original = adapter._reading
    monkeypatch.setattr(adapter, "_reading", lambda self: Reading(original(self), taken))
    return taken


def hands(road):
    """What passes a word on: generators, and iterators in their place."""
    return [
        code.co_qualname
        for code in road
        if code.co_flags & inspect.CO_ASYNC_GENERATOR or code.co_name == "__anext__"
    ]


async def test_a_word_passes_through_few_hands(wire, roads, chat_session, browser):
    wire.answers(streamed(Words("Good "), Words("morning."), End()))
    await chat_session.run(chat_session.hear("hello there"))
    assert browser.said == ["Good morning."]
    assert len(roads) == 2
    for road in roads:
        assert Screen.show.__code__ in road, "the road is not seen to its end"
        assert hands(road)[0] == OpenAIModel.answer.__qualname__
        assert len(hands(road)) <= MOST_HANDS, hands(road)


async def test_stop_closes_the_whole_road(wire, chat_session, browser):
    wire.answers(streamed(Words("Good "), Drip()))
    turn = chat_session.start(chat_session.hear("hello there"))
    await browser.until(lambda: browser.said)
    await chat_session.stop()
    assert await wire.is_left()
    assert turn.cancelled() or turn.done()
    wire.answers(streamed(Words("Here I am."), End()))
    await chat_session.run(chat_session.hear("are you there?"))
    assert browser.said[-1] == "Here I am."


async def test_fifty_words_that_come_at_once_are_three_events_for_the_page(
    wire, chat_session, browser, monkeypatch
):
    """The first words as soon as they are there, the rest together, and the whole."""
    monkeypatch.setattr(streamed_answer, "FLUSH_INTERVAL", 3_600)
    wire.answers(streamed(*(Words(f"word{number} ") for number in range(50)), End()))
    await chat_session.run(chat_session.hear("hello there"))
    assert [event for event, _ in browser.events] == ["stream_start", "stream_token", "update_message"]
    assert browser.said[0].endswith("word49")
