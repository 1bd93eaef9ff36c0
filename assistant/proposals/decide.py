"""Carries out a person's clicks, each with its one effect, once; the journal knows it."""

import logging
from collections.abc import Sequence
from typing import Literal

from assistant.access.rights import Rights, RightsNow
from assistant.proposals.clicked_proposals import ClickedProposals
from assistant.proposals.expiry import end_overdue
from assistant.proposals.journal import JournalEvent, entry_for
from assistant.proposals.preparations import AlreadySo, Prepared
from assistant.proposals.prepare import Clock, ProposalMaker
from assistant.proposals.proposal import (
    Applied,
    Closed,
    NotYours,
    Outcome,
    Proposal,
    ProposalState,
    Refused,
    Superseded,
    in_state,
    is_over,
)
from assistant.proposals.proposal_store import ProposalStore
from assistant.proposals.rules import (
    differences,
    is_taken_back,
    is_untouched,
    may_still_be_sent,
    rebased,
    wanted_instead,
)
from assistant.proposals.running_writes import RunningWrites
from assistant.proposals.seen_proposals import all_shown_to, as_shown_to
from assistant.proposals.send import also_read, is_as_shown, send
from assistant.proposals.settle import Settler, applied, taken_back, told_by_labels
from assistant.proposals.write_end import end_of
from assistant.state.errors import StateUnavailable
from hubspot_tools.calls.still_wanted import sent_only_while
from hubspot_tools.contacts import Contact, ContactStore
from hubspot_tools.errors import (
    CrmError,
    CrmUnavailable,
    EmailTaken,
    InvalidValues,
    OutcomeUnknown,
    RateLimited,
)

log = logging.getLogger(__name__)


class Decisions:
    """Decides the proposals of one owner.

    Every method may raise `StateUnavailable`, and one that a click calls `NotPermitted`; then nothing was written.
    """

    def __init__(
        self,
        contacts: ContactStore,
        state: ProposalStore,
        writes: RunningWrites,
        owner: str,
        now: Clock,
        *,
        rights: RightsNow = Rights,
    ) -> None:
        """Take the parts; ``rights`` are the owner's, asked anew at each decision."""
        self._rights = rights
        self._clicked = ClickedProposals(state, owner, now, rights)
        self._contacts = contacts
        self._state = state
        self._owner = owner
        self._now = now
        self._proposals = ProposalMaker(contacts, state, owner, now, rights=rights)
        self._settler = Settler(contacts, now)
        self._writes = writes

    async def confirm(self, proposal_id: str, digest: str) -> Outcome:
        """Apply a proposal if it is still pending and is the one whose digest the person saw.

        A cancelled caller does not cut the write short; see `RunningWrites`.
        """
        return await self._writes.run(self._confirm(proposal_id, digest))

    async def cancel(self, proposal_id: str, digest: str) -> Outcome:
        """End a pending proposal without writing."""
        proposal = await self._clicked.to_drop(proposal_id, digest)
        return NotYours() if proposal is None else await self._close(proposal, ProposalState.CANCELLED)

    async def undo(self, proposal_id: str, digest: str) -> Outcome | Prepared:
        """Take a write back: at once while the contact is as it left it, else as a proposal."""
        return await self._writes.run(self._undo(proposal_id, digest))

    async def adopt(self, proposal_id: str, digest: str, contact_id: str) -> Outcome | Prepared | AlreadySo:
        """Turn a pending create into the update of a contact that was shown as similar.

        Raises:
            CrmError: the contact could not be read; the create stays pending.
        """
        proposal = await self._clicked.to_write(proposal_id, digest)
        if proposal is None or contact_id not in {contact.id for contact in proposal.similar}:
            return NotYours()
        if proposal.state is not ProposalState.PENDING:
            return await self._as_it_stands(proposal)
        if is_over(proposal, self._now()):
            return await self._close(proposal, ProposalState.EXPIRED)
        prepared = await self._proposals.prepare_update(contact_id, proposal.people_s_own)
        closed = await self._close(proposal, ProposalState.REPLACED)
        if closed.proposal.state is not ProposalState.REPLACED:
            return closed
        if isinstance(prepared, AlreadySo):
            return AlreadySo(contact=prepared.contact, replaced=(closed.proposal,))
        return Prepared(proposal=prepared.proposal, replaced=(*prepared.replaced, closed.proposal))

    async def to_correct(self, proposal_id: str, digest: str) -> Proposal | Outcome:
        """Return the pending proposal to be put otherwise; to take something back there is one way only."""
        proposal = await self._clicked.to_write(proposal_id, digest)
        if proposal is None or proposal.undoes is not None or proposal.action == "archive":
            return NotYours()
        return proposal if proposal.state is ProposalState.PENDING else await self._as_it_stands(proposal)

    async def current(self, proposal: Proposal) -> Proposal:
        """The owner's proposal as it is now, and as they may see it now."""
        stored = await self._state.get(proposal.id, self._owner)
        return (as_shown_to(self._rights(), stored) if stored else None) or proposal

    async def retire(self, proposal: Proposal) -> Proposal | None:
        """End a proposal in whose place its owner has put another; None when it had ended before."""
        if (await self.current(proposal)).state is not ProposalState.PENDING:
            return None
        return (await self._close(proposal, ProposalState.REPLACED)).proposal

    async def news(self) -> list[Proposal]:
        """What was settled, or expired, while nobody was watching: to be told once."""
        due = await self._state.news(self._owner)
        for proposal in due:
            await self.told(proposal)
        ended = await end_overdue(self._state, self._now(), owner=self._owner)
        return all_shown_to(self._rights(), [*due, *ended])

    async def others_write(self, contact_id: str) -> Proposal | None:
        """The newest write about a contact, where it is somebody else's and this person may take it back."""
        rights = self._rights()
        if not rights.may_undo_others:
            return None
        newest = await self._state.newest_write_about(contact_id)
        return None if newest is None or newest.owner == self._owner else as_shown_to(rights, newest)

    async def looked_into(self) -> Sequence[Proposal]:
        """Writes that have begun and whose end nobody knows yet."""
        open_ones = (ProposalState.EXECUTING, ProposalState.UNKNOWN)
        return all_shown_to(self._rights(), await self._state.in_states(*open_ones, owner=self._owner))

    async def told(self, proposal: Proposal) -> None:
        """Take note that the owner has heard what became of a proposal."""
        heard = proposal.model_copy(update={"news_due": False})
        await self._state.advance(heard, expected=proposal.state)

    async def _confirm(self, proposal_id: str, digest: str) -> Outcome:
        proposal = await self._clicked.to_write(proposal_id, digest)
        if proposal is None:
            return NotYours()
        if is_over(proposal, self._now()):
            return await self._close(proposal, ProposalState.EXPIRED)
        executing = in_state(proposal, ProposalState.EXECUTING, begun_at=self._now())
        begun = entry_for(executing, JournalEvent.BEGUN, self._now())
        try:
            won = await self._state.advance(executing, expected=ProposalState.PENDING, entry=begun)
        except StateUnavailable as error:
            log.exception("a write could not be journalled and was not begun")
            return Refused(proposal=proposal, error=None, unjournalled=error.trouble)
        if not won:
            return await self._as_it_stands(proposal)
        outcome = await self._write(executing)
        await self._record(outcome, executing)
        if isinstance(outcome, Applied):
            return await told_by_labels(self._contacts, outcome)
        return await self._led_back(outcome) if isinstance(outcome, Refused) else outcome

    async def _write(self, proposal: Proposal) -> Outcome:
        async with self._writes.of(proposal):
            with sent_only_while(lambda: may_still_be_sent(proposal.began, self._now())):
                return await self._write_in_time(proposal)

    async def _write_in_time(self, proposal: Proposal) -> Outcome:
        try:
            return await self._checked_write(proposal)
        except OutcomeUnknown:
            return await self._settler.settle(proposal, repeat=True)
        except CrmError as error:
            return Refused(proposal=in_state(proposal, ProposalState.FAILED), error=error)

    async def _checked_write(self, proposal: Proposal) -> Outcome:
        """Write, unless the contact is no longer what the person saw."""
        current = None
        if proposal.contact is not None:
            current = await self._contacts.get(proposal.contact.id, also=also_read(proposal))
            if not is_as_shown(proposal, current):
                return await self._superseded(proposal, current, "contact_changed")
        try:
            return applied(proposal, await send(self._contacts, proposal, current))
        except EmailTaken as error:
            holder = await self._contacts.get(error.contact_id, also=proposal.values)
            return await self._superseded(proposal, holder, "email_taken")

    async def _led_back(self, refused: Refused) -> Refused:
        """The refusal with its proposal once more, where other values or another try may do."""
        if not isinstance(refused.error, InvalidValues | RateLimited | CrmUnavailable):
            return refused
        try:
            fresh = await self._proposals.again(refused.proposal)
        except StateUnavailable as error:
            log.warning("a refused proposal could not be kept for another try: %s", error)
            return refused
        return refused.model_copy(update={"fresh": fresh})

    async def _superseded(
        self, proposal: Proposal, contact: Contact, reason: Literal["contact_changed", "email_taken"]
    ) -> Superseded:
        ended = in_state(proposal, ProposalState.FAILED)
        wanted = wanted_instead if proposal.action == "create" else differences
        changes = wanted(contact, rebased(proposal.values, proposal.before, contact))
        nothing_left = not changes and proposal.action != "archive"
        if nothing_left or (reason == "email_taken" and proposal.action == "update"):
            return Superseded(proposal=ended, contact=contact, fresh=None, reason=reason)
        fresh = await self._proposals.propose(
            "archive" if proposal.action == "archive" else "update",
            changes,
            contact,
            undoes=proposal.undoes,
            companies=proposal.companies,
            instead_of_create=proposal.action == "create",
        )
        return Superseded(proposal=ended, contact=contact, fresh=fresh.proposal, reason=reason)

    async def _record(self, outcome: Outcome, executing: Proposal) -> None:
        """Store how a write ended; should the store fail now, the write is settled again later."""
        if (end := end_of(outcome, self._now())) is None:
            return
        try:
            then = await taken_back(self._state, outcome, self._now())
            await self._state.advance(
                end.proposal, expected=ProposalState.EXECUTING, entry=end.entry, then=then
            )
        except StateUnavailable:
            log.exception("the end of proposal %s could not be journalled", executing.id)

    async def _undo(self, proposal_id: str, digest: str) -> Outcome | Prepared:
        done = await self._clicked.to_take_back(proposal_id, digest)
        if done is None or done.stored is None:
            return NotYours()
        if done.state is not ProposalState.DONE or done.action == "archive":
            return Closed(proposal=done)
        try:
            current = await self._contacts.get(done.stored.id, also=also_read(done))
        except CrmError as error:
            return Refused(proposal=done, error=error)
        if done.action == "create":
            prepared = await self._proposals.propose("archive", {}, current, undoes=done.id)
        elif current.id == done.stored.id and is_taken_back(done.before, current):
            return await self._taken_back_already(done)
        else:
            back = differences(current, rebased(done.before, done.values, current))
            prepared = await self._proposals.propose(
                "update", back, current, undoes=done.id, companies=done.companies
            )
        if not is_untouched(done.stored, current, None if done.action == "create" else done.values):
            return prepared
        return await self._confirm(prepared.proposal.id, prepared.proposal.digest)

    async def _taken_back_already(self, done: Proposal) -> Closed:
        """Count a write as undone where somebody has put the contact back by hand.

        Nothing is left to write then.
        """
        undone = in_state(done, ProposalState.UNDONE)
        told = entry_for(undone, JournalEvent.UNDONE, self._now(), reason="as before")
        entry = told.model_copy(update={"owner": self._owner})
        if await self._state.advance(undone, expected=ProposalState.DONE, entry=entry):
            return Closed(proposal=undone)
        return await self._as_it_stands(done)

    async def _close(self, proposal: Proposal, state: ProposalState) -> Closed:
        ended = in_state(proposal, state)
        entry = entry_for(ended, JournalEvent(state.value), self._now())
        if await self._state.advance(ended, expected=ProposalState.PENDING, entry=entry):
            return Closed(proposal=ended)
        return await self._as_it_stands(proposal)

    async def _as_it_stands(self, proposal: Proposal) -> Closed:
        """The proposal somebody decided before; this click is journalled as too late."""
        stored = await self.current(proposal)
        late = entry_for(stored, JournalEvent.REJECTED, self._now(), reason="too late")
        await self._state.rejections.note(late)
        return Closed(proposal=stored)
