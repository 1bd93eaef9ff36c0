"""The one place that decides how often a model is asked again."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Final

from assistant.models.model_protocol import Delayed, Model, ModelBusy, ModelUnavailable, Piece, Request

LONGEST_WAIT: Final = 10.0
"""Seconds a person may be kept waiting because a server is busy; beyond that they are told to come back."""

PAUSE: Final = 0.5
"""Seconds before a server that failed is asked again."""

Sleep = Callable[[float], Awaitable[None]]


class PatientModel:
    """A model that is asked once more when its server is busy or has failed.

    Only `ModelUnavailable` is worth another try: nothing of the answer has come then, so nothing is said
    twice. A busy server is given the time it asks for, up to `LONGEST_WAIT`, and the wait is told. What an
    operator must mend, what was refused and what broke off half-way passes through.
    """

    def __init__(self, model: Model, sleep: Sleep = asyncio.sleep) -> None:
        self._model = model
        self._sleep = sleep

    @property
    def label(self) -> str:
        """See `Model.label`."""
        return self._model.label

    async def answer(self, request: Request) -> AsyncGenerator[Piece, None]:
        """See `Model.answer`."""
        try:
            async with aclosing(self._model.answer(request)) as pieces:
                async for piece in pieces:
                    yield piece
        except ModelUnavailable as error:
            pause = _pause_after(error)
        else:
            return
        yield Delayed(pause)
        await self._sleep(pause)
        async with aclosing(self._model.answer(request)) as pieces:
            async for piece in pieces:
                yield piece

    async def check(self) -> None:
        """See `Model.check`; asked once, because whoever checks will check again."""
        await self._model.check()

    async def close(self) -> None:
        """See `Model.close`."""
        await self._model.close()


def _pause_after(error: ModelUnavailable) -> float:
    """Seconds until the next try; the error itself is raised where a person should not be kept waiting."""
    if not isinstance(error, ModelBusy):
        return PAUSE
    if error.retry_after > LONGEST_WAIT:
        raise error
    return max(error.retry_after, PAUSE)
