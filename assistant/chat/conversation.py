"""One person's chat: what was said, what is on the screen, and one thing at a time."""

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing

from assistant.access.rights import Rights, RightsNow
from assistant.agent.contact_tools import ContactTools
from assistant.chat.admission import Admission, cleaned
from assistant.chat.answer_check import AnswerCheck
from assistant.chat.decision_clicks import DecisionClicks
from assistant.chat.events import Event, LanguageChanged, Said, Task
from assistant.chat.form_turn import FormTurns
from assistant.chat.found_pages import FoundPages
from assistant.chat.kept.kept_talk import KeptTalk
from assistant.chat.kept.resumption import Resumption, ShownAgain
from assistant.chat.missed_news import MissedNews
from assistant.chat.one_at_a_time import OneAtATime
from assistant.chat.outcome_sentences import state_sentence
from assistant.chat.page.page_contact import PageContact
from assistant.chat.plain_requests import task_in, task_label
from assistant.chat.presenter import Decision
from assistant.chat.shared_parts import OwnParts, SharedParts
from assistant.chat.turn import Answerer
from assistant.chat.typed_into_forms import TypedIntoForms
from assistant.chat.without_model import WithoutModel
from assistant.files.contact_export import ExportStep
from assistant.language.detection import Language
from assistant.language.texts.crm_sentences import crm_sentence
from assistant.proposals.prepare import ProposalMaker
from assistant.proposals.proposal import Proposal
from assistant.proposals.seen_proposals import as_shown_to
from assistant.state.errors import StateUnavailable
from assistant.telemetry.activities import DecisionKind
from hubspot_tools.contacts import ContactStore, SearchContacts
from hubspot_tools.errors import NotPermitted

log = logging.getLogger(__name__)

MAX_WAITING = 3
"""Things that wait while one of the same person is under way; a message beyond them is politely not taken."""


class Conversation:
    """Turns what a person types and clicks into events, strictly one after another."""

    def __init__(
        self, parts: SharedParts, *, owner: str, language: Language, rights: RightsNow = Rights
    ) -> None:
        """Begin it; ``parts`` hold the contacts as ``rights`` let this person have them."""
        self._parts = parts
        own = OwnParts.of(parts, owner, language, rights)
        self.owner = owner
        """Whose conversation this is."""
        self.rights = rights
        """What they may at this moment."""
        self._heeded = rights()
        self._talk, self._focus, self._presenter = own.talk, own.focus, own.presenter
        self._decisions, self._proposals, self._open_forms = own.decisions, own.proposals, own.forms
        self._watched = own.watched
        self._one_at_a_time = OneAtATime(first=self._heed_rights)
        self.page = PageContact(parts.contacts, own.focus, own.talk, rights)
        """Whom the page around this chat is about."""
        self._admission = Admission(parts, owner, rights, own.talk)
        self._browsing = FoundPages(parts.contacts, own, self._admission)
        self._catching_up = MissedNews(own)
        self._into_forms = TypedIntoForms(own.forms)
        self.resumption = Resumption(own)
        """How the talk goes on elsewhere, and here."""
        self.forms = FormTurns(own, lambda: self._tools(parts.contacts), self._one_at_a_time)
        """What is done by filling in forms."""
        self._decision_clicks = DecisionClicks(own, complete=self.forms.complete)
        self.without_model = WithoutModel(
            parts.availability,
            own.talk,
            own.presenter,
            lambda query: self._tools(parts.contacts).search(query),
        )
        """What is done while no model answers."""
        self._turns = Answerer(
            parts=parts,
            own=own,
            tools=self._tools,
            check=AnswerCheck(own.talk, parts.region),
            into_forms=self._into_forms,
            without_model=self.without_model,
            admission=self._admission,
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

    async def examples(self, language: Language, patience: float) -> Sequence[str]:
        """Sentences to begin with that work on the contacts there are, as far as they are known in time."""
        parts = self._parts
        return await parts.examples.sentences(parts.contacts, self.rights(), language, patience)

    def speak(self, language: Language, *, always: bool) -> None:
        """Take up this language: for good, or until the person writes in the other one."""
        self._talk.language, self._talk.language_fixed = language, always

    async def hear(self, text: str) -> AsyncGenerator[Event, None]:
        """Answer what the person typed, after what they typed before."""
        if self._one_at_a_time.waiting >= MAX_WAITING:
            yield Said(self._talk.texts.too_many_waiting)
            return
        text = cleaned(text)
        async with self._one_at_a_time:
            if (why := self._admission.refusal(text)) is not None:
                yield Said(why)
                return
            if (spoken := self._talk.switch_to_language_of(text)) is not None:
                yield LanguageChanged(spoken)
            try:
                if told := await self._admission.message():
                    yield Said(told)
                await self.page.enter()
                self._talk.hear(text)
                self._talk.give(text)
                reply = await self._reply(text)
            except NotPermitted as error:
                yield Said(crm_sentence(error, self._talk.texts))
                return
            except StateUnavailable as error:
                log.warning("the state store failed: %s", error)
                yield Said(state_sentence(error.trouble, self._talk.texts))
                return
            async with aclosing(reply) as events:
                async for event in events:
                    yield await self._browsing.with_write_of_others(event)

    async def choose(self, task: Task) -> AsyncGenerator[Event, None]:
        """Answer a click on one of the three buttons: confirm the choice and ask for what is needed."""
        async with self._one_at_a_time:
            self._talk.hear(task_label(task, self._talk.texts))
            async for event in self._begin(task):
                yield event

    def _heed_rights(self) -> None:
        """Forget what was seen and said, where this person may not see all of it any more."""
        before, self._heeded = self._heeded, (rights := self.rights())
        if rights.sees_less_than(before):
            self._focus.clear()
            self._talk.clear()
            self._open_forms.clear()
            self._presenter.move_on()

    async def _begin(self, task: Task) -> AsyncGenerator[Event, None]:
        """What a task asks for first: a form for a new contact, a question for the others."""
        self._presenter.move_on()
        texts, rights = self._talk.texts, self.rights()
        if task is not Task.SEARCH and not rights.may_write:
            yield self._talk.say(crm_sentence(NotPermitted(rights.role), texts))
        elif task is Task.CREATE:
            for event in await self.forms.begin():
                yield event
        elif self.without_model.forms_serve:
            for event in self.forms.ask(to_update=task is Task.UPDATE):
                yield event
        else:
            yield self._talk.say(texts.search_question if task is Task.SEARCH else texts.update_question)

    def welcome_back(self, *, shown: frozenset[str] = frozenset()) -> AsyncGenerator[Event, None]:
        """Show what waits for this person, and tell what happened meanwhile; ``shown`` is not shown twice."""
        return self._in_turn(self._catching_up.come_back(shown))

    async def take_up(self, kept: KeptTalk) -> AsyncGenerator[ShownAgain, None]:
        """Go on with a talk that was begun elsewhere, and give what is to be shown of it."""
        async with self._one_at_a_time, aclosing(self.resumption.take_up(kept)) as messages:
            async for message in messages:
                yield message

    def shown(self, proposal: Proposal) -> Proposal | None:
        """A proposal as this person may see it now; None where they may not."""
        return as_shown_to(self.rights(), proposal)

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
        return self._in_turn(self._decision_clicks.take(kind, decision, clicked=True))

    def export(self, query: SearchContacts) -> AsyncGenerator[ExportStep, None]:
        """Fetch the whole result of a search as a file, beside whatever else is under way; see `ExportQueue`."""
        return self._parts.exports.run(self.owner, self._browsing.export(query))

    def turn_page(self, query: SearchContacts, place: str = "") -> AsyncGenerator[Event, None]:
        """Show the page of a search that ``query`` names; see `FoundPages.turn_page`."""
        return self._in_turn(self._browsing.turn_page(query, place))

    def tell_history(self, contact_id: str) -> AsyncGenerator[Event, None]:
        """Tell who changed a contact, when and from where; see `FoundPages.tell_history`."""
        return self._in_turn(self._browsing.tell_history(contact_id))

    async def pick(self, contact_id: str) -> AsyncGenerator[Event, None]:
        """Show the contact a person clicked on; where they had been asked which one, go on with it."""
        async with self._one_at_a_time:
            was_asked, picked = self._talk.asks, self._browsing.pick(contact_id)
            async with aclosing(self._turns.go_on_with(picked) if was_asked else picked) as events:
                async for event in events:
                    yield event

    async def _in_turn(self, events: AsyncGenerator[Event, None]) -> AsyncGenerator[Event, None]:
        """The same events, after what is under way."""
        async with self._one_at_a_time, aclosing(events):
            async for event in events:
                yield event

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
        if (told := self._browsing.asked(text, self.rights)) is not None:
            return told
        turns = self._turns
        return turns.answer_unaided(text) if self.without_model.answers(text) else turns.answer(text)

    def _tools(self, contacts: ContactStore) -> ContactTools:
        """What one turn may do with contacts."""
        parts = self._parts
        proposals = ProposalMaker(contacts, parts.state, self.owner, parts.now, rights=self.rights)
        return ContactTools(
            contacts,
            proposals,
            self._focus,
            self._talk.given(self._parts.region),
            self._decisions.confirm,
            self._parts.confirm_writes,
        )
