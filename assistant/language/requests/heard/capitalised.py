"""Reads how a proposed value is to be spelled: ``with a capital S``, ``all caps``."""

from collections.abc import Mapping
from dataclasses import replace

from assistant.language.persons.new_person import Create
from assistant.language.requests.intents import Update
from assistant.language.words.lexemes import LexemeKind, Span, fold
from assistant.language.words.word_groups import WordGroup
from hubspot_tools.values.vocabulary import CONTACT_DETAILS, PHONES

_SPELLED_ALIKE = frozenset({*CONTACT_DETAILS, *PHONES, "lifecyclestage", "website"})
"""Properties in whose values no capital matters."""


def speaks_of_capitals(span: Span) -> bool:
    """Whether the words say how something is spelled."""
    return any(lexeme.folded in WordGroup.CAPITALS for lexeme in span)


def with_capitals(proposed: Create | Update, span: Span) -> Create | Update | None:
    """What is proposed with the capitals asked for; None where it is not clear which they are."""
    values = proposed.values if isinstance(proposed, Create) else proposed.changes
    worded = {name: value for name, value in values.items() if name not in _SPELLED_ALIKE}
    spelled = {name: _spelled(value, span) for name, value in worded.items()}
    changed = {name: value for name, value in spelled.items() if value != worded[name]}
    if len(changed) != 1:
        return None
    return _with(proposed, {**values, **changed})


def _with(proposed: Create | Update, values: Mapping[str, str]) -> Create | Update:
    return (
        replace(proposed, values=values)
        if isinstance(proposed, Create)
        else replace(proposed, changes=values)
    )


def _spelled(value: str, span: Span) -> str:
    words = value.split(" ")
    said = {lexeme.folded for lexeme in span if lexeme.kind is LexemeKind.WORD}
    if said & WordGroup.ALL_CAPITALS.words():
        return value.upper()
    meant = [word for word in words if fold(word) in said] or _beginning(words, said) or words[:1]
    return " ".join(_raised(word) if word in meant else word for word in words)


def _beginning(words: list[str], said: set[str]) -> list[str]:
    """The words that begin with a letter that was named alone."""
    letters = {one for one in said if len(one) == 1}
    named = [word for word in words if fold(word)[:1] in letters]
    return (
        named
        if len(letters) == 1 or not letters & {"a"}
        else [word for word in named if fold(word)[:1] != "a"]
    )


def _raised(word: str) -> str:
    return word[:1].upper() + word[1:]
