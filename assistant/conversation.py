"""One person's chat: what was said, what is on the screen, and one thing at a time."""

import logging
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from assistant.activities import NOTHING_YET, Answering, DecisionKind
from assistant.agent import Agent, AgentEvent, GaveUp, ToolDone, Turn
from assistant.asking import task_in
from assistant.browsing import Browsing
from assistant.consent import Consent, consent_in
from assistant.contact_tools import ConfirmWrites, ContactTools, Incomplete
from assistant.decisions import Decisions
from assistant.events import (
    ContactShown,
    Deed,
    DeedFinished,
    DeedStarted,
    Event,
    LanguageChanged,
    Limit,
    Proposed,
    Said,
    Task,
    ToolFinished,
    ToolStarted,
    Unanswered,
    Waiting,
    Wrote,
)
from assistant.exporting import ExportStep
from assistant.filling import Filling
from assistant.focus import Focus
from assistant.form import EVERYDAY_FIELDS, FormFields
from assistant.forms import Forms
from assistant.history import window
from assistant.in_turn import InTurn
from assistant.language import Language
from assistant.limits import LimitedContacts, TurnLimits
from assistant.model.grammar.signature import signature_in
from assistant.model.port import ModelError, ModelMisconfigured
from assistant.presenting import Decision, Presenter, outcome_word, proposal_of
from assistant.prompts import Prompts
from assistant.proposals import Clock, Proposals
from assistant.reach import ModelReach
from assistant.reporting import crm_sentence, limit_sentence
from assistant.state import StateStore, StateUnavailable
from assistant.talk import Talk
from assistant.texts import Texts
from assistant.tokens import CountTokens
from assistant.unaided import Unaided
from assistant.watching import Watch
from assistant.writes import Writes
from hubspot_tools.contacts import ContactStore, SearchContacts
from hubspot_tools.errors import CrmError

log = logging.getLogger(__name__)

MAX_INPUT_TOKENS = 4000
_MAX_INPUT_CHARACTERS = 40_000
"""Above this a text is too long whatever its tokens, and counting them would only take time."""


MAX_WAITING = 3
"""Things that wait while one of the same person is under way; a message beyond them is politely not taken."""


_DEEDS: Mapping[DecisionKind, Deed] = {"confirm": Deed.CONFIRM, "undo": Deed.UNDO, "adopt": Deed.ADOPT}
"""The decisions that ask the CRM; a cancelled proposal concerns nobody else."""

TypedDecision = tuple[DecisionKind, Callable[[], Awaitable[Decision]]]
"""What a plain yes or no decides, and how."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What every conversation shares."""

    contacts: ContactStore
    agent: Agent
    state: StateStore
    writes: Writes
    prompts: Prompts
    count_tokens: CountTokens
    limits: TurnLimits
    now: Clock
    confirm_writes: ConfirmWrites = "always"
    form_fields: FormFields = EVERYDAY_FIELDS
    region: str = "FR"
    """Country where telephone numbers without a country code are dialled (ISO 3166, two letters)."""
    watch: Watch = field(default_factory=Watch)
    reach: ModelReach = field(default_factory=ModelReach)


class Conversation:
    """Turns what a person types and clicks into events, strictly one after another."""

    def __init__(self, parts: Parts, *, owner: str, language: Language) -> None:
        self._parts = parts
        self._owner = owner
        self._decisions = Decisions(parts.contacts, parts.state, parts.writes, owner, parts.now)
        self._proposals = Proposals(parts.contacts, parts.state, owner, parts.now)
        self._focus = Focus(parts.count_tokens)
        self._presenter = Presenter(self._focus)
        self._talk = Talk(language)
        self._browsing = Browsing(parts.contacts, self._focus, self._talk)
        self._in_turn = InTurn()
        self._watched = parts.watch.session()
        self.forms = Filling(
            Forms(parts.contacts, parts.form_fields),
            self._decisions,
            lambda: self._tools(parts.contacts),
            presenter=self._presenter,
            talk=self._talk,
            in_turn=self._in_turn,
        )
        """What is done by filling in forms."""
        self.unaided = Unaided(
            parts.reach, self._talk, self._presenter, lambda query: self._tools(parts.contacts).search(query)
        )
        """What is done while no model answers."""

    @property
    def busy(self) -> bool:
        """Whether something is under way; what comes next waits for it."""
        return self._in_turn.taken

    @property
    def reference(self) -> str:
        """What a person can quote so that an operator finds this moment in the log; tells nothing about them."""
        return self._watched.place

    @property
    def language(self) -> Language:
        """The language the person writes in, or their browser's until that is known, or the one they chose."""
        return self._talk.language

    def speak(self, language: Language, *, always: bool) -> None:
        """Take up this language: for good, or until the person writes in the other one."""
        self._talk.language, self._talk.language_fixed = language, always

    @property
    def _texts(self) -> Texts:
        return self._talk.texts

    async def hear(self, text: str) -> AsyncGenerator[Event, None]:
        """Answer what the person typed, after what they typed before."""
        if self._in_turn.waiting >= MAX_WAITING:
            yield Said(self._texts.too_many_waiting)
            return
        async with self._in_turn, aclosing(self._hear(_cleaned(text))) as events:
            async for event in events:
                yield event

    async def choose(self, task: Task) -> AsyncGenerator[Event, None]:
        """Answer a click on one of the three buttons: confirm the choice and ask for what is needed."""
        texts = self._texts
        labels = {
            Task.SEARCH: texts.search_button,
            Task.CREATE: texts.create_button,
            Task.UPDATE: texts.update_button,
        }
        async with self._in_turn:
            self._talk.hear(labels[task])
            async for event in self._begin(task):
                yield event

    async def _begin(self, task: Task) -> AsyncGenerator[Event, None]:
        """What a task asks for first: a form for a new contact, a question for the others."""
        self._presenter.offered.clear()
        texts = self._texts
        if task is Task.CREATE:
            for event in await self.forms.begin():
                yield event
        elif self.unaided.forms_serve:
            for event in self.forms.ask(to_update=task is Task.UPDATE):
                yield event
        else:
            yield self._talk.say(texts.search_question if task is Task.SEARCH else texts.update_question)

    async def welcome_back(self) -> AsyncGenerator[Event, None]:
        """Show what still waits for this person's decision, and tell what was settled without them."""
        async with self._in_turn:
            try:
                news, pending = await self._decisions.news(), await self._proposals.pending()
            except StateUnavailable as error:
                log.warning("pending proposals cannot be read: %s", error)
                return
            for proposal in news:
                for event in self._talk.said(self._presenter.after_absence(proposal, self._texts)):
                    yield event
            for proposal in pending:
                yield self._presenter.offer(proposal)

    def confirm(self, proposal_id: str, digest: str) -> AsyncGenerator[Event, None]:
        """Apply a proposal at the person's click."""
        return self._decide("confirm", lambda: self._decisions.confirm(proposal_id, digest))

    def cancel(self, proposal_id: str, digest: str) -> AsyncGenerator[Event, None]:
        """Drop a proposal at the person's click."""
        return self._decide("cancel", lambda: self._decisions.cancel(proposal_id, digest))

    def undo(self, proposal_id: str, digest: str) -> AsyncGenerator[Event, None]:
        """Take a write back at the person's click."""
        return self._decide("undo", lambda: self._decisions.undo(proposal_id, digest))

    def adopt(self, proposal_id: str, digest: str, contact_id: str) -> AsyncGenerator[Event, None]:
        """Update a similar contact instead of creating a new one, at the person's click."""
        return self._decide("adopt", lambda: self._decisions.adopt(proposal_id, digest, contact_id))

    async def _decide(
        self, kind: DecisionKind, decision: Callable[[], Awaitable[Decision]]
    ) -> AsyncGenerator[Event, None]:
        async with self._in_turn, aclosing(self._deciding(kind, decision)) as events:
            async for event in events:
                yield event

    async def _deciding(
        self, kind: DecisionKind, decision: Callable[[], Awaitable[Decision]]
    ) -> AsyncGenerator[Event, None]:
        """Take a decision and tell how it ended; one that asks the CRM says so meanwhile."""
        deed = _DEEDS.get(kind)
        if deed is not None:
            yield DeedStarted(deed)
        ended: Sequence[Event]
        failed = True
        try:
            decided = await self._watch_deciding(kind, decision())
        except CrmError as error:
            ended = (self._talk.say(crm_sentence(error, self._texts)),)
        except StateUnavailable as error:
            log.warning("the state store failed: %s", error)
            ended = (self._talk.say(self._texts.state_unavailable),)
        else:
            failed = False
            ended = self._talk.said(self._presenter.after_decision(decided, self._texts))
        if deed is not None:
            yield DeedFinished(ok=not failed)
        for event in ended:
            yield event

    async def _watch_deciding(self, kind: DecisionKind, decision: Awaitable[Decision]) -> Decision:
        with self._watched.deciding(kind) as deciding:
            decided = await decision
            deciding.outcome, deciding.proposal = outcome_word(decided), proposal_of(decided)
        return decided

    def export(self, query: SearchContacts) -> AsyncGenerator[ExportStep, None]:
        """Fetch the whole result of a search as a file, beside whatever else is under way."""
        return self._browsing.export(query)

    async def turn_page(self, query: SearchContacts, place: str = "") -> AsyncGenerator[Event, None]:
        """Show the page of a search that ``query`` names; see `Browsing.turn_page`."""
        async with self._in_turn, aclosing(self._browsing.turn_page(query, place)) as events:
            async for event in events:
                yield event

    async def pick(self, contact_id: str) -> AsyncGenerator[Event, None]:
        """Show the contact a person clicked on; where they had been asked which one, their request goes on with it."""
        async with self._in_turn:
            was_asked, shown = self._talk.asks, False
            async with aclosing(self._browsing.pick(contact_id)) as events:
                async for event in events:
                    shown = isinstance(event, ContactShown)
                    yield event
            if was_asked and shown:
                async with aclosing(self._answer({})) as events:
                    async for event in events:
                        yield event

    async def _hear(self, text: str) -> AsyncGenerator[Event, None]:
        if not text:
            yield Said(self._texts.empty_message)
            return
        if self._is_too_long(text):
            yield Said(self._texts.too_long.format(limit=MAX_INPUT_TOKENS))
            return
        if (spoken := self._talk.switch_to_language_of(text)) is not None:
            yield LanguageChanged(spoken)
        self._talk.hear(text)
        self._talk.give(text)
        try:
            decision = await self._typed_decision(text)
        except StateUnavailable as error:
            log.warning("the state store failed: %s", error)
            yield self._talk.say(self._texts.state_unavailable)
            return
        async with aclosing(self._reply(decision, text)) as events:
            async for event in events:
                yield event

    def _reply(self, decision: TypedDecision | None, text: str) -> AsyncGenerator[Event, None]:
        """What the person's words lead to: a decision, a task, or a turn of the agent."""
        if decision is not None:
            return self._deciding(*decision)
        if (task := task_in(text)) is not None:
            return self._begin(task)
        pasted = signature_in(text)
        return self._answer_unaided(text, pasted) if self.unaided.answers(text) else self._answer(pasted)

    async def _answer_unaided(self, text: str, pasted: Mapping[str, str]) -> AsyncGenerator[Event, None]:
        self._presenter.offered.clear()
        self.forms.begin_turn()
        for event in await (self.forms.after_turn(pasted) if pasted else self.unaided.answer(text)):
            yield event

    async def _typed_decision(self, text: str) -> TypedDecision | None:
        """A plain yes or no decides, when exactly one proposal that was shown last waits for it.

        Where likely doubles are shown, a yes could mean either, and decides nothing.
        """
        consent = consent_in(text)
        if consent is None:
            return None
        pending = [
            proposal for proposal in await self._proposals.pending() if proposal.id in self._presenter.offered
        ]
        if len(pending) != 1 or (consent is Consent.YES and pending[0].similar):
            return None
        clicked = pending[0].id, pending[0].digest
        if consent is Consent.YES:
            return "confirm", lambda: self._decisions.confirm(*clicked)
        return "cancel", lambda: self._decisions.cancel(*clicked)

    async def _answer(self, pasted: Mapping[str, str]) -> AsyncGenerator[Event, None]:
        """One turn of the agent; only a whole answer becomes part of the talk.

        What is ``pasted`` of a person ends in a form, if the model is away or makes nothing of it.
        """
        self.forms.begin_turn()
        self._presenter.offered.clear()  # the talk moves on: a plain yes answers what is asked next
        words: list[str] = []
        with self._watched.answering(self.language) as answering:
            try:
                async with aclosing(self._parts.agent.answer(self._turn(answering))) as happenings:
                    async for event in self._seen(happenings, answering):
                        words.append(_words(event))
                        yield event
            except ModelError as error:
                reference = f"{answering.session}-{answering.number}"
                level = logging.ERROR if isinstance(error, ModelMisconfigured) else logging.WARNING
                log.log(level, "turn %s: the model failed: %s", reference, error)
                answering.fail(error)
                for event in await self.unaided.failed(self._talk.newest_heard, error, reference):
                    yield event
                for event in await self.forms.after_turn(pasted):
                    yield event
                return
            if answering.outcome == Limit.TIME:
                for event in await self.unaided.failed(self._talk.newest_heard, None):
                    yield event
                return
            self.unaided.succeeded()
            if answering.outcome == NOTHING_YET:
                yield self._talk.say(self._texts.no_answer)
                yield Unanswered()
            else:
                self._talk.remember("".join(words))
            for event in await self.forms.after_turn(pasted):
                yield event

    async def _seen(
        self, happenings: AsyncIterable[AgentEvent], answering: Answering
    ) -> AsyncGenerator[Event, None]:
        async for happening in happenings:
            for event in self._events(happening):
                self._note(answering, event)
                yield event
            if isinstance(happening, GaveUp):
                answering.outcome = happening.limit
                if happening.limit is not Limit.TIME:
                    yield Unanswered()

    def _note(self, answering: Answering, event: Event) -> None:
        """What whoever watches the service may know of what is shown."""
        match event:
            case ToolStarted() | ToolFinished() | Waiting() | Unanswered():
                return
            case Wrote() | Said():
                answering.spoke(self._parts.watch.now())
            case Proposed():
                answering.proposals += 1
        answering.outcome = "proposed" if answering.proposals else "answered"

    def _turn(self, answering: Answering) -> Turn:
        parts = self._parts
        contacts = LimitedContacts(parts.contacts, parts.limits.crm_calls)
        return Turn(
            instructions=parts.prompts.instructions(self.language),
            talk=window(self._talk.messages, parts.count_tokens),
            known_contacts=self._focus.as_data(),
            toolbox=self._tools(contacts).toolbox(),
            watch=parts.watch,
            answering=answering,
        )

    def _tools(self, contacts: ContactStore) -> ContactTools:
        """What one turn may do with contacts."""
        parts = self._parts
        proposals = Proposals(contacts, parts.state, self._owner, parts.now)
        return ContactTools(
            contacts,
            proposals,
            self._focus,
            self._talk.given(parts.region),
            self._decisions.confirm,
            parts.confirm_writes,
        )

    def _events(self, happening: AgentEvent) -> Sequence[Event]:
        match happening:
            case ToolDone(call_id=call_id, result=result):
                ok = not isinstance(result.shown, CrmError | Incomplete)
                self.forms.watch(result.shown)
                return (ToolFinished(call_id, ok), *self._presenter.after_tool(result.shown, self._texts))
            case GaveUp(limit=limit):
                return (Said(limit_sentence(limit, self._parts.limits, self._texts)),)
            case ToolStarted() | Wrote() | Waiting():
                return (happening,)

    def _is_too_long(self, text: str) -> bool:
        return len(text) > _MAX_INPUT_CHARACTERS or self._parts.count_tokens(text) > MAX_INPUT_TOKENS


def _words(event: Event) -> str:
    match event:
        case Wrote(text=text) | Said(text=text):
            return text
        case ToolStarted():
            return "\n"
        case _:
            return ""


def _cleaned(text: str) -> str:
    """Text that can be counted, stored and sent: no lone surrogates, no NUL."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "").strip()
