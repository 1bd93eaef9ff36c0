"""Chat Completions: the wire of OpenAI, of every compatible server, and of the offline model."""

import json
from collections.abc import AsyncGenerator, AsyncIterable, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import openai
from openai import AsyncOpenAI
from openai.types.chat import ChatCompletionChunk

from assistant.messages import Round, Said, ToolCall, UserSaid
from assistant.model.failures import sorted_failure
from assistant.model.port import (
    ModelError,
    ModelInterrupted,
    ModelMisconfigured,
    ModelRefused,
    Reply,
    Request,
    TextDelta,
    ToolSchema,
)

MAX_ANSWER_TOKENS = 800

_KNOWN_CONTACTS = "known_contacts"
"""Id of the call that stands for "what is on the screen"; its result is data like any tool's."""


class ChatModel:
    """A model behind a Chat Completions server.

    ``effort`` is the reasoning effort; None leaves the parameter out, for servers that do not
    know it. Since GPT-5.4, tools work on this wire only with effort ``none``.
    """

    def __init__(self, client: AsyncOpenAI, name: str, effort: str | None) -> None:
        self._client = client
        self._name = name
        self._effort = effort

    @property
    def label(self) -> str:
        """See `Model.label`."""
        return self._name

    async def answer(self, request: Request) -> AsyncGenerator[TextDelta | Reply, None]:
        """See `Model.answer`."""
        try:
            stream = await self._client.chat.completions.create(**self._parameters(request))
        except openai.OpenAIError as error:
            raise sorted_failure(error) from None
        try:
            async with stream, aclosing(_pieces(stream)) as pieces:
                async for piece in pieces:
                    yield piece
        except (openai.OpenAIError, json.JSONDecodeError):
            raise ModelInterrupted("the stream broke off") from None

    async def check(self) -> None:
        """See `Model.check`; a server without a list of models passes, if it answers at all."""
        try:
            await self._client.models.retrieve(self._name)
        except openai.NotFoundError as error:
            if error.code == "model_not_found":
                raise ModelMisconfigured(f"the server has no model called {self._name}") from None
        except openai.OpenAIError as error:
            failure: ModelError = sorted_failure(error)
            raise failure from None

    async def close(self) -> None:
        """See `Model.close`."""
        await self._client.close()

    def _parameters(self, request: Request) -> dict[str, Any]:
        parameters: dict[str, Any] = {
            "model": self._name,
            "messages": list(_messages(request)),
            "stream": True,
            "stream_options": {"include_usage": True},
            "max_completion_tokens": MAX_ANSWER_TOKENS,
        }
        if request.tools:
            parameters["tools"] = [_tool(tool) for tool in request.tools]
            parameters["parallel_tool_calls"] = False
            parameters["tool_choice"] = "auto" if request.may_call else "none"
        if self._effort is not None:
            parameters["reasoning_effort"] = self._effort
        return parameters


def _messages(request: Request) -> Iterator[Mapping[str, Any]]:
    *earlier, newest = request.talk
    yield {"role": "system", "content": request.instructions}
    yield from map(_said, earlier)
    if request.known_contacts is not None:
        known = ToolCall(_KNOWN_CONTACTS, "search_contacts", "{}")
        yield {"role": "assistant", "tool_calls": [_call(known)]}
        yield {"role": "tool", "tool_call_id": known.id, "content": request.known_contacts}
    yield _said(newest)
    for done in request.rounds:
        yield from _round(done)


def _said(said: Said) -> Mapping[str, Any]:
    return {"role": "user" if isinstance(said, UserSaid) else "assistant", "content": said.text}


def _round(done: Round) -> Iterator[Mapping[str, Any]]:
    yield {
        "role": "assistant",
        "content": done.text or None,
        "tool_calls": [_call(call) for call in done.calls],
    }
    for returned in done.returned:
        yield {"role": "tool", "tool_call_id": returned.call_id, "content": returned.content}


def _call(call: ToolCall) -> Mapping[str, Any]:
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}


def _tool(tool: ToolSchema) -> Mapping[str, Any]:
    function = {
        "name": tool.name,
        "description": tool.description,
        "parameters": tool.parameters,
        "strict": True,
    }
    return {"type": "function", "function": function}


@dataclass(slots=True)
class _Growing:
    """A tool call of which only part has arrived."""

    id: str = ""
    name: str = ""
    arguments: str = ""


@dataclass(slots=True)
class _Answer:
    """What of a streamed answer has arrived so far."""

    text: str = ""
    refusal: str = ""
    calls: list[_Growing] = field(default_factory=list)
    finish_reason: str | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cached_tokens: int | None = None
    _place_of: dict[int, int] = field(default_factory=dict)

    def take(self, chunk: ChatCompletionChunk) -> str:
        """Add one chunk; returns its text."""
        if chunk.usage is not None:
            self.prompt_tokens = chunk.usage.prompt_tokens
            self.completion_tokens = chunk.usage.completion_tokens
            details = chunk.usage.prompt_tokens_details
            self.cached_tokens = details.cached_tokens if details is not None else None
        if not chunk.choices:
            return ""
        choice = chunk.choices[0]
        self.finish_reason = choice.finish_reason or self.finish_reason
        self.refusal += choice.delta.refusal or ""
        for delta in choice.delta.tool_calls or ():
            function = delta.function
            call = self._growing(delta.index, delta.id)
            call.id = call.id or delta.id or ""
            call.name += (function and function.name) or ""
            call.arguments += (function and function.arguments) or ""
        text = choice.delta.content or ""
        self.text += text
        return text

    def _growing(self, index: int | None, call_id: str | None) -> _Growing:
        """The call a delta belongs to: a new id opens one, since servers repeat or leave out the index."""
        place = self._place_of.get(index) if index is not None else len(self.calls) - 1
        if place is None or place < 0 or (call_id and self.calls[place].id not in {"", call_id}):
            self.calls.append(_Growing())
            place = len(self.calls) - 1
        if index is not None:
            self._place_of[index] = place
        return self.calls[place]

    def whole(self) -> Reply:
        """The answer once the stream has ended.

        Raises:
            ModelInterrupted: it ended early.
            ModelRefused: the model or a filter declined.
        """
        if self.refusal or self.finish_reason == "content_filter":
            raise ModelRefused("the model declined to answer")
        if self.finish_reason is None or (self.finish_reason == "length" and self.calls):
            raise ModelInterrupted("the stream ended before the answer was whole")
        return Reply(
            self.text,
            self._whole_calls(),
            self.prompt_tokens,
            self.completion_tokens,
            self.cached_tokens,
        )

    def _whole_calls(self) -> tuple[ToolCall, ...]:
        """The calls in order, each with an id of its own, since a result is matched by it."""
        calls: dict[str, ToolCall] = {}
        for place, growing in enumerate(self.calls):
            unique = growing.id if growing.id and growing.id not in calls else f"call_{place}"
            calls[unique] = ToolCall(unique, growing.name, growing.arguments)
        return tuple(calls.values())


async def _pieces(chunks: AsyncIterable[ChatCompletionChunk]) -> AsyncGenerator[TextDelta | Reply, None]:
    answer = _Answer()
    async for chunk in chunks:
        if text := answer.take(chunk):
            yield TextDelta(text)
    yield answer.whole()
