"""Answers the addresses of the example intranet."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from examples.intranet.assistant_token import assistant_token
from examples.intranet.customers import Customers
from examples.intranet.page_templates import PageTemplates
from examples.intranet.people import Colleague, Staff
from hubspot_tools.errors import CrmError

_FOLDER: Final = Path(__file__).parent
_FILES: Final = ("look.css", "sign-out.js", "contact-page.js")
_HOURS: Final = 8
_LONGEST_FORM: Final = 4096
"""Bytes."""
_NO_STORE: Final = {"Cache-Control": "no-store"}
_PERSON: Final = "person"


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Tells where the intranet, its assistant and HubSpot's API are, and the first two's secret."""

    intranet: str
    assistant: str
    crm: str
    key: str
    audience: str
    """Whom tokens are for, as the assistant's settings say."""


def website(around: Neighbours) -> Starlette:
    """The whole intranet; who is signed in stands in a cookie that is good until it is started anew."""
    customers = Customers(around.crm)
    pages = _Pages(around, Staff.invented(), customers, PageTemplates(around.assistant))
    routes = [
        Route("/", pages.members(pages.company)),
        Route("/contacts", pages.members(pages.contacts)),
        Route("/contacts/{contact_id:int}", pages.members(pages.contact)),
        Route("/sign-in", pages.sign_in_page, methods=["GET"]),
        Route("/sign-in", pages.sign_in, methods=["POST"]),
        Route("/sign-out", pages.sign_out, methods=["POST"]),
        Route("/assistant-token", pages.token, methods=["POST"]),
        *(Route(f"/{name}", _file(name)) for name in _FILES),
    ]
    # "lax" also keeps other sites' pages from posting anything in somebody's name.
    session = Middleware(
        SessionMiddleware,
        secret_key=secrets.token_urlsafe(32),
        session_cookie="intranet",
        max_age=_HOURS * 3600,
        same_site="lax",
        https_only=around.intranet.startswith("https:"),
    )

    @asynccontextmanager
    async def open_connections(_: Starlette) -> AsyncIterator[None]:
        yield
        await customers.close()

    return Starlette(routes=routes, middleware=[session], lifespan=open_connections)


_Page = Callable[[Request, Colleague], Awaitable[Response]]


class _Pages:
    def __init__(
        self, around: Neighbours, staff: Staff, customers: Customers, templates: PageTemplates
    ) -> None:
        self._around = around
        self._staff = staff
        self._customers = customers
        self._templates = templates

    def members(self, page: _Page) -> Callable[[Request], Awaitable[Response]]:
        """Show a page to those who are signed in; others are led to where they can be."""

        async def shown(request: Request) -> Response:
            reader = self._reader(request)
            if reader is None:
                return RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
            try:
                return await page(request, reader)
            except CrmError:
                return _shown(self._templates.away(reader), HTTPStatus.BAD_GATEWAY)

        return shown

    async def company(self, _: Request, reader: Colleague) -> Response:
        return _shown(self._templates.company(reader))

    async def contacts(self, _: Request, reader: Colleague) -> Response:
        return _shown(self._templates.contacts(reader, await self._customers.most_spoken_to()))

    async def contact(self, request: Request, reader: Colleague) -> Response:
        customer = await self._customers.find(str(request.path_params["contact_id"]))
        if customer is None:
            return _shown(self._templates.missing(reader), HTTPStatus.NOT_FOUND)
        return _shown(self._templates.contact(reader, customer))

    async def sign_in_page(self, request: Request) -> Response:
        if self._reader(request) is not None:
            return RedirectResponse("/", HTTPStatus.SEE_OTHER)
        return _shown(self._templates.sign_in(_language(request)))

    async def sign_in(self, request: Request) -> Response:
        told = request.headers.get("content-length", "")
        if not told.isdecimal() or int(told) > _LONGEST_FORM:
            return Response(status_code=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        async with request.form(max_files=0, max_fields=4) as form:
            account, password = str(form.get("account", "")).strip().lower(), str(form.get("password", ""))
        if not await run_in_threadpool(self._staff.is_theirs, account, password):
            return _shown(self._templates.sign_in(_language(request), wrong=True), HTTPStatus.FORBIDDEN)
        request.session.clear()
        request.session[_PERSON] = account
        return RedirectResponse("/", HTTPStatus.SEE_OTHER)

    async def sign_out(self, request: Request) -> Response:
        request.session.clear()
        return RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)

    async def token(self, request: Request) -> Response:
        """Say to the assistant who reads this intranet's page; of nobody there is nothing to say."""
        reader = self._reader(request)
        if reader is None:
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=_NO_STORE)
        signed = assistant_token(
            self._around.key,
            request.session[_PERSON],
            reader,
            issuer=self._around.intranet,
            audience=self._around.audience,
        )
        return JSONResponse({"token": signed}, headers=_NO_STORE)

    def _reader(self, request: Request) -> Colleague | None:
        return self._staff.find(request.session.get(_PERSON))


def _language(request: Request) -> str:
    return "fr" if request.headers.get("accept-language", "").lower().startswith("fr") else "en"


def _shown(page: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return HTMLResponse(page, status, _NO_STORE)


def _file(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def sent(_: Request) -> Response:
        return FileResponse(_FOLDER / name)

    return sent
