"""Answers whoever comes to the door: the page, its form, and the way out."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from math import ceil
from typing import Final

from chainlit import server
from chainlit.session import WebsocketSession
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from assistant.access.entrance import Visit
from assistant.access.member import Identity, SignInRefused, spelled_id
from assistant.access.passwords import Busy
from assistant.language.texts import page_texts_in
from assistant.state.errors import StateUnavailable
from assistant.ui.server.sign_in.company_exit import company_exit
from assistant.ui.server.sign_in.departures import Departures, LetGo
from assistant.ui.server.sign_in.gate import PATH
from assistant.ui.server.sign_in.reception import Reception
from assistant.ui.server.sign_in.session_cookie import give, take_back
from assistant.ui.server.sign_in.sign_in_page import WINDOW, SignInPage, is_in_window
from assistant.ui.server.visitors.page_language import reading_of_request
from assistant.ui.server.visitors.sessions import Sessions, visit_in

log = logging.getLogger(__name__)

SIGN_OUT_PATH: Final = "/sign-out"
_LONGEST_NAME: Final = 200
_NO_STORE: Final = {"Cache-Control": "no-store"}


async def _let_nobody_go(_: WebsocketSession) -> None:
    """Chats end by themselves."""


async def admit(
    request: Request, reception: Reception, identity: Identity, browser: str
) -> tuple[SecretStr, Visit]:
    """Open a visit in a browser; whoever was in there before is out then.

    Raises:
        SignInRefused: they may not come in any more.
        StateUnavailable: nobody can tell.
    """
    opened = await reception.entrance.open(identity, browser)
    if (before := visit_in(request)) is not None:
        await reception.entrance.close(before)
    log.info("signed in by %s", identity.method)
    return opened


class SignInDoor:
    """Lets people in and out; whoever is let in gets a cookie for the browser that they came with."""

    def __init__(
        self,
        reception: Callable[[], Reception | None],
        sessions: Sessions,
        let_go: LetGo = _let_nobody_go,
    ) -> None:
        """Nobody has come yet.

        ``let_go`` ends a chat with all that is kept for it; ``reception`` gives None where nobody signs in.
        """
        self.reception = reception
        self._sessions = sessions
        self._departures = Departures(sessions, let_go)

    async def end_left(self) -> None:
        """End the chats of those who are out again."""
        await self._departures.sweep(self.reception())

    def operates(self, request: Request) -> bool:
        """Whether somebody is signed in as an operator."""
        reception, visit = self.reception(), visit_in(request)
        if reception is None or visit is None:
            return False
        member = reception.rights_in(visit).member
        return member is not None and member.operator

    async def show(self, request: Request) -> Response:
        """Show the page, or lead on whoever is in already; a widget's window is done with then."""
        reception = self.reception()
        if reception is None:
            return self.to_assistant()
        texts = page_texts_in(reading_of_request(request).language).sign_in
        page = self.page(request, reception)
        if visit_in(request) is not None:
            return page.telling(texts.signed_in) if is_in_window(request) else self.to_assistant()
        notices = {"out": texts.signed_out, "ended": texts.ended}
        notice = next((notices[told] for told in request.query_params if told in notices), "")
        company_out = await company_exit(reception) if "out" in request.query_params else ""
        response = page.asking(notice, company_out=company_out)
        self._sessions.greet(request, response)
        return response

    async def sign_in(self, request: Request) -> Response:
        """Take an account and a password."""
        reception = self.reception()
        if reception is None or reception.passwords is None:
            return self.to_assistant()
        async with request.form(max_files=0, max_fields=4) as form:
            account, password = form.get("account"), form.get("password")
        account = spelled_id(account)[:_LONGEST_NAME] if isinstance(account, str) else ""
        secret = SecretStr(password if isinstance(password, str) else "")
        texts = page_texts_in(reading_of_request(request).language).sign_in
        address = request.client.host if request.client else ""
        page = self.page(request, reception)
        if (wait := reception.passwords.wait(account, address)) > 0:
            sentence = texts.slow_down.format(seconds=ceil(wait))
            return page.asking(sentence, status=HTTPStatus.TOO_MANY_REQUESTS, account=account)
        try:
            identity = await reception.passwords.sign_in(account, secret, address)
        except Busy:
            return page.asking(texts.busy, status=HTTPStatus.SERVICE_UNAVAILABLE, account=account)
        except (SignInRefused, StateUnavailable) as error:
            return self.refuse(request, reception, error, account)
        return await self.let_in(request, reception, identity, in_window=is_in_window(request))

    async def let_in(
        self, request: Request, reception: Reception, identity: Identity, *, in_window: bool = False
    ) -> Response:
        """Lead somebody to the assistant who has shown who they are, or in a widget's window to its end.

        Their browser gets the cookie that says so from then on.
        """
        browser = self._sessions.visitor_of(request)
        if browser is None:
            return self.ask_for_cookies(request, reception)
        try:
            secret, visit = await admit(request, reception, identity, browser)
        except (SignInRefused, StateUnavailable) as error:
            return self.refuse(request, reception, error)
        led_on = _led_to(f"{PATH}?{WINDOW}") if in_window else self.to_assistant()
        give(request, led_on, secret, reception.entrance.seconds_left(visit))
        return led_on

    def ask_for_cookies(self, request: Request, reception: Reception) -> Response:
        """Show the page to a browser that brings no cookie, and give it one: it may be its first visit."""
        texts = page_texts_in(reading_of_request(request).language).sign_in
        response = self.page(request, reception).asking(texts.cookies_needed, status=HTTPStatus.BAD_REQUEST)
        self._sessions.greet(request, response)
        return response

    async def sign_out(self, request: Request) -> Response:
        """Let somebody out; whoever a proxy signs in has to be signed out there, too."""
        reception, visit = self.reception(), visit_in(request)
        if reception is None:
            return self.to_assistant()
        if visit is not None:
            try:
                await reception.entrance.close(visit)
            except StateUnavailable as error:
                log.warning("a sign-out could not be kept: %s", error)
                return self.refuse(request, reception, error)
            reception.forget_talk(visit.identity.id)
        await self.end_left()
        left = _led_to(f"{PATH}?out")
        take_back(request, left)
        return left

    def refuse(
        self,
        request: Request,
        reception: Reception,
        error: SignInRefused | StateUnavailable,
        account: str = "",
    ) -> Response:
        """Show the page with why somebody was not let in; the log knows the reason's word alone."""
        texts = page_texts_in(reading_of_request(request).language).sign_in
        page = self.page(request, reception)
        if isinstance(error, StateUnavailable):
            return page.asking(texts.store_away, status=HTTPStatus.SERVICE_UNAVAILABLE, account=account)
        log.info("a sign-in was refused: %s", error.reason)
        sentence = texts.refused.get(error.reason, texts.refused[""])
        return page.asking(sentence, status=HTTPStatus.FORBIDDEN, account=account)

    @staticmethod
    def page(request: Request, reception: Reception) -> SignInPage:
        """The page, in the language of whoever asks."""
        return SignInPage(reception.methods, request)

    @staticmethod
    def to_assistant() -> Response:
        """Lead to the assistant's own page."""
        return _led_to("/")


def _led_to(path: str) -> Response:
    return RedirectResponse(f"{server.router.prefix}{path}", HTTPStatus.SEE_OTHER, _NO_STORE)
