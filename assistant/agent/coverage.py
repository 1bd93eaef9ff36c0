"""Tells which hard facts of a message ended in what was done about it, and which are left over. Pure."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from assistant.agent.contact_tools import SEARCH
from assistant.agent.hard_facts import FULL_NAME, FactKind, HardFact
from assistant.agent.typed_text import TypedText, amounts_in
from assistant.proposals.preparations import AlreadySo, AlreadyThere, Prepared
from assistant.proposals.proposal import Applied, Closed, Proposal, Refused, Superseded, Unsettled
from hubspot_tools.contacts import Contact, ContactPage
from hubspot_tools.errors import CrmError, NotPermitted, ReadOnly, RequestsSpent
from hubspot_tools.values.dates import days_in
from hubspot_tools.values.languages import language_code
from hubspot_tools.values.properties import LIFECYCLE_STAGE, OWNER
from hubspot_tools.values.text import digits, words
from hubspot_tools.values.typed_values import national_digits
from hubspot_tools.values.vocabulary import LANGUAGE, PERSONAL_PHONES

_BY_OPTION: Final = frozenset({OWNER, LIFECYCLE_STAGE, LANGUAGE, "hs_lead_status"})
"""Properties that are stored by other words than people give them."""
_TELLING: Final = frozenset({"company", "jobtitle", "city", "zip", "country"})
"""Properties whose label cannot mean another one: a value found under another name has gone astray."""
_NO_VALUES: Final = frozenset({FactKind.DATE, FactKind.AMOUNT, FactKind.PERSON})
"""What has no property of its own in a form."""
_WHEN_PROPOSED: Final = frozenset({FactKind.DATE, FactKind.AMOUNT})
_FEWEST_DIGITS: Final = 6
_RUN: Final = re.compile(r"\+?\d[\d \t.\-()/\u00a0\u202f\u2011]{0,40}")
_EXTENSION: Final = re.compile(r",? ?(?:ext|extension|poste|x|#)[.:]? ?(\d{1,6})$", re.IGNORECASE)


@dataclass(slots=True)
class TurnOutcome:
    """What a turn has done with what was typed: what it searched for, kept, showed and said.

    ``kept`` are the values of proposals and forms by property; ``opened`` says that there is one of either, and
    ``acted`` that anything was done at all.
    """

    region: str
    said: list[str] = field(default_factory=list)
    kept: dict[str, list[str]] = field(default_factory=dict)
    opened: bool = False
    acted: bool = False

    def keep(self, values: Mapping[str, str], about: Contact | None = None) -> None:
        """Values that a proposal or a form holds; whom it is ``about`` is thereby found as well."""
        self.opened = self.acted = True
        for name, value in values.items():
            self.kept.setdefault(name, []).append(value)
        self.said.append(Contact(id="", properties=values).name)
        if about is not None:
            self.show(about)

    def with_form(self, values: Mapping[str, str]) -> "TurnOutcome":
        """Return what it would be with a form that holds these values."""
        kept = {name: list(held) for name, held in self.kept.items()}
        other = replace(self, said=list(self.said), kept=kept)
        other.keep(values)
        return other

    def show(self, contact: Contact) -> None:
        """One contact as the answer: all that is known of them is on the screen."""
        self.said += [contact.name, *contact.properties.values()]

    def say(self, *texts: str) -> None:
        """Words of an answer."""
        self.said += texts

    def search(self, query: Mapping[str, object], found: Iterable[Contact] = ()) -> None:
        """The words of a search, and by what name and address those it found are known."""
        self.acted = True
        self.said += [word for word in query.values() if isinstance(word, str)]
        self.said += [word for contact in found for word in (contact.name, contact.get("email"))]

    def answer_for(self, wanted: Mapping[str, object]) -> None:
        """What a call wanted that nobody here may do: the refusal is the answer to all of it."""
        named = wanted.get("other")
        further = (
            [one.get("value") for one in named if isinstance(one, dict)] if isinstance(named, list) else []
        )
        self.said += [value for value in (*wanted.values(), *further) if isinstance(value, str)]

    def note(self, tool: str, arguments: str, shown: object) -> None:
        """One call of a tool with what it brought back; a write that came to nothing holds nothing.

        Args:
            tool: Its name.
            arguments: Valid JSON, an object.
            shown: What it brought back for the screen.
        """
        match shown:
            case RequestsSpent():
                return
            case ContactPage(contacts=contacts):
                self.search(json.loads(arguments), contacts)
            case Prepared(proposal=proposal) | AlreadyThere(instead=Prepared(proposal=proposal)):
                wanted = json.loads(arguments)
                self.keep(proposal.values, proposal.contact)
                self.say(
                    *(wanted.get("clear") or ()), *_address_of(proposal, wanted), *_options_named(wanted)
                )
            case AlreadyThere(contact=contact) | AlreadySo(contact=contact):
                self.acted = True
                self.show(contact)
                self.say(*_options_named(json.loads(arguments)))
            case Applied() | Closed() | Superseded() | Refused() | Unsettled():
                self.keep(shown.proposal.values, shown.proposal.contact)
            case NotPermitted() | ReadOnly():
                self.answer_for(json.loads(arguments))
            case CrmError() if tool == SEARCH:
                self.search(json.loads(arguments))


def _address_of(proposal: Proposal, wanted: Mapping[str, Any]) -> Iterator[str]:
    """The address by which an existing contact was found, in place of which an update is proposed."""
    email = wanted.get("email")
    if proposal.instead_of_create and isinstance(email, str):
        yield email


def _options_named(wanted: Mapping[str, Any]) -> Iterator[str]:
    """By what words options were wanted: a proposal holds their ids, and leaves out what is so already."""
    yield from (value for name, value in wanted.items() if name in _BY_OPTION and isinstance(value, str))
    yield from (one["value"] for one in wanted.get("other") or () if one["name"] in _BY_OPTION)


def left_over(facts: Sequence[HardFact], outcome: TurnOutcome) -> tuple[HardFact, ...]:
    """Return the facts of which nothing was made.

    Days and amounts count only where something is proposed or a form opens, for a pasted letter is full of them;
    people only where anything was done, for else the answer says why not.
    """
    counting = {kind for kind in FactKind if kind not in _WHEN_PROPOSED or outcome.opened}
    counting -= set() if outcome.acted else {FactKind.PERSON}
    covered = _Covered(outcome)
    return tuple(fact for fact in facts if fact.kind in counting and not covered.holds(fact))


class _Covered:
    """What of a message occurs in an outcome."""

    def __init__(self, outcome: TurnOutcome) -> None:
        self._outcome = outcome
        self._texts = [*outcome.said, *(value for values in outcome.kept.values() for value in values)]
        self._everywhere = TypedText(self._texts, outcome.region)
        self._said = TypedText(outcome.said, outcome.region)

    def holds(self, fact: HardFact) -> bool:
        """Whether it occurs."""
        match fact.kind:
            case FactKind.EMAIL:
                return self._everywhere.has_email(fact.text)
            case FactKind.PHONE:
                return self._has_number(fact.text)
            case FactKind.DATE:
                return not self._days.isdisjoint(days_in(fact.text))
            case FactKind.AMOUNT:
                return not self._amounts.isdisjoint(amounts_in(fact.text))
            case FactKind.VALUE:
                return self._has_value(fact)
            case FactKind.PERSON:
                named = all(self._everywhere.has_words(word) for word in words(fact.text))
                return named or any(self._outcome.kept.get(OWNER, ()))

    def _has_value(self, fact: HardFact) -> bool:
        kept = self._outcome.kept.get(fact.name, ())
        if fact.name in _BY_OPTION and any(kept):
            return True
        if fact.name == LANGUAGE and language_code(fact.text) in kept:
            return True
        if any(_says(value, fact.text) for value in kept):
            return True
        if fact.name == FULL_NAME:
            return all(map(self._everywhere.has_words, words(fact.text)))
        where = self._said if fact.name in _TELLING else self._everywhere
        return where.has_words(fact.text)

    def _has_number(self, text: str) -> bool:
        extension = _EXTENSION.search(text)
        number = text[: extension.start()] if extension else text
        if extension and extension[1] not in self._groups:
            return False
        national = national_digits(number, self._outcome.region)
        return any(
            one.endswith(other)
            for told in self._numbers
            for one, other in ((told, national), (national, told), (told, digits(number).lstrip("0")))
            if len(other) >= _FEWEST_DIGITS
        )

    @cached_property
    def _numbers(self) -> set[str]:
        runs = {
            run for text in self._texts for run in _RUN.findall(text) if len(digits(run)) >= _FEWEST_DIGITS
        }
        return {digits(run) for run in runs} | {national_digits(run, self._outcome.region) for run in runs}

    @cached_property
    def _groups(self) -> set[str]:
        return {group for text in self._texts for group in re.findall(r"\d+", text)}

    @cached_property
    def _days(self) -> set[object]:
        return {day for text in self._texts for day in days_in(text)}

    @cached_property
    def _amounts(self) -> set[object]:
        return {amount for text in self._texts for amount in amounts_in(text)}


def _says(kept: str, typed: str) -> bool:
    """Whether one of a stored value and a typed one has the other's words in a row.

    What stands around them may be talk.
    """
    one, other = (f" {' '.join(words(text))} " for text in (kept, typed))
    return bool(one.strip() and other.strip()) and (one in other or other in one)


def form_values(left: Sequence[HardFact], held: Mapping[str, str]) -> dict[str, str]:
    """What of the facts left over a form with these values can take.

    That is one for each property that is free.
    """
    values: dict[str, str] = {}
    for fact in left:
        if fact.kind in _NO_VALUES or fact.name == FULL_NAME:
            continue
        names = PERSONAL_PHONES if fact.kind is FactKind.PHONE else (fact.name,)
        free = next((name for name in names if name and not held.get(name) and name not in values), None)
        if free is not None:
            values[free] = fact.text
    return values
