"""Says when the chat waits for its turn at HubSpot, so that nobody takes the pause for a failure."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import ceil

from chainlit.emitter import BaseChainlitEmitter

from assistant.language.texts import Texts

NOTICEABLE_SECONDS = 1.0

_listener: ContextVar[Callable[[float], None] | None] = ContextVar("waiting_listener", default=None)


def tell_waiting(seconds: float) -> None:
    """Hand a wait to whichever chat's turn it holds up; called in the task that waits, and never raises."""
    listener = _listener.get()
    if listener is not None and seconds >= NOTICEABLE_SECONDS:
        listener(seconds)


@contextmanager
def waits_told(emitter: BaseChainlitEmitter, texts: Texts) -> Iterator[None]:
    """Within this block the person is told, once, that their turn waits."""
    telling: list[asyncio.Task[None]] = []

    def tell(seconds: float) -> None:
        if not telling:
            sentence = texts.waiting.format(seconds=ceil(seconds))
            telling.append(asyncio.create_task(_toast(emitter, sentence)))

    listening = _listener.set(tell)
    try:
        yield
    finally:
        _listener.reset(listening)


async def _toast(emitter: BaseChainlitEmitter, sentence: str) -> None:
    await emitter.send_toast(sentence, "info")
