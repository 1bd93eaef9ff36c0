"""What tools bring back, as the data a model reads; each value within bounds."""

from collections.abc import Mapping
from math import ceil
from typing import Any

from assistant.agent.grounding import Labels, NotGiven
from assistant.agent.tools import marked
from assistant.proposals.preparations import Prepared
from assistant.proposals.proposal import Applied, Outcome
from assistant.state.errors import StateUnavailable
from hubspot_tools.contacts import Contact, ContactPage
from hubspot_tools.errors import (
    AccessDenied,
    AccountMoving,
    ContactGone,
    CrmError,
    CrmUnavailable,
    InvalidValues,
    LimitsUnknown,
    LocalFileUnusable,
    NotPermitted,
    RateLimited,
    ReadOnly,
    RecordLocked,
    RequestRefused,
    RequestsSpent,
)
from hubspot_tools.facts.account_facts import PropertyLabel
from hubspot_tools.facts.associated_company import ASSOCIATED_COMPANY
from hubspot_tools.values.properties import LIFECYCLE_STAGE, OWNER
from hubspot_tools.values.typed_values import display_phone
from hubspot_tools.values.vocabulary import DEFAULT_STAGES, NAMED_PROPERTIES, PHONES

_FIELD_LENGTH = 200
"""Longer values are cut before a model reads them; the person sees them whole."""


def contact_as_data(contact: Contact) -> dict[str, str]:
    """Return a contact as the model reads it: what is set, each value within bounds."""
    named = {name: contact.get(name) for name in NAMED_PROPERTIES}
    data = {"id": contact.id, "name": contact.name, **named}
    companies = ", ".join(company.name for company in contact.companies)
    data |= {"associated_company": companies}
    return {name: value[:_FIELD_LENGTH] for name, value in data.items() if value}


def page_as_data(page: ContactPage, labels: Labels, region: str) -> dict[str, Any]:
    """A page of a search; the one contact that was found so that a question about it can be answered."""
    alone = page.total == 1
    contacts = [
        _answering(contact, page.withheld, labels, region) if alone else contact_as_data(contact)
        for contact in page.contacts
    ]
    if page.is_near:
        detail = "nobody is called exactly so; these are near: ask which is meant before any change"
        return {
            "status": "found",
            "total": 0,
            "page": 1,
            "pages": 0,
            "contacts": [],
            "near": contacts,
            "detail": detail,
        }
    return {
        "status": "found",
        "total": page.total,
        "page": page.page,
        "pages": page.pages,
        "contacts": contacts,
    }


def _answering(
    contact: Contact, withheld: frozenset[str], labels: Labels, region: str
) -> dict[str, str | list[str]]:
    """The contact with its owner by name, and its numbers as the card beside the answer writes them.

    What is withheld from the person is named, lest a model says that it is empty.
    """
    data = contact_as_data(contact)
    owner = _owner(contact.get(OWNER), labels)[:_FIELD_LENGTH]
    phones = {name: display_phone(value, region) for name, value in data.items() if name in PHONES}
    not_shown = sorted(withheld.intersection((*NAMED_PROPERTIES, OWNER)))
    stage = _own_stage(contact.get(LIFECYCLE_STAGE), labels)[:_FIELD_LENGTH]
    data |= {LIFECYCLE_STAGE: stage} if stage else {}
    return data | phones | ({OWNER: owner} if owner else {}) | ({"not_shown": not_shown} if not_shown else {})


def _own_stage(stored: str, labels: Labels) -> str:
    """The account's word for a lifecycle stage that it has added or renamed; ``""`` for all others."""
    known = labels.get(LIFECYCLE_STAGE)
    told = ({**known.former, **known.options} if known else {}).get(stored, "")
    return "" if told == DEFAULT_STAGES.get(stored) else told


def _owner(stored: str, labels: Labels) -> str:
    """Return the owner's name, or the number where nobody can tell it: they have one, whoever it is.

    Whether they have left the account is told with it.
    """
    known = labels.get(OWNER, PropertyLabel(label=""))
    return (
        f"{known.former[stored]} (deactivated)"
        if stored in known.former
        else known.options.get(stored, stored)
    )


def outcome_as_data(outcome: Outcome) -> dict[str, Any]:
    """What has become of a write that nobody was asked about."""
    if isinstance(outcome, Applied):
        return {"status": "written", "contact": contact_as_data(outcome.contact)}
    return {"status": "error", "error": "not_written"}


def proposal_as_data(prepared: Prepared) -> dict[str, Any]:
    """Return a proposal: who, and each value before and after."""
    proposal = prepared.proposal
    named = {company.id: company.name for company in proposal.companies}
    changes = {
        name: {"before": _told(name, proposal.before[name], named), "after": _told(name, value, named)}
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


def _told(name: str, stored: str, companies: Mapping[str, str]) -> str:
    """Return a value within bounds, companies by their names."""
    if name == ASSOCIATED_COMPANY:
        stored = ", ".join(companies.get(one, one) for one in stored.split(";"))
    return stored[:_FIELD_LENGTH]


def refusal_as_data(error: NotGiven) -> Mapping[str, Any]:
    """Why values are not taken, in words by which a model can mend its call."""
    if error.whose:
        detail = "these stand next to another person's name: one call for each person, or ask whose they are"
        return marked({"status": "error", "error": "not_theirs", "given_for": error.whose, "detail": detail})
    detail = "the person did not give these: ask, or leave them out"
    return {"status": "error", "error": "not_given", "properties": error.properties, "detail": detail}


def error_as_data(error: CrmError | StateUnavailable) -> dict[str, Any]:
    """Return what stands in the way, in words a model understands; the message itself stays in the log."""
    match error:
        case InvalidValues(problems=problems):
            return {"status": "invalid", "problems": [one.model_dump(mode="json") for one in problems]}
        case NotPermitted() if error.is_by_role:
            return {"status": "error", "error": "role_may_not", "role": error.role}
        case _:
            return {"status": "error", "error": _kind(error), **_more(error)}


def _more(error: CrmError | StateUnavailable) -> Mapping[str, Any]:
    """For how long it is so, or why it will stay so, lest a model says "in a moment" of what takes hours."""
    match error:
        case RateLimited(retry_after=float(seconds)) | CrmUnavailable(retry_after=float(seconds)):
            return {"retry_after_seconds": ceil(seconds)}
        case RequestRefused(cause=cause):
            return {"cause": cause.value, "again": False}
        case _:
            return {}


def _kind(error: CrmError | StateUnavailable) -> str:
    if isinstance(error, RateLimited) and error.daily:
        return "daily_limit"
    return next((word for kind, word in _KINDS.items() if isinstance(error, kind)), "unavailable")


_KINDS: Mapping[type[Exception], str] = {
    RateLimited: "rate_limited",
    AccountMoving: "account_moving",
    RecordLocked: "locked",
    LimitsUnknown: "assistant_store_unusable",
    RequestRefused: "refused",
    RequestsSpent: "limit",
    ReadOnly: "read_only",
    AccessDenied: "not_allowed",
    ContactGone: "not_found",
    StateUnavailable: "assistant_store_unusable",
    LocalFileUnusable: "local_contacts_file_unusable",
}
"""What stands in the way, in words a model understands; of two that fit the first counts."""
