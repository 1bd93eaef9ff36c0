"""Writes talks to the store behind everybody's back: no answer and no page waits for it."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, Self

from pydantic import SecretStr

from assistant.chat.kept.kept_talk import KeptTalk
from assistant.chat.kept.talk_store import TalkStore
from assistant.state.database import StateDatabase
from assistant.state.encryption import Encryption
from assistant.state.errors import StateUnavailable

log = logging.getLogger(__name__)

SWEEP_SECONDS: Final = 60.0
READ_SECONDS: Final = 2.0
"""How long a page waits for what was said before."""

CLOSE_SECONDS: Final = 3.0
RETRY_SECONDS: Final = 1.0
"""A server that is killed so soon after its store is back forgets what was said since."""

_LOOK_SECONDS: Final = 0.02
_MOST_WAITING: Final = 500
"""People whose talks wait for a store that is away; who comes beyond them takes the place of who waits longest."""


class TalkKeeper:
    """Keeps the newest talk of each person; what is still to be written counts as written.

    A store that is away costs the memory of talks at most, and nothing else.
    """

    def __init__(self, store: TalkStore, *, keeps: bool = True) -> None:
        """Begin; unless it ``keeps``, what an earlier start has kept is let go, and nothing is kept."""
        self.keeps = keeps
        self._store = store
        self._waiting: dict[str, KeptTalk | None] = {}
        """By owner; None where the talk is to be forgotten."""
        self._wake = asyncio.Event()
        self._writing: asyncio.Task[None] | None = None
        self._sweeping: asyncio.Task[None] | None = None
        self._away = False

    @classmethod
    def kept_in(
        cls, state: StateDatabase, hours: float, keys: Sequence[SecretStr], now: Callable[[], datetime]
    ) -> Self:
        """A keeper of what was said in the last hours; no hours keep nothing.

        It is encrypted with the first of the keys, where there is any.
        """
        store = TalkStore(state, Encryption(keys), timedelta(hours=hours), now)
        return cls(store, keeps=hours > 0)

    def open(self) -> None:
        """Begin to write and to sweep."""
        self._writing = asyncio.create_task(self._keep_writing())
        self._sweeping = asyncio.create_task(self._keep_sweeping())

    async def close(self) -> None:
        """Write what waits, and end; a store that does not answer is not waited for."""
        for task in (self._sweeping, self._writing):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._write_waiting()

    async def written(self) -> None:
        """Wait until the store has all that was to be kept; not for long where it does not answer."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                while self._waiting:  # noqa: ASYNC110 - a look now and then costs less than an event for each owner
                    await asyncio.sleep(_LOOK_SECONDS)

    def keep(self, owner: str, talk: KeptTalk) -> None:
        """Keep a talk as this owner's newest, soon."""
        self._put(owner, talk)

    def forget(self, owner: str) -> None:
        """Keep nothing of this owner's any more."""
        self._put(owner, None)

    async def newest(self, owner: str) -> KeptTalk | None:
        """What was said last by or to this owner; None where nothing is kept, or the store is away."""
        if not self.keeps:
            return None
        if owner not in self._waiting:
            try:
                async with asyncio.timeout(READ_SECONDS):
                    found = await self._store.newest(owner)
            except StateUnavailable as error:
                log.warning("a talk that was kept cannot be read: %s", error)
                return None
            except TimeoutError:
                log.warning("a talk that was kept cannot be read in time")
                return None
            if owner not in self._waiting:
                return found
        waiting = self._waiting[owner]
        return self._store.kept_of(waiting) if waiting is not None else None

    def _put(self, owner: str, talk: KeptTalk | None) -> None:
        if self.keeps:
            self._waiting.pop(owner, None)
            self._waiting[owner] = talk
            while len(self._waiting) > _MOST_WAITING:
                del self._waiting[next(iter(self._waiting))]
            self._wake.set()

    async def _keep_writing(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            if not await self._write_waiting():
                await asyncio.sleep(RETRY_SECONDS)
                self._wake.set()

    async def _write_waiting(self) -> bool:
        """Write each owner's newest; returns whether the store took all.

        What comes meanwhile is written next.
        """
        for owner, talk in list(self._waiting.items()):
            try:
                await (self._store.forget(owner) if talk is None else self._store.keep(owner, talk))
            except StateUnavailable as error:
                if not self._away:
                    log.warning("talks wait to be kept while the state store is away: %s", error)
                self._away = True
                return False
            self._away = False
            if owner in self._waiting and self._waiting[owner] is talk:
                del self._waiting[owner]
        return True

    async def _keep_sweeping(self) -> None:
        """Take out what is over, until cancelled."""
        tidied = False
        while True:
            try:
                if not tidied:
                    await (self._store.forget_unencrypted() if self.keeps else self._store.forget_all())
                    tidied = True
                await self._store.sweep()
            except StateUnavailable as error:
                log.warning("talks that are over cannot be taken out of the state store: %s", error)
            await asyncio.sleep(SWEEP_SECONDS)
