"""Chat Completions over a mocked wire: what is sent, and what every kind of answer becomes."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest
import respx
from openai import AsyncOpenAI

from assistant.messages import AssistantSaid, Round, ToolCall, ToolReturned, UserSaid
from assistant.model.chat import ChatModel
from assistant.model.port import (
    ModelInterrupted,
    ModelMisconfigured,
    ModelRefused,
    ModelUnavailable,
    Reply,
    Request,
    TextDelta,
    ToolSchema,
)

SERVER = "https://model.example/v1"
KEY = "sk-invented-and-never-shown"
TOOL = ToolSchema("search_contacts", "Find contacts.", {"type": "object", "properties": {}, "required": []})
ASK = Request("Be brief.", [UserSaid("find Zoé")], tools=(TOOL,))


@pytest.fixture
async def client() -> AsyncIterator[AsyncOpenAI]:
    async with httpx.AsyncClient() as http:
        yield AsyncOpenAI(api_key=KEY, base_url=SERVER, http_client=http, max_retries=0)


@pytest.fixture
def model(client) -> ChatModel:
    return ChatModel(client, "gpt-6-luna", "none")


@pytest.fixture
def wire():
    with respx.mock(base_url=SERVER, assert_all_called=False) as router:
        yield router


def delta(finish: str | None = None, index: int = 0, **fields) -> dict:
    choice = {"index": index, "delta": fields, "finish_reason": finish}
    return {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}


def part(arguments: str = "", **fields) -> dict:
    """A piece of a tool call; its name travels with ``name``."""
    function = {"arguments": arguments, **({"name": fields.pop("name")} if "name" in fields else {})}
    return {"function": function, "type": "function", **fields}


def sse(*chunks: dict) -> bytes:
    return b"".join(b"data: " + json.dumps(chunk).encode() + b"\n\n" for chunk in chunks)


def stream(body) -> httpx.Response:
    return httpx.Response(200, headers={"content-type": "text/event-stream"}, content=body)


def failure(status: int, code: str | None = None, **headers: str) -> httpx.Response:
    body = {"error": {"message": f"with a secret {KEY}", "type": "x", "code": code, "param": None}}
    return httpx.Response(status, json=body, headers=headers)


async def answers(model: ChatModel, request: Request = ASK) -> list[TextDelta | Reply]:
    return [piece async for piece in model.answer(request)]


async def reply_to(model: ChatModel, wire, *chunks: dict) -> Reply:
    wire.post("/chat/completions").mock(return_value=stream(sse(*chunks) + b"data: [DONE]\n\n"))
    last = (await answers(model))[-1]
    assert isinstance(last, Reply)
    return last


async def test_words_stream_as_they_come_and_end_in_one_reply(model, wire):
    usage = {
        **delta(),
        "choices": [],
        "usage": {"prompt_tokens": 7, "completion_tokens": 2, "total_tokens": 9},
    }
    body = sse(
        delta(role="assistant", content=""), delta(content="Bon"), delta(content="jour"), delta("stop"), usage
    )
    wire.post("/chat/completions").mock(return_value=stream(body + b"data: [DONE]\n\n"))
    assert await answers(model) == [TextDelta("Bon"), TextDelta("jour"), Reply("Bonjour", (), 7, 2)]


async def test_the_request_says_all_and_only_what_the_model_may_know(model, wire):
    route = wire.post("/chat/completions").mock(return_value=stream(sse(delta("stop", content="ok"))))
    call = ToolCall("call_9", "search_contacts", "{}")
    request = Request(
        "Be brief.",
        [UserSaid("Marie"), AssistantSaid("Which one?"), UserSaid("the second")],
        known_contacts='{"contacts":[]}',
        rounds=(Round("", (call,), (ToolReturned("call_9", '{"total":0}'),)),),
        tools=(TOOL,),
        may_call=False,
    )
    await answers(model, request)
    sent = json.loads(route.calls.last.request.content)
    assert [message["role"] for message in sent["messages"]] == [
        "system", "user", "assistant", "assistant", "tool", "user", "assistant", "tool",
    ]  # fmt: skip
    assert sent["messages"][4]["content"] == '{"contacts":[]}'
    assert sent["messages"][-1] == {"role": "tool", "tool_call_id": "call_9", "content": '{"total":0}'}
    assert sent["tool_choice"] == "none"
    assert sent["reasoning_effort"] == "none"
    assert sent["tools"][0]["function"]["strict"] is True
    assert sent["stream"] is True


async def test_a_server_that_does_not_know_efforts_is_not_sent_one(client, wire):
    route = wire.post("/chat/completions").mock(return_value=stream(sse(delta("stop", content="ok"))))
    await answers(ChatModel(client, "llama", None))
    assert "reasoning_effort" not in json.loads(route.calls.last.request.content)


async def test_a_call_split_over_many_chunks_is_put_together(model, wire):
    reply = await reply_to(
        model,
        wire,
        delta(tool_calls=[part(index=0, id="a", name="search_contacts")]),
        delta(tool_calls=[part('{"na', index=0)]),
        delta(tool_calls=[part('me":"Zoé"}', index=0)]),
        delta("tool_calls"),
    )
    assert reply.calls == (ToolCall("a", "search_contacts", '{"name":"Zoé"}'),)


async def test_interleaved_calls_keep_their_own_arguments(model, wire):
    reply = await reply_to(
        model,
        wire,
        delta(tool_calls=[part(index=0, id="a", name="one"), part(index=1, id="b", name="two")]),
        delta(tool_calls=[part("B", index=1)]),
        delta(tool_calls=[part("A", index=0)]),
        delta("tool_calls"),
    )
    assert reply.calls == (ToolCall("a", "one", "A"), ToolCall("b", "two", "B"))


async def test_two_calls_under_one_repeated_index_stay_two(model, wire):
    reply = await reply_to(
        model,
        wire,
        delta(tool_calls=[part("{}", index=0, id="a", name="one")]),
        delta(tool_calls=[part("{", index=0, id="b", name="two")]),
        delta(tool_calls=[part("}", index=0)]),
        delta("tool_calls"),
    )
    assert reply.calls == (ToolCall("a", "one", "{}"), ToolCall("b", "two", "{}"))


async def test_calls_without_an_index_are_told_apart_by_id(model, wire):
    reply = await reply_to(
        model,
        wire,
        delta(tool_calls=[part("{", id="a", name="one", index=None)]),
        delta(tool_calls=[part("}", index=None)]),
        delta(tool_calls=[part("{}", id="b", name="two", index=None)]),
        delta("tool_calls"),
    )
    assert reply.calls == (ToolCall("a", "one", "{}"), ToolCall("b", "two", "{}"))


async def test_calls_that_share_an_id_get_one_each(model, wire):
    reply = await reply_to(
        model,
        wire,
        delta(tool_calls=[part("{}", index=0, id="a", name="one"), part("{}", index=1, id="a", name="two")]),
        delta("tool_calls"),
    )
    assert len({call.id for call in reply.calls}) == 2


async def cut(*chunks: dict):
    yield sse(*chunks)
    raise httpx.ReadError("connection reset")


@pytest.mark.parametrize(
    "body",
    [
        lambda: cut(delta(content="Bon")),
        lambda: sse(delta(content="Bon")),
        lambda: sse(delta(content="Bon")) + b"data: {broken\n\n",
        lambda: sse(delta(content="Bon"), {"error": {"message": "overloaded", "type": "server_error"}}),
        lambda: sse(delta(tool_calls=[part('{"na', index=0, id="a", name="create_contact")])),
        lambda: sse(delta(tool_calls=[part("{}", index=0, id="a", name="create_contact")]), delta("length")),
        lambda: b"",
    ],
    ids=["reset", "no finish", "bad json", "error inside", "half a call", "call cut by length", "nothing"],
)
async def test_an_answer_that_is_not_whole_is_interrupted_and_calls_nothing(model, wire, body):
    wire.post("/chat/completions").mock(return_value=stream(body()))
    with pytest.raises(ModelInterrupted):
        await answers(model)


async def test_words_cut_by_their_length_are_still_an_answer(model, wire):
    assert (await reply_to(model, wire, delta(content="long"), delta("length"))).text == "long"


@pytest.mark.parametrize("chunks", [[delta(refusal="I cannot"), delta("stop")], [delta("content_filter")]])
async def test_a_refusal_is_told_apart(model, wire, chunks):
    with pytest.raises(ModelRefused):
        await reply_to(model, wire, *chunks)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (failure(401, "invalid_api_key"), ModelMisconfigured),
        (failure(403), ModelMisconfigured),
        (failure(404, "model_not_found"), ModelMisconfigured),
        (failure(400, "unsupported_parameter"), ModelMisconfigured),
        (failure(429, "insufficient_quota"), ModelMisconfigured),
        (failure(429, "rate_limit_exceeded"), ModelUnavailable),
        (failure(500), ModelUnavailable),
        (failure(503), ModelUnavailable),
        (httpx.Response(502, html="<html>Bad gateway</html>"), ModelUnavailable),
    ],
    ids=lambda value: getattr(value, "status_code", None),
)
async def test_a_failure_is_sorted_by_what_to_do_and_quotes_nothing(model, wire, answer, kind):
    wire.post("/chat/completions").mock(return_value=answer)
    with pytest.raises(kind) as failed:
        await answers(model)
    assert KEY not in str(failed.value)
    assert "html" not in str(failed.value)


async def test_a_busy_server_says_how_long_to_wait(model, wire):
    wire.post("/chat/completions").mock(
        return_value=failure(429, "rate_limit_exceeded", **{"retry-after": "7"})
    )
    with pytest.raises(ModelUnavailable) as busy:
        await answers(model)
    assert busy.value.retry_after == 7


@pytest.mark.parametrize("trouble", [httpx.ConnectError("refused"), httpx.ReadTimeout("slow")])
async def test_a_server_out_of_reach_is_unavailable(model, wire, trouble):
    wire.post("/chat/completions").mock(side_effect=trouble)
    with pytest.raises(ModelUnavailable):
        await answers(model)
