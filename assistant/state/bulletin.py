"""Tells every server of a shared store at once what another has stored.

That is LISTEN and NOTIFY of PostgreSQL. A SQLite file has one server, which knows by itself.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from assistant.state.engines import opening_engine
from assistant.state.tables import utc_now

log = logging.getLogger(__name__)

_CHANNEL: Final = "assistant_changed"
_ORIGIN_BYTES: Final = 8
_ALIVE_SECONDS: Final = 15.0
"""Between two looks whether the connection still is one; a cut one tells nobody that it was."""

_AGAIN_SECONDS: Final = 2.0
_OVERLAP: Final = timedelta(seconds=30)
"""What was stored so long before a connection was found cut is looked for again."""

_MOST_UNREAD: Final = 1000

Hear = Callable[[str], Awaitable[None]]
"""Takes the id of what was changed by another server."""
CatchUp = Callable[[datetime], Awaitable[None]]
"""Takes the moment since which nothing may have been heard."""


class Bulletin:
    """Carries ids from the server that has stored something to all others, which read it."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._shared = engine.dialect.name == "postgresql"
        self._origin = secrets.token_hex(_ORIGIN_BYTES)
        self._hearers: dict[str, tuple[Hear, CatchUp]] = {}
        self._unread: asyncio.Queue[tuple[str, str]] = asyncio.Queue(_MOST_UNREAD)
        self._alive_at = utc_now()
        self._overflown = False

    @property
    def is_shared(self) -> bool:
        """Whether there may be other servers to tell."""
        return self._shared

    def follow(self, topic: str, hear: Hear, catch_up: CatchUp) -> None:
        """Hear what other servers tell about a topic; each may raise `StateUnavailable`."""
        self._hearers[topic] = (hear, catch_up)

    async def tell(self, connection: AsyncConnection, topic: str, changed: str) -> None:
        """Tell the others that something was changed, once the transaction is through.

        They are told nothing if it fails.
        """
        if self._shared:
            told = {"channel": _CHANNEL, "what": f"{self._origin} {topic} {changed}"}
            await connection.execute(text("SELECT pg_notify(:channel, :what)"), told)

    async def keep_listening(self) -> None:
        """Pass on what others tell until cancelled.

        A connection that was cut is made anew, and what was missed is read.
        """
        while self._shared:
            try:
                await self._listen()
            except Exception as error:  # noqa: BLE001 - the driver's own errors come as they are; whatever it is, others are heard again
                log.warning("what other servers decide is not heard for now: %s", type(error).__name__)
            await asyncio.sleep(_AGAIN_SECONDS)

    async def _listen(self) -> None:
        async with opening_engine(self._engine) as engine, engine.connect() as connection:
            raw: Any = (await connection.get_raw_connection()).driver_connection
            await raw.add_listener(_CHANNEL, self._note)
            raw.add_termination_listener(self._cut)
            await self._catch_up()
            while not raw.is_closed():
                try:
                    async with asyncio.timeout(_ALIVE_SECONDS):
                        topic, changed = await self._unread.get()
                except TimeoutError:
                    async with asyncio.timeout(_ALIVE_SECONDS):
                        await raw.execute("SELECT 1")
                    self._alive_at = utc_now()
                else:
                    await self._pass_on(topic, changed)

    def _note(self, _connection: object, _pid: int, _channel: str, payload: str) -> None:
        origin, _, rest = payload.partition(" ")
        topic, _, changed = rest.partition(" ")
        if origin == self._origin or topic not in self._hearers:
            return
        if self._unread.full():
            self._overflown = True
        else:
            self._unread.put_nowait((topic, changed))

    def _cut(self, _connection: object) -> None:
        """Wake whoever waits for news that cannot come."""
        with suppress(asyncio.QueueFull):
            self._unread.put_nowait(("", ""))

    async def _pass_on(self, topic: str, changed: str) -> None:
        if self._overflown:
            self._overflown = False
            await self._catch_up()
        if topic in self._hearers:
            await self._hearers[topic][0](changed)

    async def _catch_up(self) -> None:
        since, self._alive_at = self._alive_at - _OVERLAP, utc_now()
        for _, catch_up in self._hearers.values():
            await catch_up(since)
