"""Leaves out what is said beside a request and asks for nothing: ``… before I add her``."""

from typing import Final

from assistant.language.words.lexemes import LexemeKind, Span, Tag
from assistant.language.words.word_groups import WordGroup

_FARTHEST: Final = 8
"""Words of such a clause."""
_ENTITIES: Final = (LexemeKind.EMAIL, LexemeKind.PHONE, LexemeKind.URL)


def without_purpose(span: Span) -> Span:
    """``find Ann Lee before I add her``: what the search is for is no part of it."""
    for index in range(max(2, len(span) - _FARTHEST), len(span) - 1):
        opens = span[index].folded in WordGroup.BEFORE_DOING and not span[index].capitalised
        behind = span.cut(index + 1)
        if opens and _speaks_of_oneself(behind) and span.cut(0, index).has(Tag.FIND):
            return span.cut(0, index) if behind.first_kind(*_ENTITIES) is None else span
    return span


def _speaks_of_oneself(behind: Span) -> bool:
    """Whether a clause is about whoever writes: ``(before) I add her``, ``(avant) de la créer``."""
    return any(
        word in WordGroup.DOERS
        for lexeme in behind.cut(0, 3)
        for word in lexeme.folded.replace("'", "' ").split()
    )
