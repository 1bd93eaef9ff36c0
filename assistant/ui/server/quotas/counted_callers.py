"""Who is counted: a browser by its cookie, and one without a cookie by the address it comes from."""

from collections.abc import Callable, MutableMapping
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, Final

from chainlit.session import BaseSession
from starlette.requests import HTTPConnection

VisitorOf = Callable[[HTTPConnection], str | None]
"""Recognises the browser at the other end; None when it keeps no cookie."""

_ADDRESS: Final = "address:"
_KNOWN: Final = "assistant.caller"
"""Where a socket's caller is kept, among what engine.io knows of its handshake."""

_NOTHING: Final = {"type": "websocket", "headers": []}
_HOUSEHOLD: Final = 64
"""Bits of an IPv6 address that are one subscriber's (RFC 6177): the rest are theirs to choose."""


def is_address(caller: str) -> bool:
    """Whether a caller is an address, behind which there may be many."""
    return caller.startswith(_ADDRESS)


def caller_name(visitor: str | None, address: str | None) -> str:
    """What a caller is counted under: ``browser:…``, or ``address:…`` without a cookie."""
    return f"browser:{visitor}" if visitor else f"{_ADDRESS}{_place(address or '')}"


class CountedCallers:
    """Tells who is behind requests, sockets and chats."""

    def __init__(self, visitor_of: VisitorOf) -> None:
        self._visitor_of = visitor_of

    def of(self, connection: HTTPConnection) -> str:
        """The caller of a request."""
        client = connection.client
        return caller_name(self._visitor_of(connection), client.host if client else None)

    def of_handshake(self, environ: MutableMapping[str, Any]) -> str:
        """Return the caller of a socket, by what engine.io keeps of its handshake.

        Once found, it is written down there.
        """
        if _KNOWN not in environ:
            environ[_KNOWN] = self.of(HTTPConnection(environ.get("asgi.scope", _NOTHING)))
        known: str = environ[_KNOWN]
        return known

    def of_session(self, session: BaseSession) -> str:
        """The caller who opened a chat."""
        return self.of_handshake(session.environ)

    def counted(self, session: BaseSession) -> tuple[str, ...]:
        """Under which names a chat's demands are counted: without a cookie its own, and its address's."""
        caller = self.of_session(session)
        return (f"session:{session.id}", caller) if is_address(caller) else (caller,)


def _place(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(known, IPv6Address):
        return str(known.ipv4_mapped or ip_network((int(known), _HOUSEHOLD), strict=False))
    return str(known)
