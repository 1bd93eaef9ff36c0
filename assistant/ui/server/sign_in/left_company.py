"""Hears from the company that somebody has left there, and has them leave here, too.

The company's server says so itself (OpenID Connect Back-Channel Logout 1.0), or has the browser that leaves ask for
this address in a frame of its page (Front-Channel Logout 1.0). That browser sends no cookie of ours then.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from assistant.access.company.ended_there import EndedThere
from assistant.access.company.errors import SignInUnavailable
from assistant.access.member import SignInRefused
from assistant.state.errors import StateUnavailable
from assistant.ui.server.sign_in.reception import Reception
from assistant.ui.server.sign_in.sign_in_door import SignInDoor
from assistant.ui.server.sign_in.sign_in_page import COMPANY_PATH

if TYPE_CHECKING:
    from assistant.access.company.company_sign_in import CompanySignIn

log = logging.getLogger(__name__)

LEFT_PATH: Final = f"{COMPANY_PATH}/sign-out"
_MOST_AT_ONCE: Final = 20
"""Words that are judged at once; more of them would be somebody's who keeps us busy."""

_NO_STORE: Final = {"Cache-Control": "no-store"}


class LeftCompany:
    """Ends what people have open here whose session at the company is over."""

    def __init__(self, door: SignInDoor) -> None:
        self._door = door
        self._under_way = 0

    async def told(self, request: Request) -> Response:
        """Take the company's signed word."""

        async def word(company: "CompanySignIn") -> EndedThere:
            async with request.form(max_files=0, max_fields=4) as form:
                token = form.get("logout_token")
            return await company.told_of_end(token if isinstance(token, str) else "")

        return await self._hear(word)

    async def led_here(self, request: Request) -> Response:
        """Take the word of a browser that the company's page has sent."""

        async def word(company: "CompanySignIn") -> EndedThere:
            return company.named_end(request.query_params)

        return await self._hear(word)

    async def _hear(self, word: Callable[["CompanySignIn"], Awaitable[EndedThere]]) -> Response:
        reception = self._door.reception()
        if reception is None or reception.company is None:
            return _answer(HTTPStatus.NOT_FOUND)
        if self._under_way >= _MOST_AT_ONCE:
            return _answer(HTTPStatus.SERVICE_UNAVAILABLE)
        self._under_way += 1
        try:
            await self._end(reception, await word(reception.company))
        except SignInRefused as error:
            return _refused(error)
        except (SignInUnavailable, StateUnavailable) as error:
            log.warning("somebody who left at the company may be in here still: %s", error)
            return _answer(HTTPStatus.SERVICE_UNAVAILABLE)
        finally:
            self._under_way -= 1
        policy = f"default-src 'none'; frame-ancestors {reception.company.page_origin}"
        return _answer(HTTPStatus.OK, {"Content-Security-Policy": policy})

    async def _end(self, reception: Reception, ended: EndedThere) -> None:
        members = await reception.entrance.end_there(ended)
        for member_id in members:
            reception.forget_talk(member_id)
        if members:
            log.info("signed out, for a session at the company has ended")
            await self._door.end_left()


def _refused(error: SignInRefused) -> Response:
    log.info("the word that somebody has left at the company was refused: %s", error.reason)
    told = {"error": "invalid_request", "error_description": error.reason}
    return JSONResponse(told, HTTPStatus.BAD_REQUEST, _NO_STORE)


def _answer(status: HTTPStatus, headers: Mapping[str, str] = MappingProxyType({})) -> Response:
    return Response(status_code=status, headers={**_NO_STORE, **headers})
