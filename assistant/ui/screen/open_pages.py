"""Keeps every open page true: what one chat decides, the other chats of the same person show."""

import asyncio
import contextvars
import logging
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from chainlit import server
from chainlit.context import context
from chainlit.session import BaseSession, ws_sessions_id

from assistant.proposals.notices import Notices
from assistant.state.tables import HasOwner

log = logging.getLogger(__name__)

Item = TypeVar("Item", bound=HasOwner)
Show = Callable[[Item], Coroutine[Any, Any, None]]


def is_connected(session: BaseSession) -> bool:
    """Whether a page is at the other end now; Chainlit keeps sessions for a while whose page is gone."""
    socket_id = getattr(session, "socket_id", "")
    return bool(server.sio.manager.is_connected(socket_id, "/"))


class OpenPages:
    """Keeps the screens that show what is decided elsewhere, each until its session ends."""

    def __init__(self) -> None:
        self._leave: dict[str, Callable[[], None]] = {}
        self._showing: set[asyncio.Task[None]] = set()

    def begin(self, notices: Notices[Item], owner: str, show: Show[Item]) -> None:
        """From now on the current session shows, in its own context, what becomes of what is its owner's."""
        session_id, surroundings = context.session.id, contextvars.copy_context()

        def hear(item: Item) -> None:
            if session_id not in ws_sessions_id:
                self._end(session_id)
                return
            task = asyncio.get_running_loop().create_task(show(item), context=surroundings)
            self._showing.add(task)
            task.add_done_callback(self._shown)

        self._end(session_id)
        self._leave[session_id] = notices.follow(owner, hear)

    def sweep(self) -> None:
        """Stop the notices for the sessions that have ended."""
        for session_id in [one for one in self._leave if one not in ws_sessions_id]:
            self._end(session_id)

    def _end(self, session_id: str) -> None:
        if leave := self._leave.pop(session_id, None):
            leave()

    def _shown(self, task: asyncio.Task[None]) -> None:
        self._showing.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a page could not be kept true: %s", type(error).__name__)
