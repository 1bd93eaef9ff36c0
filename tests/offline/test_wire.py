"""The wire: the ordinary client sees nothing but a Chat Completions server."""

import json
from collections.abc import AsyncIterator

import httpx
import openai
import pytest
from openai import AsyncOpenAI
from openai.types.chat import ChatCompletionChunk

from assistant.offline.server import OFFLINE_MODEL_NAME, build_offline_app

TOOLS = [
    {"type": "function", "function": {"name": name, "parameters": {"type": "object", "properties": {}}}}
    for name in ("search_contacts", "create_contact", "update_contact")
]
ASKS = [
    {"role": "system", "content": "Reply in English."},
    {"role": "user", "content": "Create Ann Lee ann@b.co"},
]
GREETS = [{"role": "user", "content": "hello"}]


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(build_offline_app(len))
    async with httpx.AsyncClient(transport=transport, base_url="http://offline.test") as client:
        yield client


@pytest.fixture
def client(http) -> AsyncOpenAI:
    return AsyncOpenAI(api_key="offline", base_url="http://offline.test/v1", http_client=http, max_retries=0)


async def streamed(client: AsyncOpenAI, messages, **parameters) -> list[ChatCompletionChunk]:
    stream = await client.chat.completions.create(
        model=OFFLINE_MODEL_NAME, messages=messages, tools=TOOLS, stream=True, **parameters
    )
    return [chunk async for chunk in stream]


def deltas(chunks: list[ChatCompletionChunk]):
    return [choice.delta for chunk in chunks for choice in chunk.choices]


async def test_words_arrive_in_pieces_and_end_with_a_reason(client):
    chunks = await streamed(client, GREETS)

    pieces = [delta.content for delta in deltas(chunks) if delta.content]
    assert len(pieces) > 5
    assert "".join(pieces).startswith("Hello! I can find")
    assert [chunk.choices[0].finish_reason for chunk in chunks][-1] == "stop"
    assert all(chunk.usage is None for chunk in chunks)


async def test_a_tool_call_arrives_split_over_many_chunks(client):
    calls = [call for delta in deltas(await streamed(client, ASKS)) for call in delta.tool_calls or ()]

    assert calls[0].id.startswith("call_")
    assert calls[0].function.name == "create_contact"
    assert len(calls) > 4
    assert {call.index for call in calls} == {0}
    assert [call.id for call in calls[1:]] == [None] * (len(calls) - 1)
    arguments = json.loads("".join(call.function.arguments for call in calls))
    assert arguments == {"firstname": "Ann", "lastname": "Lee", "email": "ann@b.co"}


async def test_usage_comes_last_and_alone_when_it_is_asked_for(client):
    *chunks, last = await streamed(client, GREETS, stream_options={"include_usage": True})

    assert last.choices == []
    assert last.usage.prompt_tokens == len("hello") + 3 + 3
    assert last.usage.completion_tokens == len("".join(delta.content or "" for delta in deltas(chunks)))
    assert last.usage.total_tokens == last.usage.prompt_tokens + last.usage.completion_tokens


async def test_without_streaming_the_same_answer_comes_whole(client):
    whole = await client.chat.completions.create(model=OFFLINE_MODEL_NAME, messages=ASKS, tools=TOOLS)
    chunks = await streamed(client, ASKS)

    (call,) = whole.choices[0].message.tool_calls
    assert whole.choices[0].finish_reason == "tool_calls"
    assert whole.choices[0].message.content is None
    assert call.id == deltas(chunks)[0].tool_calls[0].id
    assert whole.id == chunks[0].id


async def test_the_same_messages_always_get_the_same_answer(client):
    first, second = [await streamed(client, ASKS) for _ in range(2)]

    assert [delta.model_dump() for delta in deltas(first)] == [delta.model_dump() for delta in deltas(second)]


async def test_a_result_of_the_tool_leads_to_words(client):
    call = {"id": "a", "type": "function", "function": {"name": "create_contact", "arguments": "{}"}}
    result = {"role": "tool", "tool_call_id": "a", "content": '{"status":"proposed"}'}
    messages = [*ASKS, {"role": "assistant", "content": None, "tool_calls": [call]}, result]

    whole = await client.chat.completions.create(model=OFFLINE_MODEL_NAME, messages=messages, tools=TOOLS)

    assert whole.choices[0].message.content == "Please check, then confirm."


async def test_no_call_is_made_when_none_is_allowed(client):
    whole = await client.chat.completions.create(
        model=OFFLINE_MODEL_NAME, messages=ASKS, tools=TOOLS, tool_choice="none"
    )

    assert whole.choices[0].message.tool_calls is None
    assert whole.choices[0].message.content


async def test_no_tool_is_called_that_was_not_offered(client):
    whole = await client.chat.completions.create(model=OFFLINE_MODEL_NAME, messages=ASKS, tools=TOOLS[:1])

    assert whole.choices[0].message.tool_calls is None


async def test_text_in_parts_is_read_like_text(client):
    messages = [{"role": "user", "content": [{"type": "text", "text": "hello"}]}]

    whole = await client.chat.completions.create(model=OFFLINE_MODEL_NAME, messages=messages)

    assert whole.choices[0].message.content.startswith("Hello!")


async def test_the_language_of_the_instructions_counts_where_the_message_shows_none(client):
    messages = [
        {"role": "system", "content": "Do this.\nReply in French."},
        {"role": "user", "content": "???"},
    ]

    whole = await client.chat.completions.create(model=OFFLINE_MODEL_NAME, messages=messages)

    assert whole.choices[0].message.content.startswith("Je n’ai pas compris")


async def test_it_lists_its_one_model(client):
    assert [model.id async for model in client.models.list()] == [OFFLINE_MODEL_NAME]
    assert (await client.models.retrieve(OFFLINE_MODEL_NAME)).id == OFFLINE_MODEL_NAME


async def test_another_model_is_not_found(client):
    with pytest.raises(openai.NotFoundError) as refusal:
        await client.models.retrieve("gpt-6-luna")
    assert refusal.value.code == "model_not_found"

    with pytest.raises(openai.NotFoundError):
        await client.chat.completions.create(model="gpt-6-luna", messages=GREETS)


CALL = {"id": "a", "type": "function", "function": {"name": "search_contacts", "arguments": "{}"}}


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ([], None),
        ({"messages": GREETS}, "model"),
        ({"model": "offline"}, "messages"),
        ({"model": "offline", "messages": []}, "messages"),
        ({"model": "offline", "messages": "hello"}, "messages"),
        ({"model": "offline", "messages": ["hello"]}, "messages[0]"),
        ({"model": "offline", "messages": [{"role": "cat", "content": "meow"}]}, "messages[0].role"),
        ({"model": "offline", "messages": [{"role": "user", "content": 7}]}, "messages[0].content"),
        ({"model": "offline", "messages": [{"role": "tool", "content": "{}"}]}, "messages[0].tool_call_id"),
        (
            {"model": "offline", "messages": [{"role": "tool", "tool_call_id": "x", "content": ""}]},
            "messages[0]",
        ),
        ({"model": "offline", "messages": [{"role": "assistant", "tool_calls": [CALL]}]}, "messages"),
        (
            {"model": "offline", "messages": [{"role": "assistant", "tool_calls": [CALL]}, *GREETS]},
            "messages[1]",
        ),
        (
            {"model": "offline", "messages": [{"role": "assistant", "tool_calls": [7]}]},
            "messages[0].tool_calls[0]",
        ),
        (
            {"model": "offline", "messages": [{"role": "assistant", "tool_calls": 7}]},
            "messages[0].tool_calls",
        ),
        ({"model": "offline", "messages": GREETS, "tools": {}}, "tools"),
        ({"model": "offline", "messages": GREETS, "tools": [7]}, "tools"),
        ({"model": "offline", "messages": GREETS, "n": 2}, "n"),
    ],
)
async def test_a_malformed_request_is_refused_as_openai_refuses_it(http, body, param):
    answer = await http.post("/v1/chat/completions", json=body)

    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["type"] == "invalid_request_error"
    assert error["param"] == param
    assert error["message"]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
async def test_a_body_that_is_no_json_is_refused(http, body):
    answer = await http.post("/v1/chat/completions", content=body)

    assert answer.status_code == 400
    assert "parse the JSON" in answer.json()["error"]["message"]


async def test_a_huge_body_is_refused_before_it_is_read_to_the_end(http):
    answer = await http.post("/v1/chat/completions", content=b" " * 2_000_001)

    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/v1/chat/completions", 405), ("GET", "/v2", 404)]
)
async def test_other_addresses_answer_in_the_same_form(http, method, path, status):
    answer = await http.request(method, path)

    assert answer.status_code == status
    assert answer.json()["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize("stream", [True, False])
async def test_half_a_surrogate_pair_does_no_harm(http, stream):
    known = {"status": "shown_before", "contacts": [{"id": "1", "name": "\ud83d Ann"}]}
    call = {**CALL, "id": "known_contacts"}
    messages = [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "known_contacts", "content": json.dumps(known)},
        {"role": "user", "content": "show her \ud83d"},
    ]
    body = {"model": "offline", "messages": messages, "tools": TOOLS, "stream": stream}

    answer = await http.post("/v1/chat/completions", content=json.dumps(body))

    assert answer.status_code == 200
    assert "search_contacts" in answer.text
