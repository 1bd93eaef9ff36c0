"""Answers a page of the intranet that passes its own sign-in on: a token for a cookie."""

import logging
from http import HTTPStatus
from typing import Final

from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from assistant.access.entrance import Visit
from assistant.access.member import SignInRefused
from assistant.language.texts import page_texts_in
from assistant.state.errors import StateUnavailable
from assistant.ui.server.sign_in.gate import PATH
from assistant.ui.server.sign_in.reception import Reception
from assistant.ui.server.sign_in.session_cookie import give
from assistant.ui.server.sign_in.sign_in_door import SignInDoor, admit
from assistant.ui.server.visitors.page_language import reading_of
from assistant.ui.server.visitors.sessions import Sessions, visit_in

log = logging.getLogger(__name__)

TOKEN_PATH: Final = f"{PATH}/token"
_NO_STORE: Final = {"Cache-Control": "no-store"}


class TokenDoor:
    """Exchanges a page's token, sent as a bearer's, for the cookie of whoever reads that page."""

    def __init__(self, door: SignInDoor, sessions: Sessions) -> None:
        self._door = door
        self._sessions = sessions

    async def redeem(self, request: Request) -> Response:
        """Let somebody in; who was in before in this browser is out then, unless it is they.

        Their chats on other pages of the same browser would end with that visit.
        """
        reception = self._door.reception()
        if reception is None or reception.page_tokens is None:
            return Response(status_code=HTTPStatus.NOT_FOUND, headers=_NO_STORE)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return self._refusal(request, SignInRefused("no-token"))
        greeted = Response(headers=_NO_STORE)
        browser = self._sessions.welcome(request, greeted)
        try:
            identity = await reception.page_tokens.redeem(token.strip())
            before = visit_in(request)
            if before is not None and before.identity == identity:
                return self._answer(reception, before)
            admitted = await admit(request, reception, identity, browser)
        except (SignInRefused, StateUnavailable) as error:
            return self._refusal(request, error)
        return self._admitted(request, reception, greeted, admitted)

    def _admitted(
        self, request: Request, reception: Reception, greeted: Response, admitted: tuple[SecretStr, Visit]
    ) -> Response:
        secret, visit = admitted
        response = self._answer(reception, visit)
        response.raw_headers.extend(header for header in greeted.raw_headers if header[0] == b"set-cookie")
        give(request, response, secret, reception.entrance.seconds_left(visit))
        return response

    @staticmethod
    def _answer(reception: Reception, visit: Visit) -> Response:
        told = {"signed_in": True, "seconds": int(reception.entrance.seconds_left(visit))}
        return JSONResponse(told, headers=_NO_STORE)

    @staticmethod
    def _refusal(request: Request, error: SignInRefused | StateUnavailable) -> Response:
        headers = request.headers
        reading = reading_of(headers.get("cookie"), headers.get("accept-language"), in_widget=True)
        texts = page_texts_in(reading.language).sign_in
        if isinstance(error, StateUnavailable):
            return JSONResponse({"detail": texts.store_away}, HTTPStatus.SERVICE_UNAVAILABLE, _NO_STORE)
        log.info("a page's token was refused: %s", error.reason)
        told = {"detail": texts.refused.get(error.reason, texts.refused[""]), "reason": error.reason}
        return JSONResponse(told, HTTPStatus.UNAUTHORIZED, _NO_STORE)
