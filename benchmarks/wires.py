"""Holds the two wires as the benchmark needs them.

That is what the server streams, and the least a program can do with it.
"""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from openai import AsyncOpenAI

from assistant.agent.contact_tools import SEARCH
from assistant.agent.tools import as_json
from assistant.models.chat_completions import ChatModel
from assistant.models.model_protocol import ToolSchema
from assistant.models.openai_model import OpenAIModel
from assistant.models.responses import ResponsesModel

QUESTION = "find Marie Durand at Exemple SA"
FOUND = {
    "status": "found",
    "total": 1,
    "contacts": [{"id": "1", "name": "Marie Durand", "company": "Exemple SA"}],
}
ARGUMENTS = json.dumps({"name": "Marie Durand", "company": "Exemple SA"})
WORDS = [f"word{number} " for number in range(50)]

TurnRunner = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Wire:
    """One of the package's APIs: its path, its two answers, the bare turn on it, and our adapter."""

    path: str
    search: bytes
    words: bytes
    bare: Callable[[AsyncOpenAI, Sequence[ToolSchema], str], TurnRunner]
    model: type[OpenAIModel]


def _stream(events: Sequence[dict[str, Any]], end: bytes = b"") -> bytes:
    return b"".join(f"data: {json.dumps(event)}\n\n".encode() for event in events) + end


def _chunks(deltas: Sequence[dict[str, Any]], finish_reason: str) -> bytes:
    head = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m"}
    parts: list[tuple[dict[str, Any], str | None]] = [(delta, None) for delta in deltas]
    chunks = [
        {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}
        for delta, reason in [*parts, ({}, finish_reason)]
    ]
    return _stream(chunks, b"data: [DONE]\n\n")


def _response_events(item: dict[str, Any], deltas: Sequence[dict[str, Any]]) -> bytes:
    response = {"id": "r", "object": "response", "created_at": 0, "model": "m", "output": [], "tools": []}
    where = {"item_id": item["id"], "output_index": 0}
    return _stream(
        [
            {"type": "response.created", "response": {**response, "status": "in_progress"}},
            {"type": "response.output_item.added", "output_index": 0, "item": item},
            *({**delta, **where} for delta in deltas),
            {"type": "response.output_item.done", "output_index": 0, "item": item},
            {"type": "response.completed", "response": {**response, "status": "completed", "output": [item]}},
        ]
    )


def _bare_chat(client: AsyncOpenAI, schemas: Sequence[ToolSchema], instructions: str) -> TurnRunner:
    tools: list[Any] = [{"type": "function", "function": _as_dict(one)} for one in schemas]

    async def run() -> None:
        messages: list[Any] = [
            {"role": "system", "content": instructions},
            {"role": "user", "content": QUESTION},
        ]
        for _ in range(2):
            name, arguments = "", ""
            stream = await client.chat.completions.create(
                model="m", messages=messages, tools=tools, stream=True
            )
            async for chunk in stream:
                for delta in chunk.choices[0].delta.tool_calls or ():
                    name += (delta.function and delta.function.name) or ""
                    arguments += (delta.function and delta.function.arguments) or ""
            if not name:
                return
            function = {"name": name, "arguments": arguments}
            call = {"id": "call_1", "type": "function", "function": function}
            messages.append({"role": "assistant", "tool_calls": [call]})
            messages.append({"role": "tool", "tool_call_id": "call_1", "content": as_json(FOUND)})

    return run


def _bare_responses(client: AsyncOpenAI, schemas: Sequence[ToolSchema], instructions: str) -> TurnRunner:
    tools: list[Any] = [{"type": "function", "strict": True, **_as_dict(one)} for one in schemas]

    async def run() -> None:
        items: list[Any] = [{"role": "user", "content": QUESTION}]
        for _ in range(2):
            called: Any = None
            stream = await client.responses.create(
                model="m", instructions=instructions, input=items, tools=tools, stream=True, store=False
            )
            async for event in stream:
                if event.type == "response.output_item.done" and event.item.type == "function_call":
                    called = event.item
            if called is None:
                return
            call = {"call_id": called.call_id, "name": called.name, "arguments": called.arguments}
            items.append({"type": "function_call", **call})
            items.append(
                {
                    "type": "function_call_output",
                    "call_id": called.call_id,
                    "output": as_json(FOUND),
                }
            )

    return run


def _as_dict(schema: ToolSchema) -> dict[str, Any]:
    return {"name": schema.name, "description": schema.description, "parameters": schema.parameters}


_FUNCTION = {"name": SEARCH, "arguments": ARGUMENTS}
_MESSAGE = {
    "type": "message",
    "id": "m",
    "role": "assistant",
    "content": [{"type": "output_text", "text": "".join(WORDS), "annotations": []}],
}
WIRES = {
    "Chat Completions": Wire(
        "/v1/chat/completions",
        _chunks(
            [{"tool_calls": [{"index": 0, "id": "call_1", "type": "function", "function": _FUNCTION}]}],
            "stop",
        ),
        _chunks([{"content": word} for word in WORDS], "stop"),
        _bare_chat,
        ChatModel,
    ),
    "Responses": Wire(
        "/v1/responses",
        _response_events({"type": "function_call", "id": "fc", "call_id": "call_1", **_FUNCTION}, []),
        _response_events(_MESSAGE, [{"type": "response.output_text.delta", "delta": word} for word in WORDS]),
        _bare_responses,
        ResponsesModel,
    ),
}
