"""Decides in which language somebody reads.

Their own choice counts first, else that of the page around a widget, else their browser's.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeGuard
from urllib.parse import quote, unquote

from starlette.requests import HTTPConnection

from assistant.language.detection import Language, from_accept_language, territory_from
from assistant.ui.server.visitors.cookies import cookie_named

LANGUAGE_SETTING = "language"


Choice = Literal["auto", "fr", "en"]
"""What the settings panel offers; ``auto`` follows the browser, and then what is typed."""

CHOSEN_COOKIE: Final = "contact_assistant_language"
PAGE_COOKIE: Final = "contact_assistant_page_language"
ACCEPTED_COOKIE: Final = "contact_assistant_accepted"

_LONGEST_HEADER: Final = 200
"""Characters of an ``Accept-Language`` that are kept; what stands behind them is wanted least."""

_CHOICES: Final = frozenset({"auto", "fr", "en"})
_TAG: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}", re.IGNORECASE)


def is_choice(value: object) -> TypeGuard[Choice]:
    """Whether a value from a browser is one of the panel's."""
    return isinstance(value, str) and value in _CHOICES


def is_tag(value: str) -> bool:
    """Whether a page's language reads like ``fr`` or ``en-GB`` (BCP 47)."""
    return _TAG.fullmatch(value) is not None


@dataclass(frozen=True, slots=True)
class PageLanguage:
    """What a browser tells about its reader.

    ``choice`` is theirs; ``page`` is the language tag of the page a widget stands on, ``""`` for the assistant's own
    page; ``accepted`` are the languages the browser asks for, as its header has them.
    """

    choice: Choice = "auto"
    page: str = ""
    accepted: str = ""

    @property
    def language(self) -> Language:
        """The language to speak first; one that is neither of ours becomes English."""
        return from_accept_language(self.page or self.accepted) if self.choice == "auto" else self.choice

    @property
    def territory(self) -> str:
        """The country (ISO 3166) whose conventions are the reader's, ``""`` when nothing tells."""
        return territory_from(self.page or self.accepted)

    @property
    def tag(self) -> str:
        """The language as Chainlit's files are named."""
        return "fr-FR" if self.language == "fr" else "en-US"


def reading_of_request(request: HTTPConnection) -> PageLanguage:
    """What a request tells of whoever sent it."""
    return reading_of(request.headers.get("cookie"), request.headers.get("accept-language"))


def reading_of_handshake(environ: Mapping[str, Any], *, in_widget: bool = False) -> PageLanguage:
    """What a socket's handshake tells, as engine.io keeps it.

    The languages of the page it belongs to count before its own: a browser may ask for the page in the languages of
    its reader and open the socket in those of the machine (Chromium 150 does, with a locale of the page's own).
    """
    cookies = environ.get("HTTP_COOKIE")
    return reading_of(
        cookies, accepted_by_page(cookies) or environ.get("HTTP_ACCEPT_LANGUAGE"), in_widget=in_widget
    )


def accepted_cookie(accepted: str) -> str:
    """Quote the languages a page was asked for in, as a cookie keeps them.

    A header's own signs would end its value.
    """
    return quote(accepted[:_LONGEST_HEADER], safe="")


def accepted_by_page(cookies: str | None) -> str:
    """The languages in which this browser last asked for a page, ``""`` when it keeps no cookie."""
    return unquote(cookie_named(ACCEPTED_COOKIE, cookies) or "")[:_LONGEST_HEADER]


def reading_of(cookies: str | None, accepted: str | None, *, in_widget: bool = False) -> PageLanguage:
    """Return what the headers ``Cookie`` and ``Accept-Language`` tell.

    What is not ours in them counts for nothing.
    """
    choice, page = cookie_named(CHOSEN_COOKIE, cookies), cookie_named(PAGE_COOKIE, cookies) or ""
    return PageLanguage(
        choice=choice if is_choice(choice) else "auto",
        page=page if in_widget and is_tag(page) else "",
        accepted=accepted or "",
    )
