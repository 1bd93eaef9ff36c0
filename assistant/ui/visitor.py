"""Who is at the other end when nobody logs in: the same browser, known by a cookie that only it holds.

Without it a reloaded page would be a stranger to the proposals it has just been shown.
"""

import hashlib
import secrets
from http.cookies import CookieError, SimpleCookie

COOKIE = "contact_assistant_visitor"
LIFETIME_SECONDS = 30 * 24 * 3600

_LENGTH = 43
"""Characters of 32 random bytes in URL-safe Base64."""


def new_cookie() -> str:
    """A value nobody can guess."""
    return secrets.token_urlsafe(32)


def visitor_of(cookie_header: str | None) -> str | None:
    """A name for the browser that sent these cookies; None when it has none of ours.

    The name is a digest, so that what is stored under it opens nothing.
    """
    try:
        cookies = SimpleCookie(cookie_header or "")
    except CookieError:
        return None
    morsel = cookies.get(COOKIE)
    if morsel is None or len(morsel.value) != _LENGTH:
        return None
    return hashlib.sha256(morsel.value.encode()).hexdigest()[:32]
