"""Chats and connections that nobody comes back to, and when they are let go."""

import logging
from collections.abc import Callable, Mapping

from chainlit.chat_context import chat_contexts
from chainlit.config import config
from chainlit.session import WebsocketSession, ws_sessions_id, ws_sessions_sid
from chainlit.user_session import user_sessions
from socketio import AsyncServer

from assistant.ui.server.quotas.allowances import Allowances

log = logging.getLogger(__name__)

Ended = Callable[[Mapping[str, object]], None]
"""Hears what was kept for a chat that has ended."""

_NAMESPACE = "/"


class Abandoned:
    """Finds what is abandoned by looking at what is there; remembers only since when.

    Chainlit lets a task sleep for each socket that goes, which holds the chat in memory until it wakes
    (chainlit/socket.py, ``disconnect``), and waits for ever for a connection that becomes no chat.
    """

    def __init__(
        self,
        sio: AsyncServer,
        allowances: Allowances,
        may_return: Callable[[WebsocketSession], bool],
        ended: Ended,
        clock: Callable[[], float],
    ) -> None:
        """Nothing is abandoned yet.

        Args:
            sio: The server of sockets.
            allowances: How long what is abandoned may wait.
            may_return: Whether a chat's page could prove to be the one that comes back.
            ended: Hears of each chat that has ended.
            clock: Seconds that never go back.
        """
        self._sio = sio
        self._allowances = allowances
        self._may_return = may_return
        self._ended = ended
        self._clock = clock
        self._lost_since: dict[str, float] = {}
        self._idle_since: dict[str, float] = {}

    def take_over(self) -> None:
        """Decide in place of Chainlit when a chat ends.

        Neither ``on_chat_end`` nor a data layer is used here.
        """
        self._sio.on("disconnect", self.leave)

    async def leave(self, socket_id: str, *_reason: object) -> None:
        """Let a chat go whose page asked for it, or could not come back; any other may."""
        session = WebsocketSession.get(socket_id)
        if session is not None and (session.to_clear or not self._may_return(session)):
            await self.let_go(session)

    async def sweep(self) -> None:
        """Let go of what has waited long enough since it was first seen abandoned."""
        now = self._clock()
        await self._sweep_sessions(now)
        await self._sweep_connections(now)

    def is_lost(self, session: WebsocketSession) -> bool:
        """Whether a chat's page is gone."""
        return not self._sio.manager.is_connected(session.socket_id, _NAMESPACE)

    async def let_go(self, session: WebsocketSession) -> None:
        """End a chat, with its files and all that is kept under its name."""
        self._ended(user_sessions.pop(session.id, {}))
        chat_contexts.pop(session.id, None)
        try:
            await session.delete()
        except OSError as error:
            log.warning("files of an ended chat cannot be removed: %s", error.strerror)
            ws_sessions_sid.pop(session.socket_id, None)
            ws_sessions_id.pop(session.id, None)

    async def _sweep_sessions(self, now: float) -> None:
        lost = [session for session in ws_sessions_id.values() if self.is_lost(session)]
        self._lost_since = {one.id: self._lost_since.get(one.id, now) for one in lost}
        for session in lost:
            if now - self._lost_since[session.id] >= self._patience(session):
                await self.let_go(session)

    async def _sweep_connections(self, now: float) -> None:
        idle = [engine_id for engine_id in self._sio.environ if not self._is_in_use(engine_id)]
        self._idle_since = {one: self._idle_since.get(one, now) for one in idle}
        for engine_id, since in self._idle_since.items():
            if now - since >= self._allowances.half_open:
                await hang_up(self._sio, engine_id)

    def _patience(self, session: WebsocketSession) -> float:
        return config.project.session_timeout if session.has_first_interaction else self._allowances.silent

    def _is_in_use(self, engine_id: str) -> bool:
        """Whether a page has begun its chat over this connection, and has not come back over another since."""
        socket_id = self._sio.manager.sid_from_eio_sid(engine_id, _NAMESPACE)
        session = ws_sessions_sid.get(socket_id)
        return session is not None and session.chat_started


async def hang_up(sio: AsyncServer, engine_id: str) -> None:
    """End a connection as a network that fails does; a page that is still there opens another by itself."""
    connection = sio.eio.sockets.get(engine_id)
    if connection is None:
        return
    await connection.close(wait=False, abort=True, reason=sio.reason.SERVER_DISCONNECT)
    # engine.io's writer closes the websocket itself when it finds nothing more to send.
    await connection.queue.put(None)
