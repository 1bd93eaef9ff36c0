"""Knows who is at the other end when nobody signs in.

It is the same browser, known by a signed cookie that only it holds.

Without it a reloaded page would be a stranger to the proposals it has just been shown.
"""

import hashlib
import secrets
from typing import Final

from itsdangerous import BadSignature, TimestampSigner
from pydantic import SecretStr
from starlette.responses import Response

from assistant.ui.server.visitors.cookies import cookie_named

COOKIE: Final = "contact_assistant_visitor"
SECURE_COOKIE: Final = f"__Host-{COOKIE}"
"""Its name behind TLS: browsers take a cookie so called over TLS only, and from this very host (RFC 6265bis)."""

LIFETIME_SECONDS: Final = 30 * 24 * 3600

_LONGEST: Final = 256


class Visitors:
    """Gives browsers their cookie, and knows them again by it.

    A value that was not signed here tells of nobody, so that nobody can choose or plant one. Over TLS only the cookie
    that was given over TLS counts.
    """

    def __init__(self, key: SecretStr) -> None:
        """``key`` signs: whoever has it can be any visitor."""
        self._signer = TimestampSigner(
            key.get_secret_value(), salt="assistant.visitor", digest_method=hashlib.sha256
        )

    def visitor_of(self, cookies: str | None, *, secure: bool) -> str | None:
        """A name for the browser that sent the header ``Cookie``; None when it has no cookie of ours.

        The name is a digest, so that what is stored under it opens nothing. ``secure`` says whether it came over TLS.
        """
        value = cookie_named(SECURE_COOKIE if secure else COOKIE, cookies)
        if value is None or len(value) > _LONGEST:
            return None
        try:
            drawn = self._signer.unsign(value, max_age=LIFETIME_SECONDS)
        except BadSignature:
            return None
        return hashlib.sha256(drawn).hexdigest()[:32]

    def greet(self, response: Response, cookies: str | None, *, secure: bool) -> None:
        """Give a browser that has none the cookie by which it is known again."""
        if self.visitor_of(cookies, secure=secure) is None:
            response.set_cookie(
                SECURE_COOKIE if secure else COOKIE,
                self.new_cookie(),
                max_age=LIFETIME_SECONDS,
                path="/",
                secure=secure,
                httponly=True,
                samesite="lax",
            )

    def new_cookie(self) -> str:
        """A value nobody can guess, signed."""
        return self._signer.sign(secrets.token_urlsafe(32)).decode()
