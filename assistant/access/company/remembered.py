"""Keeps what was fetched for a while."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """Fetches once for all who ask meanwhile, and remembers the answer, but not a failure."""

    def __init__(self, fetch: Callable[[], Awaitable[Value]], now: Callable[[], float]) -> None:
        self._fetch = fetch
        self._now = now
        self._kept: tuple[Value, float] | None = None
        self._under_way: asyncio.Task[Value] | None = None

    async def get(self, *, max_age: float) -> Value:
        """Return it, fetched at most so many seconds ago.

        Raises:
            Exception: whatever fetching raises, for all who wait for it.
        """
        if self._kept is not None and 0 <= self._now() - self._kept[1] < max_age:
            return self._kept[0]
        if self._under_way is None:
            self._under_way = asyncio.create_task(self._renew())
            self._under_way.add_done_callback(self._ended)
        # Whoever goes away meanwhile must not end it for the others.
        return await asyncio.shield(self._under_way)

    async def _renew(self) -> Value:
        value = await self._fetch()
        self._kept = (value, self._now())
        return value

    def _ended(self, task: asyncio.Task[Value]) -> None:
        self._under_way = None
        if not task.cancelled():
            task.exception()  # where everybody has gone away, nobody is left to hear of it
