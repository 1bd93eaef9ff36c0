"""Responses: the wire of OpenAI and Azure on which models reason between their calls.

Nothing is stored at the server: all a model may know is in the request, and its reasoning travels with
the turn, encrypted, as the opaque part of each round.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.models.event_stream import LONGEST_EVENT
from assistant.models.messages import Round, ToolCall
from assistant.models.model_protocol import ModelInterrupted, Reply, Request, ToolSchema
from assistant.models.openai_model import (
    KNOWN_CONTACTS,
    OpenAIModel,
    StreamReader,
    as_message,
    choice_of_tools,
    sendable,
)
from assistant.models.partial_answer import (
    Ending,
    GrowingAnswer,
    GrowingCall,
    StreamFailed,
    count,
    listing,
    mapping,
)

_MESSAGE, _CALL, _THOUGHT = _KINDS = ("message", "function_call", "reasoning")
"""The kinds of items an answer is made of."""

_INCOMPLETE: dict[str | None, Ending] = {
    "max_output_tokens": Ending.TOO_LONG,
    "content_filter": Ending.FILTERED,
}


class ResponsesModel(OpenAIModel):
    """A model behind a Responses server, with any effort."""

    api = "Responses"
    path = "/responses"

    def _reading(self) -> StreamReader:
        return _ResponsesReading()

    def _parameters(self, request: Request, most_tokens: int) -> dict[str, Any]:
        parameters: dict[str, Any] = {
            "model": self._name,
            "instructions": request.instructions,
            "input": list(_input(request)),
            "stream": True,
            "store": False,
            "max_output_tokens": most_tokens,
            **choice_of_tools(request, _tool),
        }
        if self._effort is not None:
            parameters["reasoning"] = {"effort": self._effort}
        if self._effort not in {None, "none"}:  # a model that does not reason refuses the question
            parameters["include"] = ["reasoning.encrypted_content"]
        return parameters


def _input(request: Request) -> Iterator[Mapping[str, Any]]:
    *earlier, newest = request.talk
    yield from map(as_message, earlier)
    if request.known_contacts is not None:
        yield _call(KNOWN_CONTACTS)
        yield _returned(KNOWN_CONTACTS.id, request.known_contacts)
    yield as_message(newest)
    for done in request.rounds:
        yield from _round(done)


def _round(done: Round) -> Iterator[Mapping[str, Any]]:
    """The model's own items where it reasoned; else the same in our words."""
    carried = [item for item in done.carried if isinstance(item, Mapping)]
    if carried:
        yield from carried
    else:
        if done.text:
            yield {"role": "assistant", "content": done.text}
        yield from (_call(sendable(call)) for call in done.calls)
    for returned in done.returned:
        yield _returned(returned.call_id, returned.content)


def _call(call: ToolCall) -> Mapping[str, Any]:
    return {"type": _CALL, "call_id": call.id, "name": call.name, "arguments": call.arguments}


def _returned(call_id: str, content: str) -> Mapping[str, Any]:
    return {"type": "function_call_output", "call_id": call_id, "output": content}


def _tool(tool: ToolSchema) -> Mapping[str, Any]:
    return {
        "type": "function",
        "name": tool.name,
        "description": tool.description,
        "parameters": tool.parameters,
        "strict": True,
    }


class _ResponsesReading:
    """Events, put together. The finished items count; their pieces serve where a server sends no others."""

    def __init__(self) -> None:
        self._answer = GrowingAnswer()
        self._call_of: dict[object, GrowingCall] = {}
        self._items: list[Mapping[str, Any]] = []
        self._kept = 0
        self._item_is_shown = False

    @property
    def begun(self) -> bool:
        return self._answer.begun

    def take(self, event: Any) -> str:
        told = mapping(event)
        match told.get("type"):
            case "response.output_text.delta":
                self._item_is_shown = True
                return self._answer.write(told.get("delta"))
            case "response.refusal.delta":
                self._answer.refusal += self._answer.taken(told.get("delta"))
            case "response.output_item.added":
                self._take_call(mapping(told.get("item")), told, begins=True)
            case "response.function_call_arguments.delta":
                self._growing(told).arguments += self._answer.taken(told.get("delta"))
            case "response.function_call_arguments.done":
                call = self._growing(told)
                call.arguments = self._answer.taken(told.get("arguments")) or call.arguments
            case "response.output_item.done":
                return self._take_item(mapping(told.get("item")), told)
            case "response.completed" | "response.incomplete" | "response.failed" | "response.cancelled":
                return self._end(mapping(told.get("response")))
            case "error":
                raise StreamFailed(told.get("code"))
        return ""

    def whole(self) -> Reply:
        reply = self._answer.whole()
        return replace(reply, carried=_carried(self._items, reply.calls))

    def _end(self, response: Mapping[str, Any]) -> str:
        if usage := mapping(response.get("usage")):
            details = mapping(usage.get("input_tokens_details"))
            self._answer.prompt_tokens = count(usage.get("input_tokens"))
            self._answer.completion_tokens = count(usage.get("output_tokens"))
            self._answer.cached_tokens = count(details.get("cached_tokens"))
        match response.get("status"):
            case "failed":
                raise StreamFailed(mapping(response.get("error")).get("code"))
            case "completed":
                self._answer.ending = Ending.WHOLE
            case "incomplete":
                reason = mapping(response.get("incomplete_details")).get("reason")
                self._answer.ending = _INCOMPLETE.get(str(reason))
        late = () if self._items else listing(response.get("output"))
        return "".join(self._take_item(mapping(item), {}) for item in late)

    def _take_item(self, item: Mapping[str, Any], event: Mapping[str, Any]) -> str:
        self._keep(item)
        self._take_call(item, event, begins=False)
        shown, self._item_is_shown = self._item_is_shown, False
        words = ""
        for part in map(mapping, listing(item.get("content")) if item.get("type") == _MESSAGE else ()):
            if part.get("type") == "refusal":
                self._answer.refusal = self._answer.taken(part.get("refusal"))
            elif part.get("type") == "output_text" and not shown:
                words += self._answer.write(part.get("text"))
        return words

    def _keep(self, item: Mapping[str, Any]) -> None:
        """Remember an item that may have to go back; other kinds never do."""
        if item.get("type") not in _KINDS:
            return
        self._kept += len(json.dumps(item))
        if self._kept > LONGEST_EVENT:
            raise ModelInterrupted("the answer has no end")
        self._items.append(item)

    def _take_call(self, item: Mapping[str, Any], event: Mapping[str, Any], *, begins: bool) -> None:
        """What an item says of a call, as it begins or once it is whole."""
        if item.get("type") != _CALL:
            return
        item_id, call_id = (self._answer.taken(item.get(name)) for name in ("id", "call_id"))
        call = self._call_of.get(item_id) or (None if begins else self._call_of.get(call_id))
        if call is None:
            call = self._call_of[item_id or call_id] = self._answer.open_call()
        self._call_of[call_id] = call
        self._call_of[_place(event)] = call
        call.id = call_id or call.id
        call.name = self._answer.taken(item.get("name")) or call.name
        call.arguments = self._answer.taken(item.get("arguments")) or call.arguments

    def _growing(self, event: Mapping[str, Any]) -> GrowingCall:
        """The call a piece of arguments belongs to, by its item's id, its place, or else the newest."""
        calls = self._answer.calls
        item_id = event.get("item_id")
        found = self._call_of.get(item_id) if isinstance(item_id, str) else None
        found = found or self._call_of.get(_place(event))
        return found or (calls[-1] if calls else self._answer.open_call())


def _place(event: Mapping[str, Any]) -> tuple[str, int | None]:
    """Where among the items the server says that one is."""
    index = event.get("output_index")
    return "place", index if isinstance(index, int) else None


def _carried(items: Sequence[Mapping[str, Any]], calls: Sequence[ToolCall]) -> tuple[Mapping[str, Any], ...]:
    """Return the items as the server wants them back.

    There is none where nothing was thought, or where it cannot be read again.

    Reasoning that is neither stored nor encrypted would be refused, and so would items that name a call
    otherwise than its result does.
    """
    thoughts = [item for item in items if item.get("type") == _THOUGHT]
    if not thoughts or not all(thought.get("encrypted_content") for thought in thoughts):
        return ()
    called = [item for item in items if item.get("type") == _CALL]
    if [(item.get("call_id"), item.get("name"), item.get("arguments")) for item in called] != [
        (call.id, call.name, call.arguments) for call in map(sendable, calls)
    ]:
        return ()
    return tuple({name: value for name, value in item.items() if value is not None} for item in items)
