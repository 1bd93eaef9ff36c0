"""Says whose session at the company is over."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final

_LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class OnceOnly:
    """Tells one word of a provider's from every other of its words, until it is too old to be taken."""

    issuer: str
    token_id: str
    until: datetime


@dataclass(frozen=True, slots=True)
class EndedThere:
    """Somebody who has left at the company: one session of theirs, or where none is named all of them.

    ``member_id`` is ``""`` where the session alone is named; ``word`` is None where saying it again does no harm.
    """

    member_id: str = ""
    session: str = ""
    word: OnceOnly | None = None


def session_name(issuer: str, session_id: object) -> str:
    """Return what one session at a provider is kept under, ``""`` for what is no session's id.

    It is a digest: whoever knows the id itself can end the session.
    """
    if not isinstance(session_id, str) or not session_id.isprintable():
        return ""
    if not 0 < len(session_id) <= _LONGEST_NAME:
        return ""
    return hashlib.sha256(json.dumps([issuer, session_id]).encode()).hexdigest()
