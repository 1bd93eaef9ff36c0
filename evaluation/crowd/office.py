"""Plays a company at work: people on many servers before one HubSpot account.

Some of them import.
Each server runs the product's own budgets; the ledger is the model of the store's, and HubSpot is whoever counts.
"""

import asyncio
import random
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Final

from evaluation.crowd.ledger_model import AtServer, LedgerModel
from evaluation.crowd.virtual_loop import LoopTime, play_out
from hubspot_tools.calls.account_budget import AccountBudget, BudgetSettings, account_budget
from hubspot_tools.calls.callers import acting_for
from hubspot_tools.errors import CrmError

BURST_CALLS, BURST_SECONDS = 110, 10.0
SEARCH_CALLS, SEARCH_SECONDS = 5, 1.0
_LONGEST_CALL: Final = 23.0
_ANSWERS: Final = (0.1, 0.4)
"""Seconds that HubSpot takes to answer, from and to."""

_SORTS: Final = ((0.6, (1, 1)), (0.3, (1, 4)), (0.1, (2, 3)))
"""What people want, how often, and the searches and other calls of it: looking up, updating, creating."""


@dataclass(frozen=True, slots=True)
class Office:
    """Who works: so many people on so many servers, each with so many requests an hour.

    One in so many of them imports all the time.
    """

    people: int
    servers: int = 50
    requests_an_hour: float = 6.0
    one_imports_in: int = 500


@dataclass(slots=True)
class SeenByHubSpot:
    """HubSpot's side: when calls came, and the most there were in any window."""

    most_calls: int = 0
    most_searches: int = 0
    calls: int = 0
    _calls: deque[float] = field(default_factory=deque)
    _searches: deque[float] = field(default_factory=deque)

    def count(self, now: float, *, searching: bool) -> None:
        """Count a call."""
        self.calls += 1
        self.most_calls = max(self.most_calls, _in_window(self._calls, now, BURST_SECONDS))
        if searching:
            self.most_searches = max(self.most_searches, _in_window(self._searches, now, SEARCH_SECONDS))


@dataclass(slots=True)
class OfficeDay:
    """What was seen once everything ran.

    That is the seconds each request waited, what was refused, the calls of each importer, and looks at the ledger a
    second.
    """

    waited: list[float] = field(default_factory=list)
    refused: int = 0
    imported: Counter[str] = field(default_factory=Counter)
    account: SeenByHubSpot = field(default_factory=SeenByHubSpot)
    exchanges: float = 0.0
    seconds: float = 0.0

    @property
    def requests(self) -> int:
        """How many requests came to an end."""
        return len(self.waited) + self.refused


def play_office(office: Office, seed: int, *, warm_up: float = 40.0, seconds: float = 60.0) -> OfficeDay:
    """Play an office for so many seconds, not counting those until it runs."""
    return play_out(lambda clock: PlayedOffice(office, clock, seed).day(warm_up, seconds))


class PlayedOffice:
    """An office in play; see `play_office`."""

    def __init__(self, office: Office, clock: LoopTime, seed: int) -> None:
        self._office = office
        self._clock = clock
        self._chance = random.Random(seed)  # noqa: S311 - a story, and no secret
        self._books = LedgerModel(clock.now)
        self._budgets = [self._budget(str(number)) for number in range(office.servers)]
        self._day = OfficeDay()
        self._under_way: set[asyncio.Task[None]] = set()

    def _budget(self, server: str) -> AccountBudget:
        ledger = AtServer(self._books, server, self._office.servers)
        settings = BudgetSettings(SEARCH_CALLS, BURST_CALLS, clock=self._clock, ledger=ledger)
        return account_budget(settings, _LONGEST_CALL)

    async def day(self, warm_up: float, seconds: float) -> OfficeDay:
        """Play so many seconds, and return what was seen in those after ``warm_up``."""
        importers = self._office.people // self._office.one_imports_in
        works = [asyncio.create_task(self._import(number)) for number in range(importers)]
        works.append(asyncio.create_task(self._requests()))
        await self._clock.sleep(warm_up)
        self._day.waited.clear()
        self._day.refused, self._day.account.calls, self._books.exchanges = 0, 0, 0
        self._day.imported.clear()
        await self._clock.sleep(seconds)
        self._day.exchanges, self._day.seconds = self._books.exchanges / seconds, seconds
        seen, self._day = self._day, OfficeDay()
        for work in [*works, *self._under_way]:
            work.cancel()
        await asyncio.gather(*works, *self._under_way, return_exceptions=True)
        await asyncio.gather(*(budget.close() for budget in self._budgets))
        return seen

    async def _requests(self) -> None:
        a_second = self._office.people * self._office.requests_an_hour / 3600
        while True:
            await self._clock.sleep(self._chance.expovariate(a_second))
            request = asyncio.create_task(self._request(self._chance.randrange(self._office.people)))
            self._under_way.add(request)
            request.add_done_callback(self._under_way.discard)

    async def _request(self, person: int) -> None:
        (_, (searches, others)) = self._chance.choices(_SORTS, [often for often, _ in _SORTS])[0]
        waited = 0.0
        with acting_for(str(person)):
            for searching in [True] * searches + [False] * others:
                try:
                    waited += await self._call(person, searching=searching)
                except CrmError:
                    self._day.refused += 1
                    return
        self._day.waited.append(waited)

    async def _import(self, number: int) -> None:
        with acting_for(f"importer {number}", patient=True):
            while True:
                try:
                    await self._call(number, searching=False)
                except CrmError:
                    await self._clock.sleep(BURST_SECONDS)
                else:
                    self._day.imported[str(number)] += 1

    async def _call(self, person: int, *, searching: bool) -> float:
        """Make one call at the person's server, and return for how long it had to wait."""
        began = self._clock.now()
        async with self._budgets[person % len(self._budgets)].turn(searching=searching, writes=False):
            waited = self._clock.now() - began
            self._day.account.count(self._clock.now(), searching=searching)
            await self._clock.sleep(self._chance.uniform(*_ANSWERS))
        return waited


def _in_window(moments: deque[float], now: float, seconds: float) -> int:
    moments.append(now)
    while moments[0] <= now - seconds:
        moments.popleft()
    return len(moments)
