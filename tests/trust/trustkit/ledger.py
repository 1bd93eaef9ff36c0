"""What must hold between the clicks, the journal, the state store, and what the portal's witness saw."""

import re
from collections import defaultdict
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.proposals.journal import JournalEvent
from assistant.proposals.proposal import Proposal, ProposalState
from hubspot_tools.values.vocabulary import NAMED_PROPERTIES
from trustkit.portal import Effect
from trustkit.world import Told, World

_LIVES = re.compile(
    r"""
    | cancelled | expired | replaced
    | begun \ (unknown \ )? (done (\ undone)? | failed)
    """,
    re.VERBOSE,
)
"""What the journal may say of one proposal in the end, refused clicks apart."""

_OPEN = {ProposalState.EXECUTING, ProposalState.UNKNOWN}
_NOTHING = ""
_JOURNALLED_AS = {ProposalState.PENDING: _NOTHING, ProposalState.EXECUTING: JournalEvent.BEGUN}
_STORED = {ProposalState.DONE, ProposalState.UNDONE}


class Ledger:
    """Watches every step, and audits the whole history at its end."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.effects_of: defaultdict[str, list[Effect]] = defaultdict(list)
        self._acknowledged: set[str] = set()
        self._begun_after: dict[str, int] = {}

    async def watch(self, doing: Awaitable[Any], *, clicks: int) -> Any:
        """Do one step with so many clicks that may write; nothing is written but what they agreed to."""
        world, portal = self._world, self._world.portal
        journalled = len(await world.process.state.journal())
        half_done = [one for one in (await world.states()).values() if one.state in _OPEN and one.steps_back]
        seen, sent = len(portal.effects_of_the_assistant), len(portal.writes)
        happened = len(portal.effects)
        result = await doing
        journal = (await world.process.state.journal())[journalled:]
        begun = [entry for entry in journal if entry.event is JournalEvent.BEGUN]
        effects = portal.effects_of_the_assistant[seen:]
        self._begun_after.update({entry.proposal_id: happened for entry in begun})
        assert len(begun) <= clicks, f"{len(begun)} writes begun by {clicks} clicks"
        proposals = await world.states()
        agreed = [*(proposals[entry.proposal_id] for entry in begun), *half_done]
        assert agreed or not portal.writes[sent:], "a writing request that nobody journalled"
        self._attribute(effects, agreed, proposals)
        await self._every_state_is_journalled()
        self._acknowledge([one for one in proposals.values() if one.state in _STORED])
        return result

    def _attribute(
        self, effects: Sequence[Effect], agreed: Sequence[Proposal], proposals: Mapping[str, Proposal]
    ) -> None:
        for effect in effects:
            mine = [one for one in agreed if _is_agreed(effect, one)]
            assert mine, f"{effect} is not what was agreed to: {agreed}"
            mine.sort(key=lambda one: one.state not in _STORED)  # two undos in two tabs agree to the same
            self.effects_of[mine[0].id].append(effect)
        for proposal_id, found in self.effects_of.items():
            most = 2 if proposals[proposal_id].steps_back else 1
            assert len(kept(found)) <= most, f"written more than once: {found}"

    def _acknowledge(self, stored: Sequence[Proposal]) -> None:
        """What is newly called stored is in the CRM, by this proposal's own write or, at the least, as it says."""
        for proposal in stored:
            if proposal.id not in self._acknowledged:
                self._acknowledged.add(proposal.id)
                own = any(_is_whole(effect, proposal) for effect in self.effects_of[proposal.id])
                alike = own or self._is_so(proposal) or self._was_so(proposal)
                assert alike, f"not stored: {proposal}"

    def _was_so(self, proposal: Proposal) -> bool:
        """Whether the same was written since this one began, for another proposal or by another hand.

        Nobody could tell them apart, also where it has been changed again since.
        """
        effects = self._world.portal.effects
        since = effects[self._begun_after.get(proposal.id, len(effects)) :]
        return proposal.contact is not None and any(
            effect.contact_id == proposal.contact.id and _has(effect.after, proposal.values)
            for effect in since
        )

    def _is_so(self, proposal: Proposal) -> bool:
        """Whether another hand has done the same already, which makes a second time no effect at all."""
        contact = proposal.contact or proposal.stored
        current = self._world.portal.people.get(contact.id) if contact else None
        if proposal.action == "archive" or current is None:
            return proposal.action == "archive" and current is None
        return _has(current, proposal.values)

    async def audit(self) -> None:
        """Check everything, once all is settled."""
        proposals = await self._world.states()
        open_ones = [one for one in proposals.values() if one.state in _OPEN]
        assert not open_ones, f"never settled: {open_ones}"
        for proposal in proposals.values():
            self._what_is_said_is_so(proposal)
            if proposal.undoes and proposal.state in _STORED:
                assert proposals[proposal.undoes].state is ProposalState.UNDONE, (
                    "taken back, and still offered"
                )
        await self._the_journal_is_whole()
        self._no_address_is_held_twice()
        await self._the_requests_agree_with_the_journal()

    def _what_is_said_is_so(self, proposal: Proposal) -> None:
        effects, told = self.effects_of[proposal.id], self._world.told[proposal.id]
        stored = proposal.state in _STORED
        lost = [
            one for one in kept(effects) if self._can_be_recognised(one) and not _puts_back(one, proposal)
        ]
        assert stored or not lost, f"{proposal.state} but {lost}"
        assert not (Told.WRITTEN in told and not stored), "said to be written, and is not"
        assert not (Told.NOT_WRITTEN in told and stored), "said not to be written, and is"

    def _can_be_recognised(self, effect: Effect) -> bool:
        """Whether a write whose answer was lost can be found: nobody has archived the contact or renamed it since."""
        current = self._world.portal.people.get(effect.contact_id, {})
        identity = {name: effect.after.get(name, "") for name in ("email", "firstname", "lastname")}
        if effect.changed == {"lifecyclestage"} and not effect.after.get("lifecyclestage"):
            # half a step back, which others may have overwritten
            return bool(current) and not current.get("lifecyclestage")
        return effect.kind == "archived" or _has(current, identity)

    async def _every_state_is_journalled(self) -> None:
        """What the journal said last of each proposal is what it is; what only waits is not in it."""
        journal = await self._world.process.state.journal()
        last = {one.proposal_id: one.event for one in journal if one.event is not JournalEvent.REJECTED}
        for proposal in (await self._world.states()).values():
            expected = _JOURNALLED_AS.get(proposal.state, proposal.state.value)
            said = last.get(proposal.id, _NOTHING)
            assert said == expected, f"{proposal.state}, and the journal says {said}"

    async def _the_journal_is_whole(self) -> None:
        lives: defaultdict[str, list[str]] = defaultdict(list)
        for entry in await self._world.process.state.journal():
            if entry.event is not JournalEvent.REJECTED:
                lives[entry.proposal_id].append(entry.event)
        for proposal_id, life in lives.items():
            assert _LIVES.fullmatch(" ".join(life)), f"{proposal_id} lived {life}"

    def _no_address_is_held_twice(self) -> None:
        held = [one["email"].casefold() for one in self._world.portal.people.values() if "email" in one]
        assert len(held) == len(set(held))

    async def _the_requests_agree_with_the_journal(self) -> None:
        journal = await self._world.process.state.journal()
        begun = [entry.action for entry in journal if entry.event is JournalEvent.BEGUN]
        creates = [("POST", path) for method, path in self._world.portal.writes if method == "POST"]
        sent = [one for one in self._world.portal.requests if one[:2] in creates and one.status != 429]
        assert len(sent) <= begun.count("create"), "a create was sent twice"
        made = [one for one in self._world.portal.effects_of_the_assistant if one.kind == "created"]
        assert len(made) <= len(sent)


def kept(effects: Sequence[Effect]) -> list[Effect]:
    """One proposal's effects without those that it took back itself: half a step back, undone by its other half."""
    kept: list[Effect] = []
    for effect in effects:
        if kept and _takes_back(effect, kept[-1]):
            kept.pop()
        else:
            kept.append(effect)
    return kept


def _takes_back(later: Effect, earlier: Effect) -> bool:
    restored = all(later.after.get(name, "") == earlier.before.get(name, "") for name in earlier.changed)
    return later.changed == earlier.changed and restored


def _is_agreed(effect: Effect, proposal: Proposal) -> bool:
    """Whether an effect is what a proposal shows: these values, on this contact, as it was shown."""
    contact, values = proposal.contact, proposal.values
    if contact is None:
        return effect.kind == "created" and _has(effect.after, values)
    if effect.contact_id != contact.id:
        return False
    if proposal.action == "archive":
        seen = {name: contact.get(name) for name in NAMED_PROPERTIES}
        return effect.kind == "archived" and _has(effect.before, seen)
    if effect.kind != "changed" or not effect.changed <= set(values):
        return False
    if proposal.steps_back:
        half = _is_half_a_step(effect, proposal) or _puts_back(effect, proposal)
        return half or _has(effect.after, values)
    return _has(effect.before, proposal.before) and _has(effect.after, values)


def _is_half_a_step(effect: Effect, proposal: Proposal) -> bool:
    emptied = effect.changed == {"lifecyclestage"} and not effect.after.get("lifecyclestage")
    return emptied and effect.before.get("lifecyclestage", "") == proposal.before["lifecyclestage"]


def _puts_back(effect: Effect, proposal: Proposal) -> bool:
    taken_back = replace(effect, before=effect.after, after=effect.before)
    return proposal.steps_back and _is_half_a_step(taken_back, proposal)


def _is_whole(effect: Effect, proposal: Proposal) -> bool:
    """Whether an effect is all that a proposal was to do, or completes it."""
    return effect.kind == "archived" or _has(effect.after, proposal.values)


def _has(properties: Mapping[str, str], values: Mapping[str, str]) -> bool:
    return all(properties.get(name, "") == value for name, value in values.items())
