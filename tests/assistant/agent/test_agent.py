"""The loop: every call gets one result, every bound holds, and running out is said."""

import asyncio
import inspect
from dataclasses import replace

import pytest

from assistant.agent.agent import Agent, GaveUp, ToolDone, Turn
from assistant.agent.agent_events import Limit, ToolStarted, Wrote
from assistant.agent.limits import TurnLimits
from assistant.agent.tools import Tool, Toolbox, ToolResult
from assistant.models.messages import ToolCall, UserSaid
from assistant.models.model_protocol import ModelInterrupted, ModelUnavailable, Reply, TextDelta
from assistant.models.scripted import ScriptedModel, calls, calls_raw, says
from hubspot_tools.contacts import SearchContacts


class Searches:
    """A search tool that remembers what it was asked."""

    def __init__(self, seconds: float = 0) -> None:
        self.queries: list[SearchContacts] = []
        self._seconds = seconds

    async def __call__(self, query: SearchContacts) -> ToolResult:
        self.queries.append(query)
        await asyncio.sleep(self._seconds)
        return ToolResult({"total": len(self.queries)}, shown=query)


@pytest.fixture
def searches() -> Searches:
    return Searches()


@pytest.fixture
def answer(searches):
    async def run(model, *, limits: TurnLimits | None = None, search=searches):
        toolbox = Toolbox(Tool("search_contacts", SearchContacts, search))
        turn = Turn("Be brief.", [UserSaid("find Zoé")], None, toolbox)
        events = [event async for event in Agent(model, limits or TurnLimits()).answer(turn)]
        return turn, events

    return run


def test_the_loop_is_one_screen():
    assert len(inspect.getsource(Agent.answer).splitlines()) <= 50


def find(name: str) -> Reply:
    return calls("search_contacts", name=name)


async def test_words_alone_end_the_turn_after_one_round(answer):
    turn, events = await answer(ScriptedModel(says("Hello there")))
    assert events == [Wrote("Hello "), Wrote("there ")]
    assert turn.usage.model_calls == 1


async def test_a_tool_runs_and_its_result_goes_back_to_the_model(answer, searches):
    model = ScriptedModel(find("Zoé"), says("Found."))
    _, events = await answer(model)
    assert searches.queries == [SearchContacts(name="Zoé")]
    assert [type(event) for event in events] == [ToolStarted, ToolDone, Wrote]
    (done,) = model.asked[1].rounds
    assert [returned.content for returned in done.returned] == ['{"total":1}']


async def test_every_call_gets_exactly_one_result(answer):
    wanted = (
        ToolCall("a", "search_contacts", "{}"),
        ToolCall("b", "erase_everything", "{}"),
        ToolCall("c", "search_contacts", "{broken"),
    )
    model = ScriptedModel(Reply("", wanted), says("Done."))
    await answer(model)
    (done,) = model.asked[1].rounds
    assert [returned.call_id for returned in done.returned] == ["a", "b", "c"]
    assert "unknown_tool" in done.returned[1].content
    assert "invalid_arguments" in done.returned[2].content


async def test_a_repeated_call_is_answered_from_memory_and_then_words_are_asked_for(answer, searches):
    model = ScriptedModel(find("Zoé"), find("Zoé"), says("Enough."))
    await answer(model)
    assert len(searches.queries) == 1
    assert [request.may_call for request in model.asked] == [True, True, False]


async def test_an_endless_search_stops_after_six_rounds_and_says_so(answer, searches):
    model = ScriptedModel(*(find(f"person {number}") for number in range(9)))
    _, events = await answer(model)
    assert events[-1] == GaveUp(Limit.ROUNDS)
    assert len(model.asked) == 6
    assert model.asked[-1].may_call is False


async def test_the_model_may_mend_its_calls_twice_and_then_the_turn_ends_with_an_apology(answer, searches):
    broken = [
        calls_raw("search_contacts", "{"),
        calls("erase_everything"),
        calls_raw("search_contacts", "[]"),
    ]
    model = ScriptedModel(*broken, says("never asked for"))
    _, events = await answer(model)
    assert events == [GaveUp(Limit.CORRECTIONS)]
    assert len(model.asked) == 3
    assert not searches.queries


async def test_a_call_mended_at_the_second_try_runs(answer, searches):
    model = ScriptedModel(*(calls_raw("search_contacts", "{") for _ in range(2)), find("Zoé"), says("Found."))
    await answer(model)
    assert searches.queries == [SearchContacts(name="Zoé")]


async def test_a_call_made_although_words_were_asked_for_is_not_run(answer, searches):
    model = ScriptedModel(find("Zoé"), find("Zoé"), find("Marie"), says("never asked for"))
    _, events = await answer(model)
    assert events[-1] == GaveUp(Limit.ROUNDS)
    assert searches.queries == [SearchContacts(name="Zoé")]


async def test_words_beside_a_call_nobody_asked_for_are_an_answer(answer, searches):
    stubborn = Reply("Here she is.", find("Marie").calls)
    _, events = await answer(ScriptedModel(find("Zoé"), find("Zoé"), stubborn))
    assert not [event for event in events if isinstance(event, GaveUp)]
    assert len(searches.queries) == 1


async def test_the_sixth_answer_runs_nothing_any_more(answer, searches):
    await answer(ScriptedModel(*(find(f"person {number}") for number in range(9))))
    assert len(searches.queries) == 5


async def test_blanks_before_the_first_word_are_not_shown(answer):
    _, events = await answer(ScriptedModel(Reply("  \n")))
    assert events == []
    _, events = await answer(ScriptedModel(Reply(" Hello")))
    assert events == [Wrote("Hello ")]


async def test_words_cut_by_their_length_are_said_to_be(answer):
    _, events = await answer(ScriptedModel(Reply("A long", cut_short=True)))
    assert events == [Wrote("A "), Wrote("long "), GaveUp(Limit.LENGTH)]


async def test_what_the_model_carries_from_call_to_call_is_handed_back_unread(answer):
    thought = object()
    model = ScriptedModel(replace(find("Zoé"), carried=(thought,)), find("Marie"), says("Two."))
    await answer(model)
    assert [done.carried for done in model.asked[-1].rounds] == [(thought,), ()]


async def test_a_slow_tool_is_given_up_at_the_deadline(answer):
    _, events = await answer(
        ScriptedModel(find("Zoé")), limits=TurnLimits(seconds=0.05), search=Searches(seconds=30)
    )
    assert events[-1] == GaveUp(Limit.TIME)


class DrippingModel(ScriptedModel):
    """Never stops sending words, and never lets a whole wait pass without one."""

    async def answer(self, request):
        while True:
            yield TextDelta("drip ")
            await asyncio.sleep(0.01)


async def test_a_dripping_stream_cannot_evade_the_deadline(answer):
    _, events = await answer(DrippingModel(), limits=TurnLimits(seconds=0.1))
    assert events[-1] == GaveUp(Limit.TIME)
    assert Wrote("drip ") in events


class EndlessAnswer(ScriptedModel):
    """Ends its stream without ever finishing its answer."""

    async def answer(self, request):
        yield TextDelta("half an ")


async def test_an_answer_without_an_end_is_an_interruption(answer):
    with pytest.raises(ModelInterrupted):
        await answer(EndlessAnswer())


async def test_a_failing_model_runs_no_tool(answer, searches):
    with pytest.raises(ModelUnavailable):
        await answer(ScriptedModel(ModelUnavailable("busy")))
    assert not searches.queries


async def test_tokens_are_added_up_over_the_rounds(answer):
    first = Reply("", find("Zoé").calls, prompt_tokens=100, completion_tokens=5)
    turn, _ = await answer(ScriptedModel(first, Reply("Done.", (), 120, 7)))
    assert (turn.usage.prompt_tokens, turn.usage.completion_tokens) == (220, 12)
    assert (turn.usage.model_calls, turn.usage.tool_calls) == (2, 1)
