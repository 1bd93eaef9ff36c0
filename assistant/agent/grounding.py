"""Holds that values come from the person. Pure.

What nobody typed never becomes a proposal, whatever a model says.

A value is given when it occurs in what the person typed, in any spelling (see `assistant.agent.typed_text`), or when it
follows from that in one of these ways:

- an option by its label or an everyday word for it, in French or English; ``cliente`` gives ``customer``;
- an owner by a part of the name that no other owner has;
- yes or no for a property that was named;
- a first or last name from the part of a typed address before the ``@``;
- a contact's own value or another contact's value of the same property, where the person says so:
  "same company as Marie", "swap first and last name";
- an option the assistant has just offered, to which the person says a plain yes.

What tools bring back gives nothing: contacts are written by strangers.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from assistant.agent.given import Given
from assistant.language.texts import texts_in
from assistant.language.words.word_groups import WordGroup
from hubspot_tools.contacts import Contact
from hubspot_tools.facts.account_facts import PropertyLabel
from hubspot_tools.values.properties import LIFECYCLE_STAGE, OWNER
from hubspot_tools.values.text import digits, fold, words
from hubspot_tools.values.vocabulary import (
    FALSE_WORDS,
    PROPERTY_WORDS,
    STAGE_WORDS,
    TRUE_WORDS,
    YES_OR_NO,
    naming_words,
)
from hubspot_tools.values.vocabulary_entry import WORD_LANGUAGES

Labels = Mapping[str, PropertyLabel]

_FEWEST_LETTERS, _FEWEST_TELLING_LETTERS, _FEWEST_DIGITS = 3, 6, 7


class NotGiven(Exception):
    """The person did not give the values of these properties, or gave them for somebody else.

    ``whose`` tells next to whose name those stand, by property.
    """

    def __init__(self, properties: Sequence[str], whose: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{len(properties)} values that the person did not give")
        self.properties = tuple(properties)
        self.whose = whose or {}


class Grounds:
    """Judges the values of one turn."""

    def __init__(self, given: Given, labels: Labels, shown: Sequence[Contact]) -> None:
        """Reads nothing yet.

        Args:
            given: What the person has given.
            labels: How the account calls its properties and options.
            shown: The contacts on the screen.
        """
        self._typed, self._recent, self._offered = given.typed, given.recent, given.offered
        self._given = given
        self._labels = labels
        self._shown = shown

    def ungiven(self, values: Mapping[str, str], contact: Contact | None = None) -> tuple[str, ...]:
        """Return the names of the values that nobody gave; ``contact`` is the one to update."""
        return tuple(name for name, value in values.items() if not self._is_given(name, value, contact))

    def require_given(self, values: Mapping[str, str]) -> None:
        """Refuse what nobody gave, or gave for somebody else.

        Raises:
            NotGiven: such is among the values of a new contact.
        """
        if refused := self.ungiven(values):
            raise NotGiven(refused)
        self.require_own(values)

    def of_others(self, values: Mapping[str, str], contact: Contact | None = None) -> dict[str, str]:
        """Return the properties whose values stand next to somebody else's name, and whose."""
        found = {find_property(name, self._labels): name for name in values}
        others = self._given.attribution.of_others(
            {one: values[name] for one, name in found.items()}, contact
        )
        return {found[one]: whose for one, whose in others.items()}

    def require_own(self, values: Mapping[str, str], contact: Contact | None = None) -> None:
        """Refuse what was given for somebody else.

        Raises:
            NotGiven: a number or an address stands next to another person's name.
        """
        if others := self.of_others(values, contact):
            raise NotGiven(tuple(others), others)

    def unasked(self, clear: Iterable[str], contact: Contact) -> tuple[str, ...]:
        """Return the names of the properties to empty that nobody asked to empty."""
        wish = self._recent.has_any(WordGroup.EMPTYING.glued())
        return tuple(name for name in clear if not (wish and self._is_meant(name, contact)))

    def changes(self, values: Mapping[str, str], clear: Sequence[str], contact: Contact) -> dict[str, str]:
        """What an update may propose, ``""`` where a property is emptied.

        A model likes to repeat what the contact was shown to have. That is left out: it may have changed since.

        Raises:
            NotGiven: nobody gave one of the values, or asked to empty one of the properties, or gave it for another.
        """
        ungiven = self.ungiven(values, contact)
        echoed = {
            name for name in ungiven if _same(values[name], contact.get(find_property(name, self._labels)))
        }
        if refused := [name for name in (*ungiven, *self.unasked(clear, contact)) if name not in echoed]:
            raise NotGiven(refused)
        kept = {name: value for name, value in values.items() if name not in echoed}
        self.require_own(kept, contact)
        return kept | dict.fromkeys(clear, "")

    def _is_given(self, name: str, value: str, contact: Contact | None) -> bool:
        known = find_property(name, self._labels)
        if known == "email" and "@" in value:
            return self._typed.has_email(value) or self._is_borrowed(known, value, contact)
        if self._follows(known, value) or self._is_borrowed(known, value, contact):
            return True
        return not self._has_options(known) and (
            self._typed.has_words(value)
            or self._typed.has_phone(value)
            or self._typed.has_number(value)
            or self._typed.has_date(value)
        )

    def _has_options(self, name: str) -> bool:
        return name != OWNER and name in self._labels and bool(self._labels[name].options)

    def _follows(self, name: str, value: str) -> bool:
        """Whether a value follows from what was typed in a way that depends on its property."""
        if name in {"firstname", "lastname"}:
            return self._typed.names_in_address(value)
        if name == "website":
            return self._typed.has_words(
                value.removeprefix("https://").removeprefix("http://").removeprefix("www.")
            )
        if name == OWNER:
            return self._is_owner(value)
        options = self._labels[name].options if name in self._labels else {}
        if fold(value) in YES_OR_NO and options.keys() <= {"true", "false"}:
            return self._is_answered(name, value)
        parts = dict.fromkeys(part.strip() for part in value.replace(",", ";").split(";") if part.strip())
        if not options or not parts:
            return False
        meanings = {
            words(spelling): one for one in reversed(tuple(options)) for spelling in (one, options[one])
        }
        return all(self._is_option(name, part, meanings.get(words(part)), options) for part in parts)

    def _is_option(self, name: str, text: str, meant: str | None, options: Mapping[str, str]) -> bool:
        if meant is None:
            return self._typed.has_words(text)
        if _is_everyday(name, meant) and not self._is_named(name):
            return False
        return any(
            self._typed.has_words(spelling)
            or self._typed.has_words(f"{spelling}s")
            or self._typed.nearly_has_words(spelling)
            or self._offered.has_words(spelling)
            for spelling in _spellings(name, meant, options[meant])
        )

    def _is_owner(self, value: str) -> bool:
        if "@" in value:
            return self._typed.has_email(value)
        owners = self._labels[OWNER].options if OWNER in self._labels else {}
        label = owners.get(value, value)
        if self._typed.has_words(label) or self._offered.has_words(label):
            return True
        others = {word for other in owners.values() if other != label for word in words(other)}
        own = [word for word in words(label) if word not in others and len(word) >= _FEWEST_LETTERS]
        return label in owners.values() and any(self._typed.has_words(word) for word in own)

    def _is_answered(self, name: str, value: str) -> bool:
        yes = fold(value) in TRUE_WORDS
        answers = [word for word in (TRUE_WORDS if yes else FALSE_WORDS) if len(word) > 1]
        if self._recent_has(answers):
            return True
        return self._is_named(name) and (yes or self._recent.has_any(WordGroup.ANSWERING_NO.glued()))

    def _is_borrowed(self, name: str, value: str, contact: Contact | None) -> bool:
        """Whether the person said to take the value from a contact on the screen."""
        if (
            contact
            and self._recent.has_any(WordGroup.EXCHANGING.glued() | WordGroup.ALIKE.glued())
            and any(_same(value, own) for own in contact.properties.values())
        ):
            return True
        return self._recent.has_any(WordGroup.ALIKE.glued()) and any(
            _same(value, other.get(name)) and self._is_mentioned(other) for other in self._shown
        )

    def _is_mentioned(self, contact: Contact) -> bool:
        if self._recent.has_email(contact.get("email")):
            return True
        named = (contact.get("firstname"), contact.get("lastname"), contact.get("company"))
        return any(value and self._recent.has_words(value) for value in named)

    def _is_meant(self, name: str, contact: Contact) -> bool:
        """Whether a property was named, or the value that the contact has there."""
        known = find_property(name, self._labels)
        value = contact.get(known)
        if known == "company" and self._has_left(value):
            return True
        if known == OWNER and self._recent.has_any(WordGroup.UNASSIGNING.glued()):
            return True
        if value and (
            self._recent.has_words(value) or self._recent.has_phone(value) or self._recent.has_email(value)
        ):
            return True
        return self._is_named(known)

    def _has_left(self, company: str) -> bool:
        """Whether words of leaving were about this company: part of its name, or "there"; any, without one."""
        telling = [word for word in words(company) if len(word) >= _FEWEST_TELLING_LETTERS]
        leaving = () if company else WordGroup.LEAVING.glued()
        return self._recent_has(telling) or self._recent.has_any((*WordGroup.LEFT_THERE.glued(), *leaving))

    def _is_named(self, name: str) -> bool:
        return self._recent_has(naming_words(name, self._labels[name].label if name in self._labels else ""))

    def _recent_has(self, phrases: Iterable[str]) -> bool:
        return any(self._recent.has_words(phrase) for phrase in phrases)


def find_property(name: str, labels: Labels) -> str:
    """The internal name for a name, label or everyday word; the text itself when it is none of them."""
    if name in labels:
        return name
    wanted = words(name)
    by_label = next((one for one, known in labels.items() if words(known.label) == wanted), None)
    return by_label or PROPERTY_WORDS.get(" ".join(wanted), name.strip().lower())


def _spellings(name: str, option: str, label: str) -> Iterator[str]:
    yield from (option, label)
    if name == LIFECYCLE_STAGE:
        yield from (texts_in(language).lifecycle_stages.get(option, option) for language in WORD_LANGUAGES)
        yield from (word for word, stage in STAGE_WORDS.items() if stage == option)


def _is_everyday(name: str, option: str) -> bool:
    """Tell whether an option is a word of any talk, such as *new*.

    Then the person must have named its property.
    """
    if name == LIFECYCLE_STAGE:
        return option == "other"
    return len(option) < _FEWEST_TELLING_LETTERS


def _same(value: str, stored: str) -> bool:
    if not stored:
        return False
    numbers = digits(value), digits(stored)
    by_digits = len(numbers[0]) >= _FEWEST_DIGITS and numbers[0].lstrip("0") in numbers[1]
    return words(value) == words(stored) or (by_digits and not any(char.isalpha() for char in value + stored))
