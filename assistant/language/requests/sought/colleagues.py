"""Reads a search for those who work with somebody: ``who else works there``, ``ses collègues``."""

from dataclasses import replace
from typing import Final

from assistant.language.requests.intents import Find, Person
from assistant.language.requests.references import read_person
from assistant.language.words.given_names import is_given_name
from assistant.language.words.lexemes import Span, Tag
from assistant.language.words.word_groups import WordGroup

_WRITES: Final = (Tag.CREATE, Tag.ADD, Tag.UPDATE, Tag.TURN, Tag.CLEAR, Tag.SEND)
_LONGEST: Final = 12
"""Words."""


def read_colleagues(content: Span) -> Find | None:
    """A search for the others at somebody's company; None where nobody's is meant."""
    if len(content) > _LONGEST or content.has(*_WRITES) or not _asks_for_others(content):
        return None
    them = Find(colleagues=True, phrase=content.text)
    named = next((i for i, one in enumerate(content) if is_given_name(one.text)), None)
    if named is not None and content.cut(named).has(Tag.COPULA):
        return None  # "Elsa est une collègue formidable"
    if named is not None:
        person = read_person(content.cut(named))
        return replace(them, person=person) if person is not None and person.name else None
    there = any(one.folded in WordGroup.THERE or one.has(Tag.POSSESSIVE, Tag.PRONOUN) for one in content)
    return replace(them, person=Person(anaphoric=True)) if there else None


def _asks_for_others(content: Span) -> bool:
    return any(one.folded in WordGroup.OTHERS and not one.capitalised for one in content)
