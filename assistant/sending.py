"""Sending what a click agreed to; a step back in the lifecycle takes two writes, and ends whole or not at all."""

from assistant.proposal import STAGE, Proposal, differences
from hubspot_tools.contacts import Contact, ContactStore
from hubspot_tools.errors import CrmError, EmailTaken, InvalidValues, OutcomeUnknown


async def send(contacts: ContactStore, proposal: Proposal) -> Contact:
    """Write a proposal; returns the contact as it is stored, or as it was when it is archived.

    Raises:
        OutcomeUnknown: sent, but the answer was lost, or half of a step back is written.
        CrmError: any other; nothing was written.
    """
    if proposal.contact is None:
        return await contacts.create(proposal.values)
    if proposal.steps_back:
        emptied = await contacts.update(proposal.contact.id, {STAGE: ""})
        return await _second_half(contacts, proposal, emptied)
    return await send_the_rest(contacts, proposal, proposal.contact)


async def send_the_rest(contacts: ContactStore, proposal: Proposal, current: Contact) -> Contact:
    """Write what a contact, read as ``current``, still lacks of an update or an archiving.

    Raises:
        OutcomeUnknown: as for `send`.
        CrmError: any other; nothing was written.
    """
    if proposal.action == "archive":
        await contacts.archive(current.id)
        return current
    if is_half_a_step_back(proposal, current):
        return await _second_half(contacts, proposal, current)
    return await contacts.update(current.id, differences(current, proposal.values))


def is_half_a_step_back(proposal: Proposal, current: Contact) -> bool:
    """Whether the stage is emptied and nothing else is done; see `Proposal.steps_back`."""
    emptied = {**proposal.before, STAGE: ""}
    return proposal.steps_back and all(current.get(name) == value for name, value in emptied.items())


async def _second_half(contacts: ContactStore, proposal: Proposal, emptied: Contact) -> Contact:
    """The stage itself, with what else is to change; should HubSpot refuse it, the stage is put back."""
    try:
        return await contacts.update(emptied.id, differences(emptied, proposal.values))
    except (InvalidValues, EmailTaken):
        await _put_back(contacts, proposal)
        raise
    except CrmError as error:
        raise _half_written(error) from error


async def _put_back(contacts: ContactStore, proposal: Proposal) -> None:
    contact = proposal.contact
    if contact is None:
        return
    try:
        await contacts.update(contact.id, {STAGE: proposal.before[STAGE]})
    except CrmError as error:
        raise _half_written(error) from error


def _half_written(error: CrmError) -> OutcomeUnknown:
    return OutcomeUnknown("half of a step back is written", correlation_id=error.correlation_id)
