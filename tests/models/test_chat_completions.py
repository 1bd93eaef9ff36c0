"""What only Chat Completions has; the rest is in the contract."""

import json

import pytest
from modelkit.dialects import ChatDialect, event
from modelkit.script import CallPart, End, Nonsense, Words, streamed

from assistant.models.messages import AssistantSaid, Round, ToolCall, ToolReturned, UserSaid
from assistant.models.model_protocol import Reply, Request, ToolSchema

TOOL = ToolSchema("search_contacts", "Find contacts.", {"type": "object", "properties": {}, "required": []})
ASK = Request("Be brief.", [UserSaid("find Zoé")], tools=(TOOL,))
HELLO = streamed(Words("ok"), End())


@pytest.fixture
def wire(mocked_wire):
    return mocked_wire(ChatDialect())


async def last_of(wire, *parts, request=ASK) -> Reply:
    wire.answers(streamed(*parts))
    return [piece async for piece in wire.model().answer(request)][-1]


async def test_a_turn_is_told_in_the_roles_of_this_wire(wire):
    call = ToolCall("call_9", "search_contacts", "{}")
    request = Request(
        "Be brief.",
        [UserSaid("Marie"), AssistantSaid("Which one?"), UserSaid("the second")],
        known_contacts='{"contacts":[]}',
        rounds=(Round("", (call,), (ToolReturned("call_9", '{"total":0}'),)),),
        tools=(TOOL,),
    )
    await last_of(wire, Words("ok"), End(), request=request)
    (sent,) = wire.asked
    assert [message["role"] for message in sent["messages"]] == [
        "system", "user", "assistant", "assistant", "tool", "user", "assistant", "tool",
    ]  # fmt: skip
    assert sent["messages"][4]["content"] == '{"contacts":[]}'
    assert sent["messages"][-1] == {"role": "tool", "tool_call_id": "call_9", "content": '{"total":0}'}
    assert sent["tools"][0]["function"]["strict"] is True
    assert sent["stream_options"] == {"include_usage": True}


@pytest.mark.parametrize(
    ("effort", "sent_effort", "tokens"), [("none", "none", 800), ("high", "high", 8800), (None, None, 4800)]
)
async def test_an_effort_is_asked_for_and_leaves_room_for_its_thoughts(wire, effort, sent_effort, tokens):
    wire.answers(HELLO)
    _ = [piece async for piece in wire.model(effort).answer(ASK)]
    (sent,) = wire.asked
    assert sent.get("reasoning_effort") == sent_effort
    assert sent["max_completion_tokens"] == tokens


def chunk(**delta) -> Nonsense:
    """An event as some server writes it."""
    return Nonsense(json.dumps({"choices": [{"index": 0, "delta": delta, "finish_reason": None}]}))


def piece(arguments="", **fields) -> dict:
    return {
        "function": {"arguments": arguments, **({"name": n} if (n := fields.pop("name", "")) else {})},
        **fields,
    }


async def test_a_name_repeated_in_every_piece_is_said_once(wire):
    pieces = [chunk(tool_calls=[piece(part, name="one", id="a", index=0)]) for part in ("", '{"a"', ':"b"}')]
    assert (await last_of(wire, *pieces, End())).calls == (ToolCall("a", "one", '{"a":"b"}'),)


async def test_a_name_may_come_in_pieces(wire):
    pieces = [chunk(tool_calls=[piece(name=name, index=0)]) for name in ("search_", "contacts")]
    (call,) = (await last_of(wire, *pieces, CallPart("", arguments="{}"), End())).calls
    assert (call.name, call.arguments) == ("search_contacts", "{}")


async def test_calls_with_neither_id_nor_place_are_told_apart_by_their_names(wire):
    pieces = [chunk(tool_calls=[piece('{"x":1}', name=name)]) for name in ("one", "two")]
    reply = await last_of(wire, *pieces, End())
    assert [(call.name, call.arguments) for call in reply.calls] == [("one", '{"x":1}'), ("two", '{"x":1}')]
    assert len({call.id for call in reply.calls}) == 2


@pytest.mark.parametrize("delta", [None, {}, {"content": ["a list"]}, {"content": 5}])
async def test_a_delta_of_another_form_says_nothing(wire, delta):
    odd = Nonsense(json.dumps({"choices": [{"index": 0, "delta": delta}]}))
    assert await last_of(wire, odd, Words("ok"), End()) == Reply("ok")


async def test_any_other_reason_to_finish_is_the_end_of_a_whole_answer(wire):
    finish = event({"choices": [{"index": 0, "delta": {}, "finish_reason": "eos"}]})
    assert await last_of(
        wire, Words("ok"), Nonsense(finish.decode().removeprefix("data: ").strip())
    ) == Reply("ok")
