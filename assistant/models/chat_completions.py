"""Chat Completions: the wire of OpenAI, of every compatible server, and of the offline model."""

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.models.messages import Round, ToolCall
from assistant.models.model_protocol import Reply, Request, ToolSchema
from assistant.models.openai_model import (
    KNOWN_CONTACTS,
    OpenAIModel,
    StreamReader,
    as_message,
    choice_of_tools,
    sendable,
)
from assistant.models.partial_answer import Ending, GrowingAnswer, GrowingCall, count, listing, mapping

_ENDINGS = {"length": Ending.TOO_LONG, "content_filter": Ending.FILTERED}
"""By ``finish_reason``; every other one is the end of a whole answer."""


class ChatModel(OpenAIModel):
    """A model behind a Chat Completions server; at OpenAI, tools work here only with effort ``none``."""

    api = "Chat Completions"
    path = "/chat/completions"

    def _reading(self) -> StreamReader:
        return _ChatReading()

    def _parameters(self, request: Request, most_tokens: int) -> dict[str, Any]:
        parameters: dict[str, Any] = {
            "model": self._name,
            "messages": list(_messages(request)),
            "stream": True,
            "stream_options": {"include_usage": True},
            "max_completion_tokens": most_tokens,
            **choice_of_tools(request, _tool),
        }
        if self._effort is not None:
            parameters["reasoning_effort"] = self._effort
        return parameters


def _messages(request: Request) -> Iterator[Mapping[str, Any]]:
    *earlier, newest = request.talk
    yield {"role": "system", "content": request.instructions}
    yield from map(as_message, earlier)
    if request.known_contacts is not None:
        yield {"role": "assistant", "tool_calls": [_call(KNOWN_CONTACTS)]}
        yield {"role": "tool", "tool_call_id": KNOWN_CONTACTS.id, "content": request.known_contacts}
    yield as_message(newest)
    for done in request.rounds:
        yield from _round(done)


def _round(done: Round) -> Iterator[Mapping[str, Any]]:
    yield {
        "role": "assistant",
        "content": done.text or None,
        "tool_calls": [_call(sendable(call)) for call in done.calls],
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


class _ChatReading:
    """Chunks, put together; what a server leaves out or sends in a form of its own is passed over."""

    def __init__(self) -> None:
        self._answer = GrowingAnswer()
        self._call_of: dict[int, GrowingCall] = {}

    @property
    def begun(self) -> bool:
        return self._answer.begun

    def take(self, event: Any) -> str:
        told = mapping(event)
        if usage := mapping(told.get("usage")):
            details = mapping(usage.get("prompt_tokens_details"))
            self._answer.prompt_tokens = count(usage.get("prompt_tokens"))
            self._answer.completion_tokens = count(usage.get("completion_tokens"))
            self._answer.cached_tokens = count(details.get("cached_tokens"))
        choices = listing(told.get("choices"))
        return self._take_choice(mapping(choices[0])) if choices else ""

    def whole(self) -> Reply:
        return self._answer.whole()

    def _take_choice(self, choice: Mapping[str, Any]) -> str:
        if reason := choice.get("finish_reason"):
            self._answer.ending = _ENDINGS.get(str(reason), Ending.WHOLE)
        delta = mapping(choice.get("delta"))
        self._answer.refusal += self._answer.taken(delta.get("refusal"))
        for piece in listing(delta.get("tool_calls")):
            self._take_call(mapping(piece))
        return self._answer.write(delta.get("content"))

    def _take_call(self, piece: Mapping[str, Any]) -> None:
        function, index = mapping(piece.get("function")), piece.get("index")
        call_id = self._answer.taken(piece.get("id"))
        name = self._answer.taken(function.get("name"))
        call = self._growing(index if isinstance(index, int) else None, call_id, name)
        call.id = call.id or call_id
        call.name += "" if name == call.name else name
        call.arguments += self._answer.taken(function.get("arguments"))

    def _growing(self, index: int | None, call_id: str, name: str) -> GrowingCall:
        """The call a piece belongs to: servers repeat the index or leave it out, and some even the id."""
        calls = self._answer.calls
        call = self._call_of.get(index) if index is not None else (calls[-1] if calls else None)
        if call is None or (call_id and call.id not in {"", call_id}) or (name and call.complete):
            call = self._answer.open_call()
        if index is not None:
            self._call_of[index] = call
        return call
