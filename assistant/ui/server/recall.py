"""Brings a chat to the server that its person's clicks come to.

A page's clicks are requests, and go where the balancer sends them; its socket stays where it was opened. When a server
is back, what others took over from it is theirs, and every click of it would miss them for as long as the page is open.
"""

import asyncio
import logging
from datetime import datetime
from typing import Final

from chainlit import server
from chainlit.session import WebsocketSession, ws_sessions_id
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import HTTPConnection

from assistant.state.database import StateDatabase
from assistant.state.errors import StateUnavailable
from assistant.ui.server.quotas.abandoned import hang_up
from assistant.ui.server.socket_events import until_greeted
from assistant.ui.server.visitors.sessions import Sessions, is_session_id

log = logging.getLogger(__name__)

RECALLED: Final = "chat_recalled"
_COMING_SECONDS: Final = 8.0
"""A page opens another socket within two seconds or so, and is greeted then."""

_LOOK_SECONDS: Final = 0.05
_MOST_AWAITED: Final = 100
_MOST_OF_ONE: Final = 3
"""Clicks that wait at once, of everybody and of one browser: whoever invents chats keeps nobody else waiting."""

_NAMESPACE: Final = "/"


class Recall:
    """Has chats move between servers that share a store."""

    def __init__(self, sessions: Sessions, state: StateDatabase) -> None:
        self._sessions = sessions
        self._state = state
        self._awaited: list[str] = []
        """The browsers whose clicks wait."""
        state.bulletin.follow(RECALLED, self._let_go, self._catch_up)

    async def bring(self, session_id: str, connection: HTTPConnection) -> WebsocketSession | None:
        """The chat of that name, once it has come here; None where none does that is theirs who ask."""
        browser = self._sessions.visitor_of(connection)
        if browser is None or not is_session_id(session_id) or not self._may_wait(browser):
            return None
        if not self._state.bulletin.is_shared or session_id in ws_sessions_id:
            return None
        self._awaited.append(browser)
        try:
            async with asyncio.timeout(_COMING_SECONDS):
                await self._tell_others(f"{session_id} {browser}")
                while (session := self._sessions.held(session_id, connection)) is None:  # noqa: ASYNC110 - Chainlit tells nobody
                    await asyncio.sleep(_LOOK_SECONDS)
        except (StateUnavailable, TimeoutError):
            return None
        finally:
            self._awaited.remove(browser)
        await until_greeted(session)
        return session

    def _may_wait(self, browser: str) -> bool:
        return len(self._awaited) < _MOST_AWAITED and self._awaited.count(browser) < _MOST_OF_ONE

    async def _tell_others(self, whose: str) -> None:
        async def tell(connection: AsyncConnection) -> None:
            await self._state.bulletin.tell(connection, RECALLED, whose)

        await self._state.transaction(tell)

    async def _let_go(self, whose: str) -> None:
        """Hang up on a page whose clicks come to another server: it opens its next socket there."""
        session_id, _, browser = whose.partition(" ")
        session = ws_sessions_id.get(session_id)
        if session is None or self._sessions.holder(session).visitor != browser:
            return
        engine_id = server.sio.manager.eio_sid_from_sid(session.socket_id, _NAMESPACE)
        if engine_id is not None:
            log.info("a chat goes where its clicks go")
            await hang_up(server.sio, engine_id)

    async def _catch_up(self, _since: datetime) -> None:
        """A click that waited meanwhile has been answered."""
