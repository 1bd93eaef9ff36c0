"""What a server and the ledger of a shared budget say to each other; one exchange is one round trip."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from hubspot_tools.calls.told_limits import ToldLimits

MOST_TAGS = 10
"""Callers of one server that the ledger hears of at a time: those whose turn comes first."""

LONGEST_LOOK = 0.5
"""Seconds between two looks at the ledger while somebody waits: others' calls may end sooner than it knows."""


@dataclass(frozen=True, slots=True)
class BudgetTerms:
    """One budget of the account: so many ``calls`` in any window of ``seconds``, by all servers together.

    A place that was given out comes back ``lease`` seconds after, should its server never speak again.
    """

    name: str
    calls: int
    seconds: float
    lease: float

    def share_of(self, servers: int) -> tuple[int, float]:
        """Return the calls and seconds of one of so many servers.

        Where that is less than one call, it is one in a longer time.
        """
        calls = self.calls // servers
        return (calls, self.seconds) if calls else (1, self.seconds * servers / self.calls)


@dataclass(frozen=True, slots=True)
class WaitingCall:
    """One caller in line; the least ``tag`` of all servers is served first."""

    tag: int
    patient: bool


@dataclass(frozen=True, slots=True)
class EndedCall:
    """A call that was answered ``ago`` seconds before; None for a place that was not used.

    ``until`` names the lease that it had; None where it was made without asking, while the ledger was silent.
    """

    patient: bool
    until: float | None
    ago: float | None


@dataclass(frozen=True, slots=True)
class LedgerRequest:
    """What a server tells and wants.

    ``waiting`` are the first of its ``callers``, in their order; ``ended`` is what has since it last spoke.
    """

    waiting: Sequence[WaitingCall] = ()
    callers: int = 0
    ended: Sequence[EndedCall] = ()
    told: ToldLimits | None = None


@dataclass(frozen=True, slots=True)
class LedgerAnswer:
    """So many of those in line may call now, each holding a lease ``until``.

    ``reached`` is the highest tag served so far; ``ahead`` are callers of other servers who wait as well. Whoever is
    left has a place in ``free_in`` seconds, as far as is known by now: calls under way may end sooner or later.
    """

    calls: int
    patient_calls: int
    until: float
    reached: int
    ahead: int
    free_in: float
    terms: BudgetTerms
    left_today: int | None = None


class LedgerSilent(Exception):
    """The ledger did not answer; nothing was given out by it."""


class BudgetLedger(Protocol):
    """Where the places of the account's budgets are kept for all servers."""

    @property
    def servers(self) -> int:
        """How many servers were seen lately, this one included; at least one."""
        ...

    async def exchange(self, terms: BudgetTerms, asked: LedgerRequest) -> LedgerAnswer:
        """Give back what has ended and take what is free, whole or not at all.

        Raises:
            LedgerSilent: it cannot be asked, for now.
        """
        ...

    async def close(self) -> None:
        """Be gone for the other servers, and let go of the ledger."""
        ...
