"""Writing an answer on the Chat Completions wire, whole or as a stream of events."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from assistant.offline.grammar import Answer, PlannedCall, PlannedWords

_ARGUMENTS_PER_CHUNK: Final = 12
"""Characters; servers split the arguments of a call over many chunks, and clients must bear it."""


@dataclass(frozen=True, slots=True)
class Completion:
    """An answer with all that the wire says about it."""

    id: str
    created: int
    model: str
    answer: Answer
    prompt_tokens: int
    completion_tokens: int

    @property
    def finish_reason(self) -> str:
        """``tool_calls`` or ``stop``."""
        return "tool_calls" if isinstance(self.answer, PlannedCall) else "stop"

    @property
    def call_id(self) -> str:
        """The id a tool's result will refer to."""
        return f"call_{self.id.removeprefix('chatcmpl-')}"

    def usage(self) -> dict[str, int]:
        """Token counts as the wire names them."""
        return {
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "total_tokens": self.prompt_tokens + self.completion_tokens,
        }


def arguments_of(call: PlannedCall) -> str:
    """The arguments of a call as the JSON text that travels."""
    return json.dumps(call.arguments, ensure_ascii=False, separators=(",", ":"))


def argument_pieces(call: PlannedCall) -> list[str]:
    """The same text in the pieces it is streamed in."""
    arguments = arguments_of(call)
    return [
        arguments[start : start + _ARGUMENTS_PER_CHUNK]
        for start in range(0, len(arguments), _ARGUMENTS_PER_CHUNK)
    ]


def whole(completion: Completion) -> dict[str, Any]:
    """The body of an answer that is not streamed."""
    message: dict[str, Any] = {"role": "assistant", "content": None, "refusal": None}
    if isinstance(completion.answer, PlannedWords):
        message["content"] = completion.answer.text
    else:
        function = {"name": completion.answer.name, "arguments": arguments_of(completion.answer)}
        message["tool_calls"] = [{"id": completion.call_id, "type": "function", "function": function}]
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": completion.finish_reason}
    return {
        "id": completion.id,
        "object": "chat.completion",
        "created": completion.created,
        "model": completion.model,
        "choices": [choice],
        "usage": completion.usage(),
    }


def events(completion: Completion, *, with_usage: bool) -> Iterator[str]:
    """The answer as server-sent events; ``usage`` comes last, with no choice, when it was asked for."""
    shared: dict[str, Any] = {
        "id": completion.id,
        "object": "chat.completion.chunk",
        "created": completion.created,
        "model": completion.model,
        **({"usage": None} if with_usage else {}),
    }
    for delta in _deltas(completion):
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": None}
        yield _event({**shared, "choices": [choice]})
    end = {"index": 0, "delta": {}, "logprobs": None, "finish_reason": completion.finish_reason}
    yield _event({**shared, "choices": [end]})
    if with_usage:
        yield _event({**shared, "choices": [], "usage": completion.usage()})
    yield "data: [DONE]\n\n"


def _event(chunk: Mapping[str, Any]) -> str:
    return f"data: {json.dumps(chunk)}\n\n"


def _deltas(completion: Completion) -> Iterator[dict[str, Any]]:
    answer = completion.answer
    if isinstance(answer, PlannedWords):
        yield {"role": "assistant", "content": "", "refusal": None}
        yield from ({"content": piece} for piece in re.findall(r"\S+\s*|\s+", answer.text))
        return
    opening = {"index": 0, "id": completion.call_id, "type": "function"}
    yield {
        "role": "assistant",
        "content": None,
        "tool_calls": [{**opening, "function": {"name": answer.name, "arguments": ""}}],
    }
    for piece in argument_pieces(answer):
        yield {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}
