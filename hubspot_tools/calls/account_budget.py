"""All the budgets of an account together, and what HubSpot tells of them with its answers."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from hubspot_tools.calls.request_budget import (
    CALLS_PER_TEN_SECONDS,
    SEARCHES_PER_SECOND,
    CallBudget,
    Clock,
    RequestBudget,
    SystemClock,
    Waiting,
)
from hubspot_tools.calls.shared.ledger import BudgetLedger, BudgetTerms
from hubspot_tools.calls.shared.shared_budget import SharedBudget
from hubspot_tools.calls.told_limits import ToldLimits, told_limits
from hubspot_tools.errors import RateLimited

TRIED_AGAIN_SECONDS: Final = 60.0
"""Between two calls that are sent on a spent day: it ends at midnight somewhere, and only HubSpot knows where."""

_ALL_OF_THEM: Final = 1_000_000


@dataclass(frozen=True)
class BudgetSettings:
    """What the account allows, and how its budget is kept.

    ``longest_wait_seconds`` is for a turn within the budget; ``waiting`` hears, in the task that makes a call,
    how many seconds it is about to wait for its turn or before another try, so that its person can be told. With a
    ``ledger`` the budget is shared by all servers that have it; it is closed with the client.
    """

    searches_per_second: int = SEARCHES_PER_SECOND
    calls_per_ten_seconds: int = CALLS_PER_TEN_SECONDS
    longest_wait_seconds: float = 30.0
    clock: Clock = field(default_factory=SystemClock)
    waiting: Waiting | None = None
    ledger: BudgetLedger | None = None


class DailyCalls:
    """Counts the account's calls of a day down from what HubSpot told last; unlimited until it has told.

    None is sent that would only be refused.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._left: int | None = None
        self._tried_at = float("-inf")

    def adjust(self, left: int) -> None:
        """Keep to what HubSpot has told, here or to another server."""
        if left == 0 and self._left != 0:
            self._tried_at = self._clock.now()
        self._left = left

    def answered(self) -> None:
        """Hear that a call was answered though the day was spent: a new one has begun."""
        if self._left == 0:
            self._left = None

    def spend(self) -> None:
        """Count one call.

        Raises:
            RateLimited: the day is spent; now and then a call is let through all the same, to find out.
        """
        if self._left is None:
            return
        if self._left > 0:
            self._left -= 1
            return
        if self._clock.now() - self._tried_at < TRIED_AGAIN_SECONDS:
            raise RateLimited("the account's daily calls are used up", daily=True)
        self._tried_at = self._clock.now()


class AccountBudget:
    """What one call needs of the account: a place among its calls, its searches, its day's.

    Headers are heard on whatever thread brings them, and acted upon on the event loop.
    """

    def __init__(
        self,
        calls: CallBudget,
        searches: CallBudget,
        daily: DailyCalls,
        ledger: BudgetLedger | None = None,
    ) -> None:
        self._ledger = ledger
        self._calls = calls
        self._searches = searches
        self._daily = daily
        self._told: ToldLimits | None = None
        self.calls_told: int | None = None
        """How many calls in ten seconds HubSpot itself has told."""

    def hear(self, headers: Mapping[str, str]) -> None:
        """Note what an answer tells."""
        self._told = told_limits(headers) or self._told

    @asynccontextmanager
    async def turn(self, *, searching: bool, writes: bool) -> AsyncIterator[None]:
        """Make one call inside the block.

        Raises:
            CrmError: it may not be made, or not soon.
        """
        self._daily.spend()
        async with AsyncExitStack() as places:
            if searching:
                await places.enter_async_context(self._searches.turn(writes=writes))
            await places.enter_async_context(self._calls.turn(writes=writes, under_way=searching))
            try:
                yield
            finally:
                self._learn()

    def answered(self) -> None:
        """Hear that HubSpot has done what it was asked."""
        self._daily.answered()

    def refused(self, error: RateLimited, *, searching: bool) -> None:
        """Hear that HubSpot has refused a call for haste: somebody else uses the account as well."""
        if not error.daily:
            (self._searches if searching else self._calls).adjust(ToldLimits(used=_ALL_OF_THEM))

    async def close(self) -> None:
        """Let go of whatever works for the budgets."""
        await self._searches.close()
        await self._calls.close()
        if self._ledger is not None:
            await self._ledger.close()

    def _learn(self) -> None:
        told, self._told = self._told, None
        if told is None:
            return
        self.calls_told = told.calls or self.calls_told
        self._calls.adjust(told)
        if told.left_today is not None:
            self._daily.adjust(told.left_today)


def account_budget(settings: BudgetSettings, longest_call: float) -> AccountBudget:
    """Return the account's budgets; no call takes longer than ``longest_call`` seconds."""
    daily = DailyCalls(settings.clock)
    calls, searches = settings.calls_per_ten_seconds, settings.searches_per_second
    if settings.ledger is None:
        return AccountBudget(own_budget(settings, calls, 10.0), own_budget(settings, searches, 1.0), daily)
    shared = partial(
        SharedBudget,
        settings.ledger,
        settings.clock,
        longest_wait=settings.longest_wait_seconds,
        waiting=settings.waiting,
    )
    return AccountBudget(
        shared(BudgetTerms("calls", calls, 10.0, longest_call + 10.0), left_today=daily.adjust),
        # A search holds its place also while it waits for one among all calls.
        shared(BudgetTerms("searches", searches, 1.0, settings.longest_wait_seconds + longest_call + 1.0)),
        daily,
        settings.ledger,
    )


def own_budget(settings: BudgetSettings, calls: int, seconds: float) -> RequestBudget:
    """Return a budget that this server has for itself."""
    return RequestBudget(
        calls,
        seconds,
        settings.clock,
        longest_wait=settings.longest_wait_seconds,
        waiting=settings.waiting,
    )
