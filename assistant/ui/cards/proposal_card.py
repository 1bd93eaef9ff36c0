"""The card of a proposal: what would be written, or was."""

from typing import Any

from assistant.proposals.proposal import Proposal, ProposalState
from assistant.ui.cards.card_props import VALUE_LENGTH, Card
from assistant.ui.cards.card_text import proposal_card, proposal_title, shown_change
from assistant.ui.cards.contact_card import person_props
from assistant.ui.cards.list_card import row_props
from assistant.ui.cards.markdown import shorten
from assistant.ui.cards.reader import Reader
from assistant.ui.cards.warnings import warnings_of
from hubspot_tools.contacts import Contact


def proposal_element(proposal: Proposal, reader: Reader) -> Card:
    """Show a proposal as it stands, field by field.

    It can be decided by the buttons under it, not by the card.
    """
    texts = reader.texts
    pending = proposal.state is ProposalState.PENDING
    similar = proposal.similar if pending else ()
    props = {
        "title": proposal_title(proposal, reader),
        "action": proposal.action,
        "state": proposal.state.value,
        "stateLabel": texts.states[proposal.state],
        "note": texts.nothing_written if pending else "",
        "person": person_props(_subject(proposal), reader),
        "changes": [_change(proposal, name, reader) for name in proposal.values],
        "warnings": list(warnings_of(proposal, texts)),
        "similar": [row_props(contact, reader) for contact in similar],
        "labels": {
            "property": texts.column_property,
            "before": texts.column_before,
            "after": texts.column_after,
            "value": texts.column_value,
            "similar": texts.similar_title,
        },
    }
    return Card("ProposalCard", props, proposal_card(proposal, reader))


def _subject(proposal: Proposal) -> Contact:
    """Whom it is about: the contact as it was read, or as it would be created."""
    return proposal.contact or Contact(id=proposal.id, properties=dict(proposal.values))


def _change(proposal: Proposal, name: str, reader: Reader) -> dict[str, Any]:
    texts = reader.texts
    before, after = shown_change(name, proposal.before.get(name, ""), proposal.values[name], reader)
    kind = "changed" if before and after else "added" if after else "cleared"
    return {
        "label": reader.label(name),
        "kind": kind,
        "kindLabel": texts.changes[kind],
        "before": _whole(before, reader) or texts.empty,
        "after": _whole(after, reader) or texts.will_be_cleared,
    }


def _whole(value: str, reader: Reader) -> str:
    return shorten(value, VALUE_LENGTH, cut_off=reader.texts.cut_off)
