"""Opens tokens that somebody else has signed (JSON Web Tokens).

Nothing in one is believed before its signature.
"""

from collections.abc import Collection
from typing import Final

from joserfc import jwt
from joserfc.errors import (
    BadSignatureError,
    ClaimError,
    ExceededSizeError,
    ExpiredTokenError,
    InvalidKeyIdError,
    JoseError,
    UnsupportedAlgorithmError,
)
from joserfc.jwk import KeyFlexible
from joserfc.jws import JWSRegistry

from assistant.access.member import SignInRefused

CLOCK_SKEW: Final = 60
"""Seconds by which the clock of whoever signed may differ from ours."""

_LONGEST_HEADER: Final = 4096
_REASONS: Final[tuple[tuple[type[JoseError], str], ...]] = (
    (UnsupportedAlgorithmError, "algorithm"),
    (BadSignatureError, "signature"),
    (InvalidKeyIdError, "key"),
    (ExceededSizeError, "size"),
    (ExpiredTokenError, "expired"),
)


class ForeignSignature(SignInRefused):
    """No key at hand has signed this token; whoever can look for newer keys may do so."""


def opened(token: str, key: KeyFlexible, algorithms: Collection[str], *, longest: int) -> jwt.Token:
    """Return a token's header and claims, the claims not yet judged.

    Args:
        token: What was handed in: anything at all.
        key: What it may be signed with; a set of keys is searched by the token's ``kid``.
        algorithms: The names of the only ones that are taken; they have to fit the kind of the key.
        longest: Characters beyond which it is not even read.

    Raises:
        ForeignSignature: its key is not among these.
        SignInRefused: it is no token, or one whose signature is not taken.
    """
    if len(token) > longest:
        raise SignInRefused("size")
    registry = JWSRegistry(algorithms=algorithms, strict_check_header=False)
    registry.max_header_length = _LONGEST_HEADER
    try:
        return jwt.decode(token, key, registry=registry)
    except (BadSignatureError, InvalidKeyIdError) as error:
        raise ForeignSignature(refusal_word(error)) from None
    except JoseError as error:
        raise SignInRefused(refusal_word(error)) from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        # The reader asks a header that is no JSON object for its members.
        raise SignInRefused("garbled") from None


def refusal_word(error: JoseError) -> str:
    """Name what is wrong by a word of ours.

    The name of a claim that we asked for is all of the token's in it.
    """
    for kind, word in _REASONS:
        if isinstance(error, kind):
            return word
    return f"claim-{error.claim}" if isinstance(error, ClaimError) else "garbled"
