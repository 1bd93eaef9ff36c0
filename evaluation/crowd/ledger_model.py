"""The ledger of a shared budget as a model: what the store's function does, at any time one likes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import floor, inf
from typing import Final

from hubspot_tools.calls.places import OTHERS_MOST, UNSURE_CALLS
from hubspot_tools.calls.request_budget import largest_share
from hubspot_tools.calls.shared.ledger import (
    LONGEST_LOOK,
    BudgetTerms,
    EndedCall,
    LedgerAnswer,
    LedgerRequest,
    WaitingCall,
)
from hubspot_tools.calls.told_limits import ToldLimits

LATE_SECONDS: Final = 1.0
"""A server that is later than this with its next look has gone, and nobody waits for its callers."""


@dataclass(slots=True)
class KeptBudget:
    """One budget: until when its places are held, by whether they are patient, and who waits where."""

    terms: BudgetTerms
    held: dict[bool, list[float]] = field(default_factory=lambda: {False: [], True: []})
    lines: dict[str, tuple[float, Sequence[WaitingCall], int]] = field(default_factory=dict)
    reached: int = 0
    left_today: int | None = None
    next_at: float = 0.0
    """When the next place is given out, while most are taken."""

    @property
    def number_held(self) -> int:
        """How many places are taken."""
        return len(self.held[False]) + len(self.held[True])

    def pass_to(self, now: float) -> None:
        """Let time pass: what is held no longer is free."""
        for patient, places in self.held.items():
            self.held[patient] = [until for until in places if until > now]

    def end(self, call: EndedCall, now: float) -> None:
        """Give a place back, or hold it for the window's length after its answer."""
        places = self.held[call.patient]
        if call.until is not None:
            if call.until not in places:
                return
            places.remove(call.until)
        if call.ago is not None and call.ago < self.terms.seconds:
            places.append(now - call.ago + self.terms.seconds)

    def note(self, told: ToldLimits, now: float) -> None:
        """Hold places for calls that HubSpot counts and none of the servers has made."""
        if told.used is not None:
            unknown = min(told.used, int(self.terms.calls * OTHERS_MOST)) - self.number_held
            if unknown > UNSURE_CALLS:
                self.held[False] += [now + self.terms.seconds] * unknown
        if told.left_today is not None:
            self.left_today = told.left_today

    def ahead(self, server: str, now: float) -> tuple[Sequence[WaitingCall], int]:
        """Return the first of those who wait at the other servers, and how many those are in all."""
        there = [
            (waiting, callers)
            for other, (comes_at, waiting, callers) in self.lines.items()
            if other != server and comes_at + LATE_SECONDS > now
        ]
        return [one for waiting, _ in there for one in waiting], sum(callers for _, callers in there)


class LedgerModel:
    """The books of an account's budgets; see `AtServer` for what one server sees of them."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self.budgets: dict[str, KeptBudget] = {}
        self.exchanges = 0

    def exchange(self, server: str, terms: BudgetTerms, asked: LedgerRequest) -> LedgerAnswer:
        """Give back what has ended and take what is free."""
        self.exchanges += 1
        now = self.now()
        kept = self.budgets.setdefault(terms.name, KeptBudget(terms))
        told = asked.told or ToldLimits()
        calls, seconds = told.calls or kept.terms.calls, told.seconds or kept.terms.seconds
        kept.terms = replace(terms, calls=calls, seconds=seconds)
        kept.pass_to(now)
        for call in asked.ended:
            kept.end(call, now)
        kept.note(told, now)
        return _given(kept, server, asked, now)


def _given(kept: KeptBudget, server: str, asked: LedgerRequest, now: float) -> LedgerAnswer:
    ahead, callers = kept.ahead(server, now)
    room = kept.terms.calls - kept.number_held
    gap = kept.terms.seconds / kept.terms.calls
    is_spread = room * 2 <= kept.terms.calls
    kept.next_at = max(kept.next_at, now - LONGEST_LOOK)
    # What is given out at once comes back at once, and between nobody gets anything for most of the window.
    free = min(room, max(floor((now - kept.next_at) / gap) + 1, 0)) if is_spread else room
    turns = _turns(kept, asked.waiting, ahead, free)
    number = turns.given[False] + turns.given[True]
    until = now + kept.terms.lease
    for patient, given in turns.given.items():
        kept.held[patient] += [until] * given
    if is_spread:
        kept.next_at += number * gap
    if kept.left_today is not None and (asked.told is None or asked.told.left_today is None):
        kept.left_today = max(kept.left_today - number, 0)
    free_in = 0.0
    kept.lines.pop(server, None)
    if turns.rest:
        paced = kept.next_at + (turns.first_before - number) * gap - now if is_spread else 0.0
        free_in = _free_in(kept, turns, room, now, paced)
        kept.lines[server] = (now + min(free_in, LONGEST_LOOK), turns.rest, asked.callers)
    return LedgerAnswer(
        calls=turns.given[False],
        patient_calls=turns.given[True],
        until=until,
        reached=kept.reached,
        ahead=callers,
        free_in=free_in,
        terms=kept.terms,
        left_today=kept.left_today,
    )


@dataclass(slots=True)
class ServedNow:
    """Who of one server is served now, by whether they are patient, and who goes on waiting."""

    given: dict[bool, int] = field(default_factory=lambda: {False: 0, True: 0})
    rest: list[WaitingCall] = field(default_factory=list)
    first_before: int = 0
    """How many go before the first of the rest."""

    no_share: bool = False
    """Whether it is the share of patient work that the first of the rest waits for."""


def _turns(
    kept: KeptBudget, waiting: Sequence[WaitingCall], ahead: Sequence[WaitingCall], free: int
) -> ServedNow:
    turns, is_full = ServedNow(), False
    free_long = largest_share(kept.terms.calls) - len(kept.held[True])
    for one in waiting:
        call = WaitingCall(max(one.tag, kept.reached), one.patient)
        if is_full:  # whoever is further back has no place either
            turns.rest.append(call)
            continue
        quick_before = sum(other.tag < call.tag for other in ahead if not other.patient)
        long_before = sum(other.tag < call.tag for other in ahead if other.patient)
        long_given, mine = turns.given[True], turns.given[False] + turns.given[True]
        before = quick_before + min(long_before, max(free_long - long_given, 0)) + mine
        if before < free and (not call.patient or long_before + long_given < free_long):
            turns.given[call.patient] += 1
            kept.reached = call.tag
            continue
        is_full = before >= free
        if not turns.rest:
            turns.first_before, turns.no_share = before, not is_full
        turns.rest.append(call)
    return turns


def _free_in(kept: KeptBudget, turns: ServedNow, room: int, now: float, paced: float) -> float:
    """In how many seconds the first of the rest has a place, should no call under way end."""
    if turns.no_share:
        return min(min(kept.held[True]) - now, kept.terms.seconds)
    free_in = 0.0
    if turns.first_before >= room:
        places, place = sorted(kept.held[False] + kept.held[True]), turns.first_before - room
        free_in = places[place] - now if place < len(places) else inf
    return min(max(free_in, paced), kept.terms.seconds)


@dataclass(frozen=True, slots=True)
class AtServer:
    """The ledger as one of so many servers has it."""

    books: LedgerModel
    server: str
    servers: int = 1

    async def exchange(self, terms: BudgetTerms, asked: LedgerRequest) -> LedgerAnswer:
        """See `hubspot_tools.calls.shared.ledger.BudgetLedger`."""
        return self.books.exchange(self.server, terms, asked)

    async def close(self) -> None:
        """Leave the books to the others."""
