"""How much a request may bring: counted while it arrives, whatever it says of its own length."""

from collections.abc import Callable
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.language.texts import texts_in
from assistant.ui.server.visitors.page_language import reading_of_request

MOST_BYTES = 65_536
"""A click with a whole form in it is a few thousand."""

_DIGITS = 20
"""As many as h11 reads; Python refuses to convert thousands."""

Allowance = Callable[[str], int]
"""How many bytes a request to a path may bring."""


class BodyLimit:
    """ASGI middleware: answers 413 as soon as a body is too big, and takes no more of it.

    Starlette and FastAPI read a body whole before anybody measures it. A length that is told is judged first;
    a body that tells none (``Transfer-Encoding: chunked``), or another one, is counted. Nobody here unpacks a
    ``Content-Encoding``, so that what is counted is all there is.
    """

    def __init__(self, app: ASGIApp, most: Allowance) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with as much of its body as it may have."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._most(scope["path"])
        if _told(scope) > most:
            await _refusal(scope)(scope, receive, send)
            return
        counted = _Counted(most, receive, send)
        try:
            await self._app(scope, counted.receive, counted.send)
        except ClientDisconnect:
            if not counted.too_big:
                raise
        if counted.too_big and not counted.answered:
            await _refusal(scope)(scope, receive, send)


class _Counted:
    """One request: what arrives is counted, and to whoever reads on after the end it looks hung up.

    What the application answers to a reader that hung up is dropped; the person is told the reason instead.
    """

    def __init__(self, most: int, receive: Receive, send: Send) -> None:
        self.too_big = False
        self.answered = False
        self._left = most
        self._receive = receive
        self._send = send

    async def receive(self) -> Message:
        """The next piece, unless it is one too many."""
        if self.too_big:
            return {"type": "http.disconnect"}
        message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            self.too_big = self._left < 0
        return {"type": "http.disconnect"} if self.too_big else message

    async def send(self, message: Message) -> None:
        """Pass an answer on that was begun in time."""
        if self.answered or not self.too_big:
            self.answered = True
            await self._send(message)


def _told(scope: Scope) -> int:
    """Return how long the body says it is, 0 where it does not say.

    What is no number never gets past the server.
    """
    told = Headers(scope=scope).get("content-length", "")
    return int(told[:_DIGITS]) if told.isascii() and told.isdigit() else 0


def _refusal(scope: Scope) -> JSONResponse:
    sentence = texts_in(reading_of_request(HTTPConnection(scope)).language).too_much_sent
    return JSONResponse({"detail": sentence}, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
