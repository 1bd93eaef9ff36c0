"""Goes on with the last search by other words: ``only the managers``, ``and leads?``."""

from dataclasses import replace
from typing import Final

from assistant.language.requests.intents import Find, Query
from assistant.language.requests.sought.sought_people import read_find
from assistant.language.requests.statements import is_question
from assistant.language.words.lexemes import Span, Tag
from assistant.language.words.lexer import lex
from assistant.language.words.word_groups import WordGroup
from assistant.offline.grammar.followed.told_apart import narrowed_by, newest_search
from assistant.offline.grammar.open_request import Remark, Request, State
from assistant.offline.grammar.replies import Say

_LONGEST: Final = 5
"""Words."""


def searched_further(state: State, span: Span) -> Request | None:
    """The last search as these words would have it; None where they begin another."""
    newest = newest_search(state)
    if newest is None or len(span) > _LONGEST:
        return None
    if len(span) > 1 and span[0].folded in WordGroup.ONLY:
        narrower = narrowed_by(newest, span.cut(1).text)
        return Find(narrower, phrase=_worded(narrower)) if narrower.fields() else Remark(Say.UNKNOWN)
    if newest.name or newest.email or newest.phone or not _goes_on(span):
        return None
    other = read_find(span).query.fields()
    if len(other) != 1 or not other.keys() <= newest.fields().keys():
        return None
    query = replace(newest, **other)
    return Find(query, phrase=_worded(query))


def _goes_on(span: Span) -> bool:
    """Whether an "and …?" or an "I mean" marks the words as another half of what was said before."""
    before = lex(span.source[: span[0].start])
    after = lex(span.source[span[len(span) - 1].end :])
    meant = before.has(Tag.INSTEAD, Tag.NO) or after.has(Tag.INSTEAD)
    return meant or (before.has(Tag.AND) and is_question(span))


def _worded(query: Query) -> str:
    return " ".join(query.fields().values())
