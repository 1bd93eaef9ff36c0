"""The page at which people sign in: a form and a button, without a script."""

import html
from collections.abc import Collection
from functools import cache
from http import HTTPStatus
from pathlib import Path
from string import Template
from typing import Final

from chainlit import server
from starlette.requests import Request
from starlette.responses import HTMLResponse

from assistant.access.member import SignInMethod
from assistant.language.texts import page_texts_in
from assistant.ui.server.sign_in.gate import PATH
from assistant.ui.server.visitors.page_language import reading_of_request

COMPANY_PATH: Final = f"{PATH}/company"
"""Where the company's own sign-in begins."""

WINDOW: Final = "window"
"""In the page's address when a widget has opened it in a window of its own.

Which is done with afterwards.
"""

_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    "Cache-Control": "no-store",
    "Vary": "Accept-Language, Cookie",
    # Without an origin of its own the form would come from nowhere, and be refused.
    "Referrer-Policy": "same-origin",
}
_NOTICE: Final = "notice"


def is_in_window(request: Request) -> bool:
    """Whether a widget has opened a window for this, in which nobody wants the assistant's own page."""
    return WINDOW in request.query_params


class SignInPage:
    """Draws the page for one reader.

    Nothing but our own sentences and the account they typed stands in it.
    """

    def __init__(self, methods: Collection[SignInMethod], request: Request) -> None:
        self._methods = methods
        self._language = reading_of_request(request).language
        self._window = f"?{WINDOW}" if is_in_window(request) else ""
        page_texts = page_texts_in(self._language)
        self._texts, self._product = page_texts.sign_in, page_texts.controls["assistant"]

    def asking(
        self,
        notice: str = "",
        *,
        status: HTTPStatus = HTTPStatus.OK,
        account: str = "",
        company_out: str = "",
    ) -> HTMLResponse:
        """The ways to sign in, below what there is to say first.

        An ``account`` need not be typed again; ``company_out`` is where the company's own session ends, which is
        offered then.
        """
        bad = status is not HTTPStatus.OK
        ways = self._ways(account, bad=bad) + self._leave(company_out)
        return self._answer(notice, self._texts.title, _notice(notice, bad=bad) + ways, status)

    def _leave(self, company_out: str) -> str:
        return (
            f'<p><a href="{html.escape(company_out)}">{self._texts.leave_company}</a></p>'
            if company_out
            else ""
        )

    def telling(self, notice: str) -> HTMLResponse:
        """What there is to say, and nothing to do."""
        return self._answer("", notice, "", HTTPStatus.OK)

    def _answer(self, notice: str, heading: str, below: str, status: HTTPStatus) -> HTMLResponse:
        shown = _template().substitute(
            language=self._language,
            # What is read out first is what has happened.
            title=" · ".join(part for part in (notice, heading, self._product) if part),
            heading=heading,
            product=self._product,
            intro=f'<p class="intro">{self._texts.intro}</p>' if below else "",
            prefix=server.router.prefix,
            below=below,
        )
        return HTMLResponse(shown, status, _HEADERS)

    def _ways(self, account: str, *, bad: bool) -> str:
        ways = [
            way
            for method, way in (("oidc", self._company()), ("password", self._form(account, bad=bad)))
            if method in self._methods
        ]
        if not ways:
            return f"<p>{self._texts.only_by_proxy}</p>"
        return f'<p class="or">{self._texts.or_else}</p>'.join(ways)

    def _company(self) -> str:
        address = f"{server.router.prefix}{COMPANY_PATH}{self._window}"
        return f'<a class="way" href="{address}">{self._texts.with_company}</a>'

    def _form(self, account: str, *, bad: bool) -> str:
        """The form; the field that is to be filled in next has the focus, and says what went wrong."""
        texts, told = self._texts, f' aria-describedby="{_NOTICE}"' if bad else ""
        first, second = ("", " autofocus") if account else (" autofocus", "")
        return f"""<form method="post" action="{server.router.prefix}{PATH}{self._window}">
        <label for="account">{texts.account}</label>
        <input id="account" name="account" autocomplete="username" autocapitalize="none" spellcheck="false"
               maxlength="200" value="{html.escape(account)}" required{told}{first} />
        <label for="password">{texts.password}</label>
        <input id="password" name="password" type="password" autocomplete="current-password" maxlength="256"
               required{told}{second} />
        <button type="submit">{texts.sign_in}</button>
      </form>"""


@cache
def _template() -> Template:
    """The page's frame, read once: the event loop waits for no disk."""
    return Template(Path(__file__).with_name("sign_in.html").read_text(encoding="utf-8"))


def _notice(sentence: str, *, bad: bool) -> str:
    if not sentence:
        return ""
    look, role = ("notice bad", "alert") if bad else ("notice", "status")
    return f'<p id="{_NOTICE}" class="{look}" role="{role}">{sentence}</p>'
