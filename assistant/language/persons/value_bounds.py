"""Finds where a value begins and ends.

Signs part values, and the words around one are only grammar.
"""

from typing import Final

from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag, fold
from assistant.language.words.word_groups import WordGroup

SEPARATORS: Final = ",;\n|•·–—()/"
_TAIL: Final = (Tag.AND, Tag.WITH, Tag.POSSESSIVE, Tag.DETERMINER, Tag.NEW, Tag.NOW, Tag.FILLER)
_FINAL_ABBREVIATIONS: Final = frozenset({"inc", "ltd", "co", "corp", "jr", "sr", "cie"})
_TALK: Final = (Tag.TALK, Tag.QUESTION, Tag.PRONOUN, Tag.COPULA, Tag.NOT, Tag.STARTS)
_PREDICATES: Final = (
    Tag.FIND,
    Tag.HAS,
    Tag.BECOMES,
    Tag.MOVES,
    Tag.LEAVES,
    Tag.NO_LONGER,
    Tag.LIVES,
    Tag.WRONG,
)


def is_break(span: Span, index: int) -> bool:
    """Whether a sign or a full stop parts two items here."""
    lexeme = span[index]
    if lexeme.kind is not LexemeKind.PUNCTUATION:
        return False
    if lexeme.text in SEPARATORS:
        return not _is_inside_word(span, index)
    spaced = lexeme.end >= len(span.source) or span.source[lexeme.end].isspace()
    if lexeme.text == "." and index:
        return spaced and fold(span[index - 1].text) not in WordGroup.ABBREVIATIONS
    return lexeme.text in "-!?" and spaced


def _is_inside_word(span: Span, index: int) -> bool:
    """Whether a stroke ties two words into one: ``CEO/Founder``, ``12/14``, ``A/S Maersk``."""
    if span[index].text != "/" or not 0 < index < len(span) - 1:
        return False
    before, after = span[index - 1], span[index + 1]
    words = before.kind is LexemeKind.WORD and after.kind is LexemeKind.WORD
    return words and before.end == span[index].start and after.start == span[index].end


def trimmed(span: Span) -> Span:
    """A value without the grammar around it."""
    start, end = 0, len(span)
    while start < end and (span[start].kind is LexemeKind.PUNCTUATION or _is_small(span[start], Tag.AND)):
        start += 1
    while end > start and (span[end - 1].kind is LexemeKind.PUNCTUATION or _is_small(span[end - 1], *_TAIL)):
        if end - start > 1 and (span[end - 1].folded == "sa" or _is_abbreviated(span, end)):
            break  # "sa" is the French company form, in lower case
        end -= 1
    return span.cut(start, end)


def _is_abbreviated(span: Span, end: int) -> bool:
    """Whether the full stop before ``end`` belongs to an abbreviation, as in ``Acme Inc.``."""
    last, word = span[end - 1], span[end - 2]
    return last.text == "." and word.end == last.start and fold(word.text) in _FINAL_ABBREVIATIONS


def proper(span: Span) -> Span:
    """A name without the article in front: ``la société Acme`` gives ``Acme``, ``La Poste`` stays."""
    value = trimmed(span)
    pair = 2
    if len(value) == pair and value[0].has(Tag.DETERMINER) and value[1].has(Tag.FIELD):
        return value  # "la poste", in lower case
    while len(value) > 1 and not value[0].capitalised and value[0].has(Tag.DETERMINER, Tag.FIELD, Tag.OF):
        value = value.cut(1)
    return trimmed(value)


def _is_small(lexeme: Lexeme, *tags: Tag) -> bool:
    return lexeme.has(*tags) and not lexeme.capitalised and lexeme.kind is LexemeKind.WORD


def is_spoken(lexeme: Lexeme) -> bool:
    """Tell whether a word belongs to the talk about a contact and never to a value.

    Such are ``existe``, ``where``, ``he``.

    A capital letter or quotation marks make a name of any word.
    """
    if lexeme.kind is not LexemeKind.WORD or lexeme.capitalised or lexeme.has(Tag.DEPARTMENT, Tag.TITLE):
        return False
    tells = " " in lexeme.text and lexeme.has(*_PREDICATES)
    owns = lexeme.has(Tag.POSSESSIVE) and lexeme.folded != "sa"  # "ex sa" is a company, typed in haste
    return tells or owns or lexeme.has(*_TALK)


def unfounded(span: Span) -> Span:
    """``fonder Alaoui Partners``, ``to start Vega``: the company alone."""
    at = next((i for i in range(min(2, len(span) - 1)) if span[i].folded in WordGroup.FOUNDING), None)
    return span if at is None or span[at].capitalised else span.cut(at + 1)


def is_role_marker(lexeme: Lexeme) -> bool:
    """Whether a job title follows: ``as a buyer``, ``en tant que DAF``."""
    return lexeme.folded in WordGroup.IN_THE_ROLE_OF and not lexeme.capitalised


def unspoken(span: Span) -> tuple[Span, ...]:
    """The runs between the words that belong to the talk alone."""
    runs: list[Span] = []
    start = 0
    for index in range(len(span) + 1):
        if index == len(span) or is_spoken(span[index]):
            runs.append(span.cut(start, index))
            start = index + 1
    return tuple(run for run in runs if len(run))
