"""Takes a talk up where it was left, elsewhere or before.

Each thing is looked at anew before it is shown.
"""

import logging
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime

from assistant.access.rights import Rights
from assistant.chat.events import ContactShown
from assistant.chat.found_pages import others_write
from assistant.chat.kept.kept_talk import (
    KeptContact,
    KeptImport,
    KeptList,
    KeptMemory,
    KeptMessage,
    KeptProposal,
    KeptTalk,
    KeptText,
    KeptWords,
    bounded_contact,
    stamped,
)
from assistant.chat.kept.talk_record import TalkNow
from assistant.chat.shared_parts import OwnParts
from assistant.models.messages import AssistantSaid, UserSaid
from assistant.proposals.prepare import Standing
from assistant.proposals.proposal import Proposal, ProposalState
from assistant.state.errors import StateUnavailable
from hubspot_tools.contacts import ContactPage
from hubspot_tools.errors import NotPermitted

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ShownAgain:
    """A message of before, and what it shows now: words, a list, a contact, or a proposal as it stands.

    How an import stands is looked up by whoever shows it.
    """

    kept: KeptMessage
    shows: KeptText | KeptImport | ContactPage | ContactShown | Proposal
    sentence: str = ""


class Resumption:
    """Knows what one talk goes by, and takes up what another has gone by."""

    def __init__(self, own: OwnParts) -> None:
        self._own = own

    async def drop_waiting(self) -> None:
        """Cancel what waits for a decision in this talk, in whose place its person has begun another."""
        try:
            for proposal in await self._own.proposals.pending():
                if self._own.presenter.awaits(proposal):
                    await self._own.decisions.cancel(proposal.id, proposal.digest)
        except (StateUnavailable, NotPermitted) as error:
            log.warning("what waited in a talk that was left still waits: %s", type(error).__name__)

    def talk_now(self, before: KeptMemory, at: datetime) -> TalkNow:
        """What the talk goes by; what it went by ``before`` keeps its moment."""
        said = [
            KeptWords(at=at, text=one.text, of_person=isinstance(one, UserSaid))
            for one in self._own.talk.messages
        ]
        given = [KeptWords(at=at, text=text) for text in self._own.talk.given_texts]
        memory = KeptMemory(
            said=stamped(before.said, said),
            given=stamped(before.given, given),
            contacts=tuple(map(bounded_contact, self._own.focus.contacts)),
            listed=self._own.focus.listed,
            leafed=dict(self._own.focus.leafed),
            offered=tuple(self._own.presenter.offered),
        )
        return TalkNow(self._own.talk.language, memory)

    async def take_up(self, kept: KeptTalk) -> AsyncGenerator[ShownAgain, None]:
        """Go on with a talk, and give what is to be shown of it, as the person may see it now.

        Where they may see less than when it was kept, what the assistant said is left out: it may tell what is
        hidden now. What they typed themselves they know.
        """
        rights = self._own.rights()
        if not rights.may_read:
            return
        tells_hidden = not rights.hidden <= kept.hidden
        standing = await self.still(_proposals_of(kept))
        self._remember(kept, standing, rights, tells_hidden=tells_hidden)
        for message in kept.messages:
            if (shown := await self._again(message, standing, rights, tells_hidden=tells_hidden)) is not None:
                yield shown

    async def still(self, proposals: frozenset[str]) -> Standing:
        """These proposals as they stand, and as the person may see them; none while nobody can tell."""
        try:
            return await self._own.proposals.standing(proposals)
        except StateUnavailable as error:
            log.warning("the proposals of a talk that was kept cannot be read: %s", error)
            return {}

    def _remember(self, kept: KeptTalk, standing: Standing, rights: Rights, *, tells_hidden: bool) -> None:
        """Have the model go by what it went by, and a plain yes or undo mean what it meant."""
        memory = kept.memory
        if not self._own.talk.language_fixed:
            self._own.talk.language = kept.language
        said = [UserSaid(one.text) if one.of_person else AssistantSaid(one.text) for one in memory.said]
        self._own.talk.take_up([] if tells_hidden else said, [one.text for one in memory.given])
        if not tells_hidden:
            contacts = [contact.without(rights.hidden) for contact in memory.contacts]
            self._own.focus.take_up(contacts, memory.listed, memory.leafed)
        pending = [one for one in standing.values() if one.state is ProposalState.PENDING]
        done = {one.id for one in standing.values() if one.state is ProposalState.DONE}
        written = _proposals_of(kept)
        self._own.presenter.take_up(
            pending=pending if rights.may_write else (), offered=memory.offered, written=done & written
        )

    async def _again(
        self, message: KeptMessage, standing: Standing, rights: Rights, *, tells_hidden: bool
    ) -> ShownAgain | None:
        match message:
            case KeptText() | KeptImport():
                may_tell = tells_hidden and isinstance(message, KeptText) and not message.of_person
                return None if may_tell else ShownAgain(message, message)
            case KeptList(page=page):
                if tells_hidden and not rights.hidden.isdisjoint(page.query.model_dump(exclude_none=True)):
                    return None
                seen = _page_seen_by(rights, page)
                return ShownAgain(message.model_copy(update={"page": seen}), seen)
            case KeptContact():
                return await self._contact(message, standing, rights, tells_hidden=tells_hidden)
            case KeptProposal(proposal=proposal_id):
                found = standing.get(proposal_id)
                waits_in_vain = (
                    found is not None and found.state is ProposalState.PENDING and not rights.may_write
                )
                if found is None or waits_in_vain:
                    return None
                return ShownAgain(_as_told(message, found, tells_hidden=tells_hidden), found)

    async def _contact(
        self, message: KeptContact, standing: Standing, rights: Rights, *, tells_hidden: bool
    ) -> ShownAgain:
        """A contact with the way to take back what was written, while that would still do something."""
        contact = message.contact.without(rights.hidden)
        sentence = "" if tells_hidden else message.sentence
        done = standing.get(message.undoable)
        undoable = done if done is not None and done.state is ProposalState.DONE else None
        of_others = await self._of_others(message)
        kept = message.model_copy(update={"contact": contact, "sentence": sentence})
        return ShownAgain(kept, ContactShown(contact, undoable, of_others), sentence)

    async def _of_others(self, message: KeptContact) -> Proposal | None:
        if not message.of_others:
            return None
        found = await others_write(self._own.decisions, message.contact.id)
        return found if found is not None and found.id == message.of_others else None


def _proposals_of(kept: KeptTalk) -> frozenset[str]:
    """Those that the talk shows, and those whose writes it shows."""
    shown = {one.proposal for one in kept.messages if isinstance(one, KeptProposal)}
    written = {one.undoable for one in kept.messages if isinstance(one, KeptContact)}
    return frozenset((shown | written) - {""})


def _as_told(message: KeptProposal, stands: Proposal, *, tells_hidden: bool) -> KeptProposal:
    """The message with what was said with it, as far as it is still true and may be read."""
    still_true = stands.state in {ProposalState.PENDING, ProposalState.FAILED, ProposalState.UNKNOWN}
    told = message.told if still_true and not tells_hidden else ""
    sentence = "" if tells_hidden else message.sentence
    return message.model_copy(update={"told": told, "sentence": sentence})


def _page_seen_by(rights: Rights, page: ContactPage) -> ContactPage:
    contacts = tuple(contact.without(rights.hidden) for contact in page.contacts)
    return page.model_copy(update={"contacts": contacts, "withheld": page.withheld | rights.hidden})
