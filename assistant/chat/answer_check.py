"""Checks each turn against what was typed.

It names what is left over, and says what is so where an answer says more. No model is asked. Its sentences are the application's own, and no part of the talk that a model reads.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from assistant.agent.coverage import TurnOutcome, form_values, left_over
from assistant.agent.hard_facts import FactKind, HardFact, facts_in
from assistant.chat.events import ContactsFound, Decided, Event, FormOpened, Proposed, Said, Unanswered
from assistant.chat.talk import Talk
from assistant.language.claims import asks, claims_deed
from assistant.language.consent import Consent, consent_in
from assistant.language.texts import AnswerTexts, Texts, answer_texts_in
from assistant.language.texts.crm_sentences import property_label
from assistant.proposals.proposal import Applied
from hubspot_tools.contacts import Contact
from hubspot_tools.values.text import printable
from hubspot_tools.values.vocabulary import said_properties

MOST_NAMED: Final = 5
_LONGEST_NAMED: Final = 80
"""Characters of one fact; nobody needs more to know their own words again."""


class AnswerCheck:
    """Knows what of a person's words waits for their answer to a question."""

    def __init__(self, talk: Talk, region: str) -> None:
        self._talk = talk
        self._region = region
        self._waiting: tuple[HardFact, ...] = ()

    def begin(self, typed: str) -> "CheckedTurn":
        """The turn that answers what was typed; a plain no lets go of what was waiting."""
        waiting = () if consent_in(typed) is Consent.NO else self._waiting
        self._waiting = ()
        return CheckedTurn(self._talk, self._region, facts_in(typed), waiting)

    def end(self, turn: "CheckedTurn") -> Sequence[Event]:
        """What is still to be said about a turn; what its question leaves open waits for the answer."""
        if turn.asks:
            self._waiting = turn.left
        return turn.last_words()


class CheckedTurn:
    """One turn: what was typed, and what has come of it so far."""

    def __init__(
        self, talk: Talk, region: str, typed: Sequence[HardFact], waiting: Sequence[HardFact]
    ) -> None:
        self._texts: Texts = talk.texts
        self._answer_texts: AnswerTexts = answer_texts_in(talk.language)
        self._said_properties = said_properties(talk.language)
        self._given = talk.given(region)
        self._typed = {fact.key for fact in typed}
        self._facts = tuple({fact.key: fact for fact in (*waiting, *typed)}.values())
        self._said: list[str] = []
        self._applied = self._proposed = self._unanswered = False
        self.outcome = TurnOutcome(region)
        """What its tools have made of it."""

    def watch(self, event: Event) -> None:
        """Take note of what comes on the screen, other than what tools bring back."""
        match event:
            case Decided(outcome=Applied()):
                self._applied = True
            case Proposed():
                self._proposed = True
            case Unanswered():
                self._unanswered = True
            case FormOpened(form=form):
                self.outcome.keep(form.values, form.contact)
            case ContactsFound(page=page):
                self.outcome.search(page.query.model_dump(), page.contacts)
            case _:
                pass

    def say(self, words: str) -> None:
        """Take note of what the model said."""
        self._said.append(words)
        self.outcome.say(words)

    @property
    def left(self) -> tuple[HardFact, ...]:
        """The hard facts of which nothing was made so far."""
        return left_over(self._facts, self.outcome)

    @property
    def asks(self) -> bool:
        """Whether the model has asked something."""
        return any(map(asks, self._said))

    def spare(self, values: Mapping[str, str], contact: Contact | None) -> dict[str, str]:
        """What is left over and has its place in a form that opens with these values.

        What stands next to somebody else's name has none.
        """
        held = {**(contact.properties if contact else {}), **values}
        free = form_values(left_over(self._facts, self.outcome.with_form(values)), held)
        others = self._given.attribution.of_others({**values, **free}, contact)
        return {name: value for name, value in free.items() if name not in others}

    def last_words(self) -> Sequence[Event]:
        """What is so where the model has claimed more, and what is left over of what was typed."""
        texts = self._answer_texts
        told: list[Event] = []
        if not self._applied and any(claims_deed(words) for words in self._said):
            told.append(Said(texts.waits if self._proposed else texts.nothing_done))
        sought_in_vain = self.outcome.acted and not self.outcome.opened
        open_still = self.asks or self._unanswered or sought_in_vain
        left = [fact for fact in self.left if not open_still or fact.key in self._typed]
        if left:
            told.append(Said(self._named(left, open_still=open_still)))
        return told

    def _named(self, left: Sequence[HardFact], *, open_still: bool) -> str:
        texts = self._answer_texts
        several = len(left) > 1
        facts = _list([self._fact(fact) for fact in left], texts)
        if open_still:
            return texts.not_used_yet.format(facts=facts)
        question = texts.questions["several" if several else left[0].kind]
        return texts.left_over.format(facts=facts, question=question)

    def _fact(self, fact: HardFact) -> str:
        text = " ".join(printable(fact.text).split())
        shown = text if len(text) <= _LONGEST_NAMED else f"{text[:_LONGEST_NAMED]}…"
        if fact.kind is not FactKind.VALUE:
            return shown
        label = property_label(fact.name, self._texts, self._said_properties)
        return self._answer_texts.labelled.format(value=shown, label=label)


def _list(named: Sequence[str], texts: AnswerTexts) -> str:
    """The first few in a row, and how many more there are."""
    if len(named) > MOST_NAMED:
        return texts.and_more.format(some=", ".join(named[:MOST_NAMED]), count=len(named) - MOST_NAMED)
    if len(named) == 1:
        return named[0]
    return texts.and_last.format(some=", ".join(named[:-1]), last=named[-1])
