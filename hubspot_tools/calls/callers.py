"""Whose calls these are: what people share, they get in turn."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

NOBODY = ""
"""Whoever it is for whom the service does what no person asked for."""

PATIENT_COST = 4
"""Calls that somebody who waits for one answer has for each one of somebody's long work, where there is a queue."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody on whose behalf calls are made.

    ``person`` tells people apart and nothing else. A ``patient`` call is part of long work, such as an export: it
    leaves places to whoever waits for one answer. One that is ``under_way`` holds a place already that is scarcer than
    the one it waits for, and goes first so as not to waste it.
    """

    person: str = NOBODY
    patient: bool = False
    under_way: bool = False

    @property
    def cost(self) -> int:
        """How far a call of theirs moves them back in a fair queue."""
        if self.under_way:
            return 0
        return PATIENT_COST if self.patient else 1


_caller: ContextVar[Caller] = ContextVar("caller", default=Caller())  # noqa: B039 - frozen


@contextmanager
def acting_for(person: str, *, patient: bool = False) -> Iterator[None]:
    """Within this block, and in the tasks begun in it, calls are this person's.

    Not for the body of an asynchronous generator, whose consumer would act for the person as well.
    """
    before = _caller.set(Caller(person, patient))
    try:
        yield
    finally:
        _caller.reset(before)


def current_caller() -> Caller:
    """Whoever a call made here and now is for."""
    return _caller.get()
