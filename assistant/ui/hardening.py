"""What Chainlit leaves open, closed, and what it leaves out, added: called once, before the server starts."""

from collections.abc import Callable

from chainlit import server
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.texts import texts_in
from assistant.ui.imports.uploads import UploadGate, judge_uploads, most_of_a_request
from assistant.ui.locales import ReadersFiles
from assistant.ui.origins import OriginGate, OriginPolicy
from assistant.ui.page import content_policy, in_language, without_foreign_links
from assistant.ui.readers import reader_route, recognise
from assistant.ui.reading import Reading, reading_of
from assistant.ui.sample import sample_route
from assistant.ui.server.body_limit import BodyLimit
from assistant.ui.stopping import take_over_stop

Policy = Callable[[], OriginPolicy]

_UNWANTED = frozenset(
    {
        "/openapi.json",
        "/docs",
        "/docs/oauth2-redirect",
        "/redoc",
        "/mcp",
        "/project/element",
        "/{full_path:path}",
    }
)
"""Descriptions of the interface; MCP, which this release cannot do safely; a browser's own writing of elements,
whose props the server alone decides; and the page for any path at all, which makes every probe of a wrong
address look healthy."""

_PAGES = ("/", "/login", "/login/callback", "/env", "/thread", "/thread/{id}", "/share/{id}", "/element/{id}")
"""The paths the front end itself knows (Chainlit's frontend/src/router.tsx)."""

_NO_SESSION = "Session not found"
"""What Chainlit's `WebsocketSession.require` says when it raises `ValueError`."""

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def harden(policy: Policy) -> None:
    """Take away routes, serve a page that stays at home, set headers, and ask every request for its origin.

    Every reader gets the files of their language, and a browser a cookie by which its proposals find it again.

    Does nothing the second time: a reload of the application's module finds it already done.
    """
    app = server.app
    if getattr(app.state, "hardened", False):
        return
    app.state.hardened = True
    take_over_stop()
    prefix = server.router.prefix
    unwanted = {f"{prefix}{path}" for path in _UNWANTED} | _UNWANTED
    for router in (app.router, server.router):
        router.routes[:] = [route for route in router.routes if getattr(route, "path", None) not in unwanted]
    judge_uploads()
    page = _page(policy)
    app.router.routes.extend([reader_route(), sample_route(_reading)])
    app.router.routes.extend(Route(f"{prefix}{path}", page, methods=["GET"]) for path in _PAGES)
    app.add_exception_handler(ValueError, _session_gone)
    app.add_middleware(ReadersFiles)
    app.add_middleware(BodyLimit, most=most_of_a_request)
    app.add_middleware(UploadGate)
    app.add_middleware(SafeHeaders)
    app.add_middleware(OriginGate, policy=policy)


class SafeHeaders:
    """ASGI middleware that adds the headers browsers protect people by, where a response has not set its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the connection on, and the answer back with its headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


async def _session_gone(request: Request, error: Exception) -> JSONResponse:
    """Chainlit answers a click of a chat it no longer knows with a crash; this says what to do."""
    if str(error) != _NO_SESSION:
        raise error
    return JSONResponse({"detail": texts_in(_reading(request).language).chat_ended}, status_code=404)


def _reading(request: Request) -> Reading:
    return reading_of(request.headers.get("cookie"), request.headers.get("accept-language"))


def _page(policy: Policy) -> Callable[[Request], object]:
    async def page(request: Request) -> HTMLResponse:
        template = await run_in_threadpool(server.get_html_template, server.router.prefix)
        html = without_foreign_links(template)
        html = in_language(html, _reading(request).language)
        response = HTMLResponse(
            html,
            headers={
                "Content-Security-Policy": content_policy(html, policy().allowed),
                "Cache-Control": "no-cache",
                "Vary": "Accept-Language, Cookie",
            },
        )
        recognise(request, response)
        return response

    return page
