"""A queue in which nobody's hundred keep anybody's one waiting: weighted fair queueing."""

from bisect import insort
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

from hubspot_tools.calls.callers import Caller

T = TypeVar("T")

_MOST_REMEMBERED = 1_000
"""Callers who wait for nothing and were served lately: others have been served as often as that since the oldest."""


class LineTag(NamedTuple):
    """Where a line stands: the least ``at`` is served next, and of equal ones the earliest given."""

    at: int
    given: int
    caller: Caller


class FairQueue(Generic[T]):
    """One line for each caller; everybody's own is served in the order they came.

    Each call moves its caller back by what it costs them (`Caller.cost`). Whoever comes anew begins where the queue
    is by then, not where it once began: nobody saves up turns, and nobody who has just been served comes first again.
    Among callers of one cost that is one call each, round and round.
    """

    def __init__(self) -> None:
        self._lines: dict[Caller, deque[T]] = {}
        self._order: list[LineTag] = []
        self._served: dict[Caller, int] = {}
        self._given = 0
        self._reached = 0

    def __bool__(self) -> bool:
        """Whether anybody waits."""
        return bool(self._lines)

    @property
    def callers(self) -> int:
        """How many callers wait."""
        return len(self._lines)

    def before(self, caller: Caller, waiting: T | None = None) -> tuple[int, int]:
        """Tell what is served before one of this caller's calls, or before one more of them.

        Returns:
            Calls that go first, their own included, and how far the queue has to come.
        """
        line = self._lines.get(caller, deque())
        own = line.index(waiting) if waiting is not None and waiting in line else len(line)
        begins = next((tag.at for tag in self._order if tag.caller == caller), None)
        if begins is None:
            begins = max(self._reached, self._served.get(caller, 0))
        mine = begins + own * caller.cost
        calls = own
        for tag in self._order:
            if tag.caller != caller and tag.at <= mine:
                line, cost = self._lines[tag.caller], tag.caller.cost
                calls += min(len(line), (mine - tag.at) // cost + 1) if cost else len(line)
        return calls, mine - self._reached

    def join(self, caller: Caller, waiting: T) -> None:
        """Stand at the end of one's own line."""
        line = self._lines.get(caller)
        if line is None:
            line = self._lines[caller] = deque()
            self._place(caller, max(self._reached, self._served.pop(caller, 0)))
        line.append(waiting)

    def leave(self, caller: Caller, waiting: T) -> None:
        """Give up waiting; whose turn it is does not change.

        Does nothing for whoever has been taken out already.
        """
        line = self._lines.get(caller, deque())
        if waiting in line:
            line.remove(waiting)
            if not line:
                self._end(caller, next(tag for tag in self._order if tag.caller == caller))

    def first(self, fits: Callable[[Caller], bool], most: int) -> Sequence[LineTag]:
        """Whose turn it is among the callers that ``fits`` lets pass, at most so many of them."""
        found: list[LineTag] = []
        for tag in self._order:
            if len(found) == most:
                break
            if fits(tag.caller):
                found.append(tag)
        return found

    def next(self, fits: Callable[[Caller], bool]) -> tuple[Caller, T] | None:
        """Take out whose turn it is among the callers that ``fits`` lets pass; None when there is nobody."""
        found = self.first(fits, 1)
        if not found:
            return None
        tag = found[0]
        line = self._lines[tag.caller]
        served = line.popleft()
        self.advance_to(tag.at)
        self._end(tag.caller, tag, then=tag.at + tag.caller.cost)
        return tag.caller, served

    def advance_to(self, reached: int) -> None:
        """Be at least so far: whoever comes from now on begins no earlier."""
        self._reached = max(self._reached, reached)

    def copy(self) -> "FairQueue[T]":
        """The same people in the same order, in lines of their own."""
        copied: FairQueue[T] = FairQueue()
        copied._lines = {caller: line.copy() for caller, line in self._lines.items()}
        copied._order, copied._served = self._order.copy(), self._served.copy()
        copied._given, copied._reached = self._given, self._reached
        return copied

    def _place(self, caller: Caller, at: int) -> None:
        self._given += 1
        insort(self._order, LineTag(at, self._given, caller))

    def _end(self, caller: Caller, tag: LineTag, then: int | None = None) -> None:
        """Take a tag out; its caller goes on from ``then``, waiting again or once they come back."""
        self._order.remove(tag)
        if self._lines[caller]:
            self._place(caller, tag.at if then is None else then)
            return
        del self._lines[caller]
        self._served[caller] = tag.at if then is None else then
        if len(self._served) > _MOST_REMEMBERED:
            del self._served[next(iter(self._served))]
