"""The types of the Responses API, made before anybody waits for them."""

import json
from collections.abc import Iterator
from typing import Any, Final, cast

from openai import OpenAI, Stream
from openai.types.responses import ResponseStreamEvent

_MESSAGE: Final = {
    "type": "message",
    "id": "item",
    "role": "assistant",
    "status": "completed",
    "content": [{"type": "output_text", "text": "ok", "annotations": []}],
}
_CALL: Final = {"type": "function_call", "id": "item", "call_id": "call", "name": "noop", "arguments": "{}"}
_THOUGHT: Final = {"type": "reasoning", "id": "item", "summary": [], "encrypted_content": "x"}
_RESPONSE: Final = {
    "id": "response",
    "object": "response",
    "created_at": 0,
    "model": "m",
    "status": "completed",
    "output": [_THOUGHT, _MESSAGE, _CALL],
    "tools": [{"type": "function", "name": "noop", "parameters": {}, "strict": True}],
    "tool_choice": "auto",
    "parallel_tool_calls": False,
    "usage": {
        "input_tokens": 1,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": 1,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": 2,
    },
}
_EVENTS: Final = (
    {"type": "response.created", "response": _RESPONSE},
    {"type": "response.output_item.done", "item": _CALL, "output_index": 0},
    {"type": "response.completed", "response": _RESPONSE},
)


class _RecordedAnswer:
    """Stands for a server's answer."""

    request = None

    def iter_bytes(self) -> Iterator[bytes]:
        yield b"".join(f"data: {json.dumps(event)}\n\n".encode() for event in _EVENTS)

    def close(self) -> None:
        pass


def build_response_types() -> None:
    """Read a recorded answer, so that the first real one need not wait.

    The openai package makes its types when it first meets them, which takes about half a second and would
    hold up everybody's chat. Call it in a thread; nothing is sent.
    """
    with OpenAI(api_key="unused") as client:
        for _ in Stream(
            cast_to=cast("Any", ResponseStreamEvent), response=cast("Any", _RecordedAnswer()), client=client
        ):
            pass
