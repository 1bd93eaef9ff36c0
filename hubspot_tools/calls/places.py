"""Places in a window of time: all there are, and how many of them anybody may hold."""

from collections import deque
from math import inf

from hubspot_tools.calls.callers import Caller

OTHERS_MOST = 0.95
"""How much of a budget what HubSpot tells may take away: whatever it tells, some calls are tried."""

UNSURE_CALLS = 2
"""Calls that HubSpot may count and this side no more, for an answer takes its time."""


class Places:
    """How many calls may be under way or have been answered within ``seconds``."""

    def __init__(self, number: float, seconds: float) -> None:
        """``number`` may be infinite, which only counts."""
        self._number = number
        self._seconds = seconds
        self._running = 0
        self._answered: deque[float] = deque()

    @property
    def free(self) -> float:
        """How many calls may begin now."""
        return self._number - self.held

    @property
    def held(self) -> int:
        """How many places are taken."""
        return self._running + len(self._answered)

    @property
    def next_free(self) -> float | None:
        """When the oldest answer is no longer counted; None while there is none."""
        return self._answered[0] + self._seconds if self._answered else None

    def take(self) -> None:
        """Begin a call."""
        self._running += 1

    def give_back(self) -> None:
        """End a call that was never made, and is counted nowhere."""
        self._running -= 1

    def answer(self, now: float) -> None:
        """End a call; its place is held for ``seconds`` more."""
        self._running -= 1
        self._answered.append(now)

    def resize(self, number: float, seconds: float) -> None:
        """Be so many from now on; what is held stays held, and is answered by the new time."""
        self._number, self._seconds = number, seconds

    def note_used(self, used: int, now: float) -> None:
        """Hold as many places as HubSpot counts calls, for who else makes them is not known here."""
        unknown = min(used, int(self._number * OTHERS_MOST)) - self.held
        if unknown > UNSURE_CALLS:
            self._answered.extend([now] * unknown)

    def pass_to(self, now: float) -> None:
        """Let time pass: what was answered long enough ago holds no place any more."""
        while self._answered and self._answered[0] + self._seconds <= now:
            self._answered.popleft()

    def foreseen(self, now: float) -> "Places":
        """The same places, should every call under way be answered at this moment."""
        places = Places(self._number, self._seconds)
        places._answered = deque([*self._answered, *[now] * self._running])
        places.pass_to(now)
        return places


class Shares:
    """The places that each person holds, and those of all patient work together; at most so many each."""

    def __init__(self, number: int, seconds: float) -> None:
        """``number`` of places for each share, of which each is held as in `Places`."""
        self._number = number
        self._seconds = seconds
        self._shares: dict[Caller, Places] = {}

    def resize(self, number: int, seconds: float) -> None:
        """Be so many for each from now on."""
        self._number, self._seconds = number, seconds
        for sharing, places in self._shares.items():
            places.resize(inf if sharing == Caller() else number, seconds)

    def of(self, caller: Caller) -> Places:
        """The places of whoever this caller shares with; the service's own calls are only counted."""
        sharing = Caller(patient=True) if caller.patient else Caller(caller.person)
        if sharing not in self._shares:
            self._shares[sharing] = Places(inf if sharing == Caller() else self._number, self._seconds)
        return self._shares[sharing]

    def pass_to(self, now: float) -> None:
        """Let time pass, and forget whoever holds nothing any more."""
        for places in self._shares.values():
            places.pass_to(now)
        self._shares = {sharing: places for sharing, places in self._shares.items() if places.held}

    def foreseen(self, now: float) -> "Shares":
        """The same shares, should every call under way be answered at this moment."""
        shares = Shares(self._number, self._seconds)
        shares._shares = {sharing: places.foreseen(now) for sharing, places in self._shares.items()}
        return shares
