"""The two lexicons as one look-up: people mix their languages, so both are always open."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import ModuleType
from typing import Final

from rapidfuzz.distance import OSA

from assistant.language.words import lexicon_en, lexicon_fr
from assistant.language.words.lexemes import Tag, fold
from hubspot_tools.values.vocabulary import spoken_properties, spoken_stages
from hubspot_tools.values.vocabulary_entry import WordLanguage

WORD: Final = (
    r"(?:(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’](?=\w)|['’]s(?!\w)|[^\W_]+(?:['’](?!s(?!\w))[^\W_]+)*)"
)
"""A word; French elisions (``l'``, ``qu'``) and the English ``'s`` stand for themselves."""

_WORD = re.compile(rf"(?<![^\W_]){WORD.replace('(?=', '(?=$|')}|['’]s(?!\w)", re.IGNORECASE)
_SHORTEST_FORGIVEN: Final = 4
_SHORTEST_TWICE_FORGIVEN: Final = 8

_CONTRACTED: Final = ("du", "des", "d'")
"""What ``de`` becomes with the article or vowel after it."""

_LEXICONS: Final[tuple[tuple[ModuleType, WordLanguage], ...]] = ((lexicon_fr, "fr"), (lexicon_en, "en"))

Phrase = tuple[str, ...]


def words_of(text: str) -> list[str]:
    """The folded words of a phrase, cut as the lexer cuts a text."""
    return [fold(match) for match in _WORD.findall(text)]


class Phrasebook:
    """Tags by expression."""

    def __init__(self, entries: Iterable[tuple[Phrase, Tag, str]]) -> None:
        self._tags: dict[Phrase, dict[Tag, str]] = {}
        for phrase, tag, value in entries:
            self._tags.setdefault(phrase, {}).setdefault(tag, value)
        for spelling, meaning in list(_hasty(self._tags)):
            self._tags.setdefault(spelling, meaning)
        self._longest: dict[str, int] = {}
        for phrase in self._tags:
            self._longest[phrase[0]] = max(len(phrase), self._longest.get(phrase[0], 0))

    def longest(self, words: Sequence[str], start: int) -> int:
        """How many words from ``start`` on form the longest known expression; 0 for none."""
        reach = min(self._longest.get(words[start], 0), len(words) - start)
        return next((n for n in range(reach, 0, -1) if tuple(words[start : start + n]) in self._tags), 0)

    def tags(self, words: Sequence[str]) -> Mapping[Tag, str]:
        """What an expression may mean; empty for an unknown one."""
        return self._tags.get(tuple(words), {})

    def meant(self, word: str, tags: frozenset[Tag]) -> Mapping[Tag, str]:
        """The tags of the one-word expression with one of ``tags`` that a typing error made into ``word``.

        One slip is forgiven from four letters on (a swap of neighbours counts as one), two from eight;
        the first letter must be right, or be the second's neighbour.
        """
        if len(word) < _SHORTEST_FORGIVEN:
            return {}
        slips = 1 if len(word) < _SHORTEST_TWICE_FORGIVEN else 2
        near = (
            (OSA.distance(word, candidate, score_cutoff=slips), meaning)
            for candidate, meaning in self._single(tags)
            if word[0] in candidate[:2]
        )
        distance, meaning = min(near, key=lambda pair: pair[0], default=(slips + 1, {}))
        return meaning if distance <= slips else {}

    @cache  # noqa: B019 - one phrasebook lives as long as the process
    def _single(self, tags: frozenset[Tag]) -> tuple[tuple[str, Mapping[Tag, str]], ...]:
        return tuple(
            (phrase[0], meaning)
            for phrase, meaning in self._tags.items()
            if len(phrase) == 1 and len(phrase[0]) >= _SHORTEST_FORGIVEN and not tags.isdisjoint(meaning)
        )


def _hasty(tags: Mapping[Phrase, dict[Tag, str]]) -> Iterator[tuple[Phrase, dict[Tag, str]]]:
    """Expressions as thumbs type them, ``cest`` for ``c'est``, and with articles run together, ``besoin du``."""
    for phrase, meaning in tags.items():
        if len(phrase) > 1 and any("'" in word for word in phrase):
            yield _without_apostrophes(phrase), meaning
        if len(phrase) > 1 and phrase[-1] == "de":
            yield from (((*phrase[:-1], article), meaning) for article in _CONTRACTED)


def _without_apostrophes(phrase: Phrase) -> Phrase:
    joined = ""
    for word in phrase:
        glued = joined.endswith("'") or word.startswith("'")
        joined += word if glued or not joined else f" {word}"
    return tuple(joined.replace("'", "").split())


def _listed(phrases: str) -> Iterator[Phrase]:
    for phrase in phrases.split("|"):
        words = tuple(words_of(phrase))
        if words:
            yield words


def _entries() -> Iterator[tuple[Phrase, Tag, str]]:
    for lexicon, language in _LEXICONS:
        for tag, phrases in lexicon.PHRASES.items():
            yield from ((phrase, tag, "") for phrase in _listed(phrases))
        for name, value in spoken_properties(language):
            yield tuple(words_of(name)), Tag.FIELD, value
        for name, value in spoken_stages(language):
            yield tuple(words_of(name)), Tag.STAGE, value
        for value, phrases in lexicon.ORDINALS.items():
            yield from ((phrase, Tag.ORDINAL, value) for phrase in _listed(phrases))
        for asked, questions in lexicon.QUESTIONS.items():
            yield from ((phrase, Tag.FIND, asked) for phrase in _listed(questions))
        yield from ((phrase, Tag.TITLE, "") for phrase in _listed(lexicon.TITLES))
    yield ("'s",), Tag.GENITIVE, ""


@cache
def phrasebook() -> Phrasebook:
    """French and English together, read once."""
    return Phrasebook(_entries())
