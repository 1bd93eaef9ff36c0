"""Defines everything a person can click.

That is what is sent to the browser, and what comes back, which nobody vouches for.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

from chainlit.action import Action
from chainlit.types import CommandDict
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.chat.events import Task
from assistant.language.texts import Texts, texts_in
from assistant.proposals.proposal import Proposal
from assistant.ui.cards.markdown import shorten
from hubspot_tools.contacts import Contact, ContactPage, SearchContacts
from hubspot_tools.search.filters import LAST_RESULT

TASK, TURN_PAGE, PICK = "task", "turn_page", "pick"
EXPORT = "export"
CONFIRM, CANCEL, ADOPT, UNDO = "confirm", "cancel", "adopt", "undo"
RETRY = "retry"
EDIT = "edit"
HISTORY = "history"

_NAME_LENGTH = 40

_ICONS = {Task.SEARCH: "search", Task.CREATE: "user-plus", Task.UPDATE: "user-pen"}

Payload = TypeVar("Payload", bound=BaseModel)

_AS_WE_MAKE_THEM = r"^[A-Za-z0-9_-]*$"

Reference = Annotated[str, Field(max_length=64, pattern=_AS_WE_MAKE_THEM)]
"""An id or a fingerprint of ours: fit for a query and a line of the journal, whoever sends it."""

ContactId = Annotated[str, Field(max_length=32, pattern=_AS_WE_MAKE_THEM)]


class _AnyClick(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TaskClicked(_AnyClick):
    """One of the three buttons of the welcome."""

    task: Task


class ProposalClicked(_AnyClick):
    """Confirm or Cancel, with the fingerprint of what the person saw."""

    proposal: Reference
    digest: Reference


class AdoptClicked(ProposalClicked):
    """Update this contact instead of creating a new one."""

    contact: ContactId


class ContactClicked(_AnyClick):
    """Show or change this contact."""

    contact: ContactId


class PageClicked(_AnyClick):
    """Another page of a search, in the list that is called ``place``."""

    query: SearchContacts
    place: str = Field("", max_length=64)


def payload_of(action: Action, model: type[Payload]) -> Payload | None:
    """The click's payload, or None when it is not one that this application has sent out."""
    try:
        return model.model_validate(action.payload)
    except ValidationError:
        return None


def task_actions(texts: Texts, place: str, *, may_write: bool = True) -> list[Action]:
    """The three buttons under the welcome, the message ``place``, or the one for whoever may only look."""
    return [
        Action(
            name=TASK,
            payload={"task": task.value},
            label=label,
            tooltip=hint,
            icon=_ICONS[task],
            id=f"{TASK}-{task.value}-{place}",
        )
        for task, label, hint in _tasks(texts, may_write=may_write)
    ]


def task_commands(texts: Texts, *, may_write: bool = True) -> list[CommandDict]:
    """The same, always in reach beside the text box; a command's id is what people read."""
    return [
        CommandDict(
            id=label, description=hint, icon=_ICONS[task], button=True, persistent=False, selected=False
        )
        for task, label, hint in _tasks(texts, may_write=may_write)
    ]


def task_of_command(command: object) -> Task | None:
    """The task a command stands for, in whichever language its button was shown."""
    by_label = {label: task for language in ("fr", "en") for task, label, _ in _tasks(texts_in(language))}
    return by_label.get(command) if isinstance(command, str) else None


def proposal_actions(proposal: Proposal, texts: Texts) -> list[Action]:
    """Confirm, Edit and Cancel, and before them, for likely doubles of a new contact, a button each.

    Their ids follow from the proposal, so that its end can take them away anywhere.
    """
    payload = _agreement(proposal)
    names = _told_apart(proposal.similar)
    adopt = [
        Action(
            name=ADOPT,
            payload={**payload, "contact": contact.id},
            label=texts.update_this_one.format(name=shorten(name, _NAME_LENGTH)),
            icon="user-pen",
            id=f"{ADOPT}-{contact.id}-{proposal.id}",
        )
        for contact, name in zip(proposal.similar, names, strict=True)
    ]
    edit = Action(name=EDIT, payload=payload, label=texts.edit, icon="pencil", id=f"correct-{proposal.id}")
    confirm = (texts.create_anyway, "user-plus") if proposal.similar else (texts.confirm, "check")
    decide = [
        Action(name=name, payload=payload, label=label, icon=icon, id=f"{name}-{proposal.id}")
        for name, (label, icon) in ((CONFIRM, confirm), (CANCEL, (texts.cancel, "x")))
    ]
    can_be_edited = proposal.undoes is None and proposal.action != "archive"
    return [*adopt, decide[0], *([edit] if can_be_edited else []), *decide[1:]]


def retry_button(texts: Texts) -> Action:
    """The button that sends the same words again; which words, the server knows."""
    return Action(name=RETRY, payload={}, label=texts.try_again, icon="rotate-ccw")


def undo_actions(done: Proposal, texts: Texts, *, of_others: bool = False) -> list[Action]:
    """The button that takes a write back."""
    label = texts.undo_others if of_others else texts.undo
    return [undo_button(done.id, label=label, payload=_agreement(done))]


def edit_actions(contact: Contact, texts: Texts, place: str) -> list[Action]:
    """The button that begins a change of a contact; out of sight where the card itself offers it.

    ``place`` is the message that it stands under, as with every button whose id has to be the same when it is shown
    again.
    """
    payload = {"contact": contact.id}
    return [Action(name=EDIT, payload=payload, label=texts.edit, icon="pencil", id=f"{EDIT}-{place}")]


def history_actions(contact: Contact, texts: Texts, place: str) -> list[Action]:
    """The button that tells who changed a contact; out of sight where the card itself offers it."""
    payload = {"contact": contact.id}
    return [
        Action(name=HISTORY, payload=payload, label=texts.history, icon="history", id=f"{HISTORY}-{place}")
    ]


def undo_button(proposal_id: str, label: str = "", payload: dict[str, str] | None = None) -> Action:
    """The button that takes this proposal's write back; without label and payload, to be taken away."""
    return Action(name=UNDO, payload=payload or {}, label=label, icon="undo-2", id=f"{UNDO}-{proposal_id}")


def _agreement(proposal: Proposal) -> dict[str, str]:
    """What a click sends back: which proposal, and the fingerprint of what the person saw."""
    return {"proposal": proposal.id, "digest": proposal.digest}


def _told_apart(contacts: Sequence[Contact]) -> list[str]:
    """Names that no two of the contacts share: with the company, else with what else tells them apart."""
    called = Counter(_called(contact) for contact in contacts)
    return [
        _called(contact) if called[_called(contact)] == 1 else f"{contact.name} ({_distinction(contact)})"
        for contact in contacts
    ]


def _called(contact: Contact) -> str:
    company = contact.get("company")
    return f"{contact.name} ({company})" if company else contact.name


def _distinction(contact: Contact) -> str:
    return contact.get("email") or f"#{contact.id}"


def page_actions(page: ContactPage, texts: Texts, place: str) -> list[Action]:
    """Return buttons for the pages before and after, where there are any.

    They are out of sight where the card itself has them.
    """
    around = [
        (page.page - 1, texts.previous_page, "chevron-left"),
        (page.page + 1, texts.next_page, "chevron-right"),
    ]
    turns = [(turn_payload(page, number, place), label, icon) for number, label, icon in around]
    return [
        Action(name=TURN_PAGE, payload=payload, label=label, icon=icon, id=f"{TURN_PAGE}-{icon}-{place}")
        for payload, label, icon in turns
        if payload is not None
    ]


def export_payload(page: ContactPage) -> dict[str, Any]:
    """What asks for the whole result of the same search."""
    query = page.query.model_copy(update={"page": None})
    return {"query": query.model_dump(mode="json", exclude_none=True)}


def export_actions(page: ContactPage, texts: Texts, place: str) -> list[Action]:
    """The button for the whole result as a file; out of sight where the card itself has it."""
    if page.is_near:
        return []  # nobody has been found
    payload, name = export_payload(page), f"{EXPORT}-{place}"
    return [Action(name=EXPORT, payload=payload, label=texts.export_button, icon="download", id=name)]


def turn_payload(page: ContactPage, number: int, place: str) -> dict[str, Any] | None:
    """What asks for page ``number`` of the same search; None when there is none, or HubSpot gives none."""
    if number < 1 or (number - 1) * page.page_size >= min(page.total, LAST_RESULT):
        return None
    query = page.query.model_copy(update={"page": number})
    return {"query": query.model_dump(mode="json", exclude_none=True), "place": place}


def _tasks(texts: Texts, *, may_write: bool = True) -> list[tuple[Task, str, str]]:
    tasks = [
        (Task.SEARCH, texts.search_button, texts.search_hint),
        (Task.CREATE, texts.create_button, texts.create_hint),
        (Task.UPDATE, texts.update_button, texts.update_hint),
    ]
    return tasks if may_write else tasks[:1]
