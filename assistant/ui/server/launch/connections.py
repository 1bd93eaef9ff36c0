"""Bounds how long a connection may keep the server waiting, and how many may be open.

uvicorn bounds neither.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from assistant.language.texts import texts_in

log = logging.getLogger(__name__)

MOST_CONNECTIONS = 1_500
_TELL_AGAIN_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """Seconds that a connection may take for each thing, and how many connections there may be."""

    head_seconds: float = 10.0
    """For a request's line and headers, from the connection's or the request's first byte."""

    body_seconds: float = 60.0
    """For its body: 5 MB over a slow line."""

    rest_seconds: float = 5.0
    """For what is left of a body when its answer is out; it is read only so that the answer can be."""

    stalled_seconds: float = 60.0
    """For an answer of which nothing is taken."""

    most: int = MOST_CONNECTIONS
    """Open connections in all; a person has one or two."""

    most_of_one: int = 250
    """Of one address, proxies and this machine excepted: a department may sit behind one."""


class Ceiling:
    """Judges whether one more connection may be open.

    Where it may not, the operator is told, once a minute.
    """

    def __init__(self, limits: ConnectionLimits, exempt: Callable[[str], bool]) -> None:
        self.limits = limits
        self._exempt = exempt
        self._told_at = float("-inf")

    def allows(self, connection: H11Protocol) -> bool:
        """Whether this connection, already counted among all others, may stay."""
        connections, host = connection.connections, _host(connection)
        if len(connections) > self.limits.most:
            return self._tell(connection.loop.time(), f"there are {self.limits.most} already")
        if len(connections) <= self.limits.most_of_one or self._exempt(host):
            return True
        if sum(_host(other) == host for other in connections) > self.limits.most_of_one:
            return self._tell(
                connection.loop.time(), f"one address has {self.limits.most_of_one} already; is it a proxy?"
            )
        return True

    def _tell(self, now: float, reason: str) -> bool:
        if now - self._told_at >= _TELL_AGAIN_SECONDS:
            self._told_at = now
            log.warning("connections are being refused: %s", reason)
        return False


class BoundedProtocol(H11Protocol):
    """uvicorn's protocol, which closes a connection that does not get on.

    Give it to ``uvicorn.Config(http=...)`` with its ceiling, by `functools.partial`.
    """

    def __init__(self, *arguments: Any, ceiling: Ceiling, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._ceiling = ceiling
        self._limits = ceiling.limits
        self._awaited = ""
        self._handed_over = False
        self._deadline: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request, or say that there are too many."""
        super().connection_made(transport)
        if self._ceiling.allows(self):
            self._await("head", self._limits.head_seconds)
        else:
            transport.write(_full())
            transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._await_nothing()
        self.resume_writing()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Take what has arrived, and see what is to be waited for now."""
        super().handle_events()
        self._see()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Hand the connection over: from now on it is the websocket's, which has pings of its own."""
        self._handed_over = True
        super().handle_websocket_upgrade(event)

    def on_response_complete(self) -> None:
        """Wait but shortly for what is left of a body whose answer is out."""
        super().on_response_complete()
        self._see()

    def pause_writing(self) -> None:
        """Begin to wait for the other side to take what was sent."""
        super().pause_writing()
        if self._stalled is None:
            self._stalled = self.loop.call_later(self._limits.stalled_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on."""
        super().resume_writing()
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def _see(self) -> None:
        theirs = self.conn.their_state
        if self._handed_over:
            self._await_nothing()
        elif theirs is h11.SEND_BODY and self.conn.our_state is h11.DONE:
            self._await("rest", self._limits.rest_seconds)
        elif theirs is h11.SEND_BODY:
            self._await("body", self._limits.body_seconds)
        elif theirs is h11.IDLE and self.timeout_keep_alive_task is None:
            # Else uvicorn's own timer runs between two requests, until the next one's first byte.
            self._await("head", self._limits.head_seconds)
        else:
            self._await_nothing()

    def _await(self, what: str, seconds: float) -> None:
        """Close unless ``what`` is there in time; the time of what is already awaited runs on."""
        if what != self._awaited:
            self._await_nothing()
            self._awaited = what
            self._deadline = self.loop.call_later(seconds, self.transport.close)

    def _await_nothing(self) -> None:
        self._awaited = ""
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def _host(connection: Any) -> str:
    return connection.client[0] if connection.client else ""


def _full() -> bytes:
    """Return a whole answer for whoever comes when there is no room.

    No language is known yet, so it speaks both.
    """
    body = "".join(f"{texts_in(language).too_many_connections}\n" for language in ("en", "fr")).encode()
    head = (
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\nRetry-After: 10\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode("ascii") + body
