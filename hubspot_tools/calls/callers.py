"""Whose calls these are: what people share, they get in turn."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

NOBODY = ""
"""Whoever it is for whom the service does what no person asked for."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody on whose behalf calls are made.

    ``person`` tells people apart and nothing else. A ``patient`` call is part of long work, such as an export: it
    leaves places to whoever waits for one answer.
    """

    person: str = NOBODY
    patient: bool = False


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
