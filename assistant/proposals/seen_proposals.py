"""What somebody may still see of a proposal, whatever they might see when it was made. Pure."""

from collections.abc import Iterable

from assistant.access.permitted_values import hides
from assistant.access.rights import Rights
from assistant.proposals.proposal import Proposal


def as_shown_to(rights: Rights, proposal: Proposal) -> Proposal | None:
    """The proposal without what is hidden of its contacts; None where it writes what is hidden."""
    if not rights.may_read or any(hides(rights, name) for name in proposal.values):
        return None
    if not rights.hidden:
        return proposal
    shown = {
        "contact": proposal.contact and proposal.contact.without(rights.hidden),
        "stored": proposal.stored and proposal.stored.without(rights.hidden),
        "companies": () if hides(rights, "company") else proposal.companies,
        "similar": tuple(contact.without(rights.hidden) for contact in proposal.similar),
    }
    return proposal.model_copy(update=shown)


def all_shown_to(rights: Rights, proposals: Iterable[Proposal]) -> list[Proposal]:
    """Those that somebody may see, each as they may see it."""
    shown = (as_shown_to(rights, proposal) for proposal in proposals)
    return [proposal for proposal in shown if proposal is not None]
