"""The account's request budget, kept on our side so that HubSpot need not refuse, and shared fairly."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Protocol

from hubspot_tools.calls.callers import Caller, current_caller
from hubspot_tools.calls.fair_queue import FairQueue
from hubspot_tools.calls.places import Places, Shares
from hubspot_tools.calls.told_limits import ToldLimits
from hubspot_tools.errors import RateLimited

SEARCHES_PER_SECOND = 5
"""Searches an account may make in one second, all its apps together; source: HubSpot's search guide."""

CALLS_PER_TEN_SECONDS = 100
"""Calls one app may make in ten seconds on the smallest plan; source: HubSpot's usage guidelines."""


_LARGEST_SHARE = 0.8


def largest_share(calls: int) -> int:
    """Return how much of a budget one person may hold, or all patient work together.

    Somebody else may come at any moment.
    """
    return max(1, int(calls * _LARGEST_SHARE))


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


class CallBudget(Protocol):
    """Something that calls wait for, however it is kept and with whomever it is shared."""

    def turn(self, *, writes: bool = False, under_way: bool = False) -> AbstractAsyncContextManager[None]:
        """Make one call inside the block, which begins when the call may be made.

        See `Caller` for one that is ``under_way``.

        Raises:
            CrmError: it may not be made, or not soon.
        """
        ...

    def adjust(self, told: ToldLimits) -> None:
        """Keep to what HubSpot has told with an answer."""
        ...

    async def close(self) -> None:
        """Let go of whatever works for it."""
        ...


class RequestBudget:
    """Gives the callers in turn at most ``calls`` in any window of ``seconds``.

    They are counted as HubSpot counts them.

    HubSpot counts a call some time between its departure and its answer. So a call holds one of the budget's
    places from its turn until ``seconds`` after its answer: whatever the network's delays, no window on
    HubSpot's side ever sees more. With no ``seconds`` at all it bounds how many calls are under way.

    Each caller (see `hubspot_tools.calls.callers`) has a line of their own in a `FairQueue`. No person holds all the places, nor do all patient calls together; the service's own calls may. Any
    number of tasks on one event loop may share a budget.
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
        self._clock = clock
        self._longest_wait = longest_wait
        self._waiting = waiting
        self._seconds = seconds
        self._places = Places(calls, seconds)
        self._shares = Shares(largest_share(calls), seconds)
        self._lines: FairQueue[asyncio.Future[None]] = FairQueue()
        self._alarm: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def turn(self, *, writes: bool = False, under_way: bool = False) -> AsyncIterator[None]:
        """Make one call inside the block, which begins when the call may be made.

        It makes no difference whether it ``writes``.

        Raises:
            RateLimited: the caller's turn would come in more than ``longest_wait`` seconds.
        """
        del writes
        caller = replace(current_caller(), under_way=under_way)
        await self._enter(caller)
        try:
            yield
        finally:
            now = self._clock.now()
            self._places.answer(now)
            self._shares.of(caller).answer(now)
            self._let_in()

    def adjust(self, told: ToldLimits) -> None:
        """Be as large as HubSpot tells, and hold places for calls that it counts and nobody here has made."""
        now = self._clock.now()
        self._places.pass_to(now)
        if told.calls is not None:
            self._seconds = told.seconds or self._seconds
            self._places.resize(told.calls, self._seconds)
            self._shares.resize(largest_share(told.calls), self._seconds)
        if told.used is not None:
            self._places.note_used(told.used, now)
        self._let_in()

    async def close(self) -> None:
        """Nothing works for it while nobody waits."""

    async def _enter(self, caller: Caller) -> None:
        expected = self._expected_wait(caller)
        if expected > self._longest_wait:
            raise RateLimited("too many calls are waiting", retry_after=expected)
        if expected > 0 and self._waiting:
            self._waiting(expected)
        turn = asyncio.get_running_loop().create_future()
        self._lines.join(caller, turn)
        self._let_in()
        try:
            await turn
        except asyncio.CancelledError:
            self._give_up(caller, turn)
            raise

    def _give_up(self, caller: Caller, turn: asyncio.Future[None]) -> None:
        if turn.cancelled():
            self._lines.leave(caller, turn)
        else:  # its turn had come in the same moment
            self._places.give_back()
            self._shares.of(caller).give_back()
        self._let_in()

    def _let_in(self) -> None:
        """Give every free place to whoever's turn it is, and come again when the next one will be free."""
        now = self._clock.now()
        self._places.pass_to(now)
        self._shares.pass_to(now)
        while (served := self._lines.next(self._fits)) is not None:
            caller, turn = served
            if turn.cancelled():  # its task has not heard yet that it was
                continue
            self._places.take()
            self._shares.of(caller).take()
            turn.set_result(None)
        if not self._lines and self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        elif self._lines and self._alarm is None and (at := self._places.next_free) is not None:
            self._alarm = asyncio.create_task(self._let_in_at(at))

    async def _let_in_at(self, moment: float) -> None:
        await self._clock.sleep(moment - self._clock.now())
        self._alarm = None
        self._let_in()

    def _fits(self, caller: Caller) -> bool:
        return bool(self._places.free and self._shares.of(caller).free)

    def _expected_wait(self, caller: Caller) -> float:
        """Return the seconds until one call more of this caller would have its turn.

        It is not looked for far beyond the longest wait.

        It is played through, should the calls under way end at once, all others as soon as they are made, and nobody
        else come.
        """
        lines: FairQueue[object] = self._lines.copy()  # type: ignore[assignment]  # of anything that waits
        mine, began = object(), self._clock.now()
        lines.join(caller, mine)
        places, shares = self._places.foreseen(began), self._shares.foreseen(began)
        now = began

        def fits(other: Caller) -> bool:
            return bool(places.free and shares.of(other).free)

        while now - began <= self._longest_wait:
            served = lines.next(fits)
            if served is None:
                now = places.next_free or now
                places.pass_to(now)
                shares.pass_to(now)
                continue
            other, waiting = served
            if waiting is mine:
                break
            for held in (places, shares.of(other)):
                held.take()
                held.answer(now)
        return now - began
