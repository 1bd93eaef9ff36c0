"""Scripts, written as the two wires have them."""

import json
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from assistant.models.chat_completions import ChatModel
from assistant.models.responses import ResponsesModel
from modelkit.script import (
    Broken,
    CallPart,
    Drip,
    End,
    ErrorInside,
    Nonsense,
    Part,
    Refusal,
    Reset,
    Words,
)

Frame = bytes | Reset | Drip
"""What goes over the socket, or what happens to it."""


class Dialect(Protocol):
    path: str
    model: Callable[..., ChatModel | ResponsesModel]

    def frames(self, parts: list[Part]) -> Iterator[Frame]: ...


def event(data: Any) -> bytes:
    return b"data: " + json.dumps(data).encode() + b"\n\n"


def raw(part: Nonsense | Broken | Reset | Drip) -> Frame:
    """What is the same on either wire."""
    match part:
        case Nonsense(json=text):
            return f"data: {text}\n\n".encode()
        case Broken(data=data):
            return b"data: " + data + b"\n\n"
    return part


class ChatDialect:
    path = "/chat/completions"
    model = ChatModel

    def frames(self, parts: list[Part]) -> Iterator[Frame]:
        for part in parts:
            match part:
                case Words(text=text):
                    yield self._chunk({"content": text})
                case Refusal(text=text):
                    yield self._chunk({"refusal": text})
                case CallPart():
                    yield self._chunk({"tool_calls": [self._call(part)]})
                case End(reason=reason, usage=usage):
                    finish = {"whole": "stop", "length": "length", "filter": "content_filter"}[reason]
                    yield self._chunk({}, finish)
                    if usage:
                        yield self._usage(*usage)
                    yield b"data: [DONE]\n\n"
                case ErrorInside(code=code):
                    yield event({"error": {"message": "overloaded", "type": code, "code": code}})
                case Nonsense() | Broken() | Reset() | Drip():
                    yield raw(part)

    def _call(self, part: CallPart) -> dict[str, Any]:
        place = {} if part.place is None else {"index": part.place}
        begins = {"id": part.call, "type": "function"} if part.name else {}
        name = {"name": part.name} if part.name else {}
        return {**place, **begins, "function": {**name, "arguments": part.arguments}}

    def _chunk(self, delta: dict[str, Any], finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        head = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m"}
        return event({**head, "choices": [choice]})

    def _usage(self, prompt: int, completion: int, cached: int) -> bytes:
        usage = {
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
            "prompt_tokens_details": {"cached_tokens": cached},
        }
        return event({"id": "c", "object": "chat.completion.chunk", "choices": [], "usage": usage})


class ResponsesDialect:
    path = "/responses"
    model = ResponsesModel

    def frames(self, parts: list[Part]) -> Iterator[Frame]:
        yield event({"type": "response.created", "response": self._response("in_progress")})
        text, calls = "", {}
        for part in parts:
            match part:
                case Words(text=words):
                    text += words or ""
                    yield event({"type": "response.output_text.delta", "item_id": "m", "delta": words})
                case Refusal(text=words):
                    yield event({"type": "response.refusal.delta", "item_id": "m", "delta": words})
                case CallPart():
                    yield from self._call(part, calls)
                case End():
                    yield from self._end(part, text, list(calls.values()))
                case ErrorInside(code=code):
                    yield event({"type": "error", "code": code, "message": "overloaded"})
                case Nonsense() | Broken() | Reset() | Drip():
                    yield raw(part)

    def _call(self, part: CallPart, calls: dict[str, dict[str, Any]]) -> Iterator[bytes]:
        place = {} if part.place is None else {"output_index": part.place}
        item_id = f"item_{len(calls) if part.name else self._newest(part.call, calls)}"
        if part.name:
            item = {"type": "function_call", "id": item_id, "call_id": part.call, "name": part.name}
            calls[item_id] = {**item, "arguments": ""}
            yield event({"type": "response.output_item.added", **place, "item": calls[item_id]})
        if part.arguments:
            whole = (
                part.arguments
                if isinstance(part.arguments, str)
                else json.dumps(part.arguments, ensure_ascii=False)
            )
            calls[item_id]["arguments"] += whole
            delta = {"item_id": item_id, **place, "delta": part.arguments}
            yield event({"type": "response.function_call_arguments.delta", **delta})

    def _newest(self, call: str, calls: dict[str, dict[str, Any]]) -> int:
        return max(place for place, item in enumerate(calls.values()) if item["call_id"] == call)

    def _end(self, end: End, text: str, calls: list[dict[str, Any]]) -> Iterator[bytes]:
        items: list[dict[str, Any]] = []
        if text:
            content = [{"type": "output_text", "text": text, "annotations": []}]
            items.append({"type": "message", "id": "m", "role": "assistant", "content": content})
        if end.reason == "whole":
            items += calls
            for item in items:
                yield event({"type": "response.output_item.done", "item": item})
        why = {"length": "max_output_tokens", "filter": "content_filter"}.get(end.reason)
        kind = "incomplete" if why else "completed"
        response = self._response(kind, output=items, incomplete_details={"reason": why} if why else None)
        if end.usage:
            prompt, completion, cached = end.usage
            response["usage"] = {
                "input_tokens": prompt,
                "output_tokens": completion,
                "total_tokens": prompt + completion,
                "input_tokens_details": {"cached_tokens": cached},
                "output_tokens_details": {"reasoning_tokens": 0},
            }
        yield event({"type": f"response.{kind}", "response": response})

    def _response(self, status: str, **more: Any) -> dict[str, Any]:
        head = {"id": "r", "object": "response", "created_at": 0, "model": "m", "status": status}
        return {
            **head,
            "output": [],
            "tools": [],
            "tool_choice": "auto",
            "parallel_tool_calls": False,
            **more,
        }
