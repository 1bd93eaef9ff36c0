"""The Responses API of the offline model: the same question and the same answer in that API's words."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.offline.chat_answers import Completion, argument_pieces, arguments_of
from assistant.offline.chat_requests import BadRequest
from assistant.offline.grammar import PlannedWords


def as_chat(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same request in the words of Chat Completions.

    Raises:
        BadRequest: the input is not one.
    """
    asked = body.get("input")
    items = [{"role": "user", "content": asked}] if isinstance(asked, str) else asked
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise BadRequest(
            "Missing required parameter: 'input'.", param="input", code="missing_required_parameter"
        )
    instructions = body.get("instructions")
    messages = [{"role": "system", "content": instructions}] if instructions else []
    messages += _messages(items)
    tools = body.get("tools")
    functions = [{"function": tool} for tool in tools] if isinstance(tools, list) else tools
    named = {"model": body["model"]} if "model" in body else {}
    return {**named, "messages": messages, "tools": functions, "tool_choice": body.get("tool_choice")}


def _messages(items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return one message for each item, calls made together in one.

    Thoughts are the model's own and say nothing.
    """
    messages: list[dict[str, Any]] = []
    for index, item in enumerate(items):
        match item.get("type", "message"):
            case "message":
                messages.append({"role": item.get("role"), "content": item.get("content")})
            case "function_call":
                calls = messages[-1].get("tool_calls") if messages else None
                if calls is None:
                    calls = []
                    messages.append({"role": "assistant", "tool_calls": calls})
                function = {"name": item.get("name"), "arguments": item.get("arguments")}
                calls.append({"id": item.get("call_id"), "function": function})
            case "function_call_output":
                result = {"tool_call_id": item.get("call_id"), "content": item.get("output")}
                messages.append({"role": "tool", **result})
            case "reasoning":
                pass
            case _:
                raise BadRequest(
                    "Invalid type of an input item.", param=f"input[{index}].type", code="invalid_value"
                )
    return messages


def whole_response(completion: Completion) -> dict[str, Any]:
    """The body of an answer that is not streamed."""
    usage = {
        "input_tokens": completion.prompt_tokens,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": completion.completion_tokens,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": completion.prompt_tokens + completion.completion_tokens,
    }
    item = {**_item(completion), "status": "completed"}
    return {**_head(completion), "status": "completed", "output": [item], "usage": usage}


def response_events(completion: Completion) -> Iterator[str]:
    """The answer as server-sent events."""
    for number, event in enumerate(_events(completion)):
        yield f"event: {event['type']}\ndata: {json.dumps({**event, 'sequence_number': number})}\n\n"


def _events(completion: Completion) -> Iterator[dict[str, Any]]:
    started = {**_head(completion), "status": "in_progress", "output": []}
    yield {"type": "response.created", "response": started}
    item = _item(completion)
    begun = {**item, "arguments": ""} if "arguments" in item else {**item, "content": []}
    yield {"type": "response.output_item.added", "output_index": 0, "item": begun}
    where = {"item_id": item["id"], "output_index": 0}
    if isinstance(completion.answer, PlannedWords):
        for piece in re.findall(r"\S+\s*|\s+", completion.answer.text):
            yield {"type": "response.output_text.delta", **where, "content_index": 0, "delta": piece}
    else:
        for piece in argument_pieces(completion.answer):
            yield {"type": "response.function_call_arguments.delta", **where, "delta": piece}
        yield {
            "type": "response.function_call_arguments.done",
            **where,
            "arguments": arguments_of(completion.answer),
        }
    yield {"type": "response.output_item.done", "output_index": 0, "item": {**item, "status": "completed"}}
    yield {"type": "response.completed", "response": whole_response(completion)}


def _head(completion: Completion) -> dict[str, Any]:
    return {
        "id": f"resp_{completion.id.removeprefix('chatcmpl-')}",
        "object": "response",
        "created_at": completion.created,
        "model": completion.model,
        "error": None,
        "incomplete_details": None,
        "parallel_tool_calls": False,
        "tool_choice": "auto",
        "tools": [],
    }


def _item(completion: Completion) -> dict[str, Any]:
    answer = completion.answer
    if isinstance(answer, PlannedWords):
        content = [{"type": "output_text", "text": answer.text, "annotations": []}]
        return {"type": "message", "id": f"msg_{completion.call_id}", "role": "assistant", "content": content}
    return {
        "type": "function_call",
        "id": f"fc_{completion.call_id}",
        "call_id": completion.call_id,
        "name": answer.name,
        "arguments": arguments_of(answer),
    }
