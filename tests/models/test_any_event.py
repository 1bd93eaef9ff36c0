"""Whatever JSON a server sends, it ends as an answer or as one of the model's errors."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from modelkit.dialects import ChatDialect, ResponsesDialect
from modelkit.script import CallPart, End, Words, streamed
from openai._models import BaseModel
from openai.types.chat import ChatCompletionChunk

from assistant.models.chat_completions import ChatModel
from assistant.models.messages import UserSaid
from assistant.models.model_protocol import ModelError, Reply, Request
from assistant.models.partial_answer import StreamFailed, count
from assistant.models.responses import ResponsesModel

LEAVES = st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3) | st.just("\ud800")
NAMES = {
    ChatModel: [
        *(
            "choices",
            "delta",
            "content",
            "tool_calls",
            "function",
            "name",
            "arguments",
            "id",
            "index",
            "usage",
        ),
        *("finish_reason", "refusal", "prompt_tokens", "prompt_tokens_details", "cached_tokens"),
    ],
    ResponsesModel: [
        *(
            "type",
            "delta",
            "item",
            "item_id",
            "output_index",
            "response",
            "status",
            "output",
            "id",
            "call_id",
        ),
        *("name", "arguments", "content", "text", "refusal", "usage", "error", "encrypted_content", "code"),
    ],
}
KINDS = [
    *(
        "response.output_text.delta",
        "response.refusal.delta",
        "response.output_item.added",
        "error",
        "message",
    ),
    *("response.function_call_arguments.delta", "response.function_call_arguments.done", "reasoning"),
    *("response.output_item.done", "response.completed", "response.incomplete", "response.failed"),
    *("function_call", "output_text", "refusal", "completed", "failed", "incomplete"),
]


def any_json(names):
    leaves = LEAVES | st.sampled_from(KINDS)
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(names), inner, max_size=6)
        ),
        max_leaves=25,
    )


@pytest.mark.parametrize("model", NAMES)
@given(data=st.data())
def test_no_event_of_any_form_breaks_the_reading_of_an_answer(model, data):
    reading = model(None, "m", "none")._reading()
    try:
        for event in data.draw(st.lists(any_json(NAMES[model]), max_size=5)):
            words = reading.take(event)
            assert words.encode() is not None
        reply = reading.whole()
    except (ModelError, StreamFailed):
        return
    assert isinstance(reply, Reply)
    assert all(isinstance(part, str) for call in reply.calls for part in (call.id, call.name, call.arguments))
    json.dumps([call.arguments + call.id + call.name for call in reply.calls], ensure_ascii=False).encode()


@pytest.fixture(params=[ChatDialect(), ResponsesDialect()], ids=["chat", "responses"])
def wire(mocked_wire, request):
    return mocked_wire(request.param)


async def test_no_object_is_made_for_an_event(wire, monkeypatch):
    """The client's typed objects were half of what a turn cost."""
    made = []
    for kind in (BaseModel, ChatCompletionChunk):
        monkeypatch.setattr(kind, "construct", classmethod(lambda cls, *args, **values: made.append(cls)))
    wire.answers(streamed(*[Words("word ")] * 50, CallPart("a", "one", "{}"), End(usage=(1, 2, 0))))
    pieces = [one async for one in wire.model().answer(Request("Be brief.", [UserSaid("find Zoé")]))]
    assert len(pieces) == 51
    assert pieces[-1].prompt_tokens == 1
    assert made == []


@pytest.mark.parametrize("told", [-5, 10**12, True, "7", None, [3], 2.5])
def test_a_count_of_tokens_that_cannot_be_is_none(told):
    assert count(told) is None


async def test_no_server_makes_the_sums_run_backwards(wire):
    wire.answers(streamed(Words("ok"), End(usage=(-5, 7, -1))))
    pieces = [one async for one in wire.model().answer(Request("Be brief.", [UserSaid("find Zoé")]))]
    reply = pieces[-1]
    assert (reply.prompt_tokens, reply.completion_tokens, reply.cached_tokens) == (None, 7, None)
