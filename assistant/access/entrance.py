"""Lets people in and out, and knows of each who is in whether they still are."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, Self
from weakref import WeakValueDictionary

from pydantic import SecretStr

from assistant.access.account_book import AccountBook
from assistant.access.company.ended_there import EndedThere
from assistant.access.member import Identity, SignInRefused
from assistant.access.sign_in_store import SIGNED_OUT, Clock, SignIn, SignInStore
from assistant.state.database import StateDatabase
from assistant.state.errors import StateUnavailable

log = logging.getLogger(__name__)

LOOKS_AGAIN: Final = 10.0
"""Seconds after which the store is asked anew: so long a sign-in may outlive its end in another process."""

_MOST_KNOWN: Final = 5_000


class Visit:
    """Somebody who is in, as this process knows it: over when its time is up, or when somebody ends it."""

    __slots__ = ("__weakref__", "_ended", "ends_at", "identity", "key")

    def __init__(self, key: str, identity: Identity, ends_at: datetime) -> None:
        self.key = key
        """The sign-in's id in the store, or the person's own where a proxy signs them in."""
        self.identity = identity
        """Who it is; a proxy may tell of other groups later."""
        self.ends_at = ends_at
        self._ended = False

    def end(self) -> None:
        """Have it be over."""
        self._ended = True

    def is_over(self, now: datetime) -> bool:
        """Whether they are out again."""
        return self._ended or now >= self.ends_at


class Entrance:
    """Opens visits, finds them again, and ends them.

    Methods that ask the store may raise `StateUnavailable`.
    """

    def __init__(
        self,
        sign_ins: SignInStore,
        accounts: AccountBook,
        lasts: timedelta,
        now: Clock,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nobody is in.

        Args:
            sign_ins: What is kept of those who have a cookie.
            accounts: Who may not come in.
            lasts: How long a visit lasts at most.
            now: The time of day.
            clock: Seconds that never go back.
        """
        self._sign_ins = sign_ins
        self.accounts = accounts
        """Who may not come in, and who signs in by password."""
        self._lasts = lasts
        self.now = now
        self._clock = clock
        self._known: OrderedDict[tuple[str, str], tuple[Visit, float]] = OrderedDict()
        self._present: WeakValueDictionary[str, Visit] = WeakValueDictionary()
        self._shut_out: frozenset[str] = frozenset()
        self._shut_out_at: float | None = None

    @classmethod
    def kept_in(cls, state: StateDatabase, hours: float, now: Clock) -> Self:
        """Return an entrance whose visits last so many hours, kept in a store across restarts."""
        lasts = timedelta(hours=hours)
        entrance = cls(SignInStore(state, lasts, now), AccountBook(state), lasts, now)
        state.bulletin.follow(SIGNED_OUT, entrance.hear, entrance.catch_up)
        return entrance

    async def open(self, identity: Identity, browser: str) -> tuple[SecretStr, Visit]:
        """Let somebody in, in this browser; the secret is for its cookie alone.

        Raises:
            SignInRefused: they may not come in any more.
        """
        await self._require_welcome(identity)
        token, opened = await self._sign_ins.open(identity, browser)
        return token, self._remember((token.get_secret_value(), browser), _visit_of(opened))

    async def by_cookie(self, token: str, browser: str) -> Visit | None:
        """Return the visit that a browser's cookie stands for; None when there is none, or no longer."""
        known = self._recent((token, browser))
        if known is None:
            found = await self._sign_ins.find(token, browser)
            if found is None or await self._is_shut_out(found.identity):
                self._forget((token, browser))
                return None
            known = self._remember((token, browser), self._present.get(found.id) or _visit_of(found))
        return None if known.is_over(self.now()) else known

    async def by_proxy(self, identity: Identity) -> Visit | None:
        """The visit of somebody whom a proxy names with every request; None for one who may not come in."""
        if await self._is_shut_out(identity):
            return None
        key = f"proxy:{identity.id}"
        visit = self._present.get(key)
        if visit is None or visit.is_over(self.now()):
            visit = Visit(key, identity, self.now() + self._lasts)
        visit.identity = identity
        return self._remember((key, ""), visit)

    async def close(self, visit: Visit) -> None:
        """Let somebody out who asks for it."""
        visit.end()
        await self._sign_ins.end(visit.key)

    async def end_there(self, ended: EndedThere) -> set[str]:
        """Let out whose session at the company is over; returns who that was.

        Raises:
            SignInRefused: the word of it was taken before.
        """
        members = await self._sign_ins.end_there(ended)
        if members:
            await self.hear("")
        return members

    def seconds_left(self, visit: Visit) -> float:
        """How long somebody may stay, in seconds."""
        return (visit.ends_at - self.now()).total_seconds()

    async def look_again(self) -> None:
        """End the visits of those who were signed out or shut out elsewhere.

        A store that is away ends nobody's.
        """
        self._shut_out_at = None
        present = [visit for visit in self._present.values() if not visit.is_over(self.now())]
        kept = {visit.key for visit in present if not visit.key.startswith("proxy:")}
        open_still = await self._sign_ins.still_open(kept)
        for visit in present:
            if (visit.key in kept and visit.key not in open_still) or await self._is_shut_out(visit.identity):
                visit.end()

    async def hear(self, _sign_in_id: str) -> None:
        """Look at once, for somebody was signed out at another server."""
        self._known.clear()
        await self.look_again()

    async def catch_up(self, _moment: datetime) -> None:
        """The same where that may have been missed."""
        await self.hear("")

    async def keep_looking(self) -> None:
        """Do so again and again, until cancelled."""
        while True:
            await asyncio.sleep(LOOKS_AGAIN)
            try:
                await self.look_again()
                await self._sign_ins.forget_ended()
            except StateUnavailable as error:
                log.warning("nobody could look who is still signed in: %s", error)

    async def _require_welcome(self, identity: Identity) -> None:
        """Look who is shut out by now: whoever is let in again need not wait at the door."""
        self._shut_out_at = None
        if await self._is_shut_out(identity):
            raise SignInRefused("shut_out")

    async def _is_shut_out(self, identity: Identity) -> bool:
        now = self._clock()
        if self._shut_out_at is None or now >= self._shut_out_at + LOOKS_AGAIN:
            self._shut_out = frozenset(await self.accounts.shut_out())
            self._shut_out_at = now
        return not self._shut_out.isdisjoint({identity.id, identity.email} - {""})

    def _recent(self, place: tuple[str, str]) -> Visit | None:
        """The visit that was found there lately; what was looked up too long ago is looked up again."""
        visit, asked_at = self._known.get(place, (None, 0.0))
        return visit if visit is not None and self._clock() < asked_at + LOOKS_AGAIN else None

    def _remember(self, place: tuple[str, str], visit: Visit) -> Visit:
        self._known.pop(place, None)
        self._known[place] = (visit, self._clock())
        self._present[visit.key] = visit
        if len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)
        return visit

    def _forget(self, place: tuple[str, str]) -> None:
        visit, _ = self._known.pop(place, (None, 0.0))
        if visit is not None:
            visit.end()


def _visit_of(opened: SignIn) -> Visit:
    return Visit(opened.id, opened.identity, opened.ends_at)
