"""Keeps a write that had to wait from being sent when nobody counts on it any more."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Wanted = Callable[[], bool]


def _always() -> bool:
    return True


_wanted: ContextVar[Wanted] = ContextVar("wanted", default=_always)


@contextmanager
def sent_only_while(wanted: Wanted) -> Iterator[None]:
    """Send no write from within this block once it is not ``wanted`` any more.

    Nor from the tasks begun in it. It is asked when the write has got its turn, right before it is sent.
    """
    before = _wanted.set(wanted)
    try:
        yield
    finally:
        _wanted.reset(before)


def is_still_wanted() -> bool:
    """Whether a write may be sent here and now."""
    return _wanted.get()()
