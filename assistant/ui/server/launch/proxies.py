"""Who may connect from beyond this machine: proxies, or everybody where people sign in here."""

import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

REFUSED = "Please open the assistant at its usual address: people sign in there.\n"

log = logging.getLogger(__name__)

FROM_PROXY: Final = "assistant.from_proxy"
"""Where a connection's scope says that a proxy named in the settings has made it."""

_THIS_MACHINE = "localhost"


@dataclass(frozen=True, slots=True)
class Proxies:
    """Addresses of the proxies in front of this server; with none, this machine alone may connect.

    Where people sign in here, ``signing_in``, anybody may come as far as the sign-in page, unless there are proxies.
    """

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    signing_in: bool = False

    def include(self, host: str | None) -> bool:
        """Whether a connection from this address is one of the proxies'."""
        address = _address(host)
        return address is not None and any(address in network for network in self.networks)

    def admit(self, host: str | None) -> bool:
        """Whether a connection from this address may go on.

        It is this machine's or a proxy's, or whoever makes it has to sign in here.
        """
        return is_loopback(host) or self.include(host) or (self.signing_in and not self.networks)

    def refusal(self, host: str) -> str | None:
        """Why a server may not listen at ``host``, for its operator; None where it may."""
        if self.networks or self.signing_in or is_this_machine(host):
            return None
        return (
            f"listening on {host or 'every address'} lets everybody in without signing in. Set AUTH to how people sign "
            "in, or TRUSTED_PROXIES to the addresses of the proxy in front that signs them in, or listen on 127.0.0.1"
        )

    def require_signing_in(self, host: str) -> None:
        """See that nobody comes in unasked from beyond this machine.

        Raises:
            ValueError: at ``host`` everybody might.
        """
        if reason := self.refusal(host):
            raise ValueError(reason)


def is_this_machine(host: str) -> bool:
    """Whether whoever listens at ``host`` is heard on this machine only."""
    return host == _THIS_MACHINE or is_loopback(host)


def is_loopback(host: str | None) -> bool:
    """Whether an IP address is this machine's own, an IPv4 one in IPv6's clothes included."""
    address = _address(host)
    return address is not None and address.is_loopback


def stand_behind(app: Starlette, proxies: Callable[[], Proxies]) -> None:
    """Put the gate before all else that the server does, once; see `ProxyGate`."""
    # The uvicorn that Chainlit's command makes later would believe this machine's proxies before the gate sees
    # where a connection comes from.
    os.environ["FORWARDED_ALLOW_IPS"] = ""
    if not getattr(app.state, "stands_behind", False):
        app.state.stands_behind = True
        app.add_middleware(ProxyGate, proxies=proxies)


class ProxyGate:
    """Refuses who comes past the proxies, as ASGI middleware.

    It believes the proxies alone about whom they speak for.

    ``X-Forwarded-For`` and ``X-Forwarded-Proto`` become the connection's address and scheme: by them requests are
    counted, and cookies are marked Secure. From anybody else they are no more than a claim.
    """

    def __init__(self, app: ASGIApp, proxies: Callable[[], Proxies]) -> None:
        self._app = app
        self._proxies = proxies
        self._known = Proxies()
        self._forwarded = _believing(app, self._known)
        self._is_logged = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the connection on, or refuse it."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        proxies = self._proxies()
        host, port = scope.get("client") or (None, 0)
        if not proxies.admit(host):
            if not self._is_logged:  # once: whoever asks must not fill the log
                self._is_logged = True
                log.warning("a request that came past the proxies in TRUSTED_PROXIES was refused")
            await _refuse(scope, receive, send)
            return
        if proxies != self._known:
            self._known, self._forwarded = proxies, _believing(self._app, proxies)
        connection = {**scope, "client": (str(_address(host)), port), FROM_PROXY: proxies.include(host)}
        await self._forwarded(connection, receive, send)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
    else:
        await PlainTextResponse(REFUSED, status_code=403)(scope, receive, send)


def _believing(app: ASGIApp, proxies: Proxies) -> ASGIApp:
    trusted: Sequence[str] = [str(network) for network in proxies.networks]
    return ProxyHeadersMiddleware(app, list(trusted))  # type: ignore[arg-type,return-value]  # uvicorn's own names for ASGI's types


def _address(host: str | None) -> IPv4Address | IPv6Address | None:
    """An IP address; an IPv4 one in IPv6's clothes, as a socket for both gives it, is the IPv4 one."""
    try:
        address = ip_address(host or "")
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
