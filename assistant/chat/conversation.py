"""One person's chat: what was said, what is on the screen, and one thing at a time."""

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing

from assistant.agent.contact_tools import ContactTools
from assistant.agent.focus import Focus
from assistant.agent.tokens import fits
from assistant.chat.answer_check import AnswerCheck
from assistant.chat.decision_clicks import DecisionClicks
from assistant.chat.events import (
    ContactShown,
    Event,
    LanguageChanged,
    Said,
    Task,
)
from assistant.chat.form_turn import FormTurns
from assistant.chat.forms.open_forms import OpenForms
from assistant.chat.found_pages import FoundPages
from assistant.chat.missed_news import MissedNews
from assistant.chat.one_at_a_time import OneAtATime
from assistant.chat.outcome_sentences import state_sentence
from assistant.chat.plain_requests import task_in
from assistant.chat.presenter import Decision, Presenter
from assistant.chat.shared_parts import SharedParts
from assistant.chat.talk import Talk
from assistant.chat.turn import Answerer
from assistant.chat.typed_into_forms import TypedIntoForms
from assistant.chat.without_model import WithoutModel
from assistant.files.contact_export import ExportStep
from assistant.language.detection import Language
from assistant.language.texts import Texts
from assistant.proposals.decide import Decisions
from assistant.proposals.prepare import ProposalMaker
from assistant.proposals.proposal import Proposal
from assistant.state.errors import StateUnavailable
from assistant.telemetry.activities import DecisionKind
from hubspot_tools.contacts import ContactStore, SearchContacts

log = logging.getLogger(__name__)

MAX_INPUT_TOKENS = 4000
_MAX_INPUT_CHARACTERS = 40_000
"""Above this a text is too long whatever its tokens, and counting them would only take time."""


MAX_WAITING = 3
"""Things that wait while one of the same person is under way; a message beyond them is politely not taken."""


class Conversation:
    """Turns what a person types and clicks into events, strictly one after another."""

    def __init__(self, parts: SharedParts, *, owner: str, language: Language) -> None:
        self._parts = parts
        self.owner = owner
        """Whose conversation this is."""
        self._decisions = Decisions(parts.contacts, parts.state, parts.writes, owner, parts.now)
        self._proposals = ProposalMaker(parts.contacts, parts.state, owner, parts.now)
        self._focus = Focus(parts.count_tokens)
        self._presenter = Presenter(self._focus)
        self._talk = Talk(language)
        self._browsing = FoundPages(parts.contacts, self._focus, self._talk)
        self._one_at_a_time = OneAtATime()
        self._watched = parts.watch.session()
        self._decision_clicks = DecisionClicks(
            self._decisions,
            self._proposals,
            presenter=self._presenter,
            talk=self._talk,
            watched=self._watched,
        )
        self._catching_up = MissedNews(
            self._decisions, self._proposals, presenter=self._presenter, talk=self._talk
        )
        forms = OpenForms(parts.contacts, parts.form_fields)
        self._into_forms = TypedIntoForms(forms)
        self.forms = FormTurns(
            forms,
            self._decisions,
            lambda: self._tools(parts.contacts),
            presenter=self._presenter,
            talk=self._talk,
            one_at_a_time=self._one_at_a_time,
        )
        """What is done by filling in forms."""
        self.without_model = WithoutModel(
            parts.availability,
            self._talk,
            self._presenter,
            lambda query: self._tools(parts.contacts).search(query),
        )
        """What is done while no model answers."""
        self._check = AnswerCheck(self._talk, parts.region)
        self._turns = Answerer(
            parts=parts,
            tools=self._tools,
            talk=self._talk,
            focus=self._focus,
            check=self._check,
            presenter=self._presenter,
            into_forms=self._into_forms,
            without_model=self.without_model,
            watched=self._watched,
        )

    @property
    def reference(self) -> str:
        """What a person can quote so that an operator finds this moment in the log; tells nothing about them."""
        return self._watched.place

    @property
    def language(self) -> Language:
        """The language the person writes in, or their browser's until that is known, or the one they chose."""
        return self._talk.language

    @property
    def may_be_declined(self) -> bool:
        """Whether a preview, a question or a form of this talk waits for an answer, which may be a no."""
        return bool(self._presenter.waiting) or self._talk.asks or self._into_forms.any_begun

    def speak(self, language: Language, *, always: bool) -> None:
        """Take up this language: for good, or until the person writes in the other one."""
        self._talk.language, self._talk.language_fixed = language, always

    @property
    def _texts(self) -> Texts:
        return self._talk.texts

    async def hear(self, text: str) -> AsyncGenerator[Event, None]:
        """Answer what the person typed, after what they typed before."""
        if self._one_at_a_time.waiting >= MAX_WAITING:
            yield Said(self._texts.too_many_waiting)
            return
        text = _cleaned(text)
        async with self._one_at_a_time:
            if (refusal := self._refusal(text)) is not None:
                yield Said(refusal)
                return
            if (spoken := self._talk.switch_to_language_of(text)) is not None:
                yield LanguageChanged(spoken)
            self._talk.hear(text)
            self._talk.give(text)
            try:
                reply = await self._reply(text)
            except StateUnavailable as error:
                log.warning("the state store failed: %s", error)
                yield Said(state_sentence(error.trouble, self._texts))
                return
            async with aclosing(reply) as events:
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
        async with self._one_at_a_time:
            self._talk.hear(labels[task])
            async for event in self._begin(task):
                yield event

    async def _begin(self, task: Task) -> AsyncGenerator[Event, None]:
        """What a task asks for first: a form for a new contact, a question for the others."""
        self._presenter.move_on()
        texts = self._texts
        if task is Task.CREATE:
            for event in await self.forms.begin():
                yield event
        elif self.without_model.forms_serve:
            for event in self.forms.ask(to_update=task is Task.UPDATE):
                yield event
        else:
            yield self._talk.say(texts.search_question if task is Task.SEARCH else texts.update_question)

    def welcome_back(self) -> AsyncGenerator[Event, None]:
        """Show what waits for this person's decision, and tell what happened without them.

        That is what was settled meanwhile, or still is open.
        """
        return self._in_turn(self._catching_up.come_back())

    def tell(self, settled: Proposal) -> AsyncGenerator[Event, None]:
        """Tell what has become of a write that was settled while this chat was open."""
        return self._in_turn(self._catching_up.tell(settled))

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

    def _decide(
        self, kind: DecisionKind, decision: Callable[[], Awaitable[Decision]]
    ) -> AsyncGenerator[Event, None]:
        return self._in_turn(self._decision_clicks.click(kind, decision))

    def export(self, query: SearchContacts) -> AsyncGenerator[ExportStep, None]:
        """Fetch the whole result of a search as a file, beside whatever else is under way; see `ExportQueue`."""
        return self._parts.exports.run(self.owner, self._browsing.export(query))

    def turn_page(self, query: SearchContacts, place: str = "") -> AsyncGenerator[Event, None]:
        """Show the page of a search that ``query`` names; see `FoundPages.turn_page`."""
        return self._in_turn(self._browsing.turn_page(query, place))

    async def pick(self, contact_id: str) -> AsyncGenerator[Event, None]:
        """Show the contact a person clicked on.

        Where they had been asked which one, their request goes on with it.
        """
        async with self._one_at_a_time:
            was_asked, shown = self._talk.asks, False
            async with aclosing(self._browsing.pick(contact_id)) as events:
                async for event in events:
                    shown = isinstance(event, ContactShown)
                    yield event
            if was_asked and shown:
                async with aclosing(self._turns.answer()) as events:
                    async for event in events:
                        yield event

    async def _in_turn(self, events: AsyncGenerator[Event, None]) -> AsyncGenerator[Event, None]:
        """The same events, after what is under way."""
        async with self._one_at_a_time, aclosing(events):
            async for event in events:
                yield event

    def _refusal(self, text: str) -> str | None:
        """Why this is no message, in a sentence; None where it is one."""
        if not text:
            return self._texts.empty_message
        return self._texts.too_long.format(limit=MAX_INPUT_TOKENS) if self._is_too_long(text) else None

    async def _reply(self, text: str) -> AsyncGenerator[Event, None]:
        """What the person's words lead to: a decision, a task, or a turn of the agent.

        Raises:
            StateUnavailable: nobody knows what there is to decide.
        """
        asked = self._talk.answers_question or self._into_forms.any_begun
        if (decided := await self._decision_clicks.typed(text, asked=asked)) is not None:
            return decided
        if (task := task_in(text)) is not None:
            return self._begin(task)
        return self._answer_unaided(text) if self.without_model.answers(text) else self._turns.answer(text)

    async def _answer_unaided(self, text: str) -> AsyncGenerator[Event, None]:
        self._presenter.move_on()
        checked = self._check.begin(text)
        spare = self._turns.spare(checked)
        forms = await self._into_forms.follow(text, spare=spare)
        for event in forms or await self.without_model.answer(text):
            checked.watch(event)
            yield event
        for event in self._check.end(checked):
            yield event

    def _tools(self, contacts: ContactStore) -> ContactTools:
        """What one turn may do with contacts."""
        parts = self._parts
        proposals = ProposalMaker(contacts, parts.state, self.owner, parts.now)
        return ContactTools(
            contacts,
            proposals,
            self._focus,
            self._talk.given(parts.region),
            self._decisions.confirm,
            parts.confirm_writes,
        )

    def _is_too_long(self, text: str) -> bool:
        return len(text) > _MAX_INPUT_CHARACTERS or not fits(text, MAX_INPUT_TOKENS, self._parts.count_tokens)


def _cleaned(text: str) -> str:
    """Text that can be counted, stored and sent: no lone surrogates, no NUL."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "").strip()
