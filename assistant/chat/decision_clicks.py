"""Deciding on what was proposed or written: by a click, or by a plain yes, no or undo."""

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence

from assistant.chat.events import Deed, DeedFinished, DeedStarted, Event, Said
from assistant.chat.outcome_sentences import state_sentence
from assistant.chat.presenter import Decision, outcome_word, proposal_of
from assistant.chat.shared_parts import OwnParts
from assistant.language.consent import Consent, consent_in, may_take_back
from assistant.language.texts import Texts
from assistant.language.texts.crm_sentences import crm_sentence
from assistant.models.messages import Said as Message
from assistant.proposals.preparations import ImportWritten
from assistant.proposals.proposal import Applied, Proposal, Refused
from assistant.state.errors import StateUnavailable
from assistant.telemetry.activities import DecisionKind
from hubspot_tools.errors import CrmError, InvalidValues, Problem, PropertyProblem

log = logging.getLogger(__name__)

_DEEDS: Mapping[DecisionKind, Deed] = {"confirm": Deed.CONFIRM, "undo": Deed.UNDO, "adopt": Deed.ADOPT}
"""The decisions that ask the CRM; a cancelled proposal concerns nobody else."""


class DecisionClicks:
    """Takes the decisions of one chat, and tells how they ended."""

    def __init__(
        self,
        own: OwnParts,
        *,
        complete: Callable[[Proposal, Sequence[PropertyProblem]], Awaitable[Sequence[Event]]],
    ) -> None:
        """``complete`` asks for what HubSpot found missing, in the refused proposal's place."""
        self._decisions = own.decisions
        self._proposals = own.proposals
        self._presenter = own.presenter
        self._talk = own.talk
        self._watched = own.watched
        self._complete = complete
        self._told: tuple[DecisionKind, Message] | None = None
        """The newest decision and what was said of it; None unless it cancelled a proposal, or confirmed and wrote it."""

    async def take(
        self, kind: DecisionKind, decision: Callable[[], Awaitable[Decision]], *, clicked: bool = False
    ) -> AsyncGenerator[Event, None]:
        """Take a decision and tell how it ended; one that asks the CRM says so meanwhile.

        The label of a button that was ``clicked`` counts as said by the person, in brackets, so that a model knows
        what was decided when.
        """
        if clicked and (label := _said_by(kind, self._talk.texts)) is not None:
            self._talk.hear(f"[{label}]")
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
            ended = self._talk.said(await self._after(decided))
            told = self._talk.messages[-1]
            written = kind == "confirm" and isinstance(decided, Applied)
            self._told = (kind, told) if kind == "cancel" or written else None
        if deed is not None:
            yield DeedFinished(ok=not failed)
        for event in ended:
            yield event

    async def _after(self, decided: Decision) -> Sequence[Event]:
        """What follows a decision; where HubSpot misses a value, the form that asks for it."""
        missing = _missing_in(decided)
        if not missing or not isinstance(decided, Refused) or decided.fresh is None:
            return self._presenter.after_decision(decided, self._talk.texts)
        alone = decided.model_copy(update={"fresh": None})
        told = self._presenter.after_decision(alone, self._talk.texts)
        asked = await self._complete(decided.fresh, missing)
        return [*told, Said(self._talk.texts.crm.fill_in), *asked]

    async def _watch(self, kind: DecisionKind, decision: Awaitable[Decision]) -> Decision:
        with self._watched.deciding(kind) as deciding:
            decided = await decision
            deciding.outcome, deciding.proposal = outcome_word(decided), proposal_of(decided)
        return decided

    async def typed(self, text: str, *, asked: bool = False) -> AsyncGenerator[Event, None] | None:
        """Take the decision that a plain yes, no or undo is; None where it decides nothing.

        A yes or no decides when exactly one proposal that was shown last waits for it. Where likely doubles are
        shown, a yes could mean either, and decides nothing. An undo cancels what waits, else takes the newest
        write back. So does a plain "cancel" right after a write; later it shows that write with its button, unless
        something waits, was ``asked`` or has just been cancelled.

        Raises:
            StateUnavailable: nobody knows what is pending, or what was written.
        """
        consent = consent_in(text)
        if consent is None:
            return None
        waiting = await self._proposals.pending()
        pending = [one for one in waiting if self._presenter.has_offered(one)]
        if consent is Consent.UNDO and len(pending) != 1:
            return self._answered(self._talk.texts.undo_which) if pending else await self._undo()
        if may_take_back(text) and not waiting and not asked and not self._follows("cancel"):
            return await self._undo(shown_first=not self._follows("confirm"))
        if len(pending) != 1 or (consent is Consent.YES and pending[0].similar):
            return None
        clicked = pending[0].id, pending[0].digest
        if consent is Consent.YES:
            return self.take("confirm", lambda: self._decisions.confirm(*clicked))
        return self.take("cancel", lambda: self._decisions.cancel(*clicked))

    def _follows(self, kind: DecisionKind) -> bool:
        """Whether the newest words follow a decision of this kind.

        A "cancel" is about it then, or is said twice.
        """
        decided, told = self._told or (None, None)
        return decided == kind and any(message is told for message in self._talk.messages[-2:])

    async def _undo(self, *, shown_first: bool = False) -> AsyncGenerator[Event, None]:
        """Take the newest write back, as its button does; what this chat has not shown is shown first."""
        self._presenter.move_on()
        newest = await self._proposals.newest_write()
        match newest:
            case None:
                return self._answered(self._talk.texts.nothing_to_undo)
            case ImportWritten():
                return self._answered(self._talk.texts.undo_import)
            case Proposal() if shown_first and self._presenter.has_written(newest):
                return _each(self._talk.said(self._presenter.written_again(newest, self._talk.texts)))
            case Proposal(id=written, digest=digest) if self._presenter.has_written(newest):
                return self.take("undo", lambda: self._decisions.undo(written, digest))
            case Proposal():
                shown = self._presenter.written_before(newest, self._talk.texts)
                return _each(self._talk.said(shown))

    def _answered(self, sentence: str) -> AsyncGenerator[Event, None]:
        return _each([self._talk.say(sentence)])


def _missing_in(decided: Decision) -> Sequence[PropertyProblem]:
    """The properties that HubSpot wants besides, if that is all that keeps it from writing."""
    error = decided.error if isinstance(decided, Refused) else None
    problems = error.problems if isinstance(error, InvalidValues) else ()
    lacking = {Problem.MISSING, Problem.REQUIRED_WHEN}
    return problems if all(problem.problem in lacking for problem in problems) else ()


def _said_by(kind: DecisionKind, texts: Texts) -> str | None:
    """What a button says for the person; taking up another contact shows in its new preview."""
    return {"confirm": texts.confirm, "cancel": texts.cancel, "undo": texts.undo}.get(kind)


async def _each(events: Sequence[Event]) -> AsyncGenerator[Event, None]:
    for event in events:
        yield event
