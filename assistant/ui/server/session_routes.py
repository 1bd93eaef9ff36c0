"""Serves addresses that name a session.

Those are a click, a file on its way in or out, and the cookie for load balancers.

They stand in for Chainlit's own, which serve whoever knows a session's id (chainlit/server.py).
"""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, Final

from chainlit import server
from chainlit.session import WebsocketSession
from chainlit.types import CallActionRequest
from pydantic import BaseModel, Field, JsonValue, ValidationError
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from assistant.files.reading.bad_file import BadFile
from assistant.files.reading.read_file import check_file
from assistant.language.texts import Texts, texts_in
from assistant.ui.server.transfers import FILES_PATH
from assistant.ui.server.uploads import bad_file_sentence
from assistant.ui.server.visitors.page_language import reading_of_request
from assistant.ui.server.visitors.sessions import Sessions, is_session_id

_STICKY_COOKIE: Final = "X-Chainlit-Session-id"
_NEUTRAL: Final = "application/octet-stream"
"""What every upload counts as: what a browser says of its type would choose the ending of the file on our disk."""

_LONGEST_NAME: Final = 64
_LONGEST_ID: Final = 128
_LONGEST_FILE_NAME: Final = 255


class _Action(BaseModel):
    """The part of a button that its click is known by."""

    name: str = Field(max_length=_LONGEST_NAME)
    payload: dict[str, JsonValue]
    id: str = Field("", max_length=_LONGEST_ID)


class _SentClick(BaseModel):
    session_id: str = Field(alias="sessionId", max_length=_LONGEST_ID)
    action: _Action


class _Named(BaseModel):
    session_id: str = Field(max_length=_LONGEST_ID)


def session_routes(sessions: Sessions, prefix: str) -> list[Route]:
    """The routes below ``prefix``, each answering in the language of whoever asks."""
    routes = _SessionRoutes(sessions)
    told: list[tuple[str, str, Callable[[Request], Awaitable[Response]]]] = [
        ("POST", "/project/action", routes.click),
        ("POST", FILES_PATH, routes.upload),
        ("GET", f"{FILES_PATH}/{{file_id}}", routes.download),
        ("POST", "/set-session-cookie", routes.stick),
    ]
    return [Route(f"{prefix}{path}", handle, methods=[method]) for method, path, handle in told]


class _SessionRoutes:
    """Answers requests that name a session.

    400 for what cannot be read, 403 without a cookie, 404 for a session of somebody else.
    """

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def click(self, request: Request) -> Response:
        """Run a button's action, as Chainlit does."""
        try:
            clicked = _SentClick.model_validate_json(await request.body())
        except ValidationError:
            return self._unread(request)
        session = self._sessions.held(clicked.session_id, request)
        session = session or await self._sessions.elsewhere(clicked.session_id, request)
        if session is None:
            return self._refusal(request)
        action: dict[str, Any] = clicked.action.model_dump(exclude_defaults=True)
        asked = CallActionRequest(sessionId=session.id, action=action)
        answer: Response = await server.call_action(asked, session.user)
        return answer

    async def upload(self, request: Request) -> Response:
        """Keep a file with the session until its message comes."""
        session = self._session(request)
        if session is None:
            return self._refusal(request)
        async with request.form(max_files=1, max_fields=1) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                return self._unread(request)
            name = (file.filename or "")[:_LONGEST_FILE_NAME]
            try:
                check_file(name, file.size or 0)
            except BadFile as error:
                sentence = bad_file_sentence(error, reading_of_request(request).language)
                return _told(sentence, HTTPStatus.BAD_REQUEST)
            kept = await session.persist_file(name=name, content=await file.read(), mime=_NEUTRAL)
        return JSONResponse(kept)

    async def download(self, request: Request) -> Response:
        """Hand out a file that the session holds."""
        session = self._session(request)
        if session is None:
            return self._refusal(request)
        file = session.files.get(request.path_params["file_id"])
        if file is None:
            return _told(self._texts(request).chat_ended, HTTPStatus.NOT_FOUND)
        return FileResponse(file["path"], media_type=file["type"])

    async def stick(self, request: Request) -> Response:
        """Give the cookie by which a load balancer finds the server of a session."""
        try:
            named = _Named.model_validate_json(await request.body())
        except ValidationError:
            return self._unread(request)
        if not is_session_id(named.session_id):
            return self._unread(request)
        response = JSONResponse({"message": "Session cookie set"})
        secure = request.url.scheme == "https"
        response.set_cookie(
            _STICKY_COOKIE, named.session_id, path="/", secure=secure, httponly=True, samesite="lax"
        )
        return response

    def _session(self, request: Request) -> WebsocketSession | None:
        return self._sessions.held(request.query_params.get("session_id"), request)

    def _refusal(self, request: Request) -> Response:
        """Tell no more than whether a cookie came: of a session that is another's, not even that it is there."""
        texts = self._texts(request)
        if self._sessions.visitor_of(request) is None:
            return _told(texts.cookies_needed, HTTPStatus.FORBIDDEN)
        return _told(texts.chat_ended, HTTPStatus.NOT_FOUND)

    def _unread(self, request: Request) -> Response:
        return _told(self._texts(request).odd_request, HTTPStatus.BAD_REQUEST)

    def _texts(self, request: Request) -> Texts:
        return texts_in(reading_of_request(request).language)


def _told(sentence: str, status: HTTPStatus) -> Response:
    return JSONResponse({"detail": sentence}, status)
