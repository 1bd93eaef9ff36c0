"""Closes what Chainlit leaves open, and adds what it leaves out.

It is called once, before the server starts.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from chainlit import server
from chainlit.config import config, public_dir
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.ui.server.body_limit import BodyLimit
from assistant.ui.server.origins import OriginGate, OriginPolicy
from assistant.ui.server.page import content_policy, in_its_theme_at_once, in_language, without_foreign_links
from assistant.ui.server.pauses import take_pauses_away
from assistant.ui.server.quotas.guard import Guard
from assistant.ui.server.request_gate import CalmFailures, RequestGate
from assistant.ui.server.session_routes import session_routes
from assistant.ui.server.sign_in.front_end_words import words_route
from assistant.ui.server.sign_in.gate import SignInGate
from assistant.ui.server.sign_in.shown_member import ShownMember
from assistant.ui.server.sign_in.sign_in_door import SignInDoor
from assistant.ui.server.sign_in.sign_in_routes import sign_in_routes
from assistant.ui.server.socket_events import (
    ComeBack,
    TurnedAway,
    nobody_hears,
    nothing_missed,
    take_over_events,
)
from assistant.ui.server.static_files import ChangedFile, StaticFolder, static_routes
from assistant.ui.server.transfers import UploadGate, most_of_a_request
from assistant.ui.server.visitors.language_cookies import reader_route, remember_accepted
from assistant.ui.server.visitors.locales import ReadersFiles
from assistant.ui.server.visitors.page_language import reading_of_request
from assistant.ui.server.visitors.sessions import Sessions, name_folders
from assistant.ui.server.widget.front_end import SCRIPT, front_end, version
from assistant.ui.server.widget.sample_page import sample_route
from assistant.ui.server.widget.styles import SHEET, whole_sheet

Policy = Callable[[], OriginPolicy]

_WANTED = frozenset(
    {
        "/auth/config",
        "/user",
        "/project/settings",
        "/favicon",
        "/logo",
        "/avatars/{avatar_id:str}",
        "/health",
        "/",
    }
)
"""What is kept of Chainlit's routes. Gone are descriptions of the interface; threads and feedback, which are nobody's
here; ways to sign in that are not configured; MCP, which this release cannot do safely; a browser's own writing of
elements, whose props the server alone decides; the page for any path at all, which makes every probe of a wrong
address look healthy; what names a session, which `session_routes` stands in for; its files, for which
`static_routes` does; and its words, for which `words_route` does."""

_WIDGET: Final = "/copilot"
"""Where the files of Chainlit's widget are; it loads some of them itself, from below this address."""

_PAGES = ("/", "/login", "/login/callback", "/env", "/thread", "/thread/{id}", "/share/{id}", "/element/{id}")
"""The paths the front end itself knows (Chainlit's frontend/src/router.tsx)."""

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def harden(
    policy: Policy,
    sessions: Sessions,
    guard: Guard,
    door: SignInDoor | None = None,
    turned_away: TurnedAway = nobody_hears,
    come_back: ComeBack = nothing_missed,
) -> None:
    """Take away routes, serve a page that stays at home, set headers, ask for origins.

    Every request is asked for its origin.

    Every reader gets the files of their language, a browser a cookie by which it is known again, and a session's
    chat, files and buttons are for the browser that opened it. ``guard`` is posted before the sockets and the uploads;
    ``door`` lets people in, and is None where nobody ever signs in. ``turned_away`` hears of chats in whose place a new
    one is begun, ``come_back`` shows a page that has found its chat again what it missed.

    Does nothing the second time: a reload of the application's module finds it already done.
    """
    app = server.app
    if getattr(app.state, "hardened", False):
        return
    app.state.hardened = True
    take_pauses_away()
    follow_system_theme()
    name_folders(sessions)
    take_over_events(sessions, turned_away, come_back)
    guard.take_post()
    prefix = server.router.prefix
    wanted = {f"{prefix}{path}" for path in _WANTED}
    server.router.routes[:] = [
        route for route in server.router.routes if getattr(route, "path", None) in wanted
    ]
    app.router.routes[:] = [route for route in app.router.routes if not isinstance(route, Route)]
    page = _page(policy, sessions)
    app.router.routes.extend(session_routes(sessions, prefix))
    widget_files = StaticFolder(
        Path(server.copilot_build_dir), changed={SCRIPT: ChangedFile(front_end, version)}
    )
    app.router.routes.extend(_files(widget_files))
    door = door or SignInDoor(lambda: None, sessions)
    app.router.routes.extend(sign_in_routes(door, sessions))
    app.router.routes.append(words_route(door.reception))
    shown = ShownMember(door.reception)
    app.router.routes.extend([reader_route(sessions, _front_end(widget_files), shown.of), sample_route()])
    app.router.routes.extend(Route(f"{prefix}{path}", page, methods=["GET"]) for path in _PAGES)
    app.add_middleware(ReadersFiles)
    app.add_middleware(guard.upload_quota)
    app.add_middleware(BodyLimit, most=most_of_a_request)
    app.add_middleware(UploadGate)
    app.add_middleware(SignInGate, reception=door.reception, visitor_of=sessions.visitor_of)
    _let_pages_read_refusals(app)
    app.add_middleware(OriginGate, policy=policy)
    app.add_middleware(RequestGate)
    app.add_middleware(CalmFailures)
    app.add_middleware(SafeHeaders)


def follow_system_theme() -> None:
    """Let a page on which nobody has chosen light or dark be as its reader's system is.

    Chainlit's front end can, and its settings file refuses to say so.
    """
    config.ui.default_theme = "system"  # what its front end calls it


def _let_pages_read_refusals(app: FastAPI) -> None:
    """Put Chainlit's CORS middleware before the gates there are by now.

    What they refuse reaches a widget as what it is then; without the headers a browser tells the page of a network
    that has failed.
    """
    shares = next(one for one in app.user_middleware if "allow_origins" in one.kwargs)
    app.user_middleware.remove(shares)
    app.user_middleware.insert(0, shares)


def _files(widget_files: StaticFolder) -> list[Route]:
    return static_routes(
        {
            "/public": StaticFolder(Path(public_dir), changed={SHEET: ChangedFile(whole_sheet)}),
            "/assets": StaticFolder(Path(server.build_dir, "assets"), bundled=True),
            _WIDGET: widget_files,
        }
    )


def _front_end(widget_files: StaticFolder) -> Callable[[], Awaitable[str]]:
    async def address() -> str:
        return f"{_WIDGET.lstrip('/')}/{await widget_files.versioned(SCRIPT)}"

    return address


class SafeHeaders:
    """Adds the headers browsers protect people by, as ASGI middleware.

    It adds one where a response has not set its own.
    """

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


def _page(policy: Policy, sessions: Sessions) -> Callable[[Request], object]:
    async def page(request: Request) -> HTMLResponse:
        template = await run_in_threadpool(server.get_html_template, server.router.prefix)
        html = without_foreign_links(template)
        html = in_its_theme_at_once(html)
        html = in_language(html, reading_of_request(request).language)
        response = HTMLResponse(
            html,
            headers={
                "Content-Security-Policy": content_policy(html, policy().allowed),
                "Cache-Control": "no-cache",
                "Vary": "Accept-Language, Cookie",
            },
        )
        remember_accepted(request, response)
        sessions.greet(request, response)
        return response

    return page
