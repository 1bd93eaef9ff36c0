"""When a call that failed is made again: the one place that decides, and the one table.

The table may grow: a fault is a row, a sort of call is a column.
"""

import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeVar

from hubspot_tools.errors import CrmError, RateLimited
from hubspot_tools.pacing import Clock

T = TypeVar("T")

_log = logging.getLogger(__name__)


class CallSort(Enum):
    """What a call does, which decides what its failure means."""

    READ = auto()
    SEARCH = auto()
    UPDATE = auto()
    CREATE = auto()

    @property
    def writes(self) -> bool:
        """Whether a lost answer leaves open what was stored."""
        return self in {CallSort.UPDATE, CallSort.CREATE}


class Fault(Enum):
    """How a call failed, as far as making it again is concerned."""

    UNREACHED = auto()
    BUSY = auto()
    LOCKED = auto()
    SERVER = auto()
    LOST = auto()
    FINAL = auto()


_EVERY_SORT = frozenset(CallSort)
_READING = frozenset({CallSort.READ, CallSort.SEARCH})

AGAIN = {
    Fault.UNREACHED: _EVERY_SORT,  # nothing was sent
    Fault.BUSY: _EVERY_SORT,  # 429: HubSpot refused before doing anything
    Fault.LOCKED: _READING,
    Fault.SERVER: _READING,  # a write may have been stored before the failure
    Fault.LOST: _READING,  # likewise
    Fault.FINAL: frozenset(),
}
"""For which sorts of call a fault is worth another attempt. A create that was sent is never sent again."""


class CallFailed(Exception):
    """One attempt failed: ``error`` is for the caller, ``fault`` for the decision to go on."""

    def __init__(self, fault: Fault, error: CrmError) -> None:
        super().__init__(fault.name)
        self.fault = fault
        self.error = error


@dataclass(frozen=True)
class RetryPolicy:
    """How often and how long: attempts in all, seconds from the first to the last, and the pauses between."""

    attempts: int = 3
    patience_seconds: float = 15.0
    first_pause: float = 0.4
    longest_pause: float = 4.0


class Retrier:
    """Makes a call until it succeeds, its fault is final, or patience is spent."""

    def __init__(
        self, policy: RetryPolicy, clock: Clock, jitter: Callable[[], float] = random.random
    ) -> None:
        """``jitter`` gives a share between 0 and 1."""
        self._policy = policy
        self._clock = clock
        self._jitter = jitter

    async def run(self, sort: CallSort, attempt: Callable[[], Awaitable[T]]) -> T:
        """Make ``attempt`` once or more.

        Args:
            sort: What the call does.
            attempt: Makes the call; raises `CallFailed` when it did not succeed.

        Raises:
            CrmError: the error of the last attempt.
        """
        started = self._clock.now()
        number = 0
        while True:
            number += 1
            try:
                return await attempt()
            except CallFailed as failed:
                pause = self._pause(number, failed.error)
                spent = self._clock.now() - started + pause
                enough = number >= self._policy.attempts or spent > self._policy.patience_seconds
                if enough or sort not in AGAIN[failed.fault]:
                    raise failed.error from None
                _log.info("attempt %d of a %s call failed (%s)", number, sort.name, failed.fault.name)
            await self._clock.sleep(pause)

    def _pause(self, number: int, error: CrmError) -> float:
        told = error.retry_after if isinstance(error, RateLimited) else None
        if told is not None:
            return told
        backoff = self._policy.first_pause * 2.0 ** (number - 1)
        return min(backoff, self._policy.longest_pause) * (0.5 + self._jitter() / 2)
