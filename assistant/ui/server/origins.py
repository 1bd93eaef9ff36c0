"""Which web pages may talk to this server.

Chainlit asks nobody for an Origin on its websocket, so any page a person has open could drive a chat on
localhost. A page that points its own name at 127.0.0.1 (DNS rebinding) is same-origin to itself, therefore
the Host is asked for too.
"""

import ipaddress
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_LOCAL_NAMES = frozenset({"localhost"})
_DEFAULT_PORTS = {"http": 80, "https": 443}

REFUSED = "This address is not known to the assistant. Please tell the person who looks after it.\n"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OriginPolicy:
    """Knows the origins named by the operator, such as ``https://crm.example.com``.

    This machine is always known.
    """

    allowed: frozenset[str] = frozenset()

    @classmethod
    def of(cls, origins: Iterable[str]) -> Self:
        """Read origins as an operator writes them: any case, with or without a slash at the end.

        Raises:
            ValueError: one of them is not an http(s) origin; ``*`` is none.
        """
        return cls(frozenset(_canonical(origin) for origin in origins))

    def admits(self, origin: str | None, host: str, *, scheme: str) -> bool:
        """Whether a request may come from a page of ``origin``; None is no page of another site.

        Args:
            origin: The header of that name.
            host: Where the request went, with its port unless that is the scheme's own.
            scheme: How it came, ``http`` or ``https``.
        """
        if not self._knows_host(host):
            return False
        if origin is None:
            return True
        try:
            page = _canonical(origin)
            return page in self.allowed or (_is_served_at(page, host, scheme) and self._is_trusted(page))
        except ValueError:
            return False

    def _is_trusted(self, page: str) -> bool:
        """Tell whether what this server serves at a page's address is its own.

        One named for https is not it over http.
        """
        parts = urlsplit(page)
        named = {urlsplit(one).scheme for one in self.allowed if urlsplit(one).hostname == parts.hostname}
        return not named or parts.scheme in named

    def _knows_host(self, host: str) -> bool:
        name = _host_name(host)
        if name in _LOCAL_NAMES or _is_ip_address(name):
            return True
        return any(urlsplit(origin).hostname == name for origin in self.allowed)


class OriginGate:
    """Ends a request, or a websocket before its handshake, unless the policy admits it.

    It is ASGI middleware.
    """

    def __init__(self, app: ASGIApp, policy: Callable[[], OriginPolicy]) -> None:
        self._app = app
        self._policy = policy
        self._is_logged = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the connection on, or refuse it."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        scheme = "https" if scope["scheme"] in {"https", "wss"} else "http"
        if self._policy().admits(headers.get("origin"), headers.get("host", ""), scheme=scheme):
            await self._app(scope, receive, send)
            return
        self._log()
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse(REFUSED, status_code=403)(scope, receive, send)

    def _log(self) -> None:
        """Tell the operator once what the person is not told; whoever asks must not fill the log."""
        if not self._is_logged:
            self._is_logged = True
            log.warning("the assistant was asked for at, or by a page of, an address not in ALLOWED_ORIGINS")


def _canonical(origin: str) -> str:
    parts = urlsplit(origin.strip().lower())
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or parts.path not in {"", "/"} or parts.query:
        raise ValueError(f"{origin!r} is not an origin such as https://crm.example.com")
    name, port = _address(f"{parts.scheme}://{parts.netloc}")
    shown = f"[{name}]" if ":" in name else name
    return f"{parts.scheme}://{shown}" + ("" if port == _DEFAULT_PORTS[parts.scheme] else f":{port}")


def _is_served_at(page: str, host: str, scheme: str) -> bool:
    """Whether a page comes from where the request went.

    A port tells the scheme; without one the schemes must agree, else a page that anybody on the way may have written
    would be taken for one that came over TLS.
    """
    if urlsplit(f"//{host}").port is not None:
        return _address(page) == _address(f"{urlsplit(page).scheme}://{host}")
    return urlsplit(page).scheme == scheme and _address(page) == _address(f"{scheme}://{host}")


def _address(origin: str) -> tuple[str, int]:
    parts = urlsplit(origin.lower())
    return parts.hostname or "", parts.port or _DEFAULT_PORTS[parts.scheme]


def _host_name(host: str) -> str:
    try:
        return urlsplit(f"//{host.lower()}").hostname or ""
    except ValueError:
        return ""


def _is_ip_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
