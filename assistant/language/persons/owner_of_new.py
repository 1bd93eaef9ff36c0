"""Reads who is to look after somebody new: ``… and assign them to Raj``, ``… owned by Claire``."""

from assistant.language.persons.value_bounds import is_break
from assistant.language.words.given_names import is_given_name
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag
from hubspot_tools.values.properties import OWNER


def owner_told(span: Span) -> list[tuple[str, str, Span]]:
    """Whose contact somebody new becomes, as property, value and the words that say so.

    ``… and assign them to Raj``, ``… et affecte-la à Claire``, ``… owned by Claire``.
    """
    start = span.first(Tag.ASSIGNS)
    if start is None:
        return _owned(span) or _by_address(span)
    to = next((i for i in range(start + 1, len(span)) if span[i].has(Tag.TO, Tag.FOR)), len(span))
    end = next((i for i in range(to, len(span)) if is_break(span, i)), len(span))
    owner = span.cut(to + 1, end)
    named = len(owner) > 0 and (owner[0].capitalised or is_given_name(owner[0].text))
    led = to < len(span) and span[to].has(Tag.TO, Tag.FOR)
    return [(OWNER, owner.text, span.cut(start, end))] if named and led else []


def _owned(span: Span) -> list[tuple[str, str, Span]]:
    """``… as a lead owned by Sarah Byrne``, ``… suivi par Claire``."""
    start = span.first(Tag.OWNED, Tag.LOOKED_AFTER)
    if start is None:
        return []
    end = next((i for i in range(start + 1, len(span)) if not _names_owner(span[i])), len(span))
    owner = span.cut(start + 1, end)
    return [(OWNER, owner.text, span.cut(start, end))] if len(owner) else []


def _by_address(span: Span) -> list[tuple[str, str, Span]]:
    """``owner: claire@…``."""
    for index, lexeme in enumerate(span):
        value = index + 1 + (span.cut(index + 1, index + 2).text in {":", "="})
        if lexeme.tags.get(Tag.FIELD) == OWNER and span.cut(value).first_kind(LexemeKind.EMAIL) == 0:
            return [(OWNER, span[value].text, span.cut(index, value + 1))]
    return []


def _names_owner(lexeme: Lexeme) -> bool:
    named = lexeme.capitalised or is_given_name(lexeme.text) or not lexeme.tags
    return lexeme.kind is LexemeKind.EMAIL or (lexeme.kind is LexemeKind.WORD and named)
