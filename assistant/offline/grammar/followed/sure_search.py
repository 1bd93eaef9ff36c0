"""Tells whether "nobody was found" would be true of what was typed."""

from typing import Final

from assistant.language.requests.intents import Find
from assistant.language.words.given_names import PARTICLES, is_given_name
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag
from assistant.language.words.lexer import lex
from assistant.language.words.phrasebook import words_of
from assistant.language.words.word_groups import WordGroup

_IN_VALUES: Final = (
    Tag.OF, Tag.AND, Tag.DETERMINER, Tag.TITLE, Tag.DEPARTMENT, Tag.STAGE, Tag.AT, Tag.PLACE, Tag.LINE, Tag.OBJECT,
    Tag.FIELD, Tag.COURTESY, Tag.TO, Tag.NEW, Tag.ONE,
)  # fmt: skip
"""What a word of a name, a company or a job may mean besides."""


def is_sure(find: Find) -> bool:
    """Whether every word has its place in the search, and those of its values can be some."""
    told = lex(find.phrase)
    if find.query.email or find.query.phone or not len(told):
        return True
    held = {word for value in find.query.fields().values() for word in words_of(value.replace("-", " "))}
    if any(_speaks_of_us(one) for one in told):
        return False
    return all(_is_placed(one, held) for one in told) and not any(
        _means_more(one) for value in _named(find) for one in value
    )


def _named(find: Find) -> list[Span]:
    return [lex(value) for value in (find.query.name, find.query.company, find.query.text) if value]


def _speaks_of_us(lexeme: Lexeme) -> bool:
    return not lexeme.capitalised and lexeme.folded in WordGroup.ADDRESSING


def _is_placed(lexeme: Lexeme, held: set[str]) -> bool:
    """A word that nobody knows and no value holds was left out of the search."""
    if lexeme.kind is not LexemeKind.WORD or lexeme.tags or lexeme.text.isdigit():
        return True
    words = words_of(lexeme.text.replace("-", " "))
    return any(word in held or word.removesuffix("s") in held for word in words) or not words


def _means_more(lexeme: Lexeme) -> bool:
    """A word in small letters that is one of the grammar, and no name: ``robert hanley one of ours``."""
    if lexeme.kind is not LexemeKind.WORD or lexeme.capitalised or not lexeme.tags:
        return False
    known = lexeme.folded in PARTICLES or is_given_name(lexeme.text)
    return not known and not lexeme.has(*_IN_VALUES)
