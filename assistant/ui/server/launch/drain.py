"""Empties a server that was told to end, before it stops listening.

Its people move on, its writes end, and nobody new is sent to it. uvicorn alone would stop listening at once, so that no balancer could learn why, and cut every chat in mid-answer.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from typing import Final, Protocol

from chainlit import server
from chainlit.session import WebsocketSession, ws_sessions_id
from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.language.detection import Language
from assistant.language.texts import page_texts_in
from assistant.ui.server.quotas.abandoned import hang_up
from assistant.ui.server.transfers import FILES_PATH
from assistant.ui.server.visitors.page_language import reading_of_request

log = logging.getLogger(__name__)

DRAIN_SECONDS: Final = 15.0
"""After so long whoever is still here moves on in mid-answer: the process has to be gone within 30 s in all."""

END_SECONDS: Final = 8.0
"""Then so long for the writes that have begun, of those who have moved on."""

HangUp = Callable[[str], Awaitable[None]]

_LOOK_SECONDS: Final = 0.1
LINGER_SECONDS: Final = 1.0
"""So long a balancer has to act on what it was told."""

_BALANCER_SECONDS: Final = 60.0
"""Balancers ask whether a server is ready at least so often."""

_CHANGING: Final = ("/project/action", FILES_PATH)
_NAMESPACE: Final = "/"


class OpenTalks(Protocol):
    """What is under way in the chats of this server."""

    def is_busy(self, session: WebsocketSession) -> bool:
        """Whether an answer or a write is under way in a chat."""

    def language_in(self, session: WebsocketSession) -> Language:
        """In which language a chat is read."""

    def wind_up(self) -> None:
        """Begin no more turns, and end what would take long at its next step."""

    async def written_down(self) -> None:
        """Wait until what was said is in the store, where another server finds it; a moment at most."""


class Drain:
    """Leads everybody out, once, when the server is told to end."""

    def __init__(
        self,
        chats: OpenTalks,
        hang_up: HangUp,
        clock: Callable[[], float] = time.monotonic,
        linger: float = LINGER_SECONDS,
    ) -> None:
        """``hang_up`` ends a connection so that its page opens another by itself."""
        self._linger = linger
        self.begun = False
        self._chats = chats
        self._hang_up = hang_up
        self._clock = clock
        self._asked: tuple[float, float] = (float("-inf"), float("-inf"))
        """When somebody asked whether the server is ready, the time before last and the last time."""
        self._told = asyncio.Event()

    def told_balancer(self) -> bool:
        """Take note that somebody asks whether this server is ready; returns whether it is being emptied."""
        self._asked = (self._asked[1], self._clock())
        if self.begun:
            self._told.set()
        return self.begun

    async def run(self, *, longest: float = DRAIN_SECONDS) -> None:
        """Let turns end and chats move on, each as soon as it can, until all have or the time is up."""
        awaits_balancer = self._is_watched()
        self.begun = True
        self._chats.wind_up()
        log.info("told to end: %d chats move on to another server, or to this one's next start", len(_open()))
        with suppress(TimeoutError):
            async with asyncio.timeout(longest):
                while (stay := _open()) or _busy(self._chats):
                    await self._move(one for one in stay if not self._chats.is_busy(one))
                    await asyncio.sleep(_LOOK_SECONDS)
                if awaits_balancer:
                    await self._told.wait()
                    await asyncio.sleep(self._linger)
        await self._move(_open())

    def _is_watched(self) -> bool:
        """Whether a balancer asks regularly, and so will soon again; somebody who asked once will not."""
        before, last = self._asked
        return 0 < last - before <= _BALANCER_SECONDS and self._clock() - last <= 2 * (last - before)

    async def _move(self, sessions: Iterable[WebsocketSession]) -> None:
        """Tell the people of these chats, and end their connections."""
        leaving = list(sessions)
        if leaving:
            await self._chats.written_down()
        for session in leaving:
            sentence = page_texts_in(self._chats.language_in(session)).restarting
            await server.sio.emit("window_message", {"moves_on": sentence}, to=session.socket_id)
            engine_id = server.sio.manager.eio_sid_from_sid(session.socket_id, _NAMESPACE)
            if engine_id is not None:
                await self._hang_up(engine_id)


def _open() -> Sequence[WebsocketSession]:
    """The chats whose page is at the other end now."""
    connected = server.sio.manager.is_connected
    return [one for one in ws_sessions_id.values() if connected(one.socket_id, _NAMESPACE)]


def _busy(chats: OpenTalks) -> bool:
    return any(chats.is_busy(one) for one in ws_sessions_id.values())


def drained_by(app: Starlette) -> Drain | None:
    """What empties an application before it ends, None where nothing does."""
    found = getattr(app.state, "drain", None)
    return found if isinstance(found, Drain) else None


def empty_before_end(app: Starlette, chats: OpenTalks) -> Drain:
    """Have an application emptied before it ends, and send away who comes meanwhile; once."""
    drain = drained_by(app)
    if drain is None:
        app.state.drain = drain = Drain(chats, partial(hang_up, server.sio))
        app.add_middleware(DrainGate, drain=drain)
    return drain


async def end_in_time(ending: Awaitable[None], seconds: float = END_SECONDS) -> None:
    """Wait for the end of all that is left; the next start reads back what takes longer."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await ending


class DrainGate:
    """Takes no new chats and no clicks while the server is being emptied, as ASGI middleware.

    A balancer that is told 503 at the handshake asks the next server (deploy/nginx); a page tries again by itself.
    """

    def __init__(self, app: ASGIApp, drain: Drain) -> None:
        self._app = app
        self._drain = drain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the connection on, or refuse it."""
        if not self._drain.begun or not _begins_something(scope):
            await self._app(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await receive()
        sentence = page_texts_in(reading_of_request(HTTPConnection(scope)).language).not_while_restarting
        headers = {"Cache-Control": "no-store", "Retry-After": "2"}
        refusal = JSONResponse({"detail": sentence}, HTTPStatus.SERVICE_UNAVAILABLE, headers)
        await refusal(scope, receive, send)


def _begins_something(scope: Scope) -> bool:
    if scope["type"] == "websocket":
        return True
    return scope["type"] == "http" and scope["method"] == "POST" and str(scope["path"]).endswith(_CHANGING)
