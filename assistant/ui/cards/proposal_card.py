"""The card of a proposal: what would be written, or was, and what can be done about it."""

from collections.abc import Sequence
from typing import Any

from chainlit.action import Action

from assistant.proposals.proposal import Proposal, ProposalState
from assistant.ui.cards.buttons import ADOPT, proposal_actions, undo_actions
from assistant.ui.cards.card_props import VALUE_LENGTH, Card
from assistant.ui.cards.card_text import (
    how_it_stands,
    proposal_card,
    proposal_title,
    record_url,
    shown_change,
    values_now,
)
from assistant.ui.cards.contact_card import person_props
from assistant.ui.cards.list_card import row_props
from assistant.ui.cards.markdown import escape, shorten
from assistant.ui.cards.reader import Reader
from assistant.ui.cards.warnings import warnings_of
from hubspot_tools.contacts import Contact


def proposal_element(proposal: Proposal, reader: Reader, *, told: str = "", sentence: str = "") -> Card:
    """Show a proposal as it stands, field by field, with the buttons that decide it or take it back.

    Args:
        proposal: What to show.
        reader: For whom.
        told: What a click on it was answered with, beyond how it stands; ``""`` for nothing.
        sentence: What is said right above, ``""`` for nothing.
    """
    texts, reader = reader.texts, reader.knowing(proposal.companies)
    pending = proposal.state is ProposalState.PENDING
    actions = decisions_on(proposal, reader)
    contact = proposal.stored or proposal.contact
    written = proposal.state is ProposalState.DONE and proposal.action != "archive"
    props = {
        "title": proposal_title(proposal, reader),
        "sentence": sentence,
        "action": proposal.action,
        "state": proposal.state.value,
        "stands": how_it_stands(proposal, reader),
        "person": person_props(_subject(proposal), reader),
        "changes": [_change(proposal, name, value, reader) for name, value in values_now(proposal).items()],
        "warnings": [*([told] if told else []), *warnings_of(proposal, texts)],
        "similar": _similar(proposal, actions, reader) if pending else [],
        "buttons": [_button(action) for action in actions if action.name != ADOPT],
        "contact": contact.id if contact and written else "",
        "record": record_url(contact) if contact and written else "",
        "labels": {
            "property": texts.column_property,
            "before": texts.column_before,
            "after": texts.column_after,
            "value": texts.column_value,
            "similar": texts.similar_title,
            "open": texts.open_record,
            "openPage": texts.open_page,
        },
    }
    parts = (escape(sentence), proposal_card(proposal, reader), f"⚠ {escape(told)}" if told else "")
    return Card("ProposalCard", props, "\n\n".join(part for part in parts if part))


def decisions_on(proposal: Proposal, reader: Reader) -> list[Action]:
    """Return the buttons that decide a proposal while it waits, or take it back once it is written."""
    if not reader.may_write:
        return []
    if proposal.state is ProposalState.PENDING:
        return proposal_actions(proposal, reader.texts)
    written = proposal.state is ProposalState.DONE and proposal.stored is not None
    return undo_actions(proposal, reader.texts) if written and proposal.action != "archive" else []


def _similar(proposal: Proposal, actions: Sequence[Action], reader: Reader) -> list[dict[str, Any]]:
    """Likely doubles, each with the button that takes it up instead."""
    adopt = [_button(action) for action in actions if action.name == ADOPT]
    rows = [dict(row_props(contact, reader)) for contact in proposal.similar]
    return [{**row, "adopt": adopt[number] if adopt else None} for number, row in enumerate(rows)]


def _button(action: Action) -> dict[str, Any]:
    return {"name": action.name, "payload": action.payload, "label": action.label, "icon": action.icon}


def _subject(proposal: Proposal) -> Contact:
    """Whom it is about: the contact as it was written, as it was read, or as it would be created."""
    written = proposal.stored if proposal.state is ProposalState.DONE else None
    return written or proposal.contact or Contact(id=proposal.id, properties=dict(proposal.values))


def _change(proposal: Proposal, name: str, value: str, reader: Reader) -> dict[str, Any]:
    texts = reader.texts
    before, after = shown_change(name, proposal.before.get(name, ""), value, reader)
    kind = "changed" if before and after else "added" if after else "cleared"
    return {
        "label": reader.label(name),
        "kind": kind,
        "kindLabel": texts.changes[kind],
        "before": _whole(before, reader) or texts.empty,
        "after": _whole(after, reader) or (texts.will_be_cleared if _waits(proposal) else texts.empty),
    }


def _waits(proposal: Proposal) -> bool:
    """Whether what it would do is still to come."""
    return proposal.state in {ProposalState.PENDING, ProposalState.EXECUTING}


def _whole(value: str, reader: Reader) -> str:
    return shorten(value, VALUE_LENGTH, cut_off=reader.texts.cut_off)
