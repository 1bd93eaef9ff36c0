"""Serves the offline model: a grammar behind either of OpenAI's wires.

So no key is needed to try everything.

It is served on loopback to the ordinary ``openai`` client. It keeps nothing between requests, draws no
random numbers and opens no connection; the same messages always get the same answer.
"""

import asyncio
import hashlib
import json
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any, Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from assistant.language.words.lexer import load_words
from assistant.offline.chat_answers import Completion, arguments_of, events, whole
from assistant.offline.chat_requests import (
    OFFLINE_MODEL_NAME,
    BadRequest,
    parsed,
    read_chat,
    require_model,
)
from assistant.offline.grammar import Chat, PlannedWords, respond
from assistant.offline.responses_wire import as_chat, response_events, whole_response

__all__ = ["OFFLINE_MODEL_NAME", "build_offline_app"]

_LARGEST_BODY: Final = 2_000_000
_TOO_LARGE: Final = 413
_TOKENS_PER_MESSAGE: Final = 3
"""What the chat format spends around each message, and once more to begin the answer (OpenAI cookbook)."""


def build_offline_app(count_tokens: Callable[[str], int] | None = None) -> Starlette:
    """The ASGI application.

    Args:
        count_tokens: counts tokens for ``usage``; an estimate by words and signs without it.

    Raises:
        WrongWords: a word list says what cannot be meant.
    """
    load_words()
    count = count_tokens or _estimated_tokens

    async def completions(request: Request) -> Response:
        body = parsed(await _body(request))
        chat = read_chat(body)
        completion = await run_in_threadpool(_complete, body, chat, count)
        if body.get("stream"):
            options = body.get("stream_options")
            usage = isinstance(options, Mapping) and bool(options.get("include_usage"))
            return _streamed(events(completion, with_usage=usage))
        return Response(json.dumps(whole(completion)), media_type="application/json")

    async def responses(request: Request) -> Response:
        body = parsed(await _body(request))
        asked = as_chat(body)
        completion = await run_in_threadpool(_complete, asked, read_chat(asked), count)
        if body.get("stream"):
            return _streamed(response_events(completion))
        return JSONResponse(whole_response(completion))

    routes = [
        Route("/v1/chat/completions", completions, methods=["POST"]),
        Route("/v1/responses", responses, methods=["POST"]),
        Route("/v1/models", _models),
        Route("/v1/models/{name:path}", _model),
    ]
    return Starlette(routes=routes, exception_handlers={BadRequest: _refused, 404: _no_route, 405: _no_route})


def _streamed(events_of_answer: Iterator[str]) -> StreamingResponse:
    return StreamingResponse(_one_by_one(events_of_answer), media_type="text/event-stream")


async def _one_by_one(events_of_answer: Iterator[str]) -> AsyncIterator[str]:
    for event in events_of_answer:
        yield event
        # The server gets its turn, as between the words of a model that thinks, and sees who has hung up.
        await asyncio.sleep(0)


async def _body(request: Request) -> bytes:
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > _LARGEST_BODY:
            raise BadRequest("The request body is too large.", status=_TOO_LARGE)
    return raw


async def _models(_request: Request) -> Response:
    return JSONResponse({"object": "list", "data": [_model_entry()]})


async def _model(request: Request) -> Response:
    require_model(request.path_params["name"])
    return JSONResponse(_model_entry())


def _model_entry() -> dict[str, Any]:
    return {"id": OFFLINE_MODEL_NAME, "object": "model", "created": 0, "owned_by": "assistant"}


async def _refused(_request: Request, error: Exception) -> Response:
    param, code = getattr(error, "param", None), getattr(error, "code", None)
    return _complaint(str(error), getattr(error, "status", 400), param=param, code=code)


async def _no_route(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    return _complaint(f"Invalid URL ({request.method} {request.url.path})", status)


def _complaint(message: str, status: int, *, param: str | None = None, code: str | None = None) -> Response:
    error = {"message": message, "type": "invalid_request_error", "param": param, "code": code}
    return JSONResponse({"error": error}, status)


def _complete(body: Mapping[str, Any], chat: Chat, count: Callable[[str], int]) -> Completion:
    answer = respond(chat)
    canonical = json.dumps([body["messages"], body.get("tools")], sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:24]
    prompt = sum(
        _TOKENS_PER_MESSAGE + count(message.text + "".join(call.arguments for call in message.calls))
        for message in chat.messages
    )
    return Completion(
        id=f"chatcmpl-{digest}",
        created=int(time.time()),
        model=OFFLINE_MODEL_NAME,
        answer=answer,
        prompt_tokens=prompt + _TOKENS_PER_MESSAGE,
        completion_tokens=count(answer.text if isinstance(answer, PlannedWords) else arguments_of(answer)),
    )


def _estimated_tokens(text: str) -> int:
    return len(re.findall(r"\w{1,5}|[^\w\s]", text))
