"""A budget of the account that several servers share, each call by the leave of one ledger."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from contextvars import Context
from dataclasses import dataclass, replace
from typing import Final

from hubspot_tools.calls.callers import Caller, current_caller
from hubspot_tools.calls.fair_queue import FairQueue
from hubspot_tools.calls.places import Places, Shares
from hubspot_tools.calls.request_budget import Clock, Waiting, largest_share
from hubspot_tools.calls.shared.ledger import (
    LONGEST_LOOK,
    MOST_TAGS,
    BudgetLedger,
    BudgetTerms,
    EndedCall,
    LedgerAnswer,
    LedgerRequest,
    LedgerSilent,
    WaitingCall,
)
from hubspot_tools.calls.told_limits import ToldLimits
from hubspot_tools.errors import CrmUnavailable, LimitsUnknown, RateLimited

MOST_WAITING: Final = 500
"""Calls that wait at one server; more would wait longer than anybody does."""

_CLOSED: Final = "the connection to the CRM is closed"
_FLUSH_SECONDS: Final = 0.1
"""How long what has ended is kept to be told with more."""

_NO_TIME: Final = 0.25
"""Seconds of waiting that nobody is told about."""

_SHORTEST_LOOK: Final = 0.02
"""Seconds between two looks at the ledger while somebody waits."""


@dataclass(slots=True, eq=False)
class CallInLine:
    """A call in line; its turn brings its lease, None where it was granted without the ledger."""

    turn: asyncio.Future[float | None]
    writes: bool


class SharedBudget:
    """Gives the callers of all servers in turn at most so many calls in any window.

    Callers stand in a fair queue here; the ledger compares how far each server's are, and its places are held from a
    call's turn until the window's length after its answer. While the ledger is silent, reads go on within this server's
    fair share, and what would write is refused: nobody could tell whether it was still within the account's limits.
    """

    def __init__(
        self,
        ledger: BudgetLedger,
        clock: Clock,
        terms: BudgetTerms,
        *,
        longest_wait: float = 30.0,
        waiting: Waiting | None = None,
        left_today: Callable[[int], None] | None = None,
    ) -> None:
        """``waiting`` hears as of `RequestBudget`, ``left_today`` what is left of the account's day."""
        self._ledger = ledger
        self._clock = clock
        self._terms = terms
        self._longest_wait = longest_wait
        self._waiting = waiting
        self._left_today = left_today
        self._lines: FairQueue[CallInLine] = FairQueue()
        self._in_line: set[CallInLine] = set()
        self._own = Places(terms.calls, terms.seconds)
        self._shares = Shares(largest_share(terms.calls), terms.seconds)
        self._ended: list[tuple[float, EndedCall]] = []
        """When each was over, and what to tell of it."""
        self._told: ToldLimits | None = None
        self._ahead = 0
        self._free_at = float("-inf")
        self._wake = asyncio.Event()
        self._closed = False
        self._work: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def turn(self, *, writes: bool = False, under_way: bool = False) -> AsyncIterator[None]:
        """Make one call inside the block, which begins when the call may be made.

        Raises:
            RateLimited: the caller's turn would come in more than ``longest_wait`` seconds.
            LimitsUnknown: it would write, and the ledger is silent.
            CrmUnavailable: nothing is called any more.
        """
        if self._closed:
            raise CrmUnavailable(_CLOSED)
        caller = replace(current_caller(), under_way=under_way)
        until = await self._enter(caller, writes=writes)
        try:
            yield
        finally:
            now = self._clock.now()
            self._own.answer(now)
            self._shares.of(caller).answer(now)
            self._end(until, patient=caller.patient)

    def adjust(self, told: ToldLimits) -> None:
        """Tell the ledger, which keeps all servers to it."""
        self._told = told
        self._go_on()

    async def close(self) -> None:
        """Give back what was taken, as far as the ledger hears it; nobody who waits has a turn any more."""
        self._closed = True
        self._turn_away(self._in_line, CrmUnavailable, _CLOSED)
        if self._work is not None:
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)
        if self._ended:
            try:
                await self._ledger.exchange(self._terms, self._request())
            except LedgerSilent:
                return

    async def _enter(self, caller: Caller, *, writes: bool) -> float | None:
        expected = self._expected_wait(caller)
        if expected > self._longest_wait or len(self._in_line) >= MOST_WAITING:
            raise RateLimited("too many calls are waiting", retry_after=max(expected, self._terms.seconds))
        call = CallInLine(asyncio.get_running_loop().create_future(), writes)
        self._lines.join(caller, call)
        self._in_line.add(call)
        self._go_on()
        try:
            return await self._turn_of(call, caller)
        except BaseException:
            self._give_up(caller, call)
            raise
        finally:
            self._in_line.discard(call)

    async def _turn_of(self, call: CallInLine, caller: Caller) -> float | None:
        """Wait for it, twice as long as was foreseen at the most: others may have come who go first."""
        tell = self._waiting
        most = 2 * self._longest_wait
        done, _ = await asyncio.wait({call.turn}, timeout=most if tell is None else _NO_TIME)
        if not done and tell is not None:
            tell(self._expected_wait(caller, call))
            done, _ = await asyncio.wait({call.turn}, timeout=most)
        if not done:
            raise RateLimited("no turn came in time", retry_after=self._terms.seconds)
        return call.turn.result()

    def _give_up(self, caller: Caller, call: CallInLine) -> None:
        turn = call.turn
        self._lines.leave(caller, call)
        if turn.cancelled() or not turn.done():
            turn.cancel()
        elif turn.exception() is None:
            self._own.give_back()
            self._shares.of(caller).give_back()
            self._end(turn.result(), patient=caller.patient, never_made=True)

    def _end(self, until: float | None, *, patient: bool, never_made: bool = False) -> None:
        if until is None and never_made:
            return
        self._ended.append((self._clock.now(), EndedCall(patient, until, None if never_made else 0.0)))
        self._go_on()

    def _go_on(self) -> None:
        """Have the ledger asked; one task does so for all, and for nobody's account."""
        self._wake.set()
        if not self._closed and (self._work is None or self._work.done()):
            self._work = asyncio.get_running_loop().create_task(self._serve(), context=Context())

    async def _serve(self) -> None:
        while self._lines or self._ended or self._told:
            self._wake.clear()
            if not self._lines:
                await self._woken(_FLUSH_SECONDS)
                self._wake.clear()
            try:
                pause = await self._by_ledger()
            except LedgerSilent:
                pause = self._alone()
                self._wake.clear()
                await self._woken(pause)
                continue
            if self._lines:
                await self._woken(pause)

    async def _woken(self, seconds: float) -> None:
        """Wait so long, or until somebody joins or a call has ended.

        Time passes on the budget's own clock.
        """
        sleep = asyncio.ensure_future(self._clock.sleep(seconds))
        woken = asyncio.ensure_future(self._wake.wait())
        try:
            await asyncio.wait({sleep, woken}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleep.cancel()
            woken.cancel()

    async def _by_ledger(self) -> float:
        """Ask once, and let in whom it names; returns after how many seconds to ask again."""
        ended, told = len(self._ended), self._told
        given = await self._ledger.exchange(self._terms, self._request())
        del self._ended[:ended]
        if self._told is told:
            self._told = None
        self._follow(given)
        for patient, number in ((False, given.calls), (True, given.patient_calls)):
            for _ in range(number):
                if not self._let_in(given.until, patient=patient):
                    self._end(given.until, patient=patient, never_made=True)
        return min(max(given.free_in, _SHORTEST_LOOK), LONGEST_LOOK)

    def _request(self) -> LedgerRequest:
        now = self._clock.now()
        self._shares.pass_to(now)
        first = self._lines.first(self._has_share, MOST_TAGS)
        return LedgerRequest(
            [WaitingCall(tag.at, tag.caller.patient) for tag in first],
            self._lines.callers,
            [one if one.ago is None else replace(one, ago=now - at) for at, one in self._ended],
            self._told,
        )

    def _follow(self, given: LedgerAnswer) -> None:
        self._lines.advance_to(given.reached)
        self._ahead, now = given.ahead, self._clock.now()
        self._free_at = now + given.free_in
        if given.terms != self._terms:
            self._terms = given.terms
            self._shares.resize(largest_share(given.terms.calls), given.terms.seconds)
        self._own.resize(given.terms.calls, given.terms.seconds)
        self._own.pass_to(now)
        if given.left_today is not None and self._left_today is not None:
            self._left_today(given.left_today)

    def _has_share(self, caller: Caller) -> bool:
        return bool(self._shares.of(caller).free > 0)

    def _let_in(self, until: float | None, *, patient: bool | None = None) -> bool:
        """Let in whose turn it is; False when nobody waits any more, of this kind if one is named."""

        def fits(caller: Caller) -> bool:
            return patient in {None, caller.patient} and self._has_share(caller)

        while served := self._lines.next(fits):
            caller, waiting = served
            if not waiting.turn.done():
                self._own.take()
                self._shares.of(caller).take()
                waiting.turn.set_result(until)
                return True
        return False

    def _alone(self) -> float:
        """Serve reads from this server's share of the budget.

        Returns:
            Seconds after which to look again.
        """
        writing = (call for call in self._in_line if call.writes)
        self._turn_away(writing, LimitsUnknown, "the ledger is silent: nothing is written")
        if self._told is not None and self._told.calls is not None:
            seconds = self._told.seconds or self._terms.seconds
            self._terms = replace(self._terms, calls=self._told.calls, seconds=seconds)
        self._told = None
        now = self._clock.now()
        self._ended = [(at, one) for at, one in self._ended if now - at < self._terms.seconds]
        self._own.resize(*self._terms.share_of(self._ledger.servers))
        self._own.pass_to(now)
        self._shares.pass_to(now)
        while self._own.free > 0 and self._let_in(None):
            pass
        self._free_at = self._own.next_free or now
        return min(max(self._free_at - now, _SHORTEST_LOOK), LONGEST_LOOK)

    @staticmethod
    def _turn_away(calls: Iterable[CallInLine], error: type[CrmUnavailable], why: str) -> None:
        for call in calls:
            if not call.turn.done():
                call.turn.set_exception(error(why))

    def _expected_wait(self, caller: Caller, call: CallInLine | None = None) -> float:
        """Return the seconds until a call, or one more of this caller, has its turn, as far as is known.

        Other servers' callers are taken to come round as often as those here.
        """
        calls, rounds = self._lines.before(caller, call)
        calls += self._ahead * max(rounds, 1)
        first = max(self._free_at - self._clock.now(), 0.0)
        return first + calls * self._terms.seconds / self._terms.calls
