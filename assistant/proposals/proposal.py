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
from hubspot_tools.facts.associated_company import AssociatedCompany, without_association
from hubspot_tools.storage import StorageTrouble

Action = Literal["create", "update", "archive"]


class ProposalState(StrEnum):
    """``pending → executing → done | failed | unknown``, or ``cancelled``, ``expired``, ``replaced``.

    ``unknown`` becomes ``done`` or ``failed`` once reading back has settled it, and ``done`` becomes
    ``undone`` when it is taken back.
    """

    PENDING = "pending"
    EXECUTING = "executing"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REPLACED = "replaced"
    UNDONE = "undone"


class Proposal(BaseModel, frozen=True):
    """One create, update or archiving, bound to its owner and to exactly these values.

    ``values`` are what will be sent, normalised, ``""`` where a property is emptied; ``before``
    has the same keys. ``contact`` is the contact as read when it was proposed, None for a create;
    ``stored`` is the contact as read back once the proposal is done. Times are UTC.
    """

    id: str
    owner: str
    action: Action
    values: Mapping[str, str] = Field(default_factory=dict)
    before: Mapping[str, str] = Field(default_factory=dict)
    contact: Contact | None = None
    stored: Contact | None = None
    instead_of_create: bool = False
    companies: tuple[AssociatedCompany, ...] = ()
    """The companies by name that `ASSOCIATED_COMPANY` among the values tells the ids of."""
    similar: tuple[Contact, ...] = ()
    """Contacts that may be the same person as the one to create."""
    similar_unchecked: bool = False
    """Whether there are (more) such contacts could not be found out."""
    undoes: str | None = None
    """Id of the proposal that this one takes back."""
    steps_back: bool = False
    """The lifecycle stage goes backwards, which HubSpot takes only after emptying it."""
    state: ProposalState = ProposalState.PENDING
    created_at: datetime
    expires_at: datetime
    begun_at: datetime | None = None
    """When the write was begun."""
    news_due: bool = False
    """It was settled while nobody was watching: its owner is still to be told."""

    @property
    def name(self) -> str:
        """Whom it is about, as the person would say it."""
        contact = self.stored or self.contact
        return contact.name if contact else Contact(id="", properties=self.values).name

    @property
    def began(self) -> datetime:
        """When its write was begun, as far as that was kept."""
        return self.begun_at or self.created_at

    @property
    def people_s_own(self) -> Mapping[str, str]:
        """The values without what follows from them: the record of a company."""
        return without_association(self.values)

    @property
    def digest(self) -> str:
        """Fingerprint of what a click agrees to; a button carries it, so an edited payload is refused."""
        agreed = [
            self.id,
            self.owner,
            self.action,
            self.contact.id if self.contact else "",
            dict(self.values),
        ]
        return hashlib.sha256(json.dumps(agreed, sort_keys=True).encode()).hexdigest()


class Applied(BaseModel, frozen=True):
    """The write is stored; ``contact`` is the contact as read back, or as it was when it was archived.

    ``not_taken`` are properties that HubSpot did not store as they were sent, ``labels`` the account's words for them.
    """

    proposal: Proposal
    contact: Contact
    not_taken: tuple[str, ...] = ()
    labels: Mapping[str, str] = Field(default_factory=dict)


class Closed(BaseModel, frozen=True):
    """Nothing was written by this click: the proposal had ended, ends here, or is being written."""

    proposal: Proposal


class Superseded(BaseModel, frozen=True):
    """Says that nothing was written, for the CRM changed since the preview.

    ``fresh`` is the new one, if anything is left to do.

    ``contact`` is the contact that changed, or that turned out to own the e-mail address.
    """

    proposal: Proposal
    contact: Contact
    fresh: Proposal | None
    reason: Literal["contact_changed", "email_taken"]


class Refused(BaseModel, frozen=True, arbitrary_types_allowed=True):
    """Says that nothing was written: the CRM said no, gave no answer, or there is no journal.

    Without an answer it is refused only where the write was not sent yet.

    ``fresh`` is the same proposal once more, where other values or another try may do.
    """

    proposal: Proposal
    error: CrmError | None
    """None when the write could not be journalled, and was not begun for that reason."""
    unjournalled: StorageTrouble | None = None
    """What kept it from the journal."""
    fresh: Proposal | None = None


class Unsettled(BaseModel, frozen=True):
    """The write was sent, its answer lost, and reading back has not settled it yet."""

    proposal: Proposal


class NotYours(BaseModel, frozen=True):
    """No such proposal for this person, or not with these values."""


Outcome = Applied | Closed | Superseded | Refused | Unsettled | NotYours


def in_state(proposal: Proposal, state: ProposalState, **changes: object) -> Proposal:
    """The same proposal, one step further in its life."""
    return proposal.model_copy(update={"state": state, **changes})


def is_over(proposal: Proposal, now: datetime) -> bool:
    """Whether nobody decided on a proposal in time."""
    return proposal.state is ProposalState.PENDING and now >= proposal.expires_at
