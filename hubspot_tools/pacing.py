"""The account's request budget, kept on our side so that HubSpot need not refuse."""

import asyncio
import time
from collections import deque
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


class RequestBudget:
    """At most ``calls`` in any window of ``seconds``, first come, first served.

    A call books its moment before it waits for it, without an await in between, so the budget holds for any
    number of tasks on one event loop. A task cancelled while waiting leaves its booking unused.
    """

    def __init__(self, calls: int, seconds: float, clock: Clock, *, longest_wait: float = 10.0) -> None:
        self._seconds = seconds
        self._clock = clock
        self._longest_wait = longest_wait
        self._booked: deque[float] = deque(maxlen=calls)

    async def wait(self) -> None:
        """Return when the call may be made.

        Raises:
            RateLimited: so many calls are ahead that it would take more than ``longest_wait`` seconds;
                nothing is booked.
        """
        now = self._clock.now()
        full = len(self._booked) == self._booked.maxlen
        moment = max(now, self._booked[0] + self._seconds) if full else now
        if moment - now > self._longest_wait:
            raise RateLimited("too many calls are waiting", retry_after=moment - now)
        self._booked.append(moment)
        if moment > now:
            await self._clock.sleep(moment - now)
