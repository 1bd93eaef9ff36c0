"""How many pages may be open at once: of one browser, of one address, and of everybody."""

from collections.abc import Awaitable, Callable, MutableMapping
from math import ceil
from typing import Any

from chainlit.session import WebsocketSession, ws_sessions_id
from socketio import AsyncServer
from socketio.exceptions import ConnectionRefusedError as Refused

from assistant.language.texts import texts_in
from assistant.ui.server.quotas.abandoned import Abandoned
from assistant.ui.server.quotas.allowances import Allowances, Demand
from assistant.ui.server.quotas.counted_callers import CountedCallers, is_address
from assistant.ui.server.quotas.rates import Rates
from assistant.ui.server.visitors.page_language import reading_of_handshake

Handler = Callable[..., Awaitable[object]]
Environ = MutableMapping[str, Any]


class Doors:
    """Lets connections in up to a ceiling, counted anew each time from those that are there."""

    def __init__(
        self,
        sio: AsyncServer,
        allowances: Allowances,
        callers: CountedCallers,
        rates: Rates,
        abandoned: Abandoned,
    ) -> None:
        self._sio = sio
        self._allowances = allowances
        self._callers = callers
        self._rates = rates
        self._abandoned = abandoned

    def keep(self) -> None:
        """Stand before engine.io's handshake, and before the chat that is opened over it."""
        self._sio.eio.on("connect", self._handshake(self._sio.eio.handlers["connect"]))
        self._sio.on("connect", self._opening(self._sio.handlers["/"]["connect"]))

    def _handshake(self, shake: Handler) -> Handler:
        """End what is far beyond any ceiling; up to twice the ceiling, so that the rest can be told in words."""

        async def shake_if_bearable(engine_id: str, environ: Environ) -> object:
            caller = self._callers.of_handshake(environ)
            full = len(self._sio.environ) >= self._allowances.sockets_altogether
            if full or self._sockets(caller) >= 2 * self._most(caller, self._allowances.sockets):
                return "too many connections"
            return await shake(engine_id, environ)

        return shake_if_bearable

    def _opening(self, connect: Handler) -> Handler:
        async def connect_if_bearable(socket_id: str, environ: Environ, *brought: Any) -> object:
            caller = self._callers.of_handshake(environ)
            told = reading_of_handshake(environ)
            texts = texts_in(told.language)
            if (wait := self._rates.wait_for(Demand.OPENING, caller)) > 0:
                raise Refused(texts.too_fast.format(seconds=ceil(wait)))
            crowded = self._sockets(caller) > self._most(caller, self._allowances.sockets)
            if crowded or not await self._finds_place(caller, brought):
                raise Refused(texts.too_many_pages)
            return await connect(socket_id, environ, *brought)

        return connect_if_bearable

    async def _finds_place(self, caller: str, brought: tuple[Any, ...]) -> bool:
        """Whether there is place for a chat; those whose page is gone give up theirs, the oldest first."""
        opening = brought[0] if brought else None
        named = opening.get("sessionId") if isinstance(opening, dict) else None
        if isinstance(named, str) and named in ws_sessions_id:
            return True
        mine = [one for one in ws_sessions_id.values() if self._callers.of_session(one) == caller]
        most = self._most(caller, self._allowances.sessions)
        return await self._vacate(mine, most) and await self._vacate(
            list(ws_sessions_id.values()), self._allowances.sessions_altogether
        )

    async def _vacate(self, sessions: list[WebsocketSession], most: int) -> bool:
        surplus = len(sessions) + 1 - most
        if surplus <= 0:
            return True
        lost = [session for session in sessions if self._abandoned.is_lost(session)]
        if len(lost) < surplus:
            return False
        for session in lost[:surplus]:
            await self._abandoned.let_go(session)
        return True

    def _sockets(self, caller: str) -> int:
        return sum(self._callers.of_handshake(one) == caller for one in self._sio.environ.values())

    def _most(self, caller: str, allowed: int) -> int:
        return allowed * self._allowances.generosity if is_address(caller) else allowed
