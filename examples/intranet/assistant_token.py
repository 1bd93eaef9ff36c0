"""Signs for the assistant who reads a page: the whole of what an intranet's backend has to do."""

import secrets
import time
from typing import Final

from joserfc import jwt
from joserfc.jwk import OctKey

from examples.intranet.people import Colleague

SECONDS: Final = 60
"""How long a token is good for; it is used within one."""


def assistant_token(key: str, person: str, colleague: Colleague, *, issuer: str, audience: str) -> str:
    """Return a token that lets somebody into the assistant once.

    Args:
        key: The secret shared with the assistant, one of its PAGE_TOKEN_KEYS.
        person: The intranet's own id of them, which never becomes another's.
        colleague: What the assistant is told of them.
        issuer: This intranet's address, one of the assistant's PAGE_TOKEN_ISSUERS.
        audience: The assistant's PUBLIC_URL, or its PAGE_TOKEN_AUDIENCE.
    """
    now = int(time.time())
    claims = {
        "iss": issuer,
        "aud": audience,
        "sub": person,
        "iat": now,
        "exp": now + SECONDS,
        "jti": secrets.token_urlsafe(16),
        "name": colleague.name,
        "email": colleague.email,
        "groups": list(colleague.groups),
    }
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(key))
