"""A queue in which nobody's hundred keep anybody's one waiting."""

from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from hubspot_tools.calls.callers import Caller

T = TypeVar("T")


class FairQueue(Generic[T]):
    """One line for each caller; the callers are served in turn, everybody's own in the order they came.

    Whoever comes anew is served after everybody else who waits has been served once.
    """

    def __init__(self) -> None:
        self._lines: dict[Caller, deque[T]] = {}  # whose turn it is stands first

    def __bool__(self) -> bool:
        """Whether anybody waits."""
        return bool(self._lines)

    def join(self, caller: Caller, waiting: T) -> None:
        """Stand at the end of one's own line."""
        self._lines.setdefault(caller, deque()).append(waiting)

    def leave(self, caller: Caller, waiting: T) -> None:
        """Give up waiting; whose turn it is does not change.

        Does nothing for whoever has been taken out already.
        """
        line = self._lines.get(caller, deque())
        if waiting in line:
            line.remove(waiting)
            if not line:
                del self._lines[caller]

    def next(self, fits: Callable[[Caller], bool]) -> tuple[Caller, T] | None:
        """Take out whose turn it is among the callers that ``fits`` lets pass; None when there is nobody."""
        caller = next(filter(fits, self._lines), None)
        if caller is None:
            return None
        line = self._lines.pop(caller)
        served = line.popleft()
        if line:
            self._lines[caller] = line
        return caller, served

    def copy(self) -> "FairQueue[T]":
        """The same people in the same order, in lines of their own."""
        copied: FairQueue[T] = FairQueue()
        copied._lines = {caller: line.copy() for caller, line in self._lines.items()}
        return copied
