"""A proposal: a write that a person has seen and not yet decided on, and how it can end."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, Field

from hubspot_tools.contacts import Contact
from hubspot_tools.errors import CrmError


class ProposalState(StrEnum):
    """``pending → executing → done | failed | unknown``, or ``cancelled``, ``expired``, ``replaced``."""

    PENDING = "pending"
    EXECUTING = "executing"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REPLACED = "replaced"


class Proposal(BaseModel, frozen=True):
    """One create or update, bound to its owner and to exactly these values.

    ``values`` are what will be sent, normalised, ``""`` where a property is emptied; ``before``
    has the same keys. ``contact`` is the contact as read when an update was proposed, and the
    stored contact once the proposal is done. Times are UTC.
    """

    id: str
    owner: str
    action: Literal["create", "update"]
    values: Mapping[str, str]
    before: Mapping[str, str] = Field(default_factory=dict)
    contact: Contact | None = None
    instead_of_create: bool = False
    state: ProposalState = ProposalState.PENDING
    created_at: datetime
    expires_at: datetime

    @property
    def name(self) -> str:
        """Whom it is about, as the person would say it."""
        if self.contact is not None:
            return self.contact.name
        return Contact(id="", properties=self.values).name

    @property
    def digest(self) -> str:
        """Fingerprint of what a confirmation agrees to; a button carries it, so an edited payload is refused."""
        agreed = [
            self.id,
            self.owner,
            self.action,
            self.contact.id if self.contact else "",
            dict(self.values),
        ]
        return hashlib.sha256(json.dumps(agreed, sort_keys=True).encode()).hexdigest()


class Applied(BaseModel, frozen=True):
    """The write is stored; ``proposal.contact`` is the contact as read back."""

    proposal: Proposal
    contact: Contact


class Closed(BaseModel, frozen=True):
    """Nothing was written by this click: the proposal had ended, ends here, or is being written."""

    proposal: Proposal


class Superseded(BaseModel, frozen=True):
    """Nothing was written: the CRM changed since the preview; ``fresh`` is the new one, if anything is left to do.

    ``contact`` is the contact that changed, or that turned out to own the e-mail address.
    """

    proposal: Proposal
    contact: Contact
    fresh: Proposal | None
    reason: Literal["contact_changed", "email_taken"]


class Refused(BaseModel, frozen=True, arbitrary_types_allowed=True):
    """Nothing was written: the CRM said no, or nobody answered before the write was sent."""

    proposal: Proposal
    error: CrmError


class Unsettled(BaseModel, frozen=True):
    """The write was sent, its answer lost, and reading back did not settle it."""

    proposal: Proposal


class NotYours(BaseModel, frozen=True):
    """No such proposal for this person, or not with these values."""


Outcome = Applied | Closed | Superseded | Refused | Unsettled | NotYours
