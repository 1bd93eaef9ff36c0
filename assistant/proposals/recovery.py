"""Settles, in the background, the writes that no conversation settles any more.

That is after a crash, or a long silence.
"""

import logging

from assistant.proposals.proposal import Outcome, Proposal, ProposalState, Unsettled
from assistant.proposals.proposal_store import ProposalStore
from assistant.proposals.rules import may_be_abandoned, must_have_ended, would_have_landed
from assistant.proposals.running_writes import RunningWrites
from assistant.proposals.settle import Clock, Settler, taken_back
from assistant.proposals.write_end import end_of
from assistant.state.sweeps import sweep_for_good
from hubspot_tools.contacts import ContactStore

log = logging.getLogger(__name__)


class Recovery:
    """Looks after the writes of servers that are gone, and those whose end could not be read back.

    A write that is in HubSpot is done, whoever finds it there, even while its server is only slow; that it did not
    happen is said once nobody can send it any more.
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
            Whether to look again soon: one that was begun, or found at start, only lately is still open, or another
            server may be killed at any moment.
        """
        open_ones = (ProposalState.EXECUTING, ProposalState.UNKNOWN)
        for proposal in await self._state.in_states(*open_ones):
            if proposal.state is ProposalState.UNKNOWN or self._is_orphaned(proposal):
                async with self._writes.about(proposal.contact.id if proposal.contact else ""):
                    await self._settle_if_still_open(proposal)
            elif self._may_be_orphaned(proposal):
                await self._settle_if_landed(proposal)
        left = await self._state.in_states(ProposalState.UNKNOWN)
        return not self._alone or any(self._is_waited_for(proposal) for proposal in left)

    def _is_waited_for(self, proposal: Proposal) -> bool:
        return not would_have_landed(max(proposal.began, self._started_at), self._now())

    def _is_orphaned(self, proposal: Proposal) -> bool:
        if self._alone and proposal.began < self._started_at:
            return True
        return must_have_ended(proposal.began, self._now())

    def _may_be_orphaned(self, proposal: Proposal) -> bool:
        elsewhere = not self._alone and not self._writes.is_here(proposal)
        return elsewhere and may_be_abandoned(proposal.began, self._now())

    async def _settle_if_landed(self, proposal: Proposal) -> None:
        """Its server may still be at work on it: nothing is written, and nothing is said but that it is done."""
        if (outcome := await self._settler.found(proposal)) is not None:
            await self._settle(proposal, outcome)

    async def _settle_if_still_open(self, listed: Proposal) -> None:
        """Another write about the contact may have been waited for, and this one have been settled meanwhile."""
        proposal = await self._state.get(listed.id, listed.owner)
        if proposal is not None and proposal.state is listed.state:
            await self._settle(proposal, await self._settler.settle(proposal, repeat=False))

    async def _settle(self, proposal: Proposal, outcome: Outcome) -> None:
        if isinstance(outcome, Unsettled) and proposal.state is ProposalState.UNKNOWN:
            return
        if (end := end_of(outcome, self._now(), settled=True)) is None:
            return
        then = await taken_back(self._state, outcome, self._now())
        if await self._state.advance(end.proposal, expected=proposal.state, entry=end.entry, then=then):
            log.info("proposal %s settled: %s", proposal.id, end.entry.event)
