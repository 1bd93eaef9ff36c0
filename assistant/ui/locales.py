"""Which of Chainlit's files a browser's language leads to."""

from urllib.parse import parse_qsl, urlencode

from starlette.types import ASGIApp, Receive, Scope, Send

FRENCH = "fr-FR"
"""How the French files are named: ``chainlit_fr-FR.md`` and ``translations/fr-FR.json``."""


class AnyFrench:
    """ASGI middleware that asks for those files in every French reader's name.

    Chainlit looks for a help page by the very language of the browser (chainlit/markdown.py,
    ``get_markdown_str``), and for ``fr-CA`` it would find none.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the connection on, its ``language`` named as the files are."""
        if scope["type"] == "http" and b"language=fr" in scope["query_string"].lower():
            scope = {**scope, "query_string": _with_files_of(scope["query_string"])}
        await self._app(scope, receive, send)


def _with_files_of(query: bytes) -> bytes:
    asked = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    return urlencode(
        [(name, _named(value) if name == "language" else value) for name, value in asked]
    ).encode()


def _named(language: str) -> str:
    return FRENCH if language.lower().split("-")[0] == "fr" else language
