"""Reads a new contact who is told by somebody else: ``her boss Victor Hale, victor@…``."""

from dataclasses import replace

from assistant.language.persons.new_person import Create, read_card
from assistant.language.words.given_names import is_given_name
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span
from assistant.language.words.word_groups import WordGroup


def related_person(rest: Span, body: Span) -> Create | None:
    """The new contact behind a noun of relation, None where no name follows one.

    ``body`` is ``rest`` without the words that say whose it is. Who they are to whom is no property: it is left over.
    """
    size = next((i for i, lexeme in enumerate(body) if not _relates(lexeme)), len(body))
    named = body.cut(size)
    if not 0 < size < len(body) or not (named[0].capitalised or is_given_name(named[0].text)):
        return None
    if body.first_kind(LexemeKind.EMAIL) is None or named[0].kind is not LexemeKind.WORD:
        return None
    create = read_card(named)
    relation = rest.cut(0, len(rest) - len(named)).without_leading()
    return replace(create, left=(relation.text, *create.left))


def _relates(lexeme: Lexeme) -> bool:
    return not lexeme.capitalised and lexeme.folded in WordGroup.RELATIONS
