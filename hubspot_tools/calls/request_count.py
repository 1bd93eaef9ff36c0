"""How many requests somebody allows themselves, counted as they are sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from hubspot_tools.errors import RequestsSpent


class RequestAllowance:
    """Counts the requests of one piece of work, tries anew included, and whoever sends them for it."""

    def __init__(self, requests: int) -> None:
        self._left = requests

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Within this block, and in the tasks begun in it, each request is one of these.

        Not for the body of an asynchronous generator, whose consumer would spend them as well.
        """
        before = _allowance.set(self)
        try:
            yield
        finally:
            _allowance.reset(before)

    def spend(self) -> None:
        """Take one.

        Raises:
            RequestsSpent: there is none left.
        """
        if self._left <= 0:
            raise RequestsSpent("as many requests as were allowed have been sent")
        self._left -= 1


_allowance: ContextVar[RequestAllowance | None] = ContextVar("allowance", default=None)


@contextmanager
def for_everybody() -> Iterator[None]:
    """Within this block requests are nobody's own: what they bring is kept for all."""
    before = _allowance.set(None)
    try:
        yield
    finally:
        _allowance.reset(before)


def spend_request() -> None:
    """Take one of the requests that are allowed here and now; outside of any `RequestAllowance` all are.

    Raises:
        RequestsSpent: there is none left.
    """
    allowance = _allowance.get()
    if allowance is not None:
        allowance.spend()
