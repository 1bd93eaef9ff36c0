"""Keeps the account's request budget: counted always, enforced when asked.

Source: HubSpot's usage guidelines.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from hubspot_tools.sandbox import errors

BURST_CALLS, BURST_SECONDS = 100, 10.0
SEARCH_CALLS, SEARCH_SECONDS = 5, 1.0
DAILY_CALLS, DAY_SECONDS = 250_000, 86_400.0


@dataclass(frozen=True, slots=True)
class Budget:
    """What is left after a call, of how many."""

    in_window: int
    today: int
    burst_calls: int = BURST_CALLS
    daily_calls: int = DAILY_CALLS

    def headers(self) -> dict[str, str]:
        """The rate-limit headers; search answers carry none."""
        return {
            "X-HubSpot-RateLimit-Daily": str(self.daily_calls),
            "X-HubSpot-RateLimit-Daily-Remaining": str(self.today),
            "X-HubSpot-RateLimit-Interval-Milliseconds": str(int(BURST_SECONDS * 1000)),
            "X-HubSpot-RateLimit-Max": str(self.burst_calls),
            "X-HubSpot-RateLimit-Remaining": str(self.in_window),
        }


class AccountLimits:
    """Counts the calls of the last ten seconds, of the last second for searches, and of the day."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        *,
        burst_calls: int = BURST_CALLS,
        daily_calls: int = DAILY_CALLS,
    ) -> None:
        """Plans differ in ``burst_calls`` in ten seconds and in ``daily_calls``; the smallest is the default."""
        self._clock = clock
        self._burst_calls, self._daily_calls = burst_calls, daily_calls
        self._lock = threading.Lock()
        self._calls: deque[float] = deque()
        self._searches: deque[float] = deque()
        self._day_began, self._today = clock(), 0

    def spend(self, *, is_search: bool, enforced: bool) -> Budget:
        """Count one call.

        Raises:
            CrmError: 429, when limits are enforced and one is reached.
        """
        with self._lock:
            now = self._clock()
            self._forget_before(now)
            if enforced and is_search and len(self._searches) >= SEARCH_CALLS:
                raise errors.too_many_calls("SECONDLY", "secondly")
            if enforced and len(self._calls) >= self._burst_calls:
                raise self._told(errors.too_many_calls("TEN_SECONDLY_ROLLING", "ten_secondly_rolling"))
            if enforced and self._today >= self._daily_calls:
                raise self._told(errors.too_many_calls("DAILY", "daily"))
            self._calls.append(now)
            if is_search:
                self._searches.append(now)
            self._today += 1
            return self._left()

    def _left(self) -> Budget:
        in_window = max(0, self._burst_calls - len(self._calls))
        today = max(0, self._daily_calls - self._today)
        return Budget(in_window, today, self._burst_calls, self._daily_calls)

    def _told(self, refusal: errors.CrmRefusal) -> errors.CrmRefusal:
        """The refusal with the rate-limit headers, as every answer but a search's has them."""
        refusal.headers |= self._left().headers()
        return refusal

    @property
    def daily_calls(self) -> int:
        """How many calls a day may see."""
        return self._daily_calls

    def used_today(self) -> int:
        """How many calls the day has seen."""
        with self._lock:
            self._forget_before(self._clock())
            return self._today

    def _forget_before(self, now: float) -> None:
        while self._calls and self._calls[0] <= now - BURST_SECONDS:
            self._calls.popleft()
        while self._searches and self._searches[0] <= now - SEARCH_SECONDS:
            self._searches.popleft()
        if now - self._day_began >= DAY_SECONDS:
            self._day_began, self._today = now, 0
