"""Tells what words are by those beside them: a name, a field cut to a letter."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile, zip_longest
from typing import Final

from assistant.language.words.given_names import is_given_name
from assistant.language.words.lexemes import Lexeme, LexemeKind, Tag, fold
from assistant.language.words.phrasebook import phrasebook
from assistant.language.words.word_groups import WordGroup
from hubspot_tools.values.vocabulary import INITIALS

_BEFORE_FIELDS: Final = (Tag.DETERMINER, Tag.POSSESSIVE, Tag.NEW, Tag.GENITIVE)
_TYPED: Final = frozenset({LexemeKind.EMAIL, LexemeKind.PHONE, LexemeKind.URL})
_LONGEST_TITLE: Final = 6
"""Words."""
_IN_TITLES: Final = frozenset({Tag.LINE, Tag.CONTACT, Tag.PEOPLE, Tag.OBJECT, Tag.DEPARTMENT, Tag.FIELD})


def in_their_place(lexemes: list[Lexeme]) -> list[Lexeme]:
    """The words of a text, each tagged as what it is where it stands."""
    return _mended(list(_labelled(list(_unglued(list(_unsent(list(_said_at(lexemes)))))))))


def _said_at(lexemes: list[Lexeme]) -> Iterator[Lexeme]:
    """``VP Sales @ Fjordtek``: a sign that stands alone before a word is the word "at"."""
    for lexeme, behind in zip_longest(lexemes, lexemes[1:]):
        alone = lexeme.text == "@" and behind is not None and behind.start > lexeme.end
        if alone and behind is not None and behind.kind is LexemeKind.WORD:
            yield replace(lexeme, kind=LexemeKind.WORD, tags={Tag.AT: ""})
        else:
            yield lexeme


def _unglued(lexemes: list[Lexeme]) -> Iterator[Lexeme]:
    """``johns number``, ``shes now …``: an "s" that was typed without its apostrophe."""
    for index, lexeme in enumerate(lexemes):
        if lexeme.folded in WordGroup.GLUED_IS:
            cut = lexeme.end - 1
            tags = phrasebook().tags([lexeme.folded[:-1]])
            yield Lexeme(LexemeKind.WORD, lexeme.text[:-1], lexeme.start, cut, tags)
            yield Lexeme(LexemeKind.WORD, "s", cut, lexeme.end, {Tag.GENITIVE: ""})
            continue
        stem = lexeme.text[:-1]
        owned = index + 1 < len(lexemes) and lexemes[index + 1].has(Tag.FIELD)
        if (
            not owned
            or not lexeme.text.endswith("s")
            or is_given_name(lexeme.text)
            or not is_given_name(stem)
        ):
            yield lexeme
            continue
        yield Lexeme(LexemeKind.WORD, stem, lexeme.start, lexeme.end - 1)
        yield Lexeme(LexemeKind.WORD, "s", lexeme.end - 1, lexeme.end, {Tag.GENITIVE: ""})


def _unsent(lexemes: list[Lexeme]) -> Iterator[Lexeme]:
    """``son téléphone à 01…``: behind "son", what may be a call to somebody is a number and "à"."""
    for index, lexeme in enumerate(lexemes):
        owned = index > 0 and lexemes[index - 1].has(*_BEFORE_FIELDS)
        if not owned or lexeme.folded != "telephone a":
            yield lexeme
            continue
        cut = lexeme.start + len("téléphone")
        for start, end in ((lexeme.start, cut), (lexeme.end - 1, lexeme.end)):
            text = lexeme.text[start - lexeme.start : end - lexeme.start]
            yield Lexeme(LexemeKind.WORD, text, start, end, phrasebook().tags([fold(text)]))


def _mended(lexemes: list[Lexeme]) -> list[Lexeme]:
    """Return the words tagged as what they are in their place.

    That is a name, a copula, a field cut to a letter or mistyped.
    """
    for index, lexeme in enumerate(lexemes):
        if _is_name(lexemes, index):
            lexemes[index] = replace(lexeme, tags={})
            continue
        if lexeme.kind is not LexemeKind.WORD or is_given_name(lexeme.text):
            continue
        following = lexemes[index + 1] if index + 1 < len(lexemes) else None
        placed = following is not None and following.has(Tag.PLACE) and not following.has(Tag.FIELD, Tag.TO)
        if lexeme.has(Tag.GENITIVE) and index > 0 and (placed or lexemes[index - 1].has(Tag.PRONOUN)):
            lexemes[index] = replace(lexeme, tags={Tag.COPULA: ""})  # "she's CTO", "Ann's in Leeds"
            continue
        if following is not None and (_is_in_title(lexemes, index) or _opens_title(lexemes, index)):
            lexemes[index] = replace(lexeme, tags={Tag.TITLE: ""})
            continue
        initial = INITIALS.get(lexeme.text.lower())
        opens = index == 0 or lexemes[index - 1].kind is not LexemeKind.WORD
        if initial and opens and following and (following.is_sign(":") or following.kind is LexemeKind.PHONE):
            lexemes[index] = replace(lexeme, tags={Tag.FIELD: initial})
        elif not lexeme.tags and lexeme.text.islower():
            before = index > 0 and lexemes[index - 1].has(*_BEFORE_FIELDS)
            if before or (following is not None and _announces(following)):
                tags = phrasebook().meant(lexeme.folded, frozenset({Tag.FIELD}))
                lexemes[index] = replace(lexeme, tags=tags)
    return lexemes


def _labelled(lexemes: list[Lexeme]) -> Iterator[Lexeme]:
    """``job titel to …``, ``phone numbr 06…``: one label of two words, the second mistyped."""
    joined = False
    for index, lexeme in enumerate(lexemes):
        second = lexemes[index + 1] if index + 1 < len(lexemes) else None
        if joined:
            joined = False
            continue
        plain = second is not None and not second.tags and second.text.islower() and lexeme.text.islower()
        tags = phrasebook().completed(lexeme.folded, second.folded) if plain and second is not None else {}
        if not tags or second is None:
            yield lexeme
            continue
        joined = True
        text = f"{lexeme.text} {second.text}"
        yield Lexeme(LexemeKind.WORD, text, lexeme.start, second.end, tags)


def _is_name(lexemes: list[Lexeme], index: int) -> bool:
    """Tell whether a word of the grammar is somebody's name here.

    ``Owen Field``, ``Guy Martin`` have some, not ``the guy``.
    """
    lexeme = lexemes[index]
    before, after = lexemes[index - 1 : index], lexemes[index + 1 : index + 2]
    if lexeme.tags.keys() == {Tag.DETERMINER}:
        return lexeme.capitalised and any(one.capitalised and is_given_name(one.text) for one in before)
    given = lexeme.tags.keys() == {Tag.CONTACT} and is_given_name(lexeme.text)
    pointed_at = any(one.has(Tag.DETERMINER) for one in before)
    return given and not pointed_at and any(one.kind is LexemeKind.WORD and not one.tags for one in after)


def _announces(lexeme: Lexeme) -> bool:
    return lexeme.kind in _TYPED or lexeme.is_sign(":=") or lexeme.has(Tag.COPULA)


def _opens_title(lexemes: list[Lexeme], index: int) -> bool:
    """``New Business Manager`` on a line of its own below a name: the job begins with "New"."""
    lexeme, before = lexemes[index], lexemes[index - 1 : index]
    if not (lexeme.has(Tag.NEW) and lexeme.capitalised and index > 1 and before[0].text == "\n"):
        return False
    line = list(
        takewhile(lambda one: one.kind is LexemeKind.WORD, lexemes[index + 1 : index + _LONGEST_TITLE])
    )
    return any(one.has(Tag.TITLE) for one in line) and all(one.capitalised for one in line)


def _is_in_title(lexemes: list[Lexeme], index: int) -> bool:
    """``Field Engineer``, ``Office Manager``: in capitals, the word before is part of a job."""
    lexeme, job = lexemes[index], lexemes[index + 1]
    titled = job.has(Tag.TITLE) and job.capitalised and not job.text.isupper()
    if not (titled and lexeme.capitalised and lexeme.tags):
        return False
    return lexeme.folded in WordGroup.FIELDS_OF_WORK or _IN_TITLES.issuperset(lexeme.tags)
