"""Judges an ID token, with which a provider says who has signed in."""

from dataclasses import dataclass
from typing import Any, Final

from authlib.oidc.core import CodeIDToken
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import SecretStr

from assistant.access.member import SignInRefused
from assistant.access.signed_tokens import CLOCK_SKEW, opened, refusal_word

ALGORITHMS: Final = frozenset({f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512)})
"""Signatures that only the provider can make: with a secret that both know (HS256) whoever checks could sign, too."""

LONGEST_ID_TOKEN: Final = 131_072

Claims = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RequiredClaims:
    """What the token must have been made for: this provider, this client, this one going there and back."""

    issuer: str
    client_id: str
    nonce: str
    access_token: SecretStr | None = None


def checked_claims(
    token: str, keys: KeySet, algorithms: frozenset[str], required: RequiredClaims, now: float
) -> Claims:
    """Return an ID token's claims.

    Args:
        token: As the provider handed it over.
        keys: The provider's.
        algorithms: Those the provider says it uses; of them only ours are taken.
        required: What it must say.
        now: Seconds since the epoch.

    Raises:
        ForeignSignature: its key is not known, or no longer.
        SignInRefused: it is not this provider's word about somebody who signed in for us, now.
    """
    taken = ALGORITHMS & algorithms
    if not taken:
        raise SignInRefused("algorithm")
    found = opened(token, keys, taken, longest=LONGEST_ID_TOKEN)
    claims = CodeIDToken(
        found.claims,
        found.header,
        {
            "iss": {"essential": True, "value": required.issuer},
            "aud": {"essential": True, "value": required.client_id},
            "sub": {"essential": True},
        },
        {
            "nonce": required.nonce,
            "client_id": required.client_id,
            "access_token": required.access_token.get_secret_value() if required.access_token else None,
        },
    )
    try:
        claims.validate(now=int(now), leeway=CLOCK_SKEW)
    except JoseError as error:
        raise SignInRefused(refusal_word(error)) from None
    except (ValueError, TypeError, AttributeError):
        raise SignInRefused("garbled") from None
    return dict(claims)
