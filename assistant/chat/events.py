"""What happens during a turn, for whoever shows it; frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.agent.agent_events import ToolStarted, Waiting, Wrote
from assistant.chat.forms.form import Form
from assistant.language.detection import Language
from assistant.proposals.proposal import Outcome, Proposal
from hubspot_tools.contacts import Contact, ContactPage
from hubspot_tools.facts.property_history import PropertyChange


class Task(StrEnum):
    """The three things the buttons offer."""

    SEARCH = "search"
    CREATE = "create"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Said:
    """A whole sentence of the application itself, already in the person's language."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolFinished:
    """The same tool is done; ``ok`` is False when it brought back an error."""

    call_id: str
    ok: bool


class Deed(StrEnum):
    """What a click or a plain yes sets going in the CRM."""

    CONFIRM = "confirm"
    UNDO = "undo"
    ADOPT = "adopt"
    TURN_PAGE = "turn_page"
    READ = "read"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class DeedStarted:
    """The CRM is asked for this; one is under way at a time."""

    deed: Deed


@dataclass(frozen=True, slots=True)
class DeedFinished:
    """It has answered; ``ok`` is False when it could not be reached or refused."""

    ok: bool


@dataclass(frozen=True, slots=True)
class Unanswered:
    """What the person typed got no answer; the same words may be sent again."""


@dataclass(frozen=True, slots=True)
class ContactsFound:
    """Carries a page of contacts to list.

    ``place`` is the list on the screen that it turns, ``""`` for a list of its own. Nobody asked to see what is found
    ``in_passing``: it was looked up for a proposal, whose card then says who it is about.
    """

    page: ContactPage
    place: str = ""
    in_passing: bool = False


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal to show with Confirm and Cancel; ``replaced`` are older ones it takes the place of."""

    proposal: Proposal
    replaced: tuple[Proposal, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactShown:
    """One contact to show: stored just now, already there, or already as asked.

    ``undoable`` is the proposal that stored it, while it can be taken back.
    """

    contact: Contact
    undoable: Proposal | None = None
    of_others: Proposal | None = None
    """What somebody else wrote to it, where whoever looks may take that back."""


@dataclass(frozen=True, slots=True)
class HistoryShown:
    """Who changed a contact, when and from where, the newest first."""

    contact: Contact
    changes: tuple[PropertyChange, ...]


@dataclass(frozen=True, slots=True)
class LookedInto:
    """A write was begun and nobody knows its end yet: there is nothing to decide, and its card will tell."""

    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Decided:
    """A click on Confirm, Cancel or Undo has had its effect; the card's buttons must go."""

    outcome: Outcome


@dataclass(frozen=True, slots=True)
class LanguageChanged:
    """The person now writes in another language."""

    language: Language


@dataclass(frozen=True, slots=True)
class FormOpened:
    """A form to fill in; one that is on the screen already is shown as it is now."""

    form: Form


class FormEnd(StrEnum):
    """Why a form is closed."""

    SUBMITTED = "submitted"
    LEFT = "left"
    OVERTAKEN = "overtaken"
    """What was typed has done its work."""
    CONTINUED = "continued"
    """Somebody was found while it was filled in, and their form goes on in its place."""


@dataclass(frozen=True, slots=True)
class FormClosed:
    """A form has come to its end, with these values; one line stays in its place."""

    form: Form
    end: FormEnd
    values: Mapping[str, str] = field(default_factory=dict)


ByItself = (
    Wrote
    | Waiting
    | Said
    | ToolStarted
    | ToolFinished
    | DeedStarted
    | DeedFinished
    | Unanswered
    | ContactsFound
    | Proposed
    | LookedInto
    | HistoryShown
    | FormOpened
    | FormClosed
    | LanguageChanged
)
"""Every event but those that go with what is said before or after them."""

Event = ByItself | ContactShown | Decided


def shows(event: Event, contact_id: str) -> bool:
    """Whether what is shown is this contact's card, alone or within what is proposed for it."""
    match event:
        case ContactShown(contact=contact):
            return contact.id == contact_id
        case ContactsFound(page=page, place=""):
            return page.total == 1 and [contact.id for contact in page.contacts] == [contact_id]
        case Proposed(proposal=proposal):
            return proposal.contact is not None and proposal.contact.id == contact_id
        case _:
            return False
