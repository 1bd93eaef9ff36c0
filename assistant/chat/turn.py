"""Takes a message through the agent to an answer, and shows what its tools bring."""

import logging
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from assistant.agent.agent import AgentEvent, GaveUp, ToolDone, Turn
from assistant.agent.agent_events import Limit, ToolStarted, Waiting, Wrote
from assistant.agent.contact_tools import ContactTools, Incomplete
from assistant.agent.limits import LimitedContacts
from assistant.agent.window import window
from assistant.chat.admission import Admission
from assistant.chat.answer_check import AnswerCheck, CheckedTurn
from assistant.chat.events import (
    ContactsFound,
    ContactShown,
    Event,
    Proposed,
    Said,
    ToolFinished,
    Unanswered,
    shows,
)
from assistant.chat.outcome_sentences import limit_sentence
from assistant.chat.shared_parts import OwnParts, SharedParts
from assistant.chat.typed_into_forms import Spare, TypedIntoForms
from assistant.chat.without_model import WithoutModel
from assistant.language.search_words import seeks_somebody
from assistant.models.model_protocol import ModelError, ModelMisconfigured
from assistant.telemetry.activities import NOTHING_YET, TurnActivity
from hubspot_tools.contacts import ContactStore
from hubspot_tools.errors import CrmError

log = logging.getLogger(__name__)

Tools = Callable[[ContactStore], ContactTools]
"""What one turn may do with contacts, made anew for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answerer:
    """Answers the newest words of one talk, a turn at a time."""

    parts: SharedParts
    own: OwnParts
    tools: Tools
    check: AnswerCheck
    into_forms: TypedIntoForms
    without_model: WithoutModel
    admission: Admission

    async def answer(self, typed: str = "") -> AsyncGenerator[Event, None]:
        """One turn of the agent; only a whole answer becomes part of the talk.

        What was ``typed`` about a person may end in a form, if the model is away or makes nothing of it; what is
        left over of it is named at the end.
        """
        self.own.presenter.move_on()
        checked = self.check.begin(typed)
        in_passing = bool(typed) and not seeks_somebody(typed)
        words: list[str] = []
        with self.own.watched.answering(self.own.talk.language) as answering:
            turn = self._turn(answering)
            try:
                async with aclosing(self.parts.agent.answer(turn)) as happenings:
                    async for happening in happenings:
                        for event in self._events(happening, in_passing=in_passing):
                            self._note(answering, event)
                            words.append(_words(happening, event))
                            checked.watch(event)
                            yield event
                        if isinstance(happening, GaveUp):
                            answering.outcome = happening.limit
            except ModelError as error:
                answering.fail(error)
                ended = await self._failed(answering, error)
            else:
                ended = await self._ended(answering, "".join(words))
            finally:
                await self.admission.answered(answering.usage)
            checked.say("".join(words))
            for (tool, arguments), result in turn.memory.items():
                checked.outcome.note(tool, arguments, result.shown)
            forms = await self.into_forms.follow(typed, turn.results, self.spare(checked))
            for event in (*ended, *forms):
                checked.watch(event)
                yield event
            for event in self.check.end(checked):
                yield event

    async def go_on_with(self, picked: AsyncGenerator[Event, None]) -> AsyncGenerator[Event, None]:
        """Answer once a person has picked whom they meant.

        That contact is shown once, by the answer or after it.
        """
        waiting: ContactShown | None = None
        async with aclosing(picked) as events:
            async for event in events:
                if isinstance(event, ContactShown):
                    waiting = event
                else:
                    yield event
        if waiting is None:
            return
        async with aclosing(self.answer()) as events:
            async for event in events:
                shown = shows(event, waiting.contact.id)
                # As it was picked, the contact comes with what of others' may be taken back.
                yield waiting if shown and isinstance(event, ContactsFound) else event
                if shown:
                    break
            else:
                yield waiting
            async for event in events:
                yield event

    async def answer_unaided(self, text: str) -> AsyncGenerator[Event, None]:
        """Answer by rules alone, while no model does."""
        self.own.presenter.move_on()
        checked = self.check.begin(text)
        forms = await self.into_forms.follow(text, spare=self.spare(checked))
        for event in forms or await self.without_model.answer(text):
            checked.watch(event)
            yield event
        for event in self.check.end(checked):
            yield event

    def spare(self, checked: CheckedTurn) -> Spare:
        """What a form may take up of what is left over; a contact that nobody has seen takes up nothing."""

        def spare(values: Mapping[str, str], contact_id: str | None) -> Mapping[str, str]:
            contact = self.own.focus.find(contact_id) if contact_id else None
            return {} if contact_id and contact is None else checked.spare(values, contact)

        return spare

    async def _failed(self, answering: TurnActivity, error: ModelError) -> Sequence[Event]:
        reference = f"{answering.session}-{answering.number}"
        level = logging.ERROR if isinstance(error, ModelMisconfigured) else logging.WARNING
        log.log(level, "turn %s: the model failed: %s", reference, error)
        return await self._stand_in(error, reference)

    async def _stand_in(self, error: ModelError | None, reference: str = "") -> Sequence[Event]:
        """What is done in the model's place; whoever answers an open form is not to be looked up."""
        newest = self.own.talk.newest_heard
        return await self.without_model.failed(
            newest, error, reference, looks_up=not self.into_forms.takes(newest)
        )

    async def _ended(self, answering: TurnActivity, words: str) -> Sequence[Event]:
        """What is still to say when the agent has done what it could."""
        if answering.outcome == Limit.TIME:
            return await self._stand_in(None)
        self.without_model.succeeded()
        if answering.outcome == NOTHING_YET:
            return [Said(self.own.talk.texts.no_answer), Unanswered()]
        self.own.talk.remember(words)
        return ()

    def _note(self, answering: TurnActivity, event: Event) -> None:
        """What whoever watches the service may know of what is shown."""
        match event:
            case ToolStarted() | ToolFinished() | Waiting() | Unanswered():
                return
            case Wrote() | Said():
                answering.spoke(self.parts.watch.now())
            case Proposed():
                answering.proposals += 1
        answering.outcome = "proposed" if answering.proposals else "answered"

    def _turn(self, answering: TurnActivity) -> Turn:
        parts = self.parts
        contacts = LimitedContacts(parts.contacts, parts.limits.crm_calls)
        return Turn(
            instructions=parts.prompts.instructions(self.own.talk.language),
            talk=window(self.own.talk.messages, parts.count_tokens),
            known_contacts=self.own.focus.as_data(self.own.presenter.waiting),
            toolbox=self.tools(contacts).toolbox(parts.tools),
            watch=parts.watch,
            answering=answering,
        )

    def _events(self, happening: AgentEvent, *, in_passing: bool) -> Sequence[Event]:
        match happening:
            case ToolDone(call_id=call_id, result=result):
                ok = not isinstance(result.shown, CrmError | Incomplete)
                brought = self.own.presenter.after_tool(
                    result.shown, self.own.talk.texts, in_passing=in_passing
                )
                return (ToolFinished(call_id, ok), *brought)
            case GaveUp(limit=limit):
                said = Said(limit_sentence(limit, self.parts.limits, self.own.talk.texts))
                return (said,) if limit is Limit.TIME else (said, Unanswered())
            case ToolStarted() | Wrote() | Waiting():
                return (happening,)


def _words(happening: AgentEvent, event: Event) -> str:
    """What of an event is part of the talk; why a turn was given up is not."""
    if isinstance(happening, GaveUp):
        return ""
    match event:
        case Wrote(text=text) | Said(text=text):
            return text
        case ToolStarted():
            return "\n"
        case _:
            return ""
