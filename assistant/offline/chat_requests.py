"""Reads a request of the Chat Completions wire.

What is wrong with it is said in OpenAI's own complaints.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from assistant.models.messages import ToolCall
from assistant.offline.grammar import Chat, Message

OFFLINE_MODEL_NAME: Final = "offline"

_ROLES: Final = frozenset({"system", "developer", "user", "assistant", "tool"})
_NOT_FOUND: Final = 404


class BadRequest(Exception):
    """The request is not one of the Chat Completions wire; ``param`` names the part at fault."""

    def __init__(
        self, message: str, *, param: str | None = None, code: str | None = None, status: int = 400
    ) -> None:
        super().__init__(message)
        self.param = param
        self.code = code
        self.status = status


def parsed(raw: bytes) -> Mapping[str, Any]:
    """The JSON object of a request's body.

    Raises:
        BadRequest: it is none.
    """
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadRequest("We could not parse the JSON body of your request.") from None
    if not isinstance(body, dict):
        raise BadRequest("The request body must be a JSON object.")
    return body


def require_model(name: object) -> None:
    """Accept the one model there is.

    Raises:
        BadRequest: another one is asked for; the status is 404, as OpenAI has it.
    """
    if name != OFFLINE_MODEL_NAME:
        message = f"The model does not exist; this server only has '{OFFLINE_MODEL_NAME}'."
        raise BadRequest(message, param="model", code="model_not_found", status=_NOT_FOUND)


def read_chat(body: Mapping[str, Any]) -> Chat:
    """What the grammar needs of a request.

    Raises:
        BadRequest: a part is missing, is of the wrong type, or parts a call from its result.
    """
    if "model" not in body:
        raise BadRequest("you must provide a model parameter", param="model")
    require_model(body["model"])
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise BadRequest(
            "Missing required parameter: 'messages'.", param="messages", code="missing_required_parameter"
        )
    if body.get("n", 1) not in {1, None}:
        raise BadRequest("This server gives one choice only.", param="n", code="unsupported_value")
    read = tuple(_message(message, index) for index, message in enumerate(messages))
    _check_calls(read)
    choice = body.get("tool_choice")
    return Chat(read, _tool_names(body.get("tools")), may_call=choice != "none")


def _message(message: object, index: int) -> Message:
    where = f"messages[{index}]"
    if not isinstance(message, dict):
        raise BadRequest("Invalid type for a message: expected an object.", param=where, code="invalid_type")
    role = message.get("role")
    if role not in _ROLES:
        raise BadRequest("Invalid value for a message's role.", param=f"{where}.role", code="invalid_value")
    calls = message.get("tool_calls") or []
    if not isinstance(calls, list):
        raise BadRequest("Invalid type: expected an array.", param=f"{where}.tool_calls", code="invalid_type")
    read = tuple(_call(call, f"{where}.tool_calls[{i}]") for i, call in enumerate(calls))
    call_id = message.get("tool_call_id")
    if role == "tool" and not isinstance(call_id, str):
        raise BadRequest(
            "Missing required parameter.", param=f"{where}.tool_call_id", code="missing_required_parameter"
        )
    return Message(
        str(role), _text(message.get("content"), where), read, call_id if isinstance(call_id, str) else ""
    )


def _text(content: object, where: str) -> str:
    if content is None or isinstance(content, str):
        return _encodable(content or "")
    if isinstance(content, list) and all(isinstance(part, dict) for part in content):
        return _encodable("\n".join(str(part.get("text") or "") for part in content))
    raise BadRequest("Invalid type for content.", param=f"{where}.content", code="invalid_type")


def _encodable(text: str) -> str:
    """The text without halves of surrogate pairs, which JSON can spell and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode()


def _call(call: object, where: str) -> ToolCall:
    function = call.get("function") if isinstance(call, dict) else None
    if not isinstance(call, dict) or not isinstance(function, dict):
        raise BadRequest("Invalid tool call.", param=where, code="invalid_type")
    parts = (call.get("id"), function.get("name"), function.get("arguments"))
    if not all(isinstance(part, str) for part in parts):
        raise BadRequest("A tool call needs an id, a name and arguments.", param=where, code="invalid_type")
    return ToolCall(*(str(part) for part in parts))


def _check_calls(messages: Sequence[Message]) -> None:
    """OpenAI refuses a call without its result, and a result without its call; so does this server."""
    waiting: list[str] = []
    for index, message in enumerate(messages):
        where = f"messages[{index}]"
        if message.role == "tool":
            if message.call_id not in waiting:
                raise BadRequest("A tool message must follow the tool call it answers.", param=where)
            waiting.remove(message.call_id)
        elif waiting:
            raise BadRequest("Every tool call must be followed by its result.", param=where)
        else:
            waiting = [call.id for call in message.calls]
    if waiting:
        raise BadRequest("Every tool call must be followed by its result.", param="messages")


def _tool_names(tools: object) -> frozenset[str]:
    if tools is None:
        return frozenset()
    if not isinstance(tools, list):
        raise BadRequest("Invalid type for 'tools': expected an array.", param="tools", code="invalid_type")
    functions = [tool.get("function") if isinstance(tool, dict) else None for tool in tools]
    if not all(
        isinstance(function, dict) and isinstance(function.get("name"), str) for function in functions
    ):
        raise BadRequest("Every tool needs a function with a name.", param="tools", code="invalid_type")
    return frozenset(function["name"] for function in functions if function)
