"""Whether a town or a company that no label announces is one: in small letters it may be any word."""

from typing import Final

from assistant.language.words.lexemes import Span, Tag, fold
from assistant.language.words.lexer import lex
from assistant.language.words.towns import is_town
from assistant.language.words.word_groups import WordGroup

_PLACES: Final = frozenset({"city", "company"})


def is_meant(name: str, value: str, content: Span) -> bool:
    """Whether a value is its property's: ``the countryside`` is no town, ``the dentist`` no firm.

    A capital letter, a label or a word of firms announces it; a town in small letters has to be a known one.
    """
    if name not in _PLACES or any(one.tags.get(Tag.FIELD) == name for one in content):
        return True
    said = lex(value)
    if not len(said) or any(one.capitalised for one in said):
        return True
    if any(one.folded in WordGroup.NOWHERE for one in said):
        return False
    if name == "city":
        return is_town(said)
    known = any(one.folded in WordGroup.FIRMS for one in said)
    work = len(said) == 1 and said[0].has(Tag.DEPARTMENT, Tag.TITLE, Tag.TALK)
    return known or not (work or _is_pointed_at(value, content))


def _is_pointed_at(value: str, content: Span) -> bool:
    """``the dentist``: what an article points at is no name."""
    text = f" {fold(content.source)} "
    return any(f" {article} {fold(value)}" in text for article in WordGroup.ARTICLES.words())
