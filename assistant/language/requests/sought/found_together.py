"""Reads two searches in one message.

``find Ann Lee and Tom Hart`` are two people, ``find Ann Lee and give me her e-mail`` is one.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from assistant.language.persons.value_bounds import is_break
from assistant.language.requests.intents import Bare, Find, Intent, Query, Steps
from assistant.language.requests.sought.sought_people import read_find
from assistant.language.words.given_names import PARTICLES, is_given_name
from assistant.language.words.lexemes import LexemeKind, Span, Tag

_LONGEST_NAME: Final = 4
"""Words."""
_SPEAKS_ON: Final = (Tag.PRONOUN, Tag.POSSESSIVE, Tag.THAT_ONE)
_MOST_TRIED: Final = 3
"""Places at which one message is parted into two questions."""
_WRITES: Final = (Tag.CREATE, Tag.ADD, Tag.UPDATE, Tag.TURN, Tag.CLEAR, Tag.RENAME, Tag.MERGE, Tag.SEND)


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


def read_asked_of_one(content: Span, read: Callable[[Span], Intent]) -> Find | Steps | None:
    """``Ann's phone and where does she work``: two questions about one person.

    ``le numéro d'Ann Lee et celui de Tom Hart`` is one question about two.
    """
    if content.has(*_WRITES):
        return None
    tried = 0
    for index in range(2, len(content) - 1):
        if not (content[index].has(Tag.AND) or is_break(content, index)) or content[index].capitalised:
            continue
        before = content.cut(0, index).without_trailing(Tag.AND, Tag.FILLER)
        follows = content.cut(index + 1).without_leading(Tag.AND, Tag.FILLER)
        tried += 1
        if tried > _MOST_TRIED or not len(before) or len(follows) < 2:  # noqa: PLR2004 - whose, and what
            return None
        if follows.has(*_SPEAKS_ON) and (found := _of_one(before, follows, read)) is not None:
            return found
    return None


def _of_one(before: Span, follows: Span, read: Callable[[Span], Intent]) -> Find | Steps | None:
    first = _searched(before, read)
    if first is None or not (first.query.name or first.query.email or first.query.company):
        return None
    if follows.starts_with(Tag.THAT_ONE) and first.asked and follows.cut(1).starts_with(Tag.OF):
        other = read_find(follows.cut(2))
        return Steps((first, replace(other, asked=first.asked))) if other.query.name else None
    second = _searched(follows, read)
    if second is None or second.person is None or not second.person.anaphoric or second.query.fields():
        return None
    asked = tuple(dict.fromkeys(filter(None, (first.asked, *first.also, second.asked, *second.also))))
    if not asked:
        return None
    return (
        replace(first, asked=asked[0], also=()) if len(asked) == 1 else replace(first, asked="", also=asked)
    )


def _searched(part: Span, read: Callable[[Span], Intent]) -> Find | None:
    """The search that a part of the message is, with a verb or as a question without one."""
    intent = read(part)
    if isinstance(intent, Bare) and part.has(Tag.FIELD, Tag.CONTACT):
        intent = read_find(part)
    return intent if isinstance(intent, Find) else None


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
