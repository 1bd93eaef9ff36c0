"""Stands before every address: what is a member's is answered to members alone."""

from collections.abc import Callable
from http import HTTPStatus

from chainlit import server
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.language.texts import page_texts_in
from assistant.state.errors import StateUnavailable
from assistant.ui.server.sign_in.needs import needs_of
from assistant.ui.server.sign_in.reception import Reception
from assistant.ui.server.visitors.page_language import reading_of_request
from assistant.ui.server.visitors.sessions import VISIT

PATH = "/sign-in"
_NO_STORE = {"Cache-Control": "no-store"}


class SignInGate:
    """Finds out who sends a request or opens a socket, and refuses whoever must sign in first.

    It is ASGI middleware.
    """

    def __init__(
        self,
        app: ASGIApp,
        reception: Callable[[], Reception | None],
        visitor_of: Callable[[HTTPConnection], str | None],
    ) -> None:
        """``reception`` is None while nobody signs in here."""
        self._app = app
        self._reception = reception
        self._visitor_of = visitor_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the connection on with its visit, or refuse it."""
        reception = self._reception()
        if reception is None or scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        needs = needs_of(scope["path"].removeprefix(server.router.prefix) or "/")
        try:
            visit = await reception.visit_of(HTTPConnection(scope), self._visitor_of)
        except StateUnavailable:
            if needs.signs_in:
                await _refuse(scope, receive, send, HTTPStatus.SERVICE_UNAVAILABLE)
                return
            visit = None
        if visit is None and needs.signs_in:
            await _refuse(scope, receive, send, HTTPStatus.UNAUTHORIZED)
            return
        await self._app({**scope, VISIT: visit}, receive, send)


async def _refuse(scope: Scope, receive: Receive, send: Send, status: HTTPStatus) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    await _refusal(HTTPConnection(scope), scope["method"], status)(scope, receive, send)


def _refusal(connection: HTTPConnection, method: str, status: HTTPStatus) -> Response:
    """A page leads to where people sign in; anything else is told so."""
    wants_page = "text/html" in connection.headers.get("accept", "")
    if status is HTTPStatus.UNAUTHORIZED and method == "GET" and wants_page:
        return RedirectResponse(f"{server.router.prefix}{PATH}", HTTPStatus.SEE_OTHER, _NO_STORE)
    texts = page_texts_in(reading_of_request(connection).language).sign_in
    sentence = texts.needed if status is HTTPStatus.UNAUTHORIZED else texts.store_away
    return JSONResponse({"detail": sentence}, status, _NO_STORE)
