"""What tools bring back, as the data a model reads; each value within bounds."""

from collections.abc import Mapping
from typing import Any

from assistant.agent.grounding import Labels, NotGiven
from assistant.agent.tools import marked
from assistant.proposals.prepare import Prepared
from assistant.proposals.proposal import Applied, Outcome
from hubspot_tools.contacts import Contact, ContactPage
from hubspot_tools.values.properties import OWNER
from hubspot_tools.values.typed_values import display_phone
from hubspot_tools.values.vocabulary import NAMED_PROPERTIES, PHONES

_FIELD_LENGTH = 200
"""Longer values are cut before a model reads them; the person sees them whole."""


def contact_as_data(contact: Contact) -> dict[str, str]:
    """A contact as the model reads it: what is set, each value within bounds."""
    named = {name: contact.get(name) for name in NAMED_PROPERTIES}
    data = {"id": contact.id, "name": contact.name, **named}
    return {name: value[:_FIELD_LENGTH] for name, value in data.items() if value}


def page_as_data(page: ContactPage, labels: Labels, region: str) -> dict[str, Any]:
    """A page of a search; the one contact that was found so that a question about it can be answered."""
    alone = page.total == 1
    return {
        "status": "found",
        "total": page.total,
        "page": page.page,
        "pages": page.pages,
        "contacts": [
            _answering(contact, labels, region) if alone else contact_as_data(contact)
            for contact in page.contacts
        ],
    }


def _answering(contact: Contact, labels: Labels, region: str) -> dict[str, str]:
    """The contact with its owner by name, and its numbers as the card beside the answer writes them."""
    data = contact_as_data(contact)
    owners = labels[OWNER].options if OWNER in labels else {}
    owner = owners.get(contact.get(OWNER), "")[:_FIELD_LENGTH]
    phones = {name: display_phone(value, region) for name, value in data.items() if name in PHONES}
    return data | phones | ({OWNER: owner} if owner else {})


def outcome_as_data(outcome: Outcome) -> dict[str, Any]:
    """What has become of a write that nobody was asked about."""
    if isinstance(outcome, Applied):
        return {"status": "written", "contact": contact_as_data(outcome.contact)}
    return {"status": "error", "error": "not_written"}


def proposal_as_data(prepared: Prepared) -> dict[str, Any]:
    """A proposal: who, and each value before and after."""
    proposal = prepared.proposal
    changes = {
        name: {"before": proposal.before[name][:_FIELD_LENGTH], "after": value[:_FIELD_LENGTH]}
        for name, value in proposal.values.items()
    }
    contact = {"id": proposal.contact.id} if proposal.contact else {}
    similar = {"similar": [contact_as_data(one) for one in proposal.similar]} if proposal.similar else {}
    return {
        "status": "proposed",
        "action": proposal.action,
        "contact": {**contact, "name": proposal.name},
        "changes": changes,
        **similar,
    }


def refusal_as_data(error: NotGiven) -> Mapping[str, Any]:
    """Why values are not taken, in words by which a model can mend its call."""
    if error.whose:
        detail = "these stand next to another person's name: one call for each person, or ask whose they are"
        return marked({"status": "error", "error": "not_theirs", "given_for": error.whose, "detail": detail})
    detail = "the person did not give these: ask, or leave them out"
    return {"status": "error", "error": "not_given", "properties": error.properties, "detail": detail}
