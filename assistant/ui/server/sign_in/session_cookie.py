"""The cookie of whoever has signed in: a secret that stands for a sign-in, in one browser alone."""

from typing import Final

from pydantic import SecretStr
from starlette.requests import HTTPConnection
from starlette.responses import Response

from assistant.ui.server.visitors.host_cookie import HostCookie
from assistant.ui.server.visitors.sessions import is_secure

_COOKIE: Final = HostCookie("contact_assistant_session")


def brought(connection: HTTPConnection) -> str | None:
    """The secret that a browser brings."""
    return _COOKIE.brought(connection.headers.get("cookie"), secure=is_secure(connection))


def give(connection: HTTPConnection, response: Response, secret: SecretStr, seconds: float) -> None:
    """Have a browser keep a secret for so long."""
    _COOKIE.give(response, secret.get_secret_value(), seconds, secure=is_secure(connection))


def take_back(connection: HTTPConnection, response: Response) -> None:
    """Have a browser forget it."""
    _COOKIE.take_back(response, secure=is_secure(connection))
