"""A guard of the product, how it is taken out, and the promise that must break then."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from trustkit.world import World


@dataclass(frozen=True)
class Guard:
    """``owner.name`` is the guard, ``without`` stands in its place when it is taken out."""

    called: str
    owner: Any
    name: str
    without: Any
    promise: Callable[[World], Awaitable[None]]
