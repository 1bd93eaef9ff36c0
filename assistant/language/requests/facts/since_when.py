"""Takes from a message since when something is so.

No property holds that, and it is part of no value.
"""

from collections.abc import Callable
from dataclasses import replace
from itertools import takewhile
from typing import Final

from assistant.language.persons.new_person import Create
from assistant.language.persons.value_bounds import is_break
from assistant.language.requests.intents import Intent, Update
from assistant.language.words.lexemes import Lexeme, Span, Tag
from assistant.language.words.word_groups import WordGroup
from hubspot_tools.values.vocabulary import BIRTHDAY, MONTHS

_LONGEST_OPENING: Final = 3
_AMONG: Final = (Tag.DETERMINER, Tag.OF)


def dated(read: Callable[[Span], Intent], span: Span) -> Intent | None:
    """``… as Head of QA starting 1 Feb``: what is asked for without the day, which is left over.

    None where no such day is told, or the rest asks for something else.
    """
    found = _since(span)
    if found is None:
        return None
    start, end = found
    rest = Span(span.source, span.lexemes[:start] + span.lexemes[end:])
    intent = read(rest) if len(rest) else None
    told = isinstance(intent, Create) or (isinstance(intent, Update) and intent.has_changes)
    return replace(intent, left=(*intent.left, span.cut(start, end).text)) if told else None  # type: ignore[union-attr, type-var]


def _since(span: Span) -> tuple[int, int] | None:
    """Where the words for it begin and end."""
    for start in range(1, len(span) - 1):
        if span[start].capitalised or not any(map(str.isalpha, span[start].text)):
            continue
        for length in range(_LONGEST_OPENING, 0, -1):
            opening = " ".join(one.folded for one in span.cut(start, start + length))
            on_day = length == 1 and opening in WordGroup.BEFORE_DATES and _may_be_a_day(span, start)
            if (opening in WordGroup.SINCE or on_day) and (end := _day_end(span, start + length)):
                return start, end
    return None


def _may_be_a_day(span: Span, start: int) -> bool:
    """``au 1er mars``, ``on 3 May``: no property of a day is told of, and a number follows."""
    day = span.cut(start + 1, start + 3)
    numbered = len(day) == 2 and day[0].text[0].isdigit() and day[1].folded.rstrip(".") in MONTHS  # noqa: PLR2004 - day and month
    return numbered and not any(one.tags.get(Tag.FIELD) == BIRTHDAY for one in span)


def _day_end(span: Span, start: int) -> int | None:
    """Where the day ends that begins here: at a sign or the end; None for what is no day."""
    day = list(takewhile(lambda i: _tells_day(span[i]), range(start, len(span))))
    if not any(_is_day(span[i]) for i in day):
        return None
    end = day[-1] + 1
    whole = end == len(span) or is_break(span, end) or span[end].has(Tag.AND, Tag.FILLER, Tag.THANKS)
    return end if whole else None


def _tells_day(lexeme: Lexeme) -> bool:
    return _is_day(lexeme) or (lexeme.has(*_AMONG) and not lexeme.capitalised)


def _is_day(lexeme: Lexeme) -> bool:
    return lexeme.text[0].isdigit() or _is_named_day(lexeme) or lexeme.has(Tag.TIME)


def _is_named_day(lexeme: Lexeme) -> bool:
    return lexeme.folded.rstrip(".") in MONTHS or lexeme.folded in WordGroup.WEEKDAYS
