"""Writes whose answer was lost: finding out, by reading back, whether they happened."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime

from assistant.proposals.journal import JournalEvent, entry_for
from assistant.proposals.proposal import (
    Applied,
    Outcome,
    Proposal,
    ProposalState,
    Refused,
    Superseded,
    Unsettled,
    in_state,
)
from assistant.proposals.proposal_store import Advance, ProposalStore
from assistant.proposals.rules import (
    as_written,
    differences,
    history_from,
    is_ours,
    is_unwritten,
    must_have_ended,
    would_have_landed,
)
from assistant.proposals.send import (
    also_read,
    has_emptied_the_stage,
    is_as_shown,
    is_half_a_step_back,
    is_half_associated,
    put_back,
    send,
)
from hubspot_tools.contacts import Contact, ContactStore, SearchContacts
from hubspot_tools.errors import ContactGone, CrmError, CrmUnavailable, InvalidValues
from hubspot_tools.facts.associated_company import ASSOCIATED_COMPANY

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
Sleep = Callable[[float], Awaitable[None]]

PAUSES = (0.0, 1.0, 2.0)
"""Seconds before each look at the CRM while the person waits."""


class Settler:
    """Reads back what a write was meant to do.

    It writes to complete what a click agreed to, never over anybody's change: an update or an archiving that
    did not happen, while the person waits; the second half of a step back, whenever the first is found alone.
    Where somebody has changed what the person saw, the first half is taken back instead.
    """

    def __init__(self, contacts: ContactStore, now: Clock, sleep: Sleep = asyncio.sleep) -> None:
        self._contacts = contacts
        self._now = now
        self._sleep = sleep

    async def settle(self, proposal: Proposal, *, repeat: bool) -> Outcome:
        """Say what has become of a write.

        Args:
            proposal: In state ``executing`` or ``unknown``.
            repeat: Whether the person still waits: then there are several looks, and an update or an
                archiving that did not happen is sent once more, since twice is the same as once,
                while the contact is as the person saw it.
        """
        seen = False
        for pause in PAUSES if repeat else (0.0,):
            await self._sleep(pause)
            try:
                outcome = await self._look(proposal, repeat=repeat)
            except CrmError as error:
                log.warning("reading back proposal %s failed: %s", proposal.id, type(error).__name__)
                continue
            if outcome is not None:
                return outcome
            seen = True
        return self._still_open(proposal, seen=seen)

    async def found(self, proposal: Proposal) -> Applied | None:
        """What has become of a write that somebody may still be at, where it is stored already; only reads."""
        try:
            return await self._found(proposal)
        except ContactGone:
            return None
        except CrmError as error:
            log.warning("looking for proposal %s failed: %s", proposal.id, type(error).__name__)
            return None

    async def _found(self, proposal: Proposal) -> Applied | None:
        if proposal.contact is None:
            created = await self._created(proposal)
            return None if created is None else applied(proposal, as_written(created, proposal.values))
        if proposal.action != "update":
            return None
        current = await self._contacts.get(proposal.contact.id, also=also_read(proposal))
        return await self._arrived(proposal, current)

    async def _arrived(self, proposal: Proposal, current: Contact) -> Applied | None:
        if await self._has_arrived(proposal, current):
            return applied(proposal, as_written(current, proposal.values))
        return None

    async def _look(self, proposal: Proposal, *, repeat: bool) -> Outcome | None:
        if proposal.contact is None:
            return await self._found(proposal)
        try:
            current = await self._contacts.get(proposal.contact.id, also=also_read(proposal))
        except ContactGone as error:
            if proposal.action == "archive":
                return applied(proposal, proposal.contact)
            return Refused(proposal=in_state(proposal, ProposalState.FAILED), error=error)
        if proposal.action == "update" and (arrived := await self._arrived(proposal, current)) is not None:
            return arrived
        half = is_half_a_step_back(proposal, current) or is_half_associated(proposal, current)
        if half or (repeat and is_as_shown(proposal, current)):
            return await self._finished(proposal, current)
        return await self._given_up(proposal, current) if has_emptied_the_stage(proposal, current) else None

    async def _finished(self, proposal: Proposal, current: Contact) -> Outcome:
        try:
            return applied(proposal, await send(self._contacts, proposal, current))
        except InvalidValues as error:
            return Refused(proposal=in_state(proposal, ProposalState.FAILED), error=error)

    async def _given_up(self, proposal: Proposal, current: Contact) -> Outcome:
        restored = await put_back(self._contacts, proposal, current.id)
        ended = in_state(proposal, ProposalState.FAILED)
        return Superseded(proposal=ended, contact=restored, fresh=None, reason="contact_changed")

    async def _created(self, proposal: Proposal) -> Contact | None:
        """The contact that a lost create has made, as opposed to one that was there or came from elsewhere."""
        email = proposal.values.get("email")
        if email:
            found = await self._contacts.find_by_email(email, also=proposal.values)
            candidates: Sequence[Contact] = [found] if found else []
        else:
            page = await self._contacts.search(SearchContacts(name=proposal.name))
            candidates = page.contacts
        for contact in candidates:
            if is_ours(contact, proposal.began) and await self._has_arrived(proposal, contact):
                return contact
        return None

    async def _has_arrived(self, proposal: Proposal, current: Contact) -> bool:
        seen_at = proposal.contact.updated_at if proposal.contact else None
        return await has_arrived(
            self._contacts, current, proposal.values, begun_at=proposal.began, seen_at=seen_at
        )

    def _still_open(self, proposal: Proposal, *, seen: bool) -> Outcome:
        landed = would_have_landed if _is_found_by_search(proposal) else must_have_ended
        if not seen or not landed(proposal.began, self._now()):
            return Unsettled(proposal=in_state(proposal, ProposalState.UNKNOWN))
        lost = CrmUnavailable("the write did not arrive")
        return Refused(proposal=in_state(proposal, ProposalState.FAILED), error=lost)


async def taken_back(state: ProposalStore, outcome: Outcome, now: datetime) -> Advance | None:
    """Return the step that marks a write as undone, where an undo of it is what was stored.

    With it, the owner hears of it; the journal names who took it back. None where nothing was taken back.
    """
    if not isinstance(outcome, Applied) or outcome.proposal.undoes is None:
        return None
    done = await state.get(outcome.proposal.undoes, None)
    if done is None:
        return None
    undone = in_state(done, ProposalState.UNDONE, news_due=done.owner != outcome.proposal.owner)
    entry = entry_for(undone, JournalEvent.UNDONE, now).model_copy(update={"owner": outcome.proposal.owner})
    return Advance(undone, ProposalState.DONE, entry)


async def told_by_labels(contacts: ContactStore, done: Applied) -> Applied:
    """What was applied, with the account's words for what HubSpot did not store as it was sent."""
    if not done.not_taken:
        return done
    try:
        known = await contacts.labels()
    except CrmError as error:
        log.info("what was not stored is told by internal names (%s)", type(error).__name__)
        return done
    labels = {name: known[name].label for name in done.not_taken if name in known}
    return done.model_copy(update={"labels": labels})


def _is_found_by_search(proposal: Proposal) -> bool:
    """Whether only HubSpot's index, which lags, leads to what a create has made."""
    return proposal.contact is None and not proposal.values.get("email")


def applied(proposal: Proposal, stored: Contact) -> Applied:
    """The outcome of a write that is stored, with what HubSpot did not take as it was sent."""
    not_taken = () if proposal.action == "archive" else tuple(differences(stored, proposal.values))
    return Applied(
        proposal=in_state(proposal, ProposalState.DONE, stored=stored), contact=stored, not_taken=not_taken
    )


async def has_arrived(
    contacts: ContactStore,
    current: Contact,
    values: Mapping[str, str],
    *,
    begun_at: datetime,
    seen_at: datetime | None,
) -> bool:
    """Whether a write whose answer was lost is stored, or was and somebody has changed the contact since.

    Args:
        contacts: Whose history is read, where the contact does not say enough by itself.
        current: The contact as it is now.
        values: What was sent.
        begun_at: When, by our clock.
        seen_at: When the contact that the person saw had last been changed, by HubSpot's clock; None where unknown.

    Raises:
        CrmError: the history could not be read.
    """
    if not differences(current, values):
        return True
    if is_unwritten(current, seen_at):
        return False
    if ASSOCIATED_COMPANY in values:  # of which HubSpot keeps no history
        return False
    return await contacts.has_held(current.id, values, after=history_from(begun_at, seen_at))
