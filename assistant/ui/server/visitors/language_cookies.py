"""Keeps in which language the reader of a page reads.

A page tells it, and their browser keeps it; one route, two cookies.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from chainlit import server
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from assistant.language.detection import Language
from assistant.language.texts import page_texts_in
from assistant.ui.server.visitors.cookies import cookie_named
from assistant.ui.server.visitors.page_language import (
    ACCEPTED_COOKIE,
    CHOSEN_COOKIE,
    PAGE_COOKIE,
    PageLanguage,
    accepted_cookie,
    is_choice,
    is_tag,
    reading_of_request,
)
from assistant.ui.server.visitors.sessions import Sessions

PATH: Final = "/reader"


MemberOf = Callable[[Request, Language], Mapping[str, object] | None]
"""Tells a page who has signed in, in the reader's language; None where nobody signs in."""


def reader_route(
    sessions: Sessions, front_end: Callable[[], Awaitable[str]], member_of: MemberOf = lambda *_: None
) -> Route:
    """``POST /reader?choice=auto|fr|en&page=fr-CA``: answers with the language to read in and its words.

    Both may be missing. The words are those for what stands around the talk; ``front_end`` tells where a widget's
    chat is loaded from, ``member_of`` who has signed in. A choice and a page's language are kept as long as the browser's session. A browser that is
    new gets the cookie by which its proposals find it again, for a widget never loads the assistant's own page.
    """

    async def remember(request: Request) -> Response:
        told = request.query_params
        choice, page = told.get("choice"), told.get("page", "")
        kept = reading_of_request(request)
        reading = PageLanguage(
            choice=choice if is_choice(choice) else kept.choice,
            page=page if is_tag(page) else "",
            accepted=kept.accepted,
        )
        response = JSONResponse(
            {
                "language": reading.tag,
                "words": page_texts_in(reading.language).controls,
                "front_end": await front_end(),
                "member": member_of(request, reading.language),
            }
        )
        if is_choice(choice):
            _set(request, response, CHOSEN_COOKIE, choice)
        if reading.page:
            _set(request, response, PAGE_COOKIE, reading.page)
        remember_accepted(request, response)
        sessions.greet(request, response)
        return response

    return Route(f"{server.router.prefix}{PATH}", remember, methods=["POST"])


def remember_accepted(request: Request, response: Response) -> None:
    """Keep the languages this request asks for: the socket that follows may ask for others."""
    kept = accepted_cookie(request.headers.get("accept-language", ""))
    if kept and kept != cookie_named(ACCEPTED_COOKIE, request.headers.get("cookie")):
        _set(request, response, ACCEPTED_COOKIE, kept)


def _set(request: Request, response: Response, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        path=server.router.prefix or "/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
