"""Bounds uploads that nobody has sent yet.

They are counted where they lie, in the chats that hold them, and gone with those.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http import HTTPStatus
from math import ceil
from pathlib import Path
from typing import Final
from weakref import WeakKeyDictionary

from chainlit.session import WebsocketSession, ws_sessions_id
from chainlit.types import FileDict
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.language.texts import import_texts_in, texts_in
from assistant.ui.server.quotas.allowances import Allowances, Demand
from assistant.ui.server.quotas.counted_callers import CountedCallers
from assistant.ui.server.quotas.rates import Rates
from assistant.ui.server.quotas.unsent import NoRoom, Unsent, make_room
from assistant.ui.server.transfers import FILES_PATH
from assistant.ui.server.visitors.page_language import reading_of_request
from assistant.ui.server.visitors.sessions import Sessions

_STATUS: Final = {
    NoRoom.CALLER: HTTPStatus.TOO_MANY_REQUESTS,
    NoRoom.SERVER: HTTPStatus.INSUFFICIENT_STORAGE,
}


class Uploads:
    """Finds room for each upload, or says why there is none."""

    def __init__(
        self,
        allowances: Allowances,
        callers: CountedCallers,
        lost: Callable[[WebsocketSession], bool],
        clock: Callable[[], float],
    ) -> None:
        """``lost`` tells whether a chat's page is gone."""
        self._allowances = allowances
        self._callers = callers
        self._lost = lost
        self._clock = clock
        self._arriving: list[Unsent] = []
        self._uploaded: WeakKeyDictionary[WebsocketSession, Mapping[str, float]] = WeakKeyDictionary()

    def lying(self) -> list[Unsent]:
        """Every unsent file, the oldest first."""
        files = [
            (since, self._unsent(session, session.files[file_id]))
            for session in ws_sessions_id.values()
            for file_id, since in self._uploaded.get(session, {}).items()
            if file_id in session.files
        ]
        return [unsent for _, unsent in sorted(files, key=lambda each: each[0])]

    @contextmanager
    def arrive(self, session: WebsocketSession, size: int) -> Iterator[NoRoom | None]:
        """Make room for a file of ``size`` bytes while it arrives.

        It yields why there is none, and then changes nothing.
        """
        new = Unsent(session.id, self._callers.of_session(session), size)
        outcome = make_room(new, [*self.lying(), *self._arriving], self._allowances)
        if isinstance(outcome, NoRoom):
            yield outcome
            return
        for file in outcome:
            _remove(file)
        self._arriving.append(new)
        try:
            yield None
        finally:
            self._arriving.remove(new)

    def arrived(self, session: WebsocketSession, file_id: object) -> None:
        """Remember which of a session's files waits to be sent; most are the server's own, such as exports."""
        if isinstance(file_id, str) and file_id in session.files:
            earlier = self._uploaded.get(session, {})
            there = {known: since for known, since in earlier.items() if known in session.files}
            self._uploaded[session] = {**there, file_id: self._clock()}

    def _unsent(self, session: WebsocketSession, file: FileDict) -> Unsent:
        return Unsent(
            session.id, self._callers.of_session(session), file["size"], file["id"], self._lost(session)
        )


class UploadQuota:
    """Refuses uploads beyond what a browser may have lying about, as ASGI middleware.

    What it refuses is unread.

    It stands behind `assistant.ui.server.transfers.UploadGate`, which lets no request by without a true length.
    """

    def __init__(
        self, app: ASGIApp, uploads: Uploads, sessions: Sessions, rates: Rates, callers: CountedCallers
    ) -> None:
        self._app = app
        self._uploads = uploads
        self._sessions = sessions
        self._rates = rates
        self._callers = callers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the connection on, unless it brings a file for which there is no room."""
        if scope["type"] != "http" or scope["method"] != "POST" or not scope["path"].endswith(FILES_PATH):
            await self._app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        wait = self._rates.wait_for(Demand.UPLOAD, self._callers.of(request))
        session = self._sessions.held(request.query_params.get("session_id"), request)
        if wait > 0:
            await _too_fast(request, ceil(wait))(scope, receive, send)
        elif session is None:
            await self._app(scope, receive, send)
        else:
            with self._uploads.arrive(session, int(request.headers.get("content-length", "0"))) as trouble:
                if trouble is None:
                    await self._app(scope, receive, self._marking(session, send))
                else:
                    await _no_room(request, trouble)(scope, receive, send)

    def _marking(self, session: WebsocketSession, send: Send) -> Send:
        """Read from Chainlit's answer which of the session's files came this way."""
        answered: list[bytes] = []

        async def send_and_mark(message: Message) -> None:
            if message["type"] == "http.response.body":
                answered.append(message.get("body", b""))
                if not message.get("more_body"):
                    self._uploads.arrived(session, _file_id(b"".join(answered)))
            await send(message)

        return send_and_mark


def brings_only_gone_files(session: WebsocketSession, sent: object) -> bool:
    """Whether a message, as a browser sent it, names files and none of them is there any more."""
    references = sent.get("fileReferences") if isinstance(sent, dict) else None
    if not isinstance(references, list) or not references:
        return False
    named = [reference.get("id") for reference in references if isinstance(reference, dict)]
    return not any(isinstance(file_id, str) and file_id in session.files for file_id in named)


def _remove(file: Unsent) -> None:
    session = ws_sessions_id.get(file.session)
    known = session.files.pop(file.id, None) if session else None
    if known is not None:
        with suppress(OSError):  # the session's folder goes with the session
            Path(known["path"]).unlink(missing_ok=True)


def _file_id(answer: bytes) -> object:
    try:
        told = json.loads(answer)
    except ValueError:
        return None
    return told.get("id") if isinstance(told, dict) else None


def _too_fast(request: HTTPConnection, seconds: int) -> JSONResponse:
    sentence = texts_in(reading_of_request(request).language).too_fast.format(seconds=seconds)
    return JSONResponse(
        {"detail": sentence}, HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": str(seconds)}
    )


def _no_room(request: HTTPConnection, trouble: NoRoom) -> JSONResponse:
    sentence = import_texts_in(reading_of_request(request).language).no_room[trouble]
    return JSONResponse({"detail": sentence}, _STATUS[trouble])
