"""Ends the chats of people who are out again: signed out, shut out, or in for too long."""

from collections.abc import Awaitable, Callable

from chainlit import server
from chainlit.session import WebsocketSession, ws_sessions_id

from assistant.ui.server.sign_in.reception import Reception
from assistant.ui.server.visitors.sessions import Sessions

LetGo = Callable[[WebsocketSession], Awaitable[None]]


class Departures:
    """Finds chats whose visit is over; the page is told, so that it leads to where people sign in."""

    def __init__(self, sessions: Sessions, let_go: LetGo) -> None:
        """``let_go`` ends a chat with all that is kept for it."""
        self._sessions = sessions
        self._let_go = let_go

    async def sweep(self, reception: Reception | None) -> None:
        """End every chat whose visit is over; a write that has begun goes on to its end."""
        if reception is None:
            return
        now = reception.entrance.now()
        for session in list(ws_sessions_id.values()):
            visit = self._sessions.holder(session).visit
            if visit is None or visit.is_over(now):
                await server.sio.emit("window_message", {"signed_out": True}, to=session.socket_id)
                if session.current_task is not None:
                    session.current_task.cancel()
                await server.sio.disconnect(session.socket_id)
                await self._let_go(session)
