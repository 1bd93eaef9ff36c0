"""The offline model over the Responses API: another wire, the same model."""

from collections.abc import AsyncIterator

import httpx
import openai
import pytest
from openai import AsyncOpenAI

from assistant.models.chat_completions import ChatModel
from assistant.models.messages import AssistantSaid, Round, ToolCall, ToolReturned, UserSaid
from assistant.models.model_protocol import ModelMisconfigured, Reply, Request, TextDelta, ToolSchema
from assistant.models.responses import ResponsesModel
from assistant.offline.server import OFFLINE_MODEL_NAME, build_offline_app

TOOLS = tuple(
    ToolSchema(name, name, {"type": "object", "properties": {}, "required": []})
    for name in ("search_contacts", "create_contact", "update_contact")
)
KNOWN = '{"status":"shown_before","contacts":[{"id":"7","name":"Ann Lee","email":"ann@b.example"}]}'
FOUND = '{"status":"found","total":0,"page":1,"pages":0,"contacts":[]}'
QUESTIONS = {
    "words": Request("Reply in English.", [UserSaid("hello")], tools=TOOLS),
    "a call": Request("Reply in English.", [UserSaid("Create Ann Lee ann@b.example")], tools=TOOLS),
    "in French": Request("Reply in French.", [UserSaid("cherche Zoé chez Initech")], tools=TOOLS),
    "known contacts": Request(
        "Reply in English.",
        [UserSaid("find Ann Lee"), AssistantSaid("Here she is."), UserSaid("set her job title to CEO")],
        known_contacts=KNOWN,
        tools=TOOLS,
    ),
    "a result": Request(
        "Reply in English.",
        [UserSaid("find Zoé")],
        rounds=(
            Round(
                "Let me see.",
                (ToolCall("a", "search_contacts", '{"name":"Zoé"}'),),
                (ToolReturned("a", FOUND),),
            ),
        ),
        tools=TOOLS,
    ),
    "words only": Request("Reply in English.", [UserSaid("find Ann Lee")], tools=TOOLS, may_call=False),
}


@pytest.fixture
async def client() -> AsyncIterator[AsyncOpenAI]:
    transport = httpx.ASGITransport(build_offline_app(len))
    async with httpx.AsyncClient(transport=transport, base_url="http://offline.test") as http:
        yield AsyncOpenAI(
            api_key="offline", base_url="http://offline.test/v1", http_client=http, max_retries=0
        )


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
async def test_a_question_gets_the_same_answer_on_either_wire(client, question):
    answers = [
        [piece async for piece in model(client, OFFLINE_MODEL_NAME, None).answer(question)]
        for model in (ChatModel, ResponsesModel)
    ]
    over_chat, over_responses = (
        [piece for piece in pieces if isinstance(piece, TextDelta)] for pieces in answers
    )
    assert over_chat == over_responses
    chat, responses = (pieces[-1] for pieces in answers)
    assert isinstance(chat, Reply)
    assert (chat.text, [(call.name, call.arguments) for call in chat.calls]) == (
        responses.text,
        [(call.name, call.arguments) for call in responses.calls],
    )


async def test_without_streaming_the_same_answer_comes_whole(client):
    whole = await client.responses.create(model=OFFLINE_MODEL_NAME, input="hello")
    assert whole.output_text.startswith("Hello! I can find")
    assert whole.usage.output_tokens == len(whole.output_text)


@pytest.mark.parametrize(
    "given", [5, ["hello"], [{"type": "image"}], [{"role": "nobody", "content": "x"}], []]
)
async def test_input_that_is_none_is_refused_as_openai_refuses_it(client, given):
    with pytest.raises(openai.BadRequestError):
        await client.responses.create(model=OFFLINE_MODEL_NAME, input=given)


async def test_the_check_passes_on_this_wire_and_finds_another_model_s_name(client):
    await ResponsesModel(client, OFFLINE_MODEL_NAME, "high").check()
    with pytest.raises(ModelMisconfigured, match="OPENAI_MODEL: the server knows no model gpt-6-luna"):
        await ResponsesModel(client, "gpt-6-luna", "high").check()
