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
    would_have_landed,
)
from assistant.proposals.running_writes import RunningWrites
from assistant.proposals.send import (
    also_read,
    has_emptied_the_stage,
    is_as_shown,
    is_half_a_step_back,
    is_half_associated,
    put_back,
    send,
)
from assistant.state.errors import StateUnavailable
from hubspot_tools.associated_company import ASSOCIATED_COMPANY
from hubspot_tools.contacts import Contact, ContactStore, SearchContacts
from hubspot_tools.errors import ContactGone, CrmError, CrmUnavailable, InvalidValues

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
Sleep = Callable[[float], Awaitable[None]]

PAUSES = (0.0, 1.0, 2.0)
"""Seconds before each look at the CRM while the person waits."""

SWEEP_SECONDS = 30.0
LOOK_AGAIN_SECONDS = 5.0
"""Between two looks while somebody may still sit before the screen and wait for the end of a write."""


async def sweep_for_good(sweep: Callable[[], Awaitable[bool]], what: str) -> None:
    """Sweep until cancelled, sooner again where somebody may wait; ``what`` is swept, for the log."""
    while True:
        waited_for = False
        try:
            waited_for = await sweep()
        except StateUnavailable as error:
            log.warning("open %s cannot be read: %s", what, error)
        await asyncio.sleep(LOOK_AGAIN_SECONDS if waited_for else SWEEP_SECONDS)


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

    async def _look(self, proposal: Proposal, *, repeat: bool) -> Outcome | None:
        if proposal.contact is None:
            created = await self._created(proposal)
            return None if created is None else applied(proposal, as_written(created, proposal.values))
        try:
            current = await self._contacts.get(proposal.contact.id, also=also_read(proposal))
        except ContactGone as error:
            if proposal.action == "archive":
                return applied(proposal, proposal.contact)
            return Refused(proposal=in_state(proposal, ProposalState.FAILED), error=error)
        if proposal.action == "update" and await self._has_arrived(proposal, current):
            return applied(proposal, as_written(current, proposal.values))
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
            if is_ours(contact, _begun_at(proposal)) and await self._has_arrived(proposal, contact):
                return contact
        return None

    async def _has_arrived(self, proposal: Proposal, current: Contact) -> bool:
        seen_at = proposal.contact.updated_at if proposal.contact else None
        return await has_arrived(
            self._contacts, current, proposal.values, begun_at=_begun_at(proposal), seen_at=seen_at
        )

    def _still_open(self, proposal: Proposal, *, seen: bool) -> Outcome:
        if not seen or not would_have_landed(_begun_at(proposal), self._now()):
            return Unsettled(proposal=in_state(proposal, ProposalState.UNKNOWN))
        lost = CrmUnavailable("the write did not arrive")
        return Refused(proposal=in_state(proposal, ProposalState.FAILED), error=lost)


class Recovery:
    """Settles, in the background, what no conversation settles any more.

    That is after a crash, or a long silence.
    """

    def __init__(
        self, contacts: ContactStore, state: ProposalStore, writes: RunningWrites, now: Clock, *, alone: bool
    ) -> None:
        """Take the parts; ``alone`` says that no other process uses the state store.

        Then what was being written at start is orphaned.
        """
        self._settler = Settler(contacts, now)
        self._state = state
        self._writes = writes
        self._now = now
        self._alone = alone
        self._started_at = now()

    async def keep_sweeping(self) -> None:
        """Sweep until cancelled."""
        await sweep_for_good(self.sweep, "writes")

    async def sweep(self) -> bool:
        """Look once at every write that nobody knows the end of.

        Returns:
            Whether one that was begun, or found at start, only lately is still open.
        """
        for proposal in await self._state.in_states(ProposalState.EXECUTING, ProposalState.UNKNOWN):
            if proposal.state is ProposalState.UNKNOWN or self._is_orphaned(proposal):
                async with self._writes.about(proposal.contact.id if proposal.contact else ""):
                    await self._settle_if_still_open(proposal)
        left = await self._state.in_states(ProposalState.UNKNOWN)
        return any(self._is_waited_for(proposal) for proposal in left)

    def _is_waited_for(self, proposal: Proposal) -> bool:
        return not would_have_landed(max(_begun_at(proposal), self._started_at), self._now())

    async def _settle_if_still_open(self, listed: Proposal) -> None:
        """Another write about the contact may have been waited for, and this one have been settled meanwhile."""
        proposal = await self._state.get(listed.id, listed.owner)
        if proposal is not None and proposal.state is listed.state:
            await self._settle(proposal)

    async def _settle(self, proposal: Proposal) -> None:
        outcome = await self._settler.settle(proposal, repeat=False)
        match outcome:
            case Applied(proposal=ended):
                event = JournalEvent.DONE
            case Refused(proposal=ended) | Superseded(proposal=ended):
                event = JournalEvent.FAILED
            case Unsettled(proposal=ended) if proposal.state is ProposalState.EXECUTING:
                event = JournalEvent.UNKNOWN
            case _:
                return
        told = ended.model_copy(update={"news_due": event is not JournalEvent.UNKNOWN})
        entry = entry_for(told, event, self._now(), reason="settled")
        then = await taken_back(self._state, outcome, self._now())
        if await self._state.advance(told, expected=proposal.state, entry=entry, then=then):
            log.info("proposal %s settled: %s", proposal.id, event)

    def _is_orphaned(self, proposal: Proposal) -> bool:
        if self._alone and _begun_at(proposal) < self._started_at:
            return True
        return would_have_landed(_begun_at(proposal), self._now())


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


def applied(proposal: Proposal, stored: Contact) -> Applied:
    """The outcome of a write that is stored, with what HubSpot did not take as it was sent."""
    not_taken = () if proposal.action == "archive" else tuple(differences(stored, proposal.values))
    return Applied(
        proposal=in_state(proposal, ProposalState.DONE, stored=stored), contact=stored, not_taken=not_taken
    )


def _begun_at(proposal: Proposal) -> datetime:
    return proposal.begun_at or proposal.created_at


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
