"""Reads a streamed answer off the openai client's connection, a piece of the network's at a time."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import suppress
from types import TracebackType
from typing import Any, Final, Self

import anyio
import httpx2
import openai

from assistant.models.event_stream import EventReader

CUT_OFF: Final = (httpx2.RequestError, anyio.EndOfStream, OSError)
"""What the client's transport raises when a connection ends too early; with TLS its reasons pass through bare."""

_LAST_BYTES: Final = 0.1
"""Seconds for what may follow the last event: only a connection read to its end is used again."""


class AnswerStream:
    """The events of one answer; each step gives those that came together."""

    def __init__(self, response: httpx2.Response) -> None:
        self._response = response
        self._chunks: AsyncGenerator[bytes, None] = response.aiter_raw()
        self._events = EventReader()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Iterator[Any]:
        if self._events.done:
            await self._read_out()
            raise StopAsyncIteration
        try:
            chunk = await anext(self._chunks)
        except CUT_OFF as error:
            raise openai.APIConnectionError(request=self._response.request) from error
        return self._events.feed(chunk)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._chunks.aclose()
        await self._response.aclose()

    async def _read_out(self) -> None:
        with suppress(TimeoutError, *CUT_OFF):
            async with asyncio.timeout(_LAST_BYTES):
                async for _ in self._chunks:
                    pass
