"""When a call that failed is made again: the one place that decides, and the one table.

The table may grow: a fault is a row, a sort of call is a column.
"""

import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeVar

from hubspot_tools.calls.request_budget import Clock, Waiting
from hubspot_tools.errors import CrmError, CrmUnavailable, RateLimited

T = TypeVar("T")

_log = logging.getLogger(__name__)


class CallSort(Enum):
    """What a call does, which decides what its failure means."""

    READ = auto()
    SEARCH = auto()
    UPDATE = auto()
    ARCHIVE = auto()
    CREATE = auto()

    @property
    def writes(self) -> bool:
        """Whether a lost answer leaves open what was stored."""
        return self in {CallSort.UPDATE, CallSort.ARCHIVE, CallSort.CREATE}

    @property
    def is_of_known(self) -> bool:
        """Whether it is about something that is known by its id, and may be gone."""
        return self not in {CallSort.SEARCH, CallSort.CREATE}


class CallFault(Enum):
    """How a call failed, as far as making it again is concerned."""

    UNREACHED = auto()
    BUSY = auto()
    LOCKED = auto()
    SERVER = auto()
    LOST = auto()
    FINAL = auto()


@dataclass(frozen=True)
class Remedy:
    """For which sorts of call a fault is worth another try.

    ``tries`` are in all, the first one included, never more than the policy's; None leaves it to the policy.
    ``pause`` is in seconds; None is the policy's, which grows and has jitter.
    """

    sorts: frozenset[CallSort]
    tries: int | None = None
    pause: float | None = None


_EVERY_SORT = frozenset(CallSort)
_READING = frozenset({CallSort.READ, CallSort.SEARCH})
_LOCK_SECONDS = 2.0

REMEDIES = {
    # No connection came about, so nothing was sent.
    CallFault.UNREACHED: Remedy(_EVERY_SORT),
    # 429 but for a spent day: refused before anything was done; HubSpot says how long, or the budget's name does.
    CallFault.BUSY: Remedy(_EVERY_SORT, tries=2),
    # 423: refused as well, for about two seconds (HubSpot's error handling guide). A new contact cannot be locked.
    CallFault.LOCKED: Remedy(_EVERY_SORT - {CallSort.CREATE}, tries=2, pause=_LOCK_SECONDS),
    # 5xx, or no usable answer: a write may have been stored before the failure, and is read back instead.
    CallFault.SERVER: Remedy(_READING),
    CallFault.LOST: Remedy(_READING),
    # Everything else, a spent day and a migrating account included, stays as it is for as long as anybody waits.
    CallFault.FINAL: Remedy(frozenset()),
}
"""A write that HubSpot may have acted on is never sent again; see `hubspot_tools.errors.OutcomeUnknown`."""


class CallFailed(Exception):
    """One attempt failed: ``error`` is for the caller, ``fault`` for the decision to go on."""

    def __init__(self, fault: CallFault, error: CrmError) -> None:
        super().__init__(fault.name)
        self.fault = fault
        self.error = error


@dataclass(frozen=True)
class RetryPolicy:
    """Says how often and how long a request is made again.

    That is attempts in all, seconds from the first to the last, and the pauses between.
    """

    attempts: int = 3
    patience_seconds: float = 15.0
    first_pause: float = 0.4
    longest_pause: float = 4.0


class Retrier:
    """Makes a call until it succeeds, its fault is final, or patience is spent."""

    def __init__(
        self,
        policy: RetryPolicy,
        clock: Clock,
        *,
        jitter: Callable[[], float] = random.random,
        waiting: Waiting | None = None,
    ) -> None:
        """``jitter`` gives a share between 0 and 1; ``waiting`` is told of every pause."""
        self._policy = policy
        self._clock = clock
        self._jitter = jitter
        self._waiting = waiting

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
                pause = self._pause(number, failed)
                spent = self._clock.now() - started + pause
                if not self._worth_another(sort, number, failed.fault, spent):
                    raise failed.error from None
                _log.info("attempt %d of a %s call failed (%s)", number, sort.name, failed.fault.name)
            if self._waiting:
                self._waiting(pause)
            await self._clock.sleep(pause)

    def _worth_another(self, sort: CallSort, tries: int, fault: CallFault, spent: float) -> bool:
        remedy = REMEDIES[fault]
        most = min(self._policy.attempts, remedy.tries or self._policy.attempts)
        return sort in remedy.sorts and tries < most and spent <= self._policy.patience_seconds

    def _pause(self, number: int, failed: CallFailed) -> float:
        error = failed.error
        told = error.retry_after if isinstance(error, RateLimited | CrmUnavailable) else None
        fixed = REMEDIES[failed.fault].pause if told is None else told
        if fixed is not None:
            return fixed
        backoff = self._policy.first_pause * 2.0 ** (number - 1)
        return min(backoff, self._policy.longest_pause) * (0.5 + self._jitter() / 2)
