"""A cookie whose content only we can write, for one browser and some minutes."""

from starlette.requests import HTTPConnection
from starlette.responses import Response

from assistant.ui.server.visitors.host_cookie import HostCookie
from assistant.ui.server.visitors.sessions import Sessions, is_secure


class SealedCookie:
    """Keeps text in a browser; another browser's, a changed one and a made-up one read as nothing."""

    def __init__(self, name: str, sessions: Sessions) -> None:
        self._cookie = HostCookie(name)
        self._sessions = sessions

    def give(
        self, request: HTTPConnection, response: Response, text: str, browser: str, seconds: float
    ) -> None:
        """Have a browser keep a text."""
        sealed = self._sessions.seal(text, browser)
        self._cookie.give(response, sealed, seconds, secure=is_secure(request))

    def brought(self, request: HTTPConnection, browser: str) -> str | None:
        """The text that a browser kept; None where it brings none that it was given."""
        value = self._cookie.brought(request.headers.get("cookie"), secure=is_secure(request))
        return self._sessions.unseal(value, browser) if value else None

    def take_back(self, request: HTTPConnection, response: Response) -> None:
        """Have a browser forget it."""
        self._cookie.take_back(response, secure=is_secure(request))
