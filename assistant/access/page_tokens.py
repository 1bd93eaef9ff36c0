"""Signs people in by a token of the page they are on.

The backend of an intranet page knows who reads it, and signs a short-lived JSON Web Token that says so. It is taken
once, and never reaches the chat.
"""

import time
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from joserfc.jwt import ClaimsOption, JWTClaimsRegistry
from pydantic import SecretStr

from assistant.access.member import MOST_GROUPS, Identity, SignInRefused
from assistant.access.person_claims import address, groups_in, line, scoped_id
from assistant.access.signed_tokens import CLOCK_SKEW, ForeignSignature, opened, refusal_word
from assistant.access.used_tokens import UsedTokens

LONGEST_TOKEN: Final = 8192
"""Characters."""

LONGEST_LIFE: Final = 300
"""Seconds between a token's making and its end."""

_ALGORITHMS: Final = frozenset({"HS256"})
"""The only one for a secret that two share."""

_NO_ISSUER: Final = "page"


class PageTokens:
    """Takes the tokens that pages sign with a secret they share with this server.

    Args:
        keys: Secrets of at least 32 bytes; several while one takes another's place.
        audience: This assistant's address: what tokens must have been made for.
        issuers: Who may make them; empty is whoever has a key.
        used: Where taken ones are known.
        now: Seconds since the epoch.
    """

    def __init__(
        self,
        keys: Sequence[SecretStr],
        audience: str,
        issuers: Collection[str],
        used: UsedTokens,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._keys = [OctKey.import_key(key.get_secret_value().encode()) for key in keys]
        self._used = used
        self._now = now
        self._audience = audience
        self._issuers = list(issuers)

    async def redeem(self, token: str) -> Identity:
        """Return whom a token speaks of; another time it is worth nothing.

        Raises:
            SignInRefused: it is not one of the page's for us, now, or it was taken before.
            StateUnavailable: whether it was taken cannot be known.
        """
        claims = self._checked(self._opened(token))
        identity = self._identity(claims)
        # Once for our own leniency, and once for a server beside us whose clock is behind ours.
        until = datetime.fromtimestamp(claims["exp"] + 2 * CLOCK_SKEW, UTC)
        if not await self._used.take(claims.get("iss", ""), claims["jti"], until=until, now=self._moment()):
            raise SignInRefused("replayed")
        return identity

    def _opened(self, token: str) -> dict[str, Any]:
        for key in self._keys:
            try:
                return opened(token, key, _ALGORITHMS, longest=LONGEST_TOKEN).claims
            except ForeignSignature:
                continue
        raise SignInRefused("signature")

    def _checked(self, claims: dict[str, Any]) -> dict[str, Any]:
        needed: ClaimsOption = {"essential": True}
        options = {
            "aud": ClaimsOption(essential=True, value=self._audience),
            "iss": ClaimsOption(essential=bool(self._issuers), values=list(self._issuers)),
            **dict.fromkeys(("exp", "jti", "sub"), needed),
        }
        now = int(self._now())
        try:
            JWTClaimsRegistry(now, CLOCK_SKEW, **options).validate(claims)
        except JoseError as error:
            raise SignInRefused(refusal_word(error)) from None
        # Whoever does not say when a token was made has made it now, by a clock that may be ahead of ours.
        if claims["exp"] - claims.get("iat", now + CLOCK_SKEW) > LONGEST_LIFE:
            raise SignInRefused("long-lived")
        return claims

    def _identity(self, claims: dict[str, Any]) -> Identity:
        """Return whom the claims speak of.

        The id stands behind its issuer where only known ones are taken: one that nobody has checked could make somebody
        another's namesake.
        """
        groups = frozenset(groups_in(claims.get("groups")))
        if len(groups) > MOST_GROUPS:
            raise SignInRefused("groups")
        return Identity(
            method="token",
            id=scoped_id(claims["iss"] if self._issuers else _NO_ISSUER, claims["sub"]),
            name=line(claims.get("name")),
            email=address(claims.get("email")),
            groups=groups,
        )

    def _moment(self) -> datetime:
        return datetime.fromtimestamp(self._now(), UTC)
