"""Checks requests as they come.

Odd addresses end here, foreign cookies stay outside, and no failure tells what it met.
"""

import logging
from http import HTTPStatus

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.language.texts import texts_in
from assistant.ui.server.logs import whereabouts
from assistant.ui.server.visitors.cookies import only_ours
from assistant.ui.server.visitors.page_language import reading_of_request

log = logging.getLogger(__name__)

_LONGEST_PATH = 2048
_LONGEST_SEGMENT = 255
"""Bytes that file systems take for a name; the next one is an error that few expect."""


class RequestGate:
    """Answers that an address no file and no page can have is not found.

    It is ASGI middleware, before anybody looks for the address.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the connection on with our own cookies alone, or end it."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
        elif _is_odd(scope["path"]) and scope["type"] == "http":
            await PlainTextResponse("Not found.\n", HTTPStatus.NOT_FOUND)(scope, receive, send)
        else:
            await self._app({**scope, "headers": only_ours(scope["headers"])}, receive, send)


class CalmFailures:
    """ASGI middleware: what no route expected becomes a line of its kind and place, and a sentence."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the connection on; an error that comes after the answer has begun just ends it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def send_noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_noting)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 - the last line of defence: the server would log the error with what it quotes
            log.error("a request failed: %s", whereabouts(error))  # noqa: TRY400 - likewise
            if not begun:
                sentence = texts_in(reading_of_request(Request(scope)).language).odd_request
                answer = JSONResponse({"detail": sentence}, HTTPStatus.INTERNAL_SERVER_ERROR)
                await answer(scope, receive, send)


def _is_odd(path: str) -> bool:
    if len(path) > _LONGEST_PATH or not path.isprintable():
        return True
    return any(len(segment.encode("utf-8", "replace")) > _LONGEST_SEGMENT for segment in path.split("/"))
