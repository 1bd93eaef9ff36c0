"""The offline model: a grammar behind the Chat Completions wire, so that no key is needed to try everything.

It is served on loopback to the ordinary ``openai`` client. It keeps nothing between requests, draws no
random numbers and opens no connection; the same request always gets the same answer.
"""

import hashlib
import json
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from assistant.messages import ToolCall
from assistant.model.grammar import Answer, Call, Chat, Message, Words, respond

OFFLINE_MODEL_NAME: Final = "offline"

_ROLES: Final = frozenset({"system", "developer", "user", "assistant", "tool"})
_LARGEST_BODY: Final = 2_000_000
_ARGUMENTS_PER_CHUNK: Final = 12
"""Characters; servers split the arguments of a call over many chunks, and clients must bear it."""


class BadRequest(Exception):
    """The request is not one of the Chat Completions wire; ``param`` names the part at fault."""

    def __init__(
        self, message: str, *, param: str | None = None, code: str | None = None, status: int = 400
    ) -> None:
        super().__init__(message)
        self.param = param
        self.code = code
        self.status = status


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
        return "tool_calls" if isinstance(self.answer, Call) else "stop"

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


def build_offline_app(
    count_tokens: Callable[[str], int] | None = None, *, is_outcome: Callable[[str], bool] | None = None
) -> Starlette:
    """The ASGI application.

    Args:
        count_tokens: counts tokens for ``usage``; an estimate by words and signs without it.
        is_outcome: tells the application's reports on a proposal ("created", "cancelled") from the
            model's own words; they close the request that came before.
    """
    count = count_tokens or _estimated_tokens
    ended = is_outcome or _never

    async def completions(request: Request) -> Response:
        body = _parsed(await request.body())
        chat = _chat(body)
        completion = await run_in_threadpool(_complete, body, chat, count, ended)
        if body.get("stream"):
            options = body.get("stream_options")
            usage = isinstance(options, Mapping) and bool(options.get("include_usage"))
            return StreamingResponse(_events(completion, with_usage=usage), media_type="text/event-stream")
        return JSONResponse(_whole(completion))

    routes = [
        Route("/v1/chat/completions", completions, methods=["POST"]),
        Route("/v1/models", _models),
        Route("/v1/models/{name:path}", _model),
    ]
    return Starlette(routes=routes, exception_handlers={BadRequest: _refusal, 404: _no_route, 405: _no_route})


async def _models(_request: Request) -> Response:
    return JSONResponse({"object": "list", "data": [_model_entry()]})


async def _model(request: Request) -> Response:
    _known_model(request.path_params["name"])
    return JSONResponse(_model_entry())


def _model_entry() -> dict[str, Any]:
    return {"id": OFFLINE_MODEL_NAME, "object": "model", "created": 0, "owned_by": "assistant"}


def _known_model(name: object) -> None:
    if name != OFFLINE_MODEL_NAME:
        raise BadRequest(
            "The model does not exist; this server only has 'offline'.",
            param="model",
            code="model_not_found",
            status=404,
        )


async def _refusal(_request: Request, error: Exception) -> Response:
    status = error.status if isinstance(error, BadRequest) else 400
    return JSONResponse(
        {
            "error": {
                "message": str(error),
                "type": "invalid_request_error",
                "param": getattr(error, "param", None),
                "code": getattr(error, "code", None),
            }
        },
        status,
    )


async def _no_route(request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 404)
    message = f"Invalid URL ({request.method} {request.url.path})" if status == 404 else "Method not allowed"  # noqa: PLR2004
    body = {"message": message, "type": "invalid_request_error", "param": None, "code": None}
    return JSONResponse({"error": body}, status)


def _parsed(raw: bytes) -> Mapping[str, Any]:
    if len(raw) > _LARGEST_BODY:
        raise BadRequest("The request body is too large.", status=413)
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadRequest("We could not parse the JSON body of your request.") from None
    if not isinstance(body, dict):
        raise BadRequest("The request body must be a JSON object.")
    return body


def _chat(body: Mapping[str, Any]) -> Chat:
    if "model" not in body:
        raise BadRequest("you must provide a model parameter", param="model")
    _known_model(body["model"])
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
        return content or ""
    if isinstance(content, list) and all(isinstance(part, dict) for part in content):
        return "\n".join(str(part.get("text") or "") for part in content)
    raise BadRequest("Invalid type for content.", param=f"{where}.content", code="invalid_type")


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


def _complete(
    body: Mapping[str, Any], chat: Chat, count: Callable[[str], int], is_outcome: Callable[[str], bool]
) -> Completion:
    answer = respond(chat, is_outcome)
    canonical = json.dumps([body["messages"], body.get("tools")], sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:24]
    prompt = sum(
        3 + count(message.text + "".join(call.arguments for call in message.calls))
        for message in chat.messages
    )
    return Completion(
        id=f"chatcmpl-{digest}",
        created=int(time.time()),
        model=OFFLINE_MODEL_NAME,
        answer=answer,
        prompt_tokens=prompt + 3,
        completion_tokens=count(answer.text if isinstance(answer, Words) else _arguments(answer)),
    )


def _arguments(call: Call) -> str:
    return json.dumps(call.arguments, ensure_ascii=False, separators=(",", ":"))


def _whole(completion: Completion) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": None, "refusal": None}
    if isinstance(completion.answer, Words):
        message["content"] = completion.answer.text
    else:
        function = {"name": completion.answer.name, "arguments": _arguments(completion.answer)}
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


async def _events(completion: Completion, *, with_usage: bool) -> AsyncIterator[str]:
    for delta in _deltas(completion):
        yield _event(
            completion, [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": None}], with_usage
        )
    yield _event(
        completion,
        [{"index": 0, "delta": {}, "logprobs": None, "finish_reason": completion.finish_reason}],
        with_usage,
    )
    if with_usage:
        yield _event(completion, [], with_usage, completion.usage())
    yield "data: [DONE]\n\n"


def _event(
    completion: Completion,
    choices: list[dict[str, Any]],
    with_usage: bool,
    usage: Mapping[str, int] | None = None,  # noqa: FBT001
) -> str:
    chunk: dict[str, Any] = {
        "id": completion.id,
        "object": "chat.completion.chunk",
        "created": completion.created,
        "model": completion.model,
        "choices": choices,
    }
    if with_usage:
        chunk["usage"] = usage
    return f"data: {json.dumps(chunk)}\n\n"


def _deltas(completion: Completion) -> Iterator[dict[str, Any]]:
    answer = completion.answer
    if isinstance(answer, Words):
        yield {"role": "assistant", "content": "", "refusal": None}
        yield from ({"content": piece} for piece in re.findall(r"\s*\S+|\s+$", answer.text))
        return
    opening = {"index": 0, "id": completion.call_id, "type": "function"}
    yield {
        "role": "assistant",
        "content": None,
        "tool_calls": [{**opening, "function": {"name": answer.name, "arguments": ""}}],
    }
    arguments = _arguments(answer)
    for start in range(0, len(arguments), _ARGUMENTS_PER_CHUNK):
        piece = arguments[start : start + _ARGUMENTS_PER_CHUNK]
        yield {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}


def _estimated_tokens(text: str) -> int:
    return len(re.findall(r"\w{1,5}|[^\w\s]", text))


def _never(_text: str) -> bool:
    return False
