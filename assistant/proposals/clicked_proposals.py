"""Finds the proposal that a click names, if it is theirs who clicked.

A click that leads nowhere is journalled.
"""

from assistant.access.permitted_values import require_reader, require_writer
from assistant.access.rights import Rights, RightsNow
from assistant.proposals.journal import rejected_click
from assistant.proposals.prepare import Clock
from assistant.proposals.proposal import Proposal
from assistant.proposals.proposal_store import ProposalStore
from assistant.proposals.seen_proposals import as_shown_to


class ClickedProposals:
    """Finds what one person may decide.

    Every method may raise `StateUnavailable`, and `NotPermitted` where they may not look at contacts any more.
    """

    def __init__(self, state: ProposalStore, owner: str, now: Clock, rights: RightsNow) -> None:
        self._state = state
        self._owner = owner
        self._now = now
        self._rights = rights

    async def to_drop(self, proposal_id: str, digest: str) -> Proposal | None:
        """Return their proposal, if a click names it with the very values that were shown.

        None as well where they may not see these any more.
        """
        return await self._named(require_reader(self._rights()), proposal_id, digest)

    async def to_write(self, proposal_id: str, digest: str) -> Proposal | None:
        """The same for a click that leads to a write.

        Raises:
            NotPermitted: they may have nothing written.
        """
        return await self._named(require_writer(self._rights()), proposal_id, digest)

    async def to_take_back(self, proposal_id: str, digest: str) -> Proposal | None:
        """The same for a write that stands: their own, or with a steward's right anybody's.

        Raises:
            NotPermitted: they may have nothing written.
        """
        rights = require_writer(self._rights())
        return await self._named(rights, proposal_id, digest, anybodys=rights.may_undo_others)

    async def _named(
        self, rights: Rights, proposal_id: str, digest: str, *, anybodys: bool = False
    ) -> Proposal | None:
        proposal = await self._state.get(proposal_id, None if anybodys else self._owner)
        shown = as_shown_to(rights, proposal) if proposal is not None else None
        if shown is not None and shown.digest == digest:
            return shown
        reason = "foreign" if proposal is None else "hidden" if shown is None else "edited"
        await self._state.rejections.note(rejected_click(self._owner, proposal_id, self._now(), reason))
        return None
