"""Judges a logout token, with which a provider says that somebody's session there is over.

OpenID Connect Back-Channel Logout 1.0; what older providers leave out (Keycloak before 26: ``exp``) is bounded here.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import ClaimsOption, JWTClaimsRegistry

from assistant.access.company.ended_there import EndedThere, OnceOnly, session_name
from assistant.access.company.id_token import ALGORITHMS, Claims
from assistant.access.member import SignInRefused
from assistant.access.person_claims import scoped_id
from assistant.access.signed_tokens import CLOCK_SKEW, opened, refusal_word

LONGEST_WORD: Final = 8192
"""Characters."""

LONGEST_LIFE: Final = 300
"""Seconds after its making for which a word is taken, whatever it says: so long is remembered that it was."""

_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
_TYPES: Final = frozenset({"", "jwt", "logout+jwt"})


def checked_end(
    token: str, keys: KeySet, algorithms: frozenset[str], issuer: str, client_id: str, now: float
) -> EndedThere:
    """Return whose session is over.

    Args:
        token: What was handed in: anything at all.
        keys: The provider's.
        algorithms: Those the provider says it uses; of them only ours are taken.
        issuer: The provider, by its own name.
        client_id: What it calls us.
        now: Seconds since the epoch.

    Raises:
        ForeignSignature: its key is not known, or no longer.
        SignInRefused: it is not this provider's word about a session that has ended, for us, now.
    """
    found = opened(token, keys, ALGORITHMS & algorithms, longest=LONGEST_WORD)
    _require_type(found.header)
    claims = found.claims
    _require_claims(claims, issuer, client_id, now)
    session = session_name(issuer, claims.get("sid"))
    if "sid" in claims and not session:
        raise SignInRefused("claim-sid")
    member_id = scoped_id(issuer, claims.get("sub")) if "sub" in claims or not session else ""
    # Once for our own leniency, and once for a server beside us whose clock is behind ours.
    until = datetime.fromtimestamp(claims["iat"] + LONGEST_LIFE + 2 * CLOCK_SKEW, UTC)
    return EndedThere(member_id, session, OnceOnly(issuer, claims["jti"], until))


def _require_type(header: Mapping[str, object]) -> None:
    """See that it is no other kind of token, by what it calls itself.

    Raises:
        SignInRefused: it is.
    """
    typ = header.get("typ", "")
    if not isinstance(typ, str) or typ.lower().removeprefix("application/") not in _TYPES:
        raise SignInRefused("type")


def _require_claims(claims: Claims, issuer: str, client_id: str, now: float) -> None:
    options = {
        "iss": ClaimsOption(essential=True, value=issuer),
        "aud": ClaimsOption(essential=True, value=client_id),
        "iat": ClaimsOption(essential=True),
        "jti": ClaimsOption(essential=True),
    }
    try:
        JWTClaimsRegistry(int(now), CLOCK_SKEW, **options).validate(claims)
    except JoseError as error:
        raise SignInRefused(refusal_word(error)) from None
    if claims["iat"] + LONGEST_LIFE + CLOCK_SKEW < now:
        raise SignInRefused("expired")
    if not isinstance(claims["jti"], str):
        raise SignInRefused("claim-jti")
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(_EVENT), dict):
        raise SignInRefused("claim-events")
    if "nonce" in claims:  # an ID token's, and never this one's
        raise SignInRefused("claim-nonce")
