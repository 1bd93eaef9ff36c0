"""Says, once, that a turn which takes long is still under way; the line goes when there is an answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from chainlit.step import Step

from assistant.chat.events import Event, LanguageChanged
from assistant.ui.screen.grey_lines import Underway, open_step

PATIENCE_SECONDS = 8.0
"""How long people wait before they wonder whether anything happens at all."""


@asynccontextmanager
async def still_working_told(sentence: str, *, after: float = PATIENCE_SECONDS) -> AsyncIterator["Sign"]:
    """Show ``sentence`` when the turn in the block has had no answer ``after`` so many seconds.

    The line goes when the sign heeds an answer, and when the turn ends in any other way.
    """
    sign = Sign(sentence, after)
    try:
        yield sign
    finally:
        await sign.withdraw()


class Sign:
    """One line that may come, and goes."""

    def __init__(self, sentence: str, after: float) -> None:
        self._step: Step | None = None
        self._putting_up = asyncio.create_task(self._put_up(sentence, after))

    async def _put_up(self, sentence: str, after: float) -> None:
        await asyncio.sleep(after)
        self._step = await open_step(sentence, icon="hourglass")

    async def heed(self, event: Event) -> None:
        """Withdraw the line before an answer is shown; what only tells that work is going on is none."""
        if not isinstance(event, Underway | LanguageChanged):
            await self.withdraw()

    async def withdraw(self) -> None:
        """Take the line away if it has come, and let it come no more."""
        if not self._putting_up.done():
            self._putting_up.cancel()
            await asyncio.wait({self._putting_up})  # Stop, coming now, is still heard
        if not self._putting_up.cancelled():
            self._putting_up.result()
        if self._step is not None:
            step, self._step = self._step, None
            await step.remove()
