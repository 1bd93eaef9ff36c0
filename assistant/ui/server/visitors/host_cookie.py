"""A cookie of ours, for this very host: named, given, read and taken back by one rule."""

from starlette.responses import Response

from assistant.ui.server.visitors.cookies import cookie_named


class HostCookie:
    """Knows a cookie by its name, over TLS by another one than without.

    Browsers take a cookie called ``__Host-`` over TLS only, and from this very host (RFC 6265bis), so that over TLS
    only what was given over TLS counts.
    """

    def __init__(self, name: str) -> None:
        self._plain_name = name

    def name(self, *, secure: bool) -> str:
        """What it is called; ``secure`` says whether the connection is over TLS."""
        return f"__Host-{self._plain_name}" if secure else self._plain_name

    def give(self, response: Response, value: str, seconds: float, *, secure: bool) -> None:
        """Have a browser keep a value for so long, out of reach of any script."""
        response.set_cookie(
            self.name(secure=secure),
            value,
            max_age=int(seconds),
            path="/",
            secure=secure,
            httponly=True,
            samesite="lax",
        )

    def brought(self, cookies: str | None, *, secure: bool) -> str | None:
        """The value in the header ``Cookie``, None where there is none."""
        return cookie_named(self.name(secure=secure), cookies)

    def take_back(self, response: Response, *, secure: bool) -> None:
        """Have a browser forget it."""
        response.delete_cookie(
            self.name(secure=secure), path="/", secure=secure, httponly=True, samesite="lax"
        )
