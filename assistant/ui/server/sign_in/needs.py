"""Declares who may ask for what: every address of the server, and every event of a socket."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from re import Pattern
from typing import Final

from starlette.routing import compile_path


class Needs(StrEnum):
    """What somebody must be to be answered."""

    NOTHING = "nothing"
    """It tells of nobody and does nothing, or it is the way in."""
    MEMBER = "member"
    """They are signed in, where people sign in."""
    OWN_CHAT = "own_chat"
    """And the chat that they name is theirs."""
    OPERATOR = "operator"
    """They watch over the service: at this machine, by a token of their own, or in that role."""

    @property
    def signs_in(self) -> bool:
        """Whether nobody is answered who has not signed in."""
        return self in {Needs.MEMBER, Needs.OWN_CHAT}


NEEDS: Final[Mapping[str, Needs]] = {
    "/": Needs.MEMBER,
    "/login": Needs.MEMBER,
    "/login/callback": Needs.MEMBER,
    "/env": Needs.MEMBER,
    "/thread": Needs.MEMBER,
    "/thread/{id}": Needs.MEMBER,
    "/share/{id}": Needs.MEMBER,
    "/element/{id}": Needs.MEMBER,
    "/widget": Needs.NOTHING,
    "/sign-in": Needs.NOTHING,
    "/sign-in/company": Needs.NOTHING,
    "/sign-in/company/callback": Needs.NOTHING,
    "/sign-in/company/sign-out": Needs.NOTHING,
    "/sign-in/token": Needs.NOTHING,
    "/sign-out": Needs.NOTHING,
    "/reader": Needs.NOTHING,
    "/health": Needs.NOTHING,
    "/ready": Needs.NOTHING,
    "/metrics": Needs.OPERATOR,
    "/favicon": Needs.NOTHING,
    "/logo": Needs.NOTHING,
    "/avatars/{avatar_id:str}": Needs.NOTHING,
    "/public/{name:path}": Needs.NOTHING,
    "/assets/{name:path}": Needs.NOTHING,
    "/copilot/{name:path}": Needs.NOTHING,
    "/auth/config": Needs.MEMBER,
    "/user": Needs.MEMBER,
    "/project/translations": Needs.MEMBER,
    "/project/settings": Needs.MEMBER,
    "/project/action": Needs.OWN_CHAT,
    "/project/file": Needs.OWN_CHAT,
    "/project/file/{file_id}": Needs.OWN_CHAT,
    "/page-context": Needs.OWN_CHAT,
    "/set-session-cookie": Needs.MEMBER,
    "/ws/socket.io": Needs.MEMBER,
}
"""By address as the router knows it. One that is not named here is nobody's but a member's."""

EVENTS: Final[Mapping[str, Needs]] = {
    "connect": Needs.MEMBER,
    "connection_successful": Needs.OWN_CHAT,
    "clear_session": Needs.OWN_CHAT,
    "stop": Needs.OWN_CHAT,
    "client_message": Needs.OWN_CHAT,
    "chat_settings_change": Needs.OWN_CHAT,
    "disconnect": Needs.NOTHING,
}
"""The same for what a socket sends; a socket comes into no chat but its owner's."""


def needs_of(path: str) -> Needs:
    """What somebody must be to be answered at this path, below the server's own prefix."""
    if path in NEEDS:
        return NEEDS[path]
    return next((needs for pattern, needs in _patterns() if pattern.match(path)), Needs.MEMBER)


@cache
def _patterns() -> tuple[tuple[Pattern[str], Needs], ...]:
    named = {path: needs for path, needs in NEEDS.items() if "{" in path}
    sockets = {"/ws/socket.io/{rest:path}": NEEDS["/ws/socket.io"]}
    return tuple((compile_path(path)[0], needs) for path, needs in (named | sockets).items())
