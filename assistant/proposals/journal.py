"""The journal: what was decided and written, by whom and when; entries are only ever added."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, Field

from assistant.proposals.proposal import Proposal

_LONGEST_ID = 32
"""Characters of an id of ours."""


class JournalEvent(StrEnum):
    """What happened to a proposal.

    ``begun`` comes before a write is sent, and exactly one of ``done``, ``failed`` and ``unknown``
    after it; ``unknown`` may later be settled by a further ``done`` or ``failed``. ``undone`` stands beside the
    ``done`` of the write that took this one back.
    """

    BEGUN = "begun"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REPLACED = "replaced"
    UNDONE = "undone"
    REJECTED = "rejected"


class JournalEntry(BaseModel, frozen=True):
    """One line of the journal; ``at`` is UTC, ``correlation_id`` is HubSpot's for its support.

    ``before`` and ``after`` have the same keys, the properties concerned; ``reason`` says in one
    word why something failed or was rejected; ``count`` is how many alike this line stands for.
    """

    at: datetime
    owner: str
    event: JournalEvent
    proposal_id: str
    action: Literal["create", "update", "archive", ""] = ""
    contact_id: str | None = None
    before: Mapping[str, str] = Field(default_factory=dict)
    after: Mapping[str, str] = Field(default_factory=dict)
    correlation_id: str | None = None
    reason: str = ""
    count: int = 1


def entry_for(
    proposal: Proposal,
    event: JournalEvent,
    at: datetime,
    *,
    correlation_id: str | None = None,
    reason: str = "",
) -> JournalEntry:
    """The line that tells what has happened to a proposal."""
    contact = proposal.stored or proposal.contact
    return JournalEntry(
        at=at,
        owner=proposal.owner,
        event=event,
        proposal_id=proposal.id,
        action=proposal.action,
        contact_id=contact.id if contact else None,
        before=proposal.before,
        after=proposal.values,
        correlation_id=correlation_id,
        reason=reason,
    )


def rejected_click(owner: str, named: str, at: datetime, reason: str) -> JournalEntry:
    """The line for a click that led nowhere; what it ``named`` came from a browser and may be any text."""
    return JournalEntry(
        at=at, owner=owner, event=JournalEvent.REJECTED, proposal_id=named[:_LONGEST_ID], reason=reason
    )
