"""Which browser each chat belongs to: knowing a session's id opens nothing.

Chainlit takes the id of a session as the browser sends it, names a folder after it, and hands the chat, its files and
its buttons to whoever names it (chainlit/session.py, socket.py, server.py).
"""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeGuard
from uuid import UUID
from weakref import WeakKeyDictionary

import chainlit.config
from chainlit.session import BaseSession, WebsocketSession, ws_sessions_id
from starlette.requests import HTTPConnection
from starlette.responses import Response

from assistant.access.entrance import Visit
from assistant.ui.server.visitors.visitor_cookie import Visitors

VISIT: Final = "assistant.visit"
"""Where a connection's scope holds the visit of whoever sent it."""

_UUID_LENGTH: Final = 36


def is_session_id(value: object) -> TypeGuard[str]:
    """Whether a value is a UUID in its one canonical form (RFC 9562, section 4), and so no path."""
    if not isinstance(value, str) or len(value) != _UUID_LENGTH:
        return False
    try:
        return str(UUID(value)) == value
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Holder:
    """Tells whose a session is.

    ``visitor`` is None for a browser that keeps no cookie, ``folder`` where its files are; ``visit`` is that of whoever
    has signed in, None where nobody does.
    """

    visitor: str | None
    folder: str
    visit: Visit | None = None

    def is_held_by(self, visitor: str | None, visit: Visit | None) -> bool:
        """Whether this is whose a session is: the same browser, and where people sign in the same person."""
        same_person = _who(self.visit) == _who(visit)
        return same_person and visitor is not None and self.visitor == visitor


def visit_in(connection: HTTPConnection) -> Visit | None:
    """The visit that the gate found; None where nobody signs in, and for whoever has not."""
    visit = connection.scope.get(VISIT)
    return visit if isinstance(visit, Visit) else None


Elsewhere = Callable[[str, HTTPConnection], Awaitable[WebsocketSession | None]]
"""Has a chat come here that another server holds; None where none does that is theirs who ask."""


async def _nowhere_else(_session_id: str, _connection: HTTPConnection) -> None:
    """This is the only server."""


class Sessions:
    """Binds each session to the browser that opened it, for as long as it lives."""

    def __init__(self, visitors: Callable[[], Visitors]) -> None:
        """``visitors`` gives whoever recognises browsers at the moment."""
        self.elsewhere: Elsewhere = _nowhere_else
        self._visitors = visitors
        self._holders: WeakKeyDictionary[BaseSession, Holder] = WeakKeyDictionary()

    def visitor_of(self, connection: HTTPConnection) -> str | None:
        """The browser at the other end of a request or a socket; None when it keeps no cookie."""
        return self._visitors().visitor_of(connection.headers.get("cookie"), secure=is_secure(connection))

    def greet(self, request: HTTPConnection, response: Response) -> None:
        """Give a browser that is new the cookie by which it is known again."""
        self._visitors().greet(response, request.headers.get("cookie"), secure=is_secure(request))

    def welcome(self, request: HTTPConnection, response: Response) -> str:
        """The name of a browser, also of one that is new and gets its cookie just now."""
        known = self.visitor_of(request)
        return known or self._visitors().adopt(response, secure=is_secure(request))

    def seal(self, text: str, browser: str) -> str:
        """A text for one browser to keep, in the characters of a cookie."""
        return self._visitors().seal(text, browser)

    def unseal(self, value: str, browser: str) -> str | None:
        """That text; None where it was not sealed here for this browser."""
        return self._visitors().unseal(value, browser)

    def may_open(self, session_id: str, connection: HTTPConnection) -> bool:
        """Whether a browser may open a session by that name: one that is new, or its own.

        A chat without a cookie is nobody's but its socket's, so nobody else comes into it.
        """
        session = ws_sessions_id.get(session_id)
        return session is None or self._is_theirs(session, connection)

    def bind(self, session: BaseSession, visitor: str | None, visit: Visit | None = None) -> None:
        """Remember whose a session is; the first time counts, and of a person's visits the newest."""
        known = self._holders.get(session)
        if known is None:
            self._holders[session] = Holder(visitor, secrets.token_hex(16), visit)
        elif known.is_held_by(visitor, visit):
            self._holders[session] = replace(known, visit=visit)

    def holder(self, session: BaseSession) -> Holder:
        """Whose a session is; one that was opened past the gate is nobody's."""
        if session not in self._holders:
            self.bind(session, None)
        return self._holders[session]

    def held(self, session_id: object, connection: HTTPConnection) -> WebsocketSession | None:
        """The session of that name, if it belongs to the browser that asks."""
        session = ws_sessions_id.get(session_id) if is_session_id(session_id) else None
        return session if session is not None and self._is_theirs(session, connection) else None

    def _is_theirs(self, session: BaseSession, connection: HTTPConnection) -> bool:
        return self.holder(session).is_held_by(self.visitor_of(connection), visit_in(connection))

    def outlives_its_socket(self, session: BaseSession) -> bool:
        """Whether a chat waits for its page to come back: without a cookie nobody can prove to be the one."""
        return self.holder(session).visitor is not None

    def owner(self, session: BaseSession) -> str:
        """Return the name under which a session's proposals are kept.

        It is the person's, their browser's, or this chat's alone.
        """
        holder = self.holder(session)
        if holder.visit is not None:
            return owner_of(holder.visit)
        return f"browser:{holder.visitor}" if holder.visitor else f"session:{holder.folder}"

    def folder(self, session: BaseSession) -> Path:
        """Where a session's files are: in a folder that the server has named."""
        return chainlit.config.FILES_DIRECTORY / self.holder(session).folder


def owner_of(visit: Visit) -> str:
    """The name under which is kept what is somebody's who has signed in."""
    return owner_named(visit.identity.id)


def owner_named(member_id: str) -> str:
    """The same for whoever is known by their id alone."""
    return f"user:{member_id}"


def name_folders(sessions: Sessions) -> None:
    """Have Chainlit keep a session's files where `Sessions.folder` says, whatever the session is called."""
    BaseSession.files_dir = property(sessions.folder)  # type: ignore[method-assign, assignment]  # a property of Chainlit's, replaced by ours


def is_secure(connection: HTTPConnection) -> bool:
    """Whether a connection came over TLS, as far as the proxies in front tell."""
    return connection.scope.get("scheme") in {"https", "wss"}


def handshake_of(environ: Mapping[str, Any]) -> HTTPConnection:
    """The request that opened a socket, from what engine.io keeps of it."""
    return HTTPConnection(environ["asgi.scope"])


def _who(visit: Visit | None) -> str | None:
    return visit.identity.id if visit is not None else None
