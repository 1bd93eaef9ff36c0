"""Reads who somebody is from the headers of a proxy that has signed them in."""

from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError
from starlette.requests import HTTPConnection

from assistant.access.member import MOST_GROUPS, Identity, spelled_id
from assistant.ui.server.launch.proxies import FROM_PROXY

_LONGEST: Final = 20_000
"""Characters of groups; whoever is in more names than this is in none."""


@dataclass(frozen=True, slots=True)
class TrustedHeader:
    """The names of the headers, as the proxy in front sends them (oauth2-proxy, Authelia)."""

    user: str = "X-Forwarded-User"
    email: str = "X-Forwarded-Email"
    name: str = "X-Forwarded-Preferred-Username"
    groups: str = "X-Forwarded-Groups"

    def identity_of(self, connection: HTTPConnection) -> Identity | None:
        """Who the proxy says it is.

        None for a connection that is no proxy's, and where the headers do not tell. A header that comes twice tells nothing: one of the two may be the visitor's own.
        """
        if not connection.scope.get(FROM_PROXY):
            return None
        told = {
            part: self._only(connection, getattr(self, part)) for part in ("user", "email", "name", "groups")
        }
        if None in told.values():
            return None
        email = (told["email"] or "").lower()
        user = told["user"] or email
        groups = (group.strip() for group in (told["groups"] or "")[:_LONGEST].split(","))
        try:
            return Identity(
                method="header",
                id=spelled_id(user),
                name=told["name"] or "",
                email=email,
                groups=frozenset([group for group in groups if group][:MOST_GROUPS]),
            )
        except ValidationError:
            return None

    @staticmethod
    def _only(connection: HTTPConnection, name: str) -> str | None:
        values = connection.headers.getlist(name)
        return None if len(values) > 1 else _decoded(values[0]) if values else ""


def _decoded(value: str) -> str:
    """A header's text: proxies send UTF-8, which arrives as if it were Latin-1."""
    try:
        return value.encode("latin-1").decode("utf-8").strip()
    except UnicodeDecodeError:
        return value.strip()
