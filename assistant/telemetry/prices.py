"""Reckons what tokens cost, where the operator has said so.

There is no table, for a price that is out of date misleads.
"""

from dataclasses import dataclass

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Prices:
    """Holds the price of a million tokens in any currency.

    ``cached`` is for prompt tokens read from the server's cache.
    """

    prompt: float
    completion: float
    cached: float | None = None
    """None: as any other prompt token."""

    def of(self, *, prompt: int, cached: int, completion: int) -> float:
        """Return the price of one answer; ``cached`` of its ``prompt`` tokens came from the cache."""
        for_cached = self.prompt if self.cached is None else self.cached
        fresh = max(prompt - cached, 0)
        return (fresh * self.prompt + cached * for_cached + completion * self.completion) / _MILLION
