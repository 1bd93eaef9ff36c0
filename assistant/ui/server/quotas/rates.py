"""How often each caller may do something: a sliding minute, counted in bounded memory."""

from collections import OrderedDict, deque
from collections.abc import Callable

from assistant.ui.server.quotas.allowances import Allowances, Demand
from assistant.ui.server.quotas.counted_callers import is_address

WINDOW = 60.0
"""Seconds over which demands are counted."""


class Rates:
    """Counts what callers did in the last minute.

    Libraries that do so (limits, aiolimiter) take no clock, know no ceiling on the number of callers, or do not tell
    how long to wait. Times are kept one by one, at most as many as are allowed, so that no minute whatever holds more.
    """

    def __init__(self, allowances: Allowances, clock: Callable[[], float]) -> None:
        """Nobody has done anything yet; ``clock`` gives seconds that never go back."""
        self._allowances = allowances
        self._clock = clock
        self._done: OrderedDict[tuple[Demand, str], deque[float]] = OrderedDict()

    def __len__(self) -> int:
        """How many counts are kept."""
        return len(self._done)

    def wait_for(self, demand: Demand, *callers: str) -> float:
        """Count a demand for each of these callers, unless one of them has used up its minute.

        Returns the seconds until it may be tried again, 0.0 when it is counted. What is refused is not counted, so
        that waiting always helps.
        """
        now = self._clock()
        self._forget(now)
        wait = max((self._wait(demand, caller, now) for caller in callers), default=0.0)
        if wait <= 0.0:
            for caller in callers:
                self._count(demand, caller, now)
        return max(wait, 0.0)

    def _allowed(self, demand: Demand, caller: str) -> int:
        allowed = self._allowances.each_minute[demand]
        return allowed * self._allowances.generosity if is_address(caller) else allowed

    def _wait(self, demand: Demand, caller: str, now: float) -> float:
        done = self._done.get((demand, caller))
        full = done is not None and len(done) >= self._allowed(demand, caller)
        return done[0] + WINDOW - now if done and full else 0.0

    def _count(self, demand: Demand, caller: str, now: float) -> None:
        key = (demand, caller)
        if key not in self._done:
            if len(self._done) >= self._allowances.most_callers:
                self._done.popitem(last=False)
            self._done[key] = deque(maxlen=self._allowed(demand, caller))
        self._done[key].append(now)
        self._done.move_to_end(key)

    def _forget(self, now: float) -> None:
        """Let go of whoever has been idle for the whole window; the count used last stands last."""
        while self._done:
            oldest = next(iter(self._done.values()))
            if oldest[-1] + WINDOW > now:
                return
            self._done.popitem(last=False)
