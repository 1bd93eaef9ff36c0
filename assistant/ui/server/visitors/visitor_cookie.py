"""Knows who is at the other end when nobody signs in.

It is the same browser, known by a signed cookie that only it holds.

Without it a reloaded page would be a stranger to the proposals it has just been shown.
"""

import hashlib
import secrets
from typing import Final

from itsdangerous import BadData, BadSignature, TimestampSigner, URLSafeSerializer
from pydantic import SecretStr
from starlette.responses import Response

from assistant.ui.server.visitors.host_cookie import HostCookie

COOKIE: Final = "contact_assistant_visitor"
_VISITOR: Final = HostCookie(COOKIE)
SECURE_COOKIE: Final = _VISITOR.name(secure=True)
"""Its name behind TLS."""

LIFETIME_SECONDS: Final = 30 * 24 * 3600

_LONGEST: Final = 256
_LONGEST_SEALED: Final = 2048


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
        self._sealer = URLSafeSerializer(
            key.get_secret_value(), salt="assistant.sealed", signer_kwargs={"digest_method": hashlib.sha256}
        )

    def visitor_of(self, cookies: str | None, *, secure: bool) -> str | None:
        """A name for the browser that sent the header ``Cookie``; None when it has no cookie of ours.

        The name is a digest, so that what is stored under it opens nothing. ``secure`` says whether it came over TLS.
        """
        value = _VISITOR.brought(cookies, secure=secure)
        if value is None or len(value) > _LONGEST:
            return None
        try:
            drawn = self._signer.unsign(value, max_age=LIFETIME_SECONDS)
        except BadSignature:
            return None
        return _name_of(drawn)

    def greet(self, response: Response, cookies: str | None, *, secure: bool) -> None:
        """Give a browser that has none the cookie by which it is known again."""
        if self.visitor_of(cookies, secure=secure) is None:
            self.adopt(response, secure=secure)

    def adopt(self, response: Response, *, secure: bool) -> str:
        """Give a browser a cookie, and return by what name it is known from now on."""
        cookie = self.new_cookie()
        _VISITOR.give(response, cookie, LIFETIME_SECONDS, secure=secure)
        return _name_of(self._signer.unsign(cookie))

    def seal(self, text: str, visitor: str) -> str:
        """A text that only this browser can bring back, as a cookie's value, which its holder can read."""
        return str(self._sealer.dumps([visitor, text]))

    def unseal(self, value: str, visitor: str) -> str | None:
        """The text that was sealed for this browser; None for any other value."""
        if len(value) > _LONGEST_SEALED:
            return None
        try:
            sealed = self._sealer.loads(value)
        except BadData:
            return None
        return str(sealed[1]) if sealed[0] == visitor else None

    def new_cookie(self) -> str:
        """A value nobody can guess, signed."""
        return self._signer.sign(secrets.token_urlsafe(32)).decode()


def _name_of(drawn: bytes) -> str:
    return hashlib.sha256(drawn).hexdigest()[:32]
