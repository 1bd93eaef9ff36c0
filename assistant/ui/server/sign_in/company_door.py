"""Answers whoever goes to the company's own sign-in, and whoever comes back from it."""

import logging
from http import HTTPStatus
from typing import Final

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from assistant.access.company.errors import SignInUnavailable
from assistant.access.company.pending_sign_in import PENDING_SECONDS, PendingSignIn
from assistant.access.member import SignInRefused
from assistant.language.texts import page_texts_in
from assistant.ui.server.sign_in.reception import Reception
from assistant.ui.server.sign_in.sign_in_door import SignInDoor
from assistant.ui.server.sign_in.sign_in_page import COMPANY_PATH, is_in_window
from assistant.ui.server.visitors.page_language import reading_of_request
from assistant.ui.server.visitors.sealed_cookie import SealedCookie
from assistant.ui.server.visitors.sessions import Sessions

log = logging.getLogger(__name__)

CALLBACK_PATH: Final = f"{COMPANY_PATH}/callback"
_COOKIE: Final = "contact_assistant_pending"
_MOST_AT_ONCE: Final = 20
"""Questions to the provider under way; more of them would be somebody's who sends us there on purpose."""

_NO_STORE: Final = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


class _Left(BaseModel, frozen=True):
    """Somebody who has been sent away, and whether from a window that a widget has opened."""

    pending: PendingSignIn
    in_window: bool


class CompanyDoor:
    """Sends people to the company's page, and takes them back with what their own browser kept meanwhile."""

    def __init__(self, door: SignInDoor, sessions: Sessions) -> None:
        self._door = door
        self._sessions = sessions
        self._kept = SealedCookie(_COOKIE, sessions)
        self._under_way = 0

    async def begin(self, request: Request) -> Response:
        """Send somebody there."""
        reception = self._door.reception()
        if reception is None or reception.company is None:
            return self._door.to_assistant()
        browser = self._sessions.visitor_of(request)
        if browser is None:
            return self._door.ask_for_cookies(request, reception)
        try:
            sent = await reception.company.begin(f"{reception.public_url}{CALLBACK_PATH}")
        except SignInUnavailable as error:
            return self._away(request, reception, error)
        response = RedirectResponse(sent.address, HTTPStatus.SEE_OTHER, _NO_STORE)
        left = _Left(pending=sent.kept, in_window=is_in_window(request))
        self._kept.give(request, response, left.model_dump_json(), browser, PENDING_SECONDS)
        return response

    async def finish(self, request: Request) -> Response:
        """Let in whoever comes back; what their browser kept serves once."""
        reception = self._door.reception()
        if reception is None or reception.company is None:
            return self._door.to_assistant()
        if self._under_way >= _MOST_AT_ONCE:
            texts = page_texts_in(reading_of_request(request).language).sign_in
            return self._door.page(request, reception).asking(
                texts.busy, status=HTTPStatus.SERVICE_UNAVAILABLE
            )
        self._under_way += 1
        try:
            response = await self._come_back(request, reception)
        finally:
            self._under_way -= 1
        self._kept.take_back(request, response)
        return response

    async def _come_back(self, request: Request, reception: Reception) -> Response:
        left, company = self._left(request), reception.company
        if left is None or company is None:
            return self._door.refuse(request, reception, SignInRefused("nothing-kept"))
        back = f"{reception.public_url}{CALLBACK_PATH}"
        try:
            identity = await company.finish(back, left.pending, dict(request.query_params))
        except SignInRefused as error:
            return self._door.refuse(request, reception, error)
        except SignInUnavailable as error:
            return self._away(request, reception, error)
        return await self._door.let_in(request, reception, identity, in_window=left.in_window)

    def _left(self, request: Request) -> _Left | None:
        """What this browser kept when it was sent away."""
        browser = self._sessions.visitor_of(request)
        text = self._kept.brought(request, browser) if browser else None
        try:
            return _Left.model_validate_json(text) if text else None
        except ValidationError:
            return None

    def _away(self, request: Request, reception: Reception, error: SignInUnavailable) -> Response:
        log.warning("the company's sign-in cannot be used: %s", error.reason)
        texts = page_texts_in(reading_of_request(request).language).sign_in
        page = self._door.page(request, reception)
        return page.asking(texts.company_away, status=HTTPStatus.SERVICE_UNAVAILABLE)
