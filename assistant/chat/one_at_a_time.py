"""One thing at a time for one person, in the order it came."""

import asyncio
from collections.abc import Callable
from types import TracebackType


class OneAtATime:
    """A lock that knows how many wait for it; they get it in the order they asked."""

    def __init__(self, *, first: Callable[[], None] = lambda: None) -> None:
        """Let nobody in yet; ``first`` is done by whoever comes in, before anything else."""
        self.first = first
        self.waiting = 0
        """How many wait at this moment, whoever is at work not counted."""
        self._lock = asyncio.Lock()

    async def __aenter__(self) -> None:
        self.waiting += 1
        try:
            await self._lock.acquire()
        finally:
            self.waiting -= 1
        self.first()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()
