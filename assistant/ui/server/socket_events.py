"""Checks each event that a socket sends before Chainlit hears of it.

Chainlit trusts what browsers send.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final

import chainlit.socket as chainlit_socket
from chainlit import server
from chainlit.config import config
from chainlit.context import init_ws_context
from chainlit.message import Message
from chainlit.session import WebsocketSession
from pydantic import UUID4, BaseModel, Field, ValidationError

from assistant.language.texts import texts_in
from assistant.ui.cards.markdown import escape
from assistant.ui.server.first_events import FirstEvents
from assistant.ui.server.visitors.page_language import LANGUAGE_SETTING, reading_of_handshake
from assistant.ui.server.visitors.sessions import Sessions, handshake_of, is_session_id, visit_in

Handler = Callable[..., Awaitable[object]]

_GREETING_SECONDS: Final = 5.0
_LOOK_SECONDS: Final = 0.02
_LONGEST_CHOICE: Final = 16
_LONGEST_COMMAND: Final = 200
_MOST_FILES: Final = 10
_REFUSED: Final = "authorization failed"
"""What Chainlit answers a socket that may not have a session."""


class _Handshake(BaseModel):
    """What a socket brings when it opens; whatever else a browser sends is left unread."""

    session_id: str = Field(alias="sessionId")
    client_type: str = Field("webapp", alias="clientType")


class _SentWords(BaseModel):
    id: UUID4
    output: str
    command: str | None = Field(None, max_length=_LONGEST_COMMAND)


class _Reference(BaseModel):
    id: str = Field(max_length=64)


class _Sent(BaseModel):
    message: _SentWords
    files: list[_Reference] | None = Field(None, alias="fileReferences", max_length=_MOST_FILES)


TurnedAway = Callable[[WebsocketSession], None]
"""Hears that a person has begun a new chat in the place of this one."""


ComeBack = Callable[[], Awaitable[None]]
"""Shows the current chat's page what it missed while it had no connection."""


def nobody_hears(_: WebsocketSession) -> None:
    """Where nothing is kept of a talk."""


async def nothing_missed() -> None:
    """Where nothing goes on without a page."""


def take_over_events(
    sessions: Sessions, turned_away: TurnedAway = nobody_hears, come_back: ComeBack = nothing_missed
) -> None:
    """Answer every event of a socket here first, and those that nobody needs not at all.

    An edited message would run again although editing is switched off (chainlit/socket.py, ``edit_message``);
    nobody listens to voices, favourites or the page around a widget. Polling is off: its requests carry the socket's
    id in their addresses.
    """
    server.sio.eio.transports = ["websocket"]
    first_events = FirstEvents()
    server.sio.handlers["/"] = {
        "connect": _connecting(sessions, first_events),
        "connection_successful": _bare(_begin(first_events, come_back)),
        "clear_session": _bare(_clear(turned_away)),
        "stop": _bare(_stop),
        "client_message": _bringing(_hear),
        "chat_settings_change": _bringing(_choose),
    }


def _bare(handle: Handler) -> Handler:
    """Let an event pass that comes over the socket of a session.

    Its name says all, what it brings is left unread.
    """

    async def pass_on(socket_id: str, *_brought: object) -> None:
        if WebsocketSession.get(socket_id) is not None:
            await handle(socket_id)

    return pass_on


def _bringing(handle: Handler) -> Handler:
    """The same for an event that brings one thing, None where it is missing."""

    async def pass_on(socket_id: str, *brought: object) -> None:
        if WebsocketSession.get(socket_id) is not None:
            await handle(socket_id, brought[0] if brought else None)

    return pass_on


def _connecting(sessions: Sessions, first_events: FirstEvents) -> Handler:
    async def connect(socket_id: str, environ: Mapping[str, Any], brought: object = None) -> bool:
        opening = _opening(brought)
        handshake = handshake_of(environ)
        if opening is None or not sessions.may_open(opening.session_id, handshake):
            raise ConnectionRefusedError(_REFUSED)
        wanted = {"sessionId": opening.session_id, "clientType": opening.client_type}
        await chainlit_socket.connect(socket_id, environ, wanted)
        if (session := WebsocketSession.get(socket_id)) is not None:
            sessions.bind(session, sessions.visitor_of(handshake), visit_in(handshake))
            first_events.listen(session)
        return True

    return connect


def _begin(first_events: FirstEvents, come_back: ComeBack) -> Handler:
    """Greet a page that is ready, or tell it again what it missed."""

    async def begin(socket_id: str) -> None:
        await chainlit_socket.connection_successful(socket_id)
        # Whoever was told that there is no connection, or soon would be none, is told no longer.
        await server.sio.emit("window_message", {"here": True}, to=socket_id)
        if (session := WebsocketSession.get(socket_id)) is not None:
            await first_events.tell_again(session)
            if session.restored and session.has_first_interaction:
                init_ws_context(session)
                await come_back()

    return begin


def _clear(turned_away: TurnedAway) -> Handler:
    """Begin a new chat.

    The page opens it over another socket, at once, and must not find the old talk then.
    """

    async def clear(socket_id: str) -> None:
        if (session := WebsocketSession.get(socket_id)) is not None:
            init_ws_context(session)
            turned_away(session)
        await chainlit_socket.clean_session(socket_id)

    return clear


def _opening(brought: object) -> _Handshake | None:
    try:
        opening = _Handshake.model_validate(brought)
    except ValidationError:
        return None
    known = is_session_id(opening.session_id) and opening.client_type in {"webapp", "copilot"}
    return opening if known else None


async def _hear(socket_id: str, brought: object) -> None:
    """Pass on a message as a browser would have sent it: words, a command, files.

    Who wrote it is no question.
    """
    try:
        sent = _Sent.model_validate(brought)
    except ValidationError:
        await _tell_unread(socket_id)
        return
    if (session := WebsocketSession.get(socket_id)) is not None and not session.chat_started:
        await until_greeted(session)
    words = sent.message
    message: dict[str, object] = {
        "id": str(words.id),
        "name": "User",
        "type": "user_message",
        "output": words.output,
        "createdAt": datetime.now(UTC).isoformat(),
        "threadId": "",
        "command": words.command,
        "metadata": {},
    }
    files = [{"id": file.id} for file in sent.files or ()]
    await chainlit_socket.message(socket_id, {"message": message, "fileReferences": files})


async def until_greeted(session: WebsocketSession) -> None:
    """Wait for the greeting of a page whose words come first.

    What was typed without a connection is sent as soon as there is one, before the page says that it is here. Answered
    at once, it would be the beginning of another talk, in the place of the one it belongs to.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(_GREETING_SECONDS):
            while not session.chat_started:  # noqa: ASYNC110 - Chainlit tells nobody
                await asyncio.sleep(_LOOK_SECONDS)
            if (greeting := session.current_task) is not None:
                await asyncio.wait({greeting})


async def _tell_unread(socket_id: str) -> None:
    session = init_ws_context(socket_id).session
    told = reading_of_handshake(session.environ)
    await Message(content=escape(texts_in(told.language).odd_request)).send()


async def _choose(socket_id: str, brought: object) -> None:
    """Hear of the language chosen in the settings panel; Chainlit would keep whatever is sent."""
    choice = brought.get(LANGUAGE_SETTING) if isinstance(brought, dict) else None
    init_ws_context(socket_id)
    if isinstance(choice, str) and len(choice) <= _LONGEST_CHOICE and config.code.on_settings_update:
        await config.code.on_settings_update({LANGUAGE_SETTING: choice})


async def _stop(socket_id: str) -> None:
    """Stop at once; Chainlit would first say so in English (chainlit/socket.py, ``stop``)."""
    session = init_ws_context(socket_id).session
    if session.current_task is not None:
        session.current_task.cancel()
    if config.code.on_stop is not None:
        await config.code.on_stop()
