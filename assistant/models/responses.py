"""Responses: the wire of OpenAI and Azure on which models reason between their calls.

Nothing is stored at the server: all a model may know is in the request, and its reasoning travels with
the turn, encrypted, as the opaque part of each round.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from openai import AsyncStream
from openai.types.responses import (
    Response,
    ResponseFunctionToolCall,
    ResponseOutputMessage,
    ResponseReasoningItem,
    ResponseStreamEvent,
    ResponseUsage,
)

from assistant.models.messages import Round, ToolCall
from assistant.models.openai_model import (
    KNOWN_CONTACTS,
    OpenAIModel,
    StreamReader,
    as_message,
    choice_of_tools,
    sendable,
)
from assistant.models.partial_answer import Ending, GrowingAnswer, GrowingCall, StreamFailed, count
from assistant.models.protocol import Reply, Request, ToolSchema

_INCOMPLETE: dict[str | None, Ending] = {
    "max_output_tokens": Ending.TOO_LONG,
    "content_filter": Ending.FILTERED,
}


class ResponsesModel(OpenAIModel):
    """A model behind a Responses server, with any effort."""

    api = "Responses"

    async def _stream(self, request: Request, most_tokens: int) -> AsyncStream[ResponseStreamEvent]:
        stream: AsyncStream[ResponseStreamEvent] = await self._client.responses.create(
            **self._parameters(request, most_tokens)
        )
        return stream

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
    return {"type": "function_call", "call_id": call.id, "name": call.name, "arguments": call.arguments}


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
        self._items: list[object] = []
        self._item_is_shown = False

    @property
    def begun(self) -> bool:
        return self._answer.begun

    def take(self, event: Any) -> str:
        match getattr(event, "type", None):
            case "response.output_text.delta":
                self._item_is_shown = True
                return self._answer.write(event.delta)
            case "response.refusal.delta":
                self._answer.refusal += self._answer.taken(event.delta)
            case "response.output_item.added":
                self._take_call(event.item, event, begins=True)
            case "response.function_call_arguments.delta":
                self._growing(event).arguments += self._answer.taken(event.delta)
            case "response.function_call_arguments.done":
                call = self._growing(event)
                call.arguments = self._answer.taken(event.arguments) or call.arguments
            case "response.output_item.done":
                return self._take_item(event.item, event)
            case "response.completed" | "response.incomplete" | "response.failed" | "response.cancelled":
                return self._end(event.response)
            case "error":
                raise StreamFailed(event.code)
        return ""

    def whole(self) -> Reply:
        reply = self._answer.whole()
        return Reply(
            reply.text,
            reply.calls,
            reply.prompt_tokens,
            reply.completion_tokens,
            reply.cached_tokens,
            cut_short=reply.cut_short,
            carried=_carried(self._items, reply.calls),
        )

    def _end(self, response: Response | None) -> str:
        if not isinstance(response, Response):
            return ""
        usage = response.usage
        if isinstance(usage, ResponseUsage):
            details = usage.input_tokens_details
            self._answer.prompt_tokens = count(usage.input_tokens)
            self._answer.completion_tokens = count(usage.output_tokens)
            self._answer.cached_tokens = count(getattr(details, "cached_tokens", None))
        if response.status == "failed":
            raise StreamFailed(getattr(response.error, "code", None))
        if response.status == "completed":
            self._answer.ending = Ending.WHOLE
        elif response.status == "incomplete":
            self._answer.ending = _INCOMPLETE.get(getattr(response.incomplete_details, "reason", None))
        late: Sequence[object] = () if self._items else response.output
        return "".join(self._take_item(item, None) for item in late)

    def _take_item(self, item: object, event: Any) -> str:
        self._items.append(item)
        self._take_call(item, event, begins=False)
        shown, self._item_is_shown = self._item_is_shown, False
        words = ""
        parts: Any = item.content if isinstance(item, ResponseOutputMessage) else None
        for part in parts or ():
            if part.type == "refusal":
                self._answer.refusal = self._answer.taken(part.refusal)
            elif part.type == "output_text" and not shown:
                words += self._answer.write(part.text)
        return words

    def _take_call(self, item: object, event: Any, *, begins: bool) -> None:
        """What an item says of a call, as it begins or once it is whole."""
        if not isinstance(item, ResponseFunctionToolCall):
            return
        call = self._call_of.get(item.id) or (None if begins else self._call_of.get(item.call_id))
        if call is None:
            call = self._call_of[item.id or item.call_id] = self._answer.open_call()
        self._call_of[item.call_id] = call
        self._call_of["place", getattr(event, "output_index", None)] = call
        call.id = item.call_id or call.id
        call.name = item.name or call.name
        call.arguments = self._answer.taken(item.arguments) or call.arguments

    def _growing(self, event: Any) -> GrowingCall:
        """The call a piece of arguments belongs to, by its item's id, its place, or else the newest."""
        calls = self._answer.calls
        found = self._call_of.get(event.item_id) or self._call_of.get(("place", event.output_index))
        return found or (calls[-1] if calls else self._answer.open_call())


def _carried(items: Sequence[object], calls: Sequence[ToolCall]) -> tuple[Mapping[str, Any], ...]:
    """Return the items as the server wants them back.

    There is none where nothing was thought, or where it cannot be read again.

    Reasoning that is neither stored nor encrypted would be refused, and so would items that name a call
    otherwise than its result does.
    """
    thoughts = [item for item in items if isinstance(item, ResponseReasoningItem)]
    if not thoughts or not all(thought.encrypted_content for thought in thoughts):
        return ()
    called = [item for item in items if isinstance(item, ResponseFunctionToolCall)]
    if [(item.call_id, item.name, item.arguments) for item in called] != [
        (call.id, call.name, call.arguments) for call in map(sendable, calls)
    ]:
        return ()
    return tuple(
        item.model_dump(mode="json", exclude_none=True, exclude_unset=True, by_alias=True, warnings=False)
        for item in items
        if isinstance(item, ResponseReasoningItem | ResponseFunctionToolCall | ResponseOutputMessage)
    )
