"""Takes what a page says it is about, for the one chat in its widget."""

import secrets
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, Final
from weakref import WeakKeyDictionary, WeakValueDictionary

from chainlit import server
from chainlit.context import init_ws_context
from chainlit.session import WebsocketSession
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from assistant.chat.page.page_hint import LONGEST_ADDRESS, LONGEST_ID, PageHint
from assistant.ui.server.host_page.page_messages import WIDGET, tell_key
from assistant.ui.server.quotas.allowances import Demand
from assistant.ui.server.quotas.pace import Pace
from assistant.ui.server.visitors.sessions import Sessions
from hubspot_tools.contacts import Contact
from hubspot_tools.values.typed_values import MAX_EMAIL_LENGTH

PATH: Final = "/page-context"

_CONNECTED: Final = "connection_successful"
_LONGEST_KEY: Final = 64
_NO_STORE: Final = {"Cache-Control": "no-store"}

Declare = Callable[[PageHint | None], Awaitable[Contact | None]]
"""Tells the current chat whom its page names; returns whom this person may see of them."""


class _SentContext(BaseModel):
    """What a page sends: the key of its chat, and one way of naming a contact, or none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(max_length=_LONGEST_KEY)
    contact_id: str = Field("", max_length=LONGEST_ID)
    contact_email: str = Field("", max_length=MAX_EMAIL_LENGTH)
    address: str = Field("", max_length=LONGEST_ADDRESS)

    def hint(self) -> PageHint | None:
        return PageHint.of(contact_id=self.contact_id, email=self.contact_email, address=self.address)


class _SentKey(BaseModel):
    """The key alone, of what cannot be read otherwise."""

    key: str = Field(max_length=_LONGEST_KEY)


class PageDoor:
    """Knows each widget's chat by a key that only its own page was told.

    The key opens nothing but this: it names a chat for hints, and only for the browser and the person whose chat it is.
    The session's own id, by which buttons are clicked, is not told to any page.
    """

    def __init__(self, sessions: Sessions, pace: Pace, declare: Declare) -> None:
        self._sessions = sessions
        self._pace = pace
        self._declare = declare
        self._keys: WeakKeyDictionary[WebsocketSession, str] = WeakKeyDictionary()
        self._chats: WeakValueDictionary[str, WebsocketSession] = WeakValueDictionary()

    def open(self) -> None:
        """Add the route to Chainlit's server, and tell each widget its key once its page is ready; once."""
        app = server.app
        if getattr(app.state, "hears_pages", False):
            return
        app.state.hears_pages = True
        app.router.routes.append(Route(f"{server.router.prefix}{PATH}", self.hear, methods=["POST"]))
        connected = server.sio.handlers["/"][_CONNECTED]

        async def greet(socket_id: str, *brought: Any) -> None:
            await connected(socket_id, *brought)
            session = WebsocketSession.get(socket_id)
            if session is not None and session.client_type == WIDGET:
                await tell_key(session, self.key_of(session))

        server.sio.on(_CONNECTED, greet)

    def key_of(self, session: WebsocketSession) -> str:
        """The key of a chat, the same for as long as it lives."""
        if session not in self._keys:
            key = self._keys[session] = secrets.token_urlsafe(24)
            self._chats[key] = session
        return self._keys[session]

    async def hear(self, request: Request) -> Response:
        """Answer ``{"about": {"id": …, "name": …}}``, or ``{"about": null}`` for whatever leads to nobody.

        Who is hidden, who is not there and what makes no sense are answered alike. A chat that is somebody else's is not
        found. What comes too fast ends what was said before, so that no chat goes on about a page that has gone.
        """
        body = await request.body()
        try:
            key = _SentKey.model_validate_json(body).key
        except ValidationError:
            return _answer(None)
        session = self._chats.get(key)
        if session is None or self._sessions.held(session.id, request) is not session:
            return _answer(None, HTTPStatus.NOT_FOUND)
        init_ws_context(session)
        admitted = await self._pace.admits(Demand.CONTEXT)
        found = await self._declare(_hint_in(body) if admitted else None)
        return _answer(found, HTTPStatus.OK if admitted else HTTPStatus.TOO_MANY_REQUESTS)


def _hint_in(body: bytes) -> PageHint | None:
    try:
        return _SentContext.model_validate_json(body).hint()
    except ValidationError:
        return None


def _answer(contact: Contact | None, status: HTTPStatus = HTTPStatus.OK) -> Response:
    about = None if contact is None else {"id": contact.id, "name": contact.name}
    return JSONResponse({"about": about}, status, _NO_STORE)
