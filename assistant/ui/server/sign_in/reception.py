"""Finds out who is at the other end of a connection."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from starlette.requests import HTTPConnection

from assistant.access.company.errors import SignInUnavailable
from assistant.access.entrance import Entrance, Visit
from assistant.access.member import SignInMethod
from assistant.access.passwords import Passwords
from assistant.access.rights import Rights
from assistant.chat.kept.talk_keeper import TalkKeeper
from assistant.service import Service
from assistant.settings import Settings
from assistant.ui.server.sign_in.session_cookie import brought
from assistant.ui.server.sign_in.trusted_header import TrustedHeader
from assistant.ui.server.visitors.sessions import owner_named

if TYPE_CHECKING:
    from assistant.access.company.company_sign_in import CompanySignIn
    from assistant.access.page_tokens import PageTokens

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reception:
    """Knows the ways in that are open; there is none where nobody signs in."""

    entrance: Entrance
    methods: Collection[SignInMethod]
    passwords: Passwords | None = None
    header: TrustedHeader | None = None
    company: "CompanySignIn | None" = None
    page_tokens: "PageTokens | None" = None
    public_url: str = ""
    """Where people open the assistant."""
    rights_in: Callable[[Visit | None], Rights] = lambda _: Rights(member=None)
    """What somebody may do by their visit: nothing any more once it is over."""

    talks: TalkKeeper | None = None
    """Who keeps what people said."""

    @classmethod
    def of(cls, settings: Settings, service: Service) -> Self | None:
        """Who receives people by the ways that the settings open; None where nobody signs in."""
        if service.entrance is None:
            return None
        header = TrustedHeader(
            settings.header_user, settings.header_email, settings.header_name, settings.header_groups
        )
        return cls(
            service.entrance,
            settings.auth,
            passwords=Passwords(service.entrance.accounts) if "password" in settings.auth else None,
            header=header if "header" in settings.auth else None,
            company=_company(settings),
            page_tokens=_page_tokens(settings, service),
            public_url=settings.public_url or "",
            rights_in=service.rights_in,
            talks=service.talks,
        )

    async def check(self) -> None:
        """Ask the company's sign-in whether it is as the settings say; the log tells if it is not."""
        if self.company is None:
            return
        try:
            await self.company.check()
        except SignInUnavailable as error:
            log.warning("the company's sign-in at OIDC_ISSUER cannot be used: %s", error.reason)

    def forget_talk(self, member_id: str) -> None:
        """Keep nothing of what somebody said: they sign out."""
        if self.talks is not None:
            self.talks.forget(owner_named(member_id))

    async def close(self) -> None:
        """Let go of connections."""
        if self.company is not None:
            await self.company.close()

    async def visit_of(
        self, connection: HTTPConnection, visitor_of: Callable[[HTTPConnection], str | None]
    ) -> Visit | None:
        """The visit that a request or a socket belongs to.

        Raises:
            StateUnavailable: nobody can tell.
        """
        if self.header is not None and (identity := self.header.identity_of(connection)) is not None:
            return await self.entrance.by_proxy(identity)
        token, browser = brought(connection), visitor_of(connection)
        if token is None or browser is None:
            return None
        return await self.entrance.by_cookie(token, browser)


def _company(settings: Settings) -> "CompanySignIn | None":
    """The company's own sign-in; where nobody uses it, half a second of loading is spared."""
    if (company := settings.company) is None:
        return None
    from assistant.access.company.company_sign_in import CompanySignIn  # noqa: PLC0415 - likewise

    return CompanySignIn(company)


def _page_tokens(settings: Settings, service: Service) -> "PageTokens | None":
    """Who takes the tokens of intranet pages, where they are to be taken."""
    if "token" not in settings.auth:
        return None
    from assistant.access.page_tokens import PageTokens  # noqa: PLC0415 - likewise
    from assistant.access.used_tokens import UsedTokens  # noqa: PLC0415 - likewise

    used = UsedTokens(service.state)
    return PageTokens(settings.page_token_keys, settings.token_audience, settings.page_token_issuers, used)
