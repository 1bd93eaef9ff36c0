"""Values that are only said to be those of somebody else: ``the same company as Marie Durand``."""

from collections.abc import Iterable
from dataclasses import replace

from assistant.language.persons.new_person import Create
from assistant.language.persons.value_bounds import is_break
from assistant.language.requests.intents import (
    Bare,
    Correction,
    CreateMany,
    Find,
    Intent,
    Unsupported,
    Update,
)
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag


def compared(span: Span) -> Span:
    """The words with each comparison as one lexeme, so that none of its words is taken for a value."""
    for index in range(len(span) - 1):
        if span[index].has(Tag.SAME) and not span[index].capitalised and span[index + 1].has(Tag.FIELD):
            end = next((i for i in range(index + 2, len(span)) if _ends(span, i)), len(span))
            if _is_unchanged(span, index, end):
                return compared(Span(span.source, (*span.lexemes[: index - 1], *span.lexemes[end:])))
            start, stop = span[index].start, span[end - 1].end
            tags = {Tag.SAME: span[index + 1].tags[Tag.FIELD]}
            joined = Lexeme(LexemeKind.WORD, span.source[start:stop], start, stop, tags)
            rest = compared(span.cut(end))
            return Span(span.source, (*span.lexemes[:index], joined, *rest.lexemes))
    return span


def _is_unchanged(span: Span, start: int, end: int) -> bool:
    """``…, same number``: behind a sign, what is said to be the same as before is nobody else's."""
    behind = span.cut(start + 2, end).without_leading(Tag.FILLER, Tag.THANKS)
    alone = not len(behind) and start > 1 and is_break(span, start - 1)
    return alone and not (end < len(span) and span[end].has(Tag.OF, Tag.FOR, Tag.AS))


def _ends(span: Span, index: int) -> bool:
    return is_break(span, index) or (span[index].has(Tag.AND) and not span[index].capitalised)


def _any_in(value: str, comparisons: Iterable[str]) -> bool:
    return any(words in value for words in comparisons)


def without_comparison(intent: Intent, span: Span) -> Intent:
    """Return what is asked for, with the value still wanted that was compared.

    Without a change, nothing can be done.
    """
    comparisons = {lexeme.text: name for lexeme in span if (name := lexeme.tags.get(Tag.SAME))}
    if not comparisons:
        return intent
    match intent:
        case Update(person=person, changes=changes) if person and not _any_in(person.name, comparisons):
            kept = {name: value for name, value in changes.items() if not _any_in(value, comparisons)}
            return replace(intent, changes=kept, wanted=tuple(dict.fromkeys(comparisons.values())))
        case Find() | Create() | CreateMany() | Update() | Bare() | Correction():
            return Unsupported.COMPARISON
        case _:
            return intent
