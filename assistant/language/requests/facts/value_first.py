"""A fact whose value stands before its property.

``06… est son nouveau portable``, ``Berlin as her city``.
"""

from dataclasses import replace
from typing import Final

from assistant.language.requests.facts.fact import Fact
from assistant.language.requests.facts.new_value import read_value
from assistant.language.requests.facts.subject import read_subject
from assistant.language.requests.intents import Person
from assistant.language.words.lexemes import LexemeKind, Span, Tag
from assistant.language.words.word_groups import WordGroup

_ENTITIES: Final = (LexemeKind.EMAIL, LexemeKind.PHONE, LexemeKind.URL)
_BEFORE_LABEL: Final = (Tag.DETERMINER, Tag.POSSESSIVE, Tag.NEW, Tag.NOW)
_BEHIND: Final = (Tag.NOW, Tag.TIME, Tag.FILLER, Tag.INSTEAD, Tag.THANKS)


def read_value_first(span: Span) -> Fact | None:
    """The property that a value before it is said to be, and whose it is."""
    told = span.without_trailing(*_BEHIND)
    for index in range(1, len(told) - 1):
        if not _turns(told, index):
            continue
        behind, owner = _owner_and_label(told.cut(index + 1))
        label = next((i for i, one in enumerate(behind) if not one.has(*_BEFORE_LABEL)), None)
        if label is None or not behind[label].has(Tag.FIELD) or behind[label].capitalised:
            continue
        fact = _valued(told.cut(0, index), behind[label].tags[Tag.FIELD], behind.cut(label + 1))
        pointed = behind.cut(0, label).has(Tag.POSSESSIVE)
        if fact is not None and not ((pointed or owner) and fact.person is not None):
            return replace(fact, person=Person(anaphoric=True) if pointed else owner or fact.person)
    return None


def _owner_and_label(span: Span) -> tuple[Span, Person | None]:
    """``Norbert Hammond's landline``: the label, and who stands before it."""
    at = span.first(Tag.GENITIVE)
    subject = read_subject(span.cut(0, at)) if at else None
    named = subject.person if subject is not None else None
    return (span.cut((at or 0) + 1), named) if named is not None else (span, None)


def _turns(span: Span, index: int) -> bool:
    """``… is``, ``… =`` behind an address or number, ``… as`` behind any value."""
    if span[index].capitalised:
        return False
    pointed = span[index].has(Tag.COPULA) or span[index].text in {"=", "->"}
    return span[index].folded in WordGroup.VALUE_FIRST or (pointed and span[index - 1].kind in _ENTITIES)


def _valued(value: Span, name: str, owner: Span) -> Fact | None:
    owned = len(owner) > 1 and owner.starts_with(Tag.OF, Tag.FOR) and not owner[0].capitalised
    subject = read_subject(owner.cut(1)) if owned else None
    if len(owner) and (subject is None or subject.person is None):
        return None
    if subject is None and len(value) > 1 and value[len(value) - 1].kind in _ENTITIES:
        named = read_subject(value.cut(0, len(value) - 1))  # "(give) Ann 555-0100 as mobile"
        if named is None or named.person is None:
            return None
        subject, value = named, value.cut(len(value) - 1)
    values = read_value(name, value)
    return Fact(subject.person if subject else None, values, surely=True) if values else None
