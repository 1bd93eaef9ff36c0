"""Plays a model's server without a network.

It sends Chat Completions as bytes, cut up and interrupted as a seed decides.
"""

import json
import random
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2
from openai import AsyncOpenAI

from assistant.agent.tokens import load_counter
from assistant.models.chat_completions import ChatModel
from assistant.models.messages import ToolCall
from assistant.models.model_protocol import Model
from assistant.models.patience import PatientModel, Sleep

KEY = "sk-invented-secret"
ADDRESS = "http://model.test/v1"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a scripted model; one that is ``cut`` ends in the middle, without an end."""

    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    cut: bool = False


Answers = Callable[[Mapping[str, Any]], Answer]
"""Takes the request's JSON."""


@dataclass(slots=True)
class Weather:
    """How a server behaves around its answers: sizes of chunks, and refusals that pass."""

    seed: int
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 - repeatable, not secret

    def refuses(self) -> int | None:
        """A status to answer first, now and then; seed 0 is fair."""
        if self.seed and self._random.random() < 0.1:  # noqa: PLR2004 - one call in ten
            return self._random.choice([429, 500, 503])
        return None

    def pieces(self, text: str) -> Iterator[str]:
        """The text in pieces of one to forty characters."""
        place = 0
        while place < len(text):
            size = self._random.randint(1, 40)
            yield text[place : place + size]
            place += size


class ScriptedServer(httpx2.AsyncBaseTransport):
    """Answers the openai client from a function, and counts what that would cost."""

    def __init__(self) -> None:
        self.calls = 0
        self.tokens = 0
        self._answers: Answers = lambda _asked: Answer("…")
        self._weather = Weather(0)
        self._refused = False
        self._count_tokens = load_counter()

    def begin(self, answers: Answers, weather: Weather) -> None:
        """Answer from now on like this; calls and tokens count from nothing again."""
        self.calls = self.tokens = 0
        self._refused = False
        self._answers, self._weather = answers, weather

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """One call of the model, or a refusal that the next try does not meet again."""
        status = None if self._refused else self._weather.refuses()
        self._refused = status is not None
        if status is not None:
            return httpx2.Response(status, headers={"retry-after": "2"}, json={"error": {"message": "later"}})
        asked: Mapping[str, Any] = json.loads(await request.aread())
        answer = self._answers(asked)
        prompt = self._count(asked["messages"]) + self._count(asked.get("tools"))
        completion = self._count_tokens(answer.text) + sum(
            self._count_tokens(call.arguments) for call in answer.calls
        )
        self.calls += 1
        self.tokens += prompt + completion
        usage = {
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
        }
        return httpx2.Response(
            200,
            headers={"content-type": "text/event-stream"},
            stream=_Stream(self._chunks(answer, usage)),
        )

    def _count(self, part: object) -> int:
        return self._count_tokens(json.dumps(part, ensure_ascii=False))

    def _chunks(self, answer: Answer, usage: Mapping[str, int]) -> Iterator[bytes]:
        for piece in self._weather.pieces(answer.text):
            yield _chunk({"content": piece})
        for index, call in enumerate(answer.calls):
            function = {"name": call.name, "arguments": ""}
            yield _chunk(
                {"tool_calls": [{"index": index, "id": call.id, "type": "function", "function": function}]}
            )
            for piece in self._weather.pieces(call.arguments):
                yield _chunk({"tool_calls": [{"index": index, "function": {"arguments": piece}}]})
        if answer.cut:
            return
        yield _chunk({}, "tool_calls" if answer.calls else "stop")
        yield _line({"choices": [], "usage": usage})
        yield b"data: [DONE]\n\n"

    def model(self, sleep: Sleep) -> Model:
        """The product's own adapter on this server, patient as in earnest; ``sleep`` is how it waits."""
        client = AsyncOpenAI(
            api_key=KEY, base_url=ADDRESS, max_retries=0, http_client=httpx2.AsyncClient(transport=self)
        )
        return PatientModel(ChatModel(client, "scripted", None), sleep)


class _Stream(httpx2.AsyncByteStream):
    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._chunks:
            yield chunk


def _chunk(delta: Mapping[str, Any], finish_reason: str | None = None) -> bytes:
    return _line({"choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}]})


def _line(body: Mapping[str, Any]) -> bytes:
    head = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "scripted"}
    return f"data: {json.dumps({**head, **body})}\n\n".encode()
