"""The proposals on one screen: each has one card, from its preview to what came of it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from assistant.chat.kept.kept_talk import KeptProposal
from assistant.chat.kept.talk_record import TalkRecord
from assistant.proposals.proposal import Proposal, ProposalState, in_state
from assistant.ui.cards.buttons import proposal_actions, undo_button
from assistant.ui.cards.card_message import Before, CardMessage
from assistant.ui.cards.proposal_card import decisions_on, proposal_element
from assistant.ui.cards.reader import Reader

_FURTHER = {
    ProposalState.PENDING: 0,
    ProposalState.EXECUTING: 1,
    ProposalState.UNKNOWN: 2,
    ProposalState.UNDONE: 4,
}
_ENDED = 3
"""How far a proposal has come; news that were overtaken on their way change nothing."""


_MOST_DRAWN_AGAIN = 20
"""More than changes while a page has no connection."""


@dataclass(slots=True)
class _ShownProposal:
    """A proposal as it stood last, the message that shows it, and what is said with it."""

    proposal: Proposal
    message: CardMessage
    sentence: str = ""
    told: str = ""


class ProposalCards:
    """Shows proposals, and changes each card in place as its proposal goes on."""

    def __init__(self, read: Callable[[], Awaitable[Reader]], record: TalkRecord) -> None:
        self._read = read
        self._record = record
        self._shown: dict[str, _ShownProposal] = {}
        self._lock = asyncio.Lock()

    def shows(self, proposal: Proposal) -> bool:
        """Tell whether a proposal has its card on this screen."""
        return proposal.id in self._shown

    @property
    def ids(self) -> frozenset[str]:
        """The proposals that have their cards on this screen."""
        return frozenset(self._shown)

    async def draw_again(self) -> None:
        """Send the newest cards to a page that was away: nothing reached it, and nobody knows since when."""
        async with self._lock:
            reader = await self._read()
            for shown in list(self._shown.values())[-_MOST_DRAWN_AGAIN:]:
                await shown.message.send(decisions_on(shown.proposal, reader), again=True)

    async def show(
        self,
        proposal: Proposal,
        replaced: Sequence[Proposal] = (),
        *,
        before: Before | None = None,
        sentence: str = "",
        told: str = "",
    ) -> None:
        """Put a proposal before the person; one that has its card already gets it here instead of there.

        ``replaced`` are those it takes the place of, ``before`` is the message in which it was shown already; for
        ``sentence`` and ``told`` see `proposal_element`.
        """
        for older in replaced:
            await self.follow(older)
        async with self._lock:
            if (there := self._shown.pop(proposal.id, None)) is not None:
                self._record.forget(there.message.id)
                await there.message.remove()
            await self._begin(proposal, _message_id(proposal.id), before, sentence=sentence, told=told)

    async def answer(self, clicked: str, proposal: Proposal, told: str = "") -> None:
        """Let the card of the proposal that was ``clicked`` show what the click has led to.

        A card of an earlier chat, which the page may still have, is known by its message's id.
        """
        async with self._lock:
            shown = self._shown.get(proposal.id) or self._shown.get(clicked)
            if shown is None and self._has_gone_on(clicked):
                return
            if shown is None:
                await self._begin(proposal, _message_id(clicked), told=told)
            elif shown.proposal.id != proposal.id or _progress(proposal) >= _progress(shown.proposal):
                await self._change(shown, proposal, told)

    async def follow(self, proposal: Proposal) -> None:
        """Let the card say how its proposal stands; one that is taken back goes on as what took it back."""
        if proposal.state is ProposalState.PENDING:
            return
        async with self._lock:
            shown, undone = self._shown.get(proposal.id), self._shown.get(proposal.undoes or "")
            is_done = proposal.state is ProposalState.DONE
            if shown is not None and _progress(proposal) > _progress(shown.proposal):
                await self._change(shown, proposal)
            elif shown is None and is_done and undone is not None:
                await self._change(undone, proposal)
            elif shown is None:
                await self._withdraw_buttons(proposal)
            if is_done and proposal.undoes:
                await self._take_back(proposal.undoes)
            elif proposal.state is ProposalState.UNDONE:
                await undo_button(proposal.id).remove()

    def _has_gone_on(self, clicked: str) -> bool:
        """Whether the card of a proposal shows already what came after it."""
        return any(one.message.id == _message_id(clicked) for one in self._shown.values())

    async def _take_back(self, proposal_id: str) -> None:
        """The write of this proposal is undone: there is nothing left to undo."""
        await undo_button(proposal_id).remove()
        shown = self._shown.get(proposal_id)
        if shown is not None and shown.proposal.state is not ProposalState.UNDONE:
            await self._change(shown, in_state(shown.proposal, ProposalState.UNDONE))

    async def _withdraw_buttons(self, proposal: Proposal) -> None:
        """Take away what a page may have kept of it that this chat has not shown."""
        for action in proposal_actions(proposal, (await self._read()).texts):
            await action.remove()

    async def _begin(
        self,
        proposal: Proposal,
        message_id: str,
        before: Before | None = None,
        *,
        sentence: str = "",
        told: str = "",
    ) -> None:
        reader = await self._read()
        card = proposal_element(proposal, reader, told=told, sentence=sentence)
        message = CardMessage(card, id_=message_id, before=before)
        shown = self._shown[proposal.id] = _ShownProposal(proposal, message, sentence, told)
        if before is None:
            self._note(shown)
            # Kept before it can be clicked: should this server be killed, the next one shows the card and what came of it.
            self._record.save()
        await message.send(decisions_on(proposal, reader), again=True)

    async def _change(self, shown: _ShownProposal, proposal: Proposal, told: str = "") -> None:
        del self._shown[shown.proposal.id]
        self._shown[proposal.id] = shown
        if shown.proposal.id != proposal.id:
            shown.sentence = ""
        shown.proposal, shown.told = proposal, told
        self._note(shown)
        reader = await self._read()
        card = proposal_element(proposal, reader, told=told, sentence=shown.sentence)
        await shown.message.change(card, decisions_on(proposal, reader))

    def _note(self, shown: _ShownProposal) -> None:
        kept = KeptProposal(
            id=shown.message.id,
            at=self._record.now(),
            proposal=shown.proposal.id,
            sentence=shown.sentence,
            told=shown.told,
        )
        self._record.put(kept)


def _message_id(proposal_id: str) -> str:
    """The message that a proposal is shown in, on any page of its person's."""
    return f"proposal-{proposal_id}"


def _progress(proposal: Proposal) -> int:
    return _FURTHER.get(proposal.state, _ENDED)
