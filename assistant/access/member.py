"""Tells who somebody is, and in which role they are here."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, StringConstraints

SignInMethod = Literal["none", "oidc", "header", "password", "token"]
"""The ways in which somebody can have shown who they are; with ``none`` nobody was asked."""

_Line = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")
]
"""Text of one line: it is shown, logged as a digest and kept.

And so must neither break a line nor be endless.
"""

MOST_GROUPS = 500
"""Groups of one person that are heeded.

Company directories list 200 at most in a token (Entra's overage).
"""


def spelled_id(typed: str) -> str:
    """Return an id as it is kept, however it was typed.

    An address in lower case, anything else letter by letter: also a provider's id behind its address (`#`), which may
    well hold one.
    """
    typed = typed.strip()
    return typed.lower() if "@" in typed and "#" not in typed else typed


class Role(StrEnum):
    """What somebody may do, each role all that those before it may.

    A viewer reads; an editor writes contacts one by one and imports a few; a steward takes back what others wrote and
    imports many.
    """

    VIEWER = "viewer"
    EDITOR = "editor"
    STEWARD = "steward"

    def includes(self, other: "Role") -> bool:
        """Whether this role may all that another may."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(other)


class Identity(BaseModel, frozen=True):
    """What a way of signing in tells about somebody, checked by it.

    ``id`` is stable and theirs alone, and stands in the journal; ``email`` is ``""`` unless it is known to be theirs.
    Addresses and ids that are addresses are in lower case.
    """

    method: SignInMethod
    id: _Line = Field(min_length=1)
    name: _Line = ""
    email: _Line = ""
    groups: frozenset[_Line] = Field(frozenset(), max_length=MOST_GROUPS)
    company_session: str = Field("", exclude=True)
    """The session at the company in which they signed in, by its digest; kept beside, to be found when it ends there."""


class Member(BaseModel, frozen=True):
    """Somebody who is here: who they are, and what they may.

    ``operator`` is beside the roles: whoever watches over the service need not be allowed to touch contacts.
    """

    identity: Identity
    role: Role = Role.VIEWER
    operator: bool = False

    @property
    def id(self) -> str:
        """Under what the person is kept and journalled."""
        return self.identity.id

    @property
    def name(self) -> str:
        """How the person is called on the screen."""
        return self.identity.name or self.identity.email or self.identity.id

    @classmethod
    def unasked(cls) -> Self:
        """Whoever sits at this machine, where nobody signs in: they may all there is."""
        return cls(identity=Identity(method="none", id="local"), role=Role.STEWARD, operator=True)


class SignInRefused(Exception):
    """Somebody did not show who they are; ``reason`` is a word for the log and for choosing a sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
