"""Files on their way in and out: bounded before they are read, and never shown as a page."""

import re
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.files.reading.bad_file import BadFile, FileTrouble
from assistant.files.reading.read_file import MOST_BYTES
from assistant.ui.server.body_limit import MOST_BYTES as MOST_BYTES_ELSEWHERE
from assistant.ui.server.uploads import bad_file_sentence
from assistant.ui.server.visitors.page_language import reading_of_request

FILES_PATH = "/project/file"
"""Where Chainlit takes files and hands them out."""

_MOST_REQUEST_BYTES = MOST_BYTES + 65_536
"""A file, and what a form puts around it."""

_LENGTH = re.compile(r"[0-9]{1,12}")


def most_of_a_request(path: str) -> int:
    """How many bytes a request to this path may bring: a file where files go, little anywhere else."""
    return _MOST_REQUEST_BYTES if path.endswith(FILES_PATH) else MOST_BYTES_ELSEWHERE


class UploadGate:
    """Refuses an upload as soon as it is too big, and serves a download as nothing but one.

    It is ASGI middleware.

    Chainlit reads uploads whole before it measures them, and hands them out inline under the type that whoever
    uploaded them chose (chainlit/server.py, ``upload_file`` and ``get_file``).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the connection on, unless it brings too much."""
        if scope["type"] != "http" or FILES_PATH not in scope["path"]:
            await self._app(scope, receive, send)
        elif scope["method"] == "POST":
            await self._upload(scope, receive, send)
        else:
            await self._app(scope, receive, _as_download(send))

    async def _upload(self, scope: Scope, receive: Receive, send: Send) -> None:
        told = Headers(scope=scope).get("content-length", "")
        if not _LENGTH.fullmatch(told) or int(told) > _MOST_REQUEST_BYTES:
            language = reading_of_request(HTTPConnection(scope)).language
            sentence = bad_file_sentence(BadFile(FileTrouble.TOO_BIG), language)
            refusal = JSONResponse({"detail": sentence}, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _as_download(send: Send) -> Send:
    async def send_as_download(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["content-disposition"] = "attachment"
            headers["content-security-policy"] = "sandbox; default-src 'none'"
            headers["x-content-type-options"] = "nosniff"
            headers["cache-control"] = "no-store"
        await send(message)

    return send_as_download
