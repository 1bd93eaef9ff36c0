"""Reads two searches in one message.

``find Ann Lee and Tom Hart`` are two people, ``find Ann Lee and give me her e-mail`` is one.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from assistant.language.persons.value_bounds import is_break
from assistant.language.requests.intents import Find, Intent, Query, Steps
from assistant.language.words.given_names import PARTICLES, is_given_name
from assistant.language.words.lexemes import LexemeKind, Span, Tag

_LONGEST_NAME: Final = 4
"""Words."""


def read_found_together(content: Span, read: Callable[[Span], Intent]) -> Steps | Find | None:
    """Two people, each shown, or one and what is asked of them; None where it is not clear.

    ``read`` reads one search.
    """
    if not content[0].has(Tag.FIND) or content.has(Tag.CREATE, Tag.ADD, Tag.CLEAR):
        return None
    for index in range(1, len(content) - 1):
        joins = content[index].has(Tag.AND) and not content[index].capitalised
        if not (joins or is_break(content, index)):
            continue
        before = content.cut(0, index).without_trailing(Tag.AND, Tag.FILLER)
        follows = content.cut(index + 1).without_leading(Tag.AND, Tag.FILLER)
        if len(before) and len(follows):
            return _asked_further(before, follows, read) or (_both(before, follows) if joins else None)
    return None


def _asked_further(before: Span, follows: Span, read: Callable[[Span], Intent]) -> Find | None:
    """``(find Ann Lee) and give me her e-mail``: what is asked of whoever was named before."""
    if not follows.starts_with(Tag.FIND) or follows.has(Tag.UPDATE, Tag.TURN):
        return None
    found, asked = read(before), read(follows)
    if not isinstance(found, Find) or not isinstance(asked, Find) or found.asked or not found.query.name:
        return None
    speaks_on = asked.person is not None and asked.person.anaphoric and not asked.query.fields()
    return replace(found, asked=asked.asked) if speaks_on and asked.asked else None


def _both(before: Span, follows: Span) -> Steps | None:
    """``(find Ann Lee) and Tom Hart``: each a given name and what follows it."""
    names = [before.without_leading(Tag.FIND, Tag.FILLER), follows.without_leading(Tag.FIND, Tag.FILLER)]
    if not all(map(_is_whole_name, names)) or not any(is_given_name(name[0].text) for name in names):
        return None
    return Steps(tuple(Find(Query(name=name.text), phrase=name.text) for name in names))


def _is_whole_name(name: Span) -> bool:
    """Whether words are a given name and a family name, as far as their number and kind can tell."""
    words = all(one.kind is LexemeKind.WORD and (not one.tags or _belongs(one.text)) for one in name)
    return 1 < len(name) <= _LONGEST_NAME and words


def _belongs(word: str) -> bool:
    return is_given_name(word) or word.casefold() in PARTICLES
