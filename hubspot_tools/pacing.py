"""The account's request budget, kept on our side so that HubSpot need not refuse."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Protocol

from hubspot_tools.errors import RateLimited

SEARCHES_PER_SECOND = 5
"""Searches an account may make in one second, all its apps together; source: HubSpot's search guide."""

CALLS_PER_TEN_SECONDS = 100
"""Calls one app may make in ten seconds on the smallest plan; source: HubSpot's usage guidelines."""


class Clock(Protocol):
    """Time as this package needs it; tests bring their own."""

    def now(self) -> float:
        """Seconds that never run backwards."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait without blocking the event loop."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> float:
        """Seconds since an arbitrary moment."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait without blocking the event loop."""
        await asyncio.sleep(seconds)


Waiting = Callable[[float], None]
"""Told how many seconds the calling task is about to wait for HubSpot; must be quick and must not raise."""


class RequestBudget:
    """At most ``calls`` in any window of ``seconds`` as HubSpot counts them, first come, first served.

    HubSpot counts a call some time between its departure and its answer. So a call holds one of the budget's
    places from its turn until ``seconds`` after its answer: whatever the network's delays, no window on
    HubSpot's side ever sees more. Any number of tasks on one event loop may share a budget.
    """

    def __init__(
        self,
        calls: int,
        seconds: float,
        clock: Clock,
        *,
        longest_wait: float = 30.0,
        waiting: Waiting | None = None,
    ) -> None:
        """See the class.

        Args:
            calls: Calls in a window.
            seconds: Length of the window.
            clock: Tells the time, and waits.
            longest_wait: Seconds beyond which a call is refused instead of queued.
            waiting: Told when a call must wait, in the task that makes it.
        """
        self._calls = calls
        self._seconds = seconds
        self._clock = clock
        self._longest_wait = longest_wait
        self._waiting = waiting
        self._queued = 0
        self._running = 0
        self._answered: deque[float] = deque()
        self._door = asyncio.Lock()
        self._somebody_ended = asyncio.Event()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Make one call inside the block, which begins when the call may be made.

        Raises:
            RateLimited: so many calls are ahead that it would take more than ``longest_wait`` seconds.
        """
        await self._enter()
        try:
            yield
        finally:
            self._running -= 1
            self._answered.append(self._clock.now())
            self._somebody_ended.set()

    async def _enter(self) -> None:
        expected = self._expected_wait()
        if expected > self._longest_wait:
            raise RateLimited("too many calls are waiting", retry_after=expected)
        if expected > 0 and self._waiting:
            self._waiting(expected)
        self._queued += 1
        try:
            async with self._door:
                await self._until_a_place_is_free()
                self._running += 1
        finally:
            self._queued -= 1

    async def _until_a_place_is_free(self) -> None:
        while True:
            self._forget_old_answers()
            if self._running + len(self._answered) < self._calls:
                return
            if self._answered:
                await self._clock.sleep(self._answered[0] + self._seconds - self._clock.now())
            else:
                self._somebody_ended.clear()
                await self._somebody_ended.wait()

    def _expected_wait(self) -> float:
        """Seconds until everybody ahead has had a turn, should the calls under way end at once."""
        self._forget_old_answers()
        now = self._clock.now()
        free = self._calls - self._running - len(self._answered)
        if self._queued < free:
            return 0.0
        places = [now] * free
        places += [answered + self._seconds for answered in self._answered]
        places += [now + self._seconds] * self._running
        rounds, place = divmod(self._queued, self._calls)
        return places[place] + rounds * self._seconds - now

    def _forget_old_answers(self) -> None:
        now = self._clock.now()
        while self._answered and self._answered[0] + self._seconds <= now:
            self._answered.popleft()
