"""Holds what both wires of the openai package share.

They open a stream, sort its failures, and check the model at start.
"""

import asyncio
import json
import re
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Any, ClassVar, Final, Protocol, cast

import httpx2
import openai
from openai import AsyncOpenAI, AsyncStream

from assistant.models.answer_stream import CUT_OFF, AnswerStream
from assistant.models.failures import Asked, no_model_server, sorted_code, sorted_failure
from assistant.models.messages import Said, ToolCall, UserSaid
from assistant.models.model_protocol import (
    ModelError,
    ModelInterrupted,
    ModelUnavailable,
    Piece,
    Reply,
    Request,
    TextDelta,
    ToolSchema,
)
from assistant.models.partial_answer import StreamFailed, is_json_object

MAX_ANSWER_TOKENS: Final = 800
_REASONING_TOKENS: Final = {
    "none": 0,
    "minimal": 1_000,
    "low": 2_000,
    "medium": 4_000,
    "high": 8_000,
    "xhigh": 16_000,
    "max": 32_000,
}
"""What an effort may think besides, since servers count thoughts as tokens of the answer."""


def longest_answer(effort: str | None) -> int:
    """Return the most tokens an answer may have at this effort, thoughts included.

    None is the server's own effort.
    """
    return MAX_ANSWER_TOKENS + _REASONING_TOKENS[effort or "medium"]


KNOWN_CONTACTS: Final = ToolCall("known_contacts", "search_contacts", "{}")
"""Stands for "what is on the screen" in a request; its result is data like any tool's."""

PROBE_SECONDS: Final = 5.0
"""How long the check waits for the first sign of an answer: a server may be loading its model."""

_PROBE_TOKENS: Final = 16
"""The fewest the Responses API takes."""

_PROBE = Request(
    "Answer ok.",
    (UserSaid("ok?"),),
    tools=(
        ToolSchema(
            "noop",
            "Does nothing.",
            {"type": "object", "properties": {}, "required": [], "additionalProperties": False},
        ),
    ),
)
"""The smallest question that needs all a turn needs: key, model, API, and tools beside the effort."""

_AS_IT_IS: Final = {"Accept-Encoding": "identity"}
"""Small events gain nothing by being compressed, and a few compressed bytes can stand for any number."""

_BROKEN = (openai.APIError, StreamFailed, ValueError, RecursionError)
"""How a stream ends that is cut, fails or holds nonsense."""


class StreamReader(Protocol):
    """Puts the events of one stream together."""

    @property
    def begun(self) -> bool:
        """Whether any of the answer has come."""
        ...

    def take(self, event: Any) -> str:
        """Add the JSON of one event, whatever the server made of it; returns the words to show.

        Raises:
            StreamFailed: the event says so.
            ModelInterrupted: the answer has no end.
        """
        ...

    def whole(self) -> Reply:
        """Return the answer once the stream has ended.

        Raises:
            ModelInterrupted: it ended early.
            ModelRefused: the model or a filter declined.
        """
        ...


class OpenAIModel(ABC):
    """A model behind one of the APIs of the openai package.

    ``effort`` is the reasoning effort; None leaves it out, for servers that do not know it. The client
    should not retry by itself: how often a model is asked again is `PatientModel`'s to decide.
    """

    api: ClassVar[str]
    """The API as people call it."""
    path: ClassVar[str]
    """Where it is, behind the base URL."""

    def __init__(self, client: AsyncOpenAI, name: str, effort: str | None) -> None:
        self._client = client
        self._name = name
        self._effort = effort

    @property
    def label(self) -> str:
        """See `Model.label`."""
        return self._name

    async def answer(self, request: Request) -> AsyncGenerator[Piece, None]:
        """See `Model.answer`."""
        reading = self._reading()
        try:
            async with await self._opened(request, self._most_tokens) as stream:
                async for events in stream:
                    for event in events:
                        if words := reading.take(event):
                            yield TextDelta(words)
        except _BROKEN as error:
            raise self._sorted_break(error, begun=reading.begun) from None
        yield reading.whole()

    async def check(self) -> None:
        """See `Model.check`.

        A server that is there but too slow to answer passes: it may be loading its model.
        """
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                await self._probe()
        except TimeoutError:
            await self._availability()

    async def close(self) -> None:
        """See `Model.close`."""
        await self._client.close()

    def body(self, request: Request, most_tokens: int) -> bytes:
        """Return the request as it is sent."""
        parameters = self._parameters(request, most_tokens)
        return json.dumps(parameters, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")

    @abstractmethod
    def _parameters(self, request: Request, most_tokens: int) -> Mapping[str, Any]:
        """Return the request in the wire's own form."""

    @abstractmethod
    def _reading(self) -> StreamReader:
        """What will put the stream's events together."""

    @property
    def _most_tokens(self) -> int:
        return longest_answer(self._effort)

    async def _opened(self, request: Request, most_tokens: int) -> AnswerStream:
        """Send the request; the answer has begun when this returns.

        The client gets a whole body and gives back the bare answer: an object for each message, tool and event
        would be most of what a turn costs.
        """
        try:
            response = await self._client.post(
                self.path,
                cast_to=httpx2.Response,
                content=self.body(request, most_tokens),
                options={"headers": _AS_IT_IS, "security": {"bearer_auth": True}},
                stream=True,
                stream_cls=AsyncStream[Any],
            )
        except openai.OpenAIError as error:
            raise self._sorted(error) from None
        except CUT_OFF:  # within the body of a refusal, which the package does not foresee
            raise sorted_code(None) from None
        return AnswerStream(cast("httpx2.Response", response))

    def _sorted(self, error: openai.OpenAIError) -> ModelError:
        return sorted_failure(error, Asked(self._name, self.api))

    def _sorted_break(self, error: Exception, *, begun: bool) -> ModelError:
        """A failure before the first word is as good as none begun; garbage, or an end too early, is not."""
        if begun or not isinstance(error, openai.APIError | StreamFailed):
            return ModelInterrupted("the stream broke off")
        return sorted_code(error.code) if isinstance(error, StreamFailed) else self._sorted(error)

    async def _probe(self) -> None:
        """Ask the smallest question; its first word is answer enough."""
        stream, reading, heard = await self._opened(_PROBE, _PROBE_TOKENS), self._reading(), False
        try:
            async with stream:
                async for events in stream:
                    for event in events:
                        heard = True
                        reading.take(event)
                        if reading.begun:
                            return
        except StreamFailed as error:
            raise sorted_code(error.code) from None
        except openai.OpenAIError as error:
            raise self._sorted(error) from None
        except (ValueError, RecursionError):
            raise no_model_server() from None
        if not heard:
            raise no_model_server()

    async def _availability(self) -> None:
        """Pass if anything answers at all; what it lists is not read, for it may have no end."""
        try:
            async with self._client.models.with_streaming_response.list():
                return
        except openai.OpenAIError as error:
            failure = self._sorted(error)
            if isinstance(failure, ModelUnavailable):
                raise failure from None
        except CUT_OFF:
            raise sorted_code(None) from None


def as_message(said: Said) -> Mapping[str, Any]:
    """What was said, as both wires take it."""
    return {"role": "user" if isinstance(said, UserSaid) else "assistant", "content": said.text}


def choice_of_tools(request: Request, tool: Callable[[ToolSchema], Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the parameters about tools, one of which at most is called at a time.

    ``tool`` puts it in the wire's form.
    """
    if not request.tools:
        return {}
    return {
        "tools": [tool(schema) for schema in request.tools],
        "parallel_tool_calls": False,
        "tool_choice": "auto" if request.may_call else "none",
    }


def sendable(call: ToolCall) -> ToolCall:
    """Return a call as servers take it back.

    They refuse a name or arguments of the wrong form, even their own model's.
    """
    name = re.sub(r"[^a-zA-Z0-9_-]", "_", call.name)[:64] or "unknown"
    return ToolCall(call.id, name, call.arguments if is_json_object(call.arguments) else "{}")
