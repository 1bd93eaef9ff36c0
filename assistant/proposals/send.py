"""Sends what a click agreed to.

A step back in the lifecycle, and a company with its record, take two writes, and end whole or not at all.
"""

from collections.abc import Sequence

from assistant.proposals.proposal import Proposal
from assistant.proposals.rules import MERGED_IDS, STAGE, as_seen, differences, has_stepped_half, says_the_same
from hubspot_tools.contacts import Contact, ContactStore
from hubspot_tools.errors import CrmError, EmailTaken, InvalidValues, OutcomeUnknown
from hubspot_tools.facts.associated_company import ASSOCIATED_COMPANY, without_association


async def send(contacts: ContactStore, proposal: Proposal, current: Contact | None) -> Contact:
    """Write what is still to be written of a proposal.

    Args:
        contacts: Where to.
        proposal: What was agreed to.
        current: The contact as it is now, as the person saw it or with half a step back; None for a create.

    Returns:
        The contact as it is stored, or as it was when it is archived.

    Raises:
        OutcomeUnknown: sent, but the answer was lost, or half of a step back is written.
        CrmError: any other; nothing was written.
    """
    if current is None:
        return await contacts.create(proposal.values)
    if proposal.action == "archive":
        await contacts.archive(current.id)
        return current
    if not proposal.steps_back:
        return await _written(contacts, proposal, current)
    if not is_half_a_step_back(proposal, current):
        current = await contacts.update(current.id, {STAGE: ""})
    return await _second_half(contacts, proposal, current)


def also_read(proposal: Proposal) -> Sequence[str]:
    """Name what of its contact must be read beside the daily properties.

    It tells whether the contact is as shown or as left.
    """
    return [*proposal.values] if proposal.action == "update" else [*proposal.values, MERGED_IDS]


def is_as_shown(proposal: Proposal, current: Contact) -> bool:
    """Tell whether nothing that the person saw on the card has changed since.

    Of a contact to archive, nothing at all may have changed.
    """
    if proposal.contact is None:
        return False
    if proposal.action == "archive":
        return says_the_same(proposal.contact, current)
    return as_seen(proposal.contact.id, proposal.before, current)


def is_half_a_step_back(proposal: Proposal, current: Contact) -> bool:
    """Whether the stage is emptied and nothing else is done; see `Proposal.steps_back`."""
    emptied = {**proposal.before, STAGE: ""}
    return has_emptied_the_stage(proposal, current) and not differences(current, emptied)


def has_emptied_the_stage(proposal: Proposal, current: Contact) -> bool:
    """Whether the first half of a step back is stored, whatever others have made of the contact since."""
    return proposal.steps_back and has_stepped_half(proposal.values, current)


def is_half_associated(proposal: Proposal, current: Contact) -> bool:
    """Whether everything is stored but the association with a company."""
    if proposal.contact is None or ASSOCIATED_COMPANY not in proposal.values:
        return False
    left = differences(current, proposal.values)
    untouched = current.get(ASSOCIATED_COMPANY) == proposal.before[ASSOCIATED_COMPANY]
    return current.id == proposal.contact.id and left.keys() == {ASSOCIATED_COMPANY} and untouched


async def _written(contacts: ContactStore, proposal: Proposal, current: Contact) -> Contact:
    """Write what differs: the properties, then the association; if that is refused, nothing stands."""
    changes = differences(current, proposal.values)
    linked = changes.pop(ASSOCIATED_COMPANY, None)
    if linked is None:
        return await contacts.update(current.id, changes)
    stored = await contacts.update(current.id, changes) if changes else current
    try:
        associated = await contacts.update(current.id, {ASSOCIATED_COMPANY: linked})
    except OutcomeUnknown:
        raise
    except CrmError:
        await _put_all_back(contacts, proposal, current.id)
        raise
    told = {**associated.properties, **{name: stored.get(name) for name in changes if stored.get(name)}}
    correlation_id = associated.correlation_id or stored.correlation_id
    return associated.model_copy(update={"properties": told, "correlation_id": correlation_id})


async def _put_all_back(contacts: ContactStore, proposal: Proposal, contact_id: str) -> None:
    """Undo the properties, where the association is refused.

    Raises:
        OutcomeUnknown: they stand.
    """
    before = {
        name: value
        for name, value in without_association(proposal.before).items()
        if proposal.values[name] != value
    }
    try:
        if before:
            await contacts.update(contact_id, before)
    except CrmError as error:
        raise OutcomeUnknown("half of a change is written", correlation_id=error.correlation_id) from error


async def _second_half(contacts: ContactStore, proposal: Proposal, emptied: Contact) -> Contact:
    """The stage itself, with what else is to change; should HubSpot refuse it, the stage is put back."""
    try:
        return await _written(contacts, proposal, emptied)
    except (InvalidValues, EmailTaken):
        await put_back(contacts, proposal, emptied.id)
        raise
    except CrmError as error:
        raise _half_written(error) from error


async def put_back(contacts: ContactStore, proposal: Proposal, contact_id: str) -> Contact:
    """Undo the first half of a step back, and return the contact as it is then.

    Raises:
        OutcomeUnknown: it stands.
    """
    try:
        return await contacts.update(contact_id, {STAGE: proposal.before[STAGE]})
    except CrmError as error:
        raise _half_written(error) from error


def _half_written(error: CrmError) -> OutcomeUnknown:
    return OutcomeUnknown("half of a step back is written", correlation_id=error.correlation_id)
