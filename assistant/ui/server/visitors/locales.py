"""Which of Chainlit's files a reader gets: there are two sets, and everybody gets one of them."""

from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.ui.server.visitors.page_language import PageLanguage, reading_of


class ReadersFiles:
    """ASGI middleware that asks for French or English files, whatever the browser's language.

    Chainlit looks for a help page by the very language of the browser (chainlit/markdown.py,
    ``get_markdown_str``), so that ``fr-CA`` finds none; and it brings translations of its own into twenty
    languages that the assistant does not speak. A reader's own choice goes before what their browser asks for.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the connection on, its ``language`` named as the files are."""
        if scope["type"] == "http" and b"language=" in scope["query_string"]:
            reading = reading_of(Headers(scope=scope).get("cookie"), None)
            scope = {**scope, "query_string": _with_files_of(scope["query_string"], reading)}
        await self._app(scope, receive, send)


def _with_files_of(query: bytes, reading: PageLanguage) -> bytes:
    asked = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    return urlencode(
        [(name, _tag(value, reading) if name == "language" else value) for name, value in asked]
    ).encode()


def _tag(asked: str, reading: PageLanguage) -> str:
    return PageLanguage(choice=reading.choice, accepted=asked).tag
