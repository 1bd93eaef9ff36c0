"""Describes a call to HubSpot as whoever watches may know it.

That is what sort, how long, how it went; nothing of its content.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from hubspot_tools.calls.request_budget import Clock
from hubspot_tools.calls.retries import CallSort


@dataclass(slots=True)
class CallMade:
    """One call, its retries included.

    ``attempts`` were sent, ``throttled`` of them answered with 429; no attempt at all means that the budget
    on our side refused it. ``error`` is what the caller got instead of an answer.
    """

    sort: CallSort
    seconds: float = 0.0
    attempts: int = 0
    throttled: int = 0
    error: BaseException | None = None


Hearing = Callable[[CallMade], None]
"""Told of every call once it is over, in the task that made it; must be quick and must not raise."""


@contextmanager
def heard(sort: CallSort, clock: Clock, hearing: Hearing | None) -> Iterator[CallMade]:
    """The block makes the call and counts its attempts; ``hearing`` is told at its end, however it ends."""
    made = CallMade(sort)
    began = clock.now()
    try:
        yield made
    except BaseException as error:
        made.error = error
        raise
    finally:
        if hearing is not None:
            made.seconds = clock.now() - began
            hearing(made)
