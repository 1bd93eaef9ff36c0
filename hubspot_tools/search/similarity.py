"""Whether a contact may be the person that somebody is about to create. Pure.

A person is recognised by a telephone number, whatever its spelling, or by the name: with the company when both
sides tell one, and then typing errors are forgiven; in full when one of them does not. Case, accents, the order
of the words, courtesy titles and particles never count. Addresses do not either: an exact one is looked up in
the store, and sharing a domain with a colleague means nothing.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from hubspot_tools.contacts import Contact
from hubspot_tools.search.matches import significant_words
from hubspot_tools.values import typed_values as readings
from hubspot_tools.values.text import LONGEST_COMPARED, words
from hubspot_tools.values.vocabulary import COMPANY_FORMS, COURTESIES, PERSONAL_PHONES

_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}", re.UNICODE)

_ONE_SLIP_FROM = 4  # letters in a word that may have one letter wrong
_TWO_SLIPS_FROM = 8
_MOST_NEAR = 3
"""People who are called nearly as somebody who is looked for: more would be no help."""
_MOST_WORDS_WITH_SLIPS = 12
"""Of a name with more words each must be spelled alike: every one would be compared with every other."""


class LikeReason(IntEnum):
    """What two people have in common; more is likelier the same person."""

    FULL_NAME = 1
    PHONE = 2
    NAME_AND_COMPANY = 3
    PHONE_AND_NAME = 4


class Likeness(NamedTuple):
    """How alike two people are; sorts. ``closeness`` of their names is from 0 to 100."""

    reason: LikeReason
    closeness: float


@dataclass(frozen=True)
class ComparedName:
    """A name as it is compared: its telling words, and first and last name as one word each."""

    words: tuple[str, ...]
    first: str
    last: str

    @classmethod
    def of(cls, properties: Mapping[str, str]) -> "ComparedName":
        """Return the name among a contact's properties."""
        first, last = (properties.get(part, "")[:LONGEST_COMPARED] for part in ("firstname", "lastname"))
        return cls(significant_words(f"{first} {last}"), _glued(first), _glued(last))

    @property
    def text(self) -> str:
        """The words, for `rapidfuzz` to compare in any order."""
        return " ".join(self.words)

    def is_the_same_as(self, other: "ComparedName") -> bool:
        """Whether first and last name are known on both sides and agree, in whatever order."""
        if not (self.first and self.last and other.first and other.last):
            return False
        either_way = {other.first + other.last, other.last + other.first}
        return sorted(self.words) == sorted(other.words) or self.first + self.last in either_way

    def is_near(self, other: "ComparedName") -> bool:
        """Whether one name may be the other with a slip, an initial, or without a second or the first name."""
        if self.is_the_same_as(other):
            return True
        fewer, more = sorted((self.words, other.words), key=len)
        if len(fewer) > 1:
            return _each_has_its_own(fewer, more)
        one_is_incomplete = not (self.first and self.last and other.first and other.last)
        return one_is_incomplete and bool(self.last) and self.last == other.last


def likeness(described: Mapping[str, str], contact: Contact, region: str) -> Likeness | None:
    """What a described person and a contact have in common; None when they are not the same.

    Args:
        described: Property values of the person.
        contact: With the properties every read asks for.
        region: Where numbers without a country code are dialled.
    """
    name, stored = ComparedName.of(described), ComparedName.of(contact.properties)
    closeness = fuzz.token_sort_ratio(name.text, stored.text)
    if _share_a_phone(described, contact.properties, region):
        return Likeness(LikeReason.PHONE_AND_NAME if name.is_near(stored) else LikeReason.PHONE, closeness)
    company, employer = described.get("company", ""), contact.get("company")
    if company and employer:
        alike = is_same_company(company, employer) and name.is_near(stored)
        return Likeness(LikeReason.NAME_AND_COMPANY, closeness) if alike else None
    return Likeness(LikeReason.FULL_NAME, closeness) if name.is_the_same_as(stored) else None


def nearly_called(name: str, contacts: Sequence[Contact]) -> tuple[Contact, ...]:
    """Who is called so but for a slip or two in each word, the likeliest first.

    A name of one word is too little to go by.
    """
    asked = significant_words(name)
    if len(asked) < 2:  # noqa: PLR2004 - a first and a last name
        return ()
    stored = [(ComparedName.of(contact.properties), contact) for contact in contacts]
    near = [
        (fuzz.token_sort_ratio(" ".join(asked), called.text), contact)
        for called, contact in stored
        if len(called.words) >= len(asked) and _each_has_its_own(asked, called.words)
    ]
    return tuple(contact for _, contact in sorted(near, key=lambda one: -one[0])[:_MOST_NEAR])


def is_same_company(one: str, other: str) -> bool:
    """Whether two company names may mean one company: ``Acme`` and ``ACME S.A.S.``, ``Acme France``."""
    fewer, more = sorted((company_words(one), company_words(other)), key=len)
    if not fewer:
        return False
    return _each_has_its_own(fewer, more) or _is_close("".join(fewer), "".join(more))


def company_words(company: str) -> tuple[str, ...]:
    """Return the telling words of a company's name, without its legal form.

    Dotted letters (``S.A.``) are made one word.
    """
    joined = _DOTTED.sub(lambda letters: letters.group().replace(".", ""), company[:LONGEST_COMPARED])
    every = words(joined)
    return tuple(word for word in every if word not in COMPANY_FORMS) or every


def _share_a_phone(one: Mapping[str, str], other: Mapping[str, str], region: str) -> bool:
    mine = [number for name in PERSONAL_PHONES if (number := one.get(name))]
    theirs = [number for name in PERSONAL_PHONES if (number := other.get(name))]
    return any(readings.same_phone(number, stored, region) for number in mine for stored in theirs)


def _glued(part: str) -> str:
    return "".join(word for word in words(part) if word not in COURTESIES)


def _each_has_its_own(fewer: Sequence[str], more: Sequence[str]) -> bool:
    """Whether every word of one name is close to another word of the other; exact ones choose first."""
    if len(more) > _MOST_WORDS_WITH_SLIPS:
        return not Counter(fewer) - Counter(more)
    left = list(more)
    for word in sorted(fewer, key=lambda one: one not in more):
        partner = min(
            (one for one in left if _is_close(word, one)), key=lambda one: one != word, default=None
        )
        if partner is None:
            return False
        left.remove(partner)
    return True


def _is_close(one: str, other: str) -> bool:
    """Whether two words are the same but for a slip or two, or one is the other's initial."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) == 1:
        return longer.startswith(shorter)
    slips = (len(longer) >= _ONE_SLIP_FROM) + (len(longer) >= _TWO_SLIPS_FROM)
    return OSA.distance(one, other, score_cutoff=slips) <= slips
