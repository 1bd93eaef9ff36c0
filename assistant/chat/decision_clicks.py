"""Deciding on what was proposed: by a click, or by a plain yes or no."""

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence

from assistant.chat.events import Deed, DeedFinished, DeedStarted, Event
from assistant.chat.outcome_sentences import state_sentence
from assistant.chat.presenter import Decision, Presenter, outcome_word, proposal_of
from assistant.chat.talk import Talk
from assistant.language.consent import Consent, consent_in
from assistant.language.crm_sentences import crm_sentence
from assistant.proposals.decide import Decisions
from assistant.proposals.prepare import ProposalMaker
from assistant.state.database import StateUnavailable
from assistant.telemetry.activities import DecisionKind
from assistant.telemetry.watch import SessionWatch
from hubspot_tools.errors import CrmError

log = logging.getLogger(__name__)

_DEEDS: Mapping[DecisionKind, Deed] = {"confirm": Deed.CONFIRM, "undo": Deed.UNDO, "adopt": Deed.ADOPT}
"""The decisions that ask the CRM; a cancelled proposal concerns nobody else."""

TypedDecision = tuple[DecisionKind, Callable[[], Awaitable[Decision]]]
"""What a plain yes or no decides, and how."""


class DecisionClicks:
    """Takes the decisions of one chat, and tells how they ended."""

    def __init__(
        self,
        decisions: Decisions,
        proposals: ProposalMaker,
        *,
        presenter: Presenter,
        talk: Talk,
        watched: SessionWatch,
    ) -> None:
        self._decisions = decisions
        self._proposals = proposals
        self._presenter = presenter
        self._talk = talk
        self._watched = watched

    async def take(
        self, kind: DecisionKind, decision: Callable[[], Awaitable[Decision]]
    ) -> AsyncGenerator[Event, None]:
        """Take a decision and tell how it ended; one that asks the CRM says so meanwhile."""
        deed = _DEEDS.get(kind)
        if deed is not None:
            yield DeedStarted(deed)
        ended: Sequence[Event]
        failed = True
        try:
            decided = await self._watch(kind, decision())
        except CrmError as error:
            ended = (self._talk.say(crm_sentence(error, self._talk.texts)),)
        except StateUnavailable as error:
            log.warning("the state store failed: %s", error)
            ended = (self._talk.say(state_sentence(error.trouble, self._talk.texts)),)
        else:
            failed = False
            ended = self._talk.said(self._presenter.after_decision(decided, self._talk.texts))
        if deed is not None:
            yield DeedFinished(ok=not failed)
        for event in ended:
            yield event

    async def _watch(self, kind: DecisionKind, decision: Awaitable[Decision]) -> Decision:
        with self._watched.deciding(kind) as deciding:
            decided = await decision
            deciding.outcome, deciding.proposal = outcome_word(decided), proposal_of(decided)
        return decided

    async def typed(self, text: str) -> TypedDecision | None:
        """A plain yes or no decides, when exactly one proposal that was shown last waits for it.

        Where likely doubles are shown, a yes could mean either, and decides nothing.

        Raises:
            StateUnavailable: nobody knows what is pending.
        """
        consent = consent_in(text)
        if consent is None:
            return None
        pending = [one for one in await self._proposals.pending() if self._presenter.has_offered(one)]
        if len(pending) != 1 or (consent is Consent.YES and pending[0].similar):
            return None
        clicked = pending[0].id, pending[0].digest
        if consent is Consent.YES:
            return "confirm", lambda: self._decisions.confirm(*clicked)
        return "cancel", lambda: self._decisions.cancel(*clicked)
