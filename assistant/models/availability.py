"""Tells all chats at once whether the language model can be reached.

While it cannot, nobody is made to wait for it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from assistant.models.model_protocol import ModelError, ModelUnavailable

log = logging.getLogger(__name__)

FIRST_PAUSE = 5.0
LONGEST_PAUSE = 300.0
"""Seconds between two looks for the model: doubled each time until it has really answered somebody."""

CHECK_SECONDS = 8.0
"""After so long without an answer a look has found nobody."""

Sleep = Callable[[float], Awaitable[None]]


class ModelAvailability:
    """Knows whether the model answered last, and looks for it when it did not.

    Without a way to look for it, the model counts as reachable: asking it is then the only way to know.
    """

    def __init__(
        self, check: Callable[[], Awaitable[None]] | None = None, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._check = check
        self._sleep = sleep
        self._there = asyncio.Event()
        self._there.set()
        self._pause = FIRST_PAUSE
        self._looking: asyncio.Task[None] | None = None
        self._trouble: ModelError | None = None

    @property
    def there(self) -> bool:
        """Whether the model is worth asking."""
        return self._there.is_set()

    @property
    def trouble(self) -> ModelError | None:
        """Why nobody got an answer when one was last asked for.

        A server that is there again may refuse the key as before: that holds until somebody is answered.
        """
        return self._trouble

    def lost(self, error: ModelError | None = None) -> None:
        """The model could not be reached, or not in time, or refuses: look for it until it is there again."""
        self._trouble = error or ModelUnavailable("it did not answer in time")
        if self._check is None or not self.there:
            return
        self._there.clear()
        self._looking = asyncio.create_task(self._look(self._check))

    def held(self) -> None:
        """The model has answered."""
        self._pause = FIRST_PAUSE
        self._trouble = None
        self._there.set()

    async def found(self) -> None:
        """Wait until the model is there."""
        await self._there.wait()

    async def close(self) -> None:
        """Look for it no longer."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    async def _look(self, check: Callable[[], Awaitable[None]]) -> None:
        while not self.there:
            await self._sleep(self._pause)
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
            try:
                async with asyncio.timeout(CHECK_SECONDS):
                    await check()
            except (ModelError, TimeoutError):
                continue
            log.info("the model is there again")
            if isinstance(self._trouble, ModelUnavailable):
                self._trouble = None
            self._there.set()
