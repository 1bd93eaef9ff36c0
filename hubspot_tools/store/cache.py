"""Values worth keeping for a while, fetched when first needed."""

import asyncio
import logging
import math
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from hubspot_tools.calls.request_budget import Clock
from hubspot_tools.calls.request_count import for_everybody
from hubspot_tools.errors import CrmUnavailable, RateLimited, RequestRefused

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Cached(Generic[T]):
    """One value, fetched again when it is older than ``fresh_for`` allows, in seconds.

    While HubSpot is unreachable or busy an old value is better than none and is kept in use. One that
    ``serves_while_old`` is handed out at once when it is due, and fetched again behind whoever asked.
    """

    def __init__(
        self,
        fetch: Callable[[], Awaitable[T]],
        fresh_for: Callable[[T], float],
        clock: Clock,
        *,
        serves_while_old: Callable[[T], bool] = lambda _: False,
    ) -> None:
        self._fetch = fetch
        self._fresh_for = fresh_for
        self._clock = clock
        self._value: T | None = None
        self._fetched_at = 0.0
        self._lock = asyncio.Lock()
        self._serves_while_old = serves_while_old
        self._refresh: asyncio.Task[T] | None = None

    @property
    def kept(self) -> T | None:
        """The value that was fetched last, however old; None before the first."""
        return self._value

    async def get(self, *, at_most: float = math.inf) -> T:
        """Return the value; several callers at once share one fetch.

        Args:
            at_most: Seconds of age from which it is fetched again, however fresh it is held to be; 0 always does.
        """
        old = self._value
        if old is not None and self._age < at_most and self._serves_while_old(old):
            self._refresh_if_due(old)
            return old
        return await self._got(at_most)

    @property
    def _age(self) -> float:
        return self._clock.now() - self._fetched_at

    def _refresh_if_due(self, old: T) -> None:
        if self._age >= self._fresh_for(old) and (self._refresh is None or self._refresh.done()):
            self._refresh = asyncio.create_task(self._got(math.inf))
            self._refresh.add_done_callback(_told)

    async def close(self) -> None:
        """End a refresh that is under way."""
        if self._refresh is not None and not self._refresh.done():
            self._refresh.cancel()
            await asyncio.wait([self._refresh])

    async def _got(self, at_most: float) -> T:
        async with self._lock:
            if self._value is not None and self._age < min(self._fresh_for(self._value), at_most):
                return self._value
            try:
                with for_everybody():
                    value = await self._fetch()
            except (CrmUnavailable, RateLimited, RequestRefused):
                if self._value is None:
                    raise
                return self._value
            self._value, self._fetched_at = value, self._clock.now()
            return value


def _told(refresh: "asyncio.Task[T]") -> None:
    """Take note of how a refresh ended; the old value stays in use, and the next who asks tries again."""
    if not refresh.cancelled() and (error := refresh.exception()) is not None:
        _log.warning("a value could not be refreshed (%s)", type(error).__name__)


class RecentWrites:
    """Ids of contacts this process wrote within the last ``seconds``, newest first, ``most`` at most.

    HubSpot's index was seen to lag up to thirty seconds behind a create and a minute behind an update;
    sources: Okta's HubSpot connector, craft-freeform#2500.
    """

    def __init__(self, clock: Clock, *, seconds: float = 120.0, most: int = 100) -> None:
        self._clock = clock
        self._seconds = seconds
        self._most = most
        self._written: OrderedDict[str, float] = OrderedDict()

    def add(self, contact_id: str) -> None:
        """Remember a write that has just been, or may have been, stored."""
        self._written.pop(contact_id, None)
        self._written[contact_id] = self._clock.now()
        while len(self._written) > self._most:
            self._written.popitem(last=False)

    def ids(self) -> tuple[str, ...]:
        """Return the ids still worth a second look."""
        oldest = self._clock.now() - self._seconds
        return tuple(one for one, written_at in reversed(self._written.items()) if written_at >= oldest)
