"""Says, once, that a turn which takes long is still under way; the line goes when there is an answer."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from chainlit.step import Step

from assistant.chat.events import Event, LanguageChanged
from assistant.ui.screen.grey_lines import Underway, open_step

PATIENCE_SECONDS = 8.0
"""How long people wait before they wonder whether anything happens at all."""


@asynccontextmanager
async def still_working_told(
    events: AsyncGenerator[Event, None], sentence: str, *, after: float = PATIENCE_SECONDS
) -> AsyncIterator[AsyncGenerator[Event, None]]:
    """The same events; without an answer among them ``after`` so many seconds, ``sentence`` is shown.

    What only tells that work is going on is no answer. The line is gone before the answer comes, and when the turn
    ends in any other way.
    """
    sign = _Sign(sentence, after)
    try:
        yield _withdrawing(events, sign)
    finally:
        await sign.withdraw()


class _Sign:
    """One line that may come, and goes."""

    def __init__(self, sentence: str, after: float) -> None:
        self._step: Step | None = None
        self._putting_up = asyncio.create_task(self._put_up(sentence, after))

    async def _put_up(self, sentence: str, after: float) -> None:
        await asyncio.sleep(after)
        self._step = await open_step(sentence, icon="hourglass")

    async def withdraw(self) -> None:
        self._putting_up.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._putting_up
        if self._step is not None:
            step, self._step = self._step, None
            await step.remove()


async def _withdrawing(events: AsyncGenerator[Event, None], sign: _Sign) -> AsyncGenerator[Event, None]:
    async with contextlib.aclosing(events):
        async for event in events:
            if not isinstance(event, Underway | LanguageChanged):
                await sign.withdraw()
            yield event
