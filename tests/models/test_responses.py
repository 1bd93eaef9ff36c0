"""What only the Responses API has: nothing is stored, and reasoning travels with the turn."""

import json
from dataclasses import replace

import pytest
from modelkit.dialects import ResponsesDialect
from modelkit.script import CallPart, End, Nonsense, Words, streamed

from assistant.models.messages import AssistantSaid, Round, ToolCall, ToolReturned, UserSaid
from assistant.models.model_protocol import ModelInterrupted, Reply, Request, TextDelta, ToolSchema

TOOL = ToolSchema("search_contacts", "Find contacts.", {"type": "object", "properties": {}, "required": []})
ASK = Request("Be brief.", [UserSaid("find Zoé")], tools=(TOOL,))
CALL = {
    "type": "function_call",
    "id": "fc_1",
    "call_id": "call_1",
    "name": "search_contacts",
    "arguments": "{}",
}
THOUGHT = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "gAAA-opaque"}
MESSAGE = {
    "type": "message",
    "id": "msg_1",
    "role": "assistant",
    "phase": "commentary",
    "content": [{"type": "output_text", "text": "I will look.", "annotations": []}],
}


@pytest.fixture
def wire(mocked_wire):
    return mocked_wire(ResponsesDialect())


def event(kind: str, **fields) -> Nonsense:
    """An event as the server writes it."""
    return Nonsense(json.dumps({"type": kind, **fields}))


def done(item: dict) -> Nonsense:
    return event("response.output_item.done", item=item)


def completed(*items: dict) -> Nonsense:
    response = {"id": "r", "object": "response", "model": "m", "status": "completed", "output": items}
    return event("response.completed", response=response)


async def pieces_of(wire, *parts, request=ASK, effort="medium"):
    wire.answers(streamed(*parts))
    return [piece async for piece in wire.model(effort).answer(request)]


async def reply_to(wire, *parts) -> Reply:
    return (await pieces_of(wire, *parts))[-1]


async def test_nothing_is_left_at_the_server_and_reasoning_comes_encrypted(wire):
    await reply_to(wire, Words("ok"), End())
    (sent,) = wire.asked
    assert sent["store"] is False
    assert "previous_response_id" not in sent
    assert "conversation" not in sent
    assert sent["include"] == ["reasoning.encrypted_content"]
    assert sent["reasoning"] == {"effort": "medium"}
    assert sent["tools"][0] == {
        "type": "function", "name": "search_contacts", "description": "Find contacts.",
        "parameters": TOOL.parameters, "strict": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("effort", "reasoning", "tokens"),
    [("none", {"effort": "none"}, 800), ("max", {"effort": "max"}, 32_800), (None, None, 4800)],
)
async def test_an_effort_is_asked_for_and_leaves_room_for_its_thoughts(wire, effort, reasoning, tokens):
    await pieces_of(wire, Words("ok"), End(), effort=effort)
    (sent,) = wire.asked
    assert sent.get("reasoning") == reasoning
    assert sent["max_output_tokens"] == tokens
    assert ("include" in sent) is (effort == "max")


async def test_a_turn_is_told_in_the_items_of_this_wire(wire):
    call = ToolCall("call_9", "search_contacts", "{}")
    request = Request(
        "Be brief.",
        [UserSaid("Marie"), AssistantSaid("Which one?"), UserSaid("the second")],
        known_contacts='{"contacts":[]}',
        rounds=(Round("Let me see.", (call,), (ToolReturned("call_9", '{"total":0}'),)),),
    )
    await pieces_of(wire, Words("ok"), End(), request=request)
    (sent,) = wire.asked
    assert sent["instructions"] == "Be brief."
    assert [item.get("role") or item["type"] for item in sent["input"]] == [
        "user", "assistant", "function_call", "function_call_output", "user",
        "assistant", "function_call", "function_call_output",
    ]  # fmt: skip
    assert sent["input"][-1] == {"type": "function_call_output", "call_id": "call_9", "output": '{"total":0}'}


async def test_what_the_model_thought_goes_back_as_it_came_before_the_result_of_its_call(wire):
    reply = await reply_to(wire, done(THOUGHT), done(MESSAGE), done(CALL), completed(THOUGHT, MESSAGE, CALL))
    returned = ToolReturned("call_1", '{"total":0}')
    request = replace(ASK, rounds=(Round(reply.text, reply.calls, (returned,), reply.carried),))
    await pieces_of(wire, Words("None."), End(), request=request)
    assert wire.asked[-1]["input"][1:] == [
        THOUGHT, MESSAGE, CALL,
        {"type": "function_call_output", "call_id": "call_1", "output": '{"total":0}'},
    ]  # fmt: skip


async def test_the_agent_gets_the_thoughts_as_something_it_cannot_read(wire):
    reply = await reply_to(wire, done(THOUGHT), done(CALL), completed())
    assert reply.text == ""
    assert "gAAA-opaque" in json.dumps(reply.carried)


@pytest.mark.parametrize(
    "items",
    [
        [MESSAGE, CALL],
        [THOUGHT | {"encrypted_content": None}, CALL],
        [THOUGHT, CALL, CALL | {"id": "fc_2"}],
        [THOUGHT, CALL | {"arguments": "{broken"}],
    ],
    ids=["no thought", "a thought nobody can read again", "ids that had to be changed", "no JSON"],
)
async def test_items_the_server_would_refuse_are_told_in_our_words_instead(wire, items):
    assert (await reply_to(wire, *map(done, items), completed())).carried == ()


async def test_a_message_that_came_without_its_pieces_is_shown_once(wire):
    assert await pieces_of(wire, done(MESSAGE), completed(MESSAGE)) == [
        TextDelta("I will look."),
        Reply("I will look."),
    ]


async def test_what_only_the_last_event_tells_counts_as_well(wire):
    pieces = await pieces_of(wire, completed(MESSAGE, CALL))
    assert pieces[0] == TextDelta("I will look.")
    assert pieces[-1].calls == (ToolCall("call_1", "search_contacts", "{}"),)


async def test_a_call_whose_finished_item_never_comes_is_made_of_its_pieces(wire):
    pieces = [
        event("response.output_item.added", item=CALL | {"arguments": ""}, output_index=0),
        event("response.function_call_arguments.delta", item_id="fc_1", output_index=0, delta='{"a"'),
        event("response.function_call_arguments.delta", item_id="fc_1", output_index=0, delta=":1}"),
        event("response.function_call_arguments.done", item_id="fc_1", output_index=0, arguments='{"a":1}'),
    ]
    assert (await reply_to(wire, *pieces, completed())).calls[0].arguments == '{"a":1}'


@pytest.mark.parametrize("status", ["failed", "cancelled", "in_progress", "queued"])
async def test_a_response_that_ends_any_other_way_is_interrupted(wire, status):
    response = {
        "id": "r",
        "object": "response",
        "status": status,
        "error": {"code": "server_error"},
        "output": [],
    }
    with pytest.raises(ModelInterrupted):
        await reply_to(
            wire, Words("Bon"), CallPart("a", "one", "{}"), event(f"response.{status}", response=response)
        )
