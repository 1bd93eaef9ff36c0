"""The proposals on one screen, each as it stands wherever it is decided."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from assistant.proposals.proposal import Proposal, ProposalState, in_state
from assistant.ui.cards.buttons import proposal_actions, undo_button
from assistant.ui.cards.card_message import CardMessage
from assistant.ui.cards.proposal_card import proposal_element
from assistant.ui.cards.reader import Reader

_FURTHER = {
    ProposalState.PENDING: 0,
    ProposalState.EXECUTING: 1,
    ProposalState.UNKNOWN: 2,
    ProposalState.UNDONE: 4,
}
_ENDED = 3
"""How far a proposal has come; news that were overtaken on their way change nothing."""


@dataclass(slots=True)
class _ShownProposal:
    """A proposal as it stood last, and the messages that show it."""

    proposal: Proposal
    messages: list[CardMessage] = field(default_factory=list)


class ProposalCards:
    """Shows proposals, and changes each card in place as its proposal goes on."""

    def __init__(self, read: Callable[[], Awaitable[Reader]]) -> None:
        self._read = read
        self._shown: dict[str, _ShownProposal] = {}
        self._lock = asyncio.Lock()

    async def show(self, proposal: Proposal, replaced: Sequence[Proposal] = ()) -> None:
        """Put a proposal before the person, with buttons while it can be decided.

        ``replaced`` are those it takes the place of.
        """
        for older in replaced:
            await self.follow(older)
        reader = await self._read()
        message = CardMessage(proposal_element(proposal, reader))
        self._shown.setdefault(proposal.id, _ShownProposal(proposal)).messages.append(message)
        can_be_decided = proposal.state is ProposalState.PENDING
        await message.send(proposal_actions(proposal, reader.texts) if can_be_decided else ())

    async def follow(self, proposal: Proposal) -> None:
        """Take away the buttons that no longer lead anywhere, and let the card say how its proposal stands."""
        if proposal.state is ProposalState.PENDING:
            return
        async with self._lock:
            for action in proposal_actions(proposal, (await self._read()).texts):
                await action.remove()
            await self._rewrite(proposal)
            if proposal.state is ProposalState.UNDONE:
                await self._take_back(proposal.id)
            elif proposal.state is ProposalState.DONE and proposal.undoes:
                await self._take_back(proposal.undoes)

    async def _take_back(self, proposal_id: str) -> None:
        """The write of this proposal is undone: there is nothing left to undo."""
        await undo_button(proposal_id).remove()
        shown = self._shown.get(proposal_id)
        if shown is not None:
            await self._rewrite(in_state(shown.proposal, ProposalState.UNDONE))

    async def _rewrite(self, proposal: Proposal) -> None:
        shown = self._shown.get(proposal.id)
        if shown is None or _progress(proposal) <= _progress(shown.proposal):
            return
        shown.proposal = proposal
        card = proposal_element(proposal, await self._read())
        for message in shown.messages:
            await message.change(card)


def _progress(proposal: Proposal) -> int:
    return _FURTHER.get(proposal.state, _ENDED)
