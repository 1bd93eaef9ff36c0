"""A number or an address that stands next to one person's name is never given to another. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process

from assistant.language.persons.mentions import Mention, Reach, people_by_address, people_named, reaches
from assistant.language.words.given_names import PARTICLES
from assistant.language.words.lexemes import LexemeKind, Tag
from assistant.language.words.lexer import sentence_in
from assistant.language.words.word_groups import WordGroup
from hubspot_tools.contacts import Contact
from hubspot_tools.values.text import LONGEST_COMPARED, digits, words
from hubspot_tools.values.typed_values import same_phone
from hubspot_tools.values.vocabulary import PHONES

_POINTING: Final = (Tag.INSTEAD, Tag.PRONOUN, Tag.THAT_ONE, Tag.ORDINAL)
_ALIKE: Final = 84
"""Resemblance out of 100 of two words that may be one name, spelled otherwise."""


@dataclass(frozen=True, slots=True)
class _SaidOfPeople:
    """What one message says of people and of how they are reached."""

    people: tuple[Mention, ...]
    reached: tuple[Reach, ...]
    points: bool
    """Whether it speaks of somebody by "the other one" or "him instead"."""


@dataclass(frozen=True, slots=True)
class _Addressee:
    """Knows by which words the one is called whom a value is meant for.

    ``named`` are those of their names, old and new; ``related`` those that may stand for them besides.
    """

    named: tuple[str, ...]
    related: tuple[str, ...]
    email: str

    @classmethod
    def of(cls, values: Mapping[str, str], contact: Contact | None) -> "_Addressee":
        """Who is described by values, and by what a contact has; an address names whom nothing else does."""
        held = (contact.properties if contact else {}, values)
        said = [one.get(name, "") for one in held for name in ("firstname", "lastname")]
        if not any(said):
            said = [one.get("email", "") for one in held]
        named = tuple(word for text in said for word in words(text[:LONGEST_COMPARED]))
        firms = [one.get("company", "")[:LONGEST_COMPARED] for one in held]
        email = contact.get("email").casefold() if contact else ""
        return cls(named, (*named, *(word for firm in firms for word in words(firm))), email)


class Attribution:
    """Knows whose each telephone number and e-mail address of some messages is."""

    def __init__(self, messages: Sequence[str], region: str) -> None:
        """Read what people typed.

        Args:
            messages: As typed; one that is longer than a sentence says nothing about who is who.
            region: ISO 3166 code of the country where numbers without a country code are dialled.
        """
        self._region = region
        self._read = [
            _SaidOfPeople(people_named(span) or people_by_address(span), reaches(span), span.has(*_POINTING))
            for message in reversed(messages)
            if (span := sentence_in(message)) is not None
            and not any(word in WordGroup.HANDING_OVER for word in words(message))
        ]

    def of_others(self, values: Mapping[str, str], contact: Contact | None) -> dict[str, str]:
        """The properties whose values are somebody else's than the person's they are meant for, and whose.

        ``contact`` is the one to change, None where ``values`` describe a new one.
        """
        judged = {
            name: value for name, value in values.items() if value and (name in PHONES or name == "email")
        }
        own = _Addressee.of(values, contact) if judged else _Addressee((), (), "")
        found = {name: self._other(name, value, own) for name, value in judged.items()}
        return {name: other for name, other in found.items() if other}

    def _other(self, name: str, value: str, own: _Addressee) -> str:
        """Next to whose name a value stands where it was typed last, if that is not ``own``; else ``""``.

        Whoever has spoken of ``own`` since then may have given it to them.
        """
        for read in self._read:
            places = [reach for reach in read.reached if self._is(name, value, reach)]
            if places:
                others = [one.whose for one in places if one.whose and not _is_theirs(one.whose, read, own)]
                return others[-1].name if own.named and len(others) == len(places) else ""
            if read.points or any(_same_person(one.name, own.named) for one in read.people):
                return ""
        return ""

    def _is(self, name: str, value: str, reach: Reach) -> bool:
        if name == "email":
            return reach.kind is LexemeKind.EMAIL and reach.text.casefold() == value.strip().casefold()
        if reach.kind is not LexemeKind.PHONE:
            return False
        return digits(reach.text) == digits(value) or same_phone(reach.text, value, self._region)


def _is_theirs(whose: Mention, read: _SaidOfPeople, own: _Addressee) -> bool:
    """Whether the person a value stands next to may be the one it is meant for.

    They may where their names are the same, in any spelling. Where the names only resemble each other, as those of
    a family do, they may unless the message names the one it is meant for besides.
    """
    if "@" in whose.name:
        return own.email not in {one.name.casefold() for one in read.people if one != whose}
    if _same_person(whose.name, own.named) or _has_address(whose, read, own.email):
        return True
    if any(_same_person(one.name, own.named) for one in read.people if one.name != whose.name):
        return False
    return whose.name.islower() or any(_is_like(word, own.related) for word in _telling(whose.name))


def _has_address(whose: Mention, read: _SaidOfPeople, email: str) -> bool:
    """Whether the contact's own address stands next to the same name: people are known by old names, too."""
    return bool(email) and any(
        reach.text.casefold() == email and reach.whose is not None and reach.whose.name == whose.name
        for reach in read.reached
    )


def _telling(name: str) -> list[str]:
    every = list(words(name[:LONGEST_COMPARED]))
    return [word for word in every if word not in PARTICLES] or every


def _same_person(name: str, named: Sequence[str]) -> bool:
    return all(_is_like(word, named) for word in _telling(name))


def _is_like(word: str, named: Sequence[str]) -> bool:
    return process.extractOne(word, named, scorer=fuzz.ratio, score_cutoff=_ALIKE) is not None
