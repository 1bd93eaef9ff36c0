"""Whom a card is of: a person by given and family name, or a company. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.files.reading.cards.content_lines import components, names_in
from assistant.language.persons.whole_names import (
    COMPANY_AND_PERSON,
    GIVEN_NAME_FIRST,
    could_be_name,
    has_company_form,
    order_in,
    split_name,
    without_brackets,
)
from assistant.language.words.given_names import is_given_name
from hubspot_tools.values.text import fold
from hubspot_tools.values.vocabulary import PARTICLES


@dataclass(frozen=True, slots=True)
class CardName:
    """A card's names: ``whole`` is what it shows as one (FN), the others what it has by parts (N, ORG).

    ``names_nobody`` says that the card calls itself a company's.
    """

    family: str = ""
    given: str = ""
    whole: str = ""
    company: str = ""
    names_nobody: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether the name has to be told from one text.

        No part of it is there, or one of them holds the whole.
        """
        if self.names_nobody or (self.given and self.family):
            return False
        alone = self.given or self.family
        if not alone:
            return bool(self.whole)
        telling = bool(order_in([alone])) and fold(alone.split()[0]) not in PARTICLES
        return telling and fold(alone) == fold(self.whole)


def card_name(structured: str, whole: str, company: str, *, names_nobody: bool) -> CardName:
    """The names of a card.

    Args:
        structured: The value of N, with its escapes: family, given and additional names.
        whole: What FN says.
        company: The first name of ORG.
        names_nobody: Whether the card says that it is of no person.
    """
    family, first, additional = (names_in(part) for part in components(structured, 3))
    given = " ".join(names for names in (first, additional) if names)
    alone = "" if given and family else given or family or whole
    same = bool(company) and fold(alone) == fold(company) == fold(whole)
    return CardName(family, given, whole, company, names_nobody=names_nobody or same)


def order_of_names(cards: Iterable[CardName]) -> str:
    """Which part comes first in the names that are told by one text, as most of a file's own tell."""
    return order_in(card.whole for card in cards if card.is_whole) or GIVEN_NAME_FIRST


def named(card: CardName, order: str) -> CardName:
    """The card with the parts of its name told apart, as they are in the cells of a table.

    ``order`` counts where the name itself does not tell. What stands beside it in brackets stays behind it.
    """
    if card.names_nobody:
        return replace(card, family="", given="", company=card.company or card.whole)
    if not card.is_whole:
        return card
    bare, _ = without_brackets(card.whole)
    if not could_be_name(bare):
        return replace(card, given=card.whole, family="")
    if has_company_form(bare.partition(",")[0]) or has_company_form(bare):
        return _of_a_company(card)
    name = split_name(card.whole, order)
    parts = (name.last, name.remark) if name.last else ("",)
    first = name.first if name.last else " ".join(part for part in (name.first, name.remark) if part)
    return replace(card, given=first, family=" ".join(part for part in parts if part))


def _of_a_company(card: CardName) -> CardName:
    """A company, and its person if one stands behind its comma; ``Martin Co`` may be a person still."""
    if not card.company and not is_given_name(card.whole.split()[0]):
        name = split_name(card.whole, COMPANY_AND_PERSON)
        return replace(card, given=name.first, family=name.last, company=name.company)
    name = split_name(card.whole, GIVEN_NAME_FIRST)
    return replace(card, given=name.first, family=name.last)
