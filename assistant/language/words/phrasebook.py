"""Looks up what people say in either language.

People mix their languages, so both are always open.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Final

from rapidfuzz.distance import OSA

from assistant.language.words.lexemes import Tag, fold
from assistant.language.words.word_files import LANGUAGES, ListedWord, each_once, word_lists
from hubspot_tools.values.vocabulary import spoken_properties, spoken_stages
from hubspot_tools.values.vocabulary_entry import WordLanguage

WORD: Final = (
    r"(?:(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’](?=\w)|['’]s(?!\w)|[^\W_]+(?:['’](?!s(?!\w))[^\W_]+)*)"
)
"""A word; French elisions (``l'``, ``qu'``) and the English ``'s`` stand for themselves."""

_WORD = re.compile(rf"(?<![^\W_]){WORD.replace('(?=', '(?=$|')}|['’]s(?!\w)", re.IGNORECASE)
_SHORTEST_FORGIVEN: Final = 4
_SHORTEST_TWICE_FORGIVEN: Final = 8
_PAIR: Final = 2

_NAMING: Final = {
    "ordinals": Tag.ORDINAL,
    "questions": Tag.FIND,
}
"""Sections of a language's file whose words name something, which their list is called after."""
_TOLD: Final = frozenset({Tag.FIELD, Tag.STAGE, Tag.ORDINAL, Tag.GENITIVE})
_SAID: Final = {tag.name.lower(): tag for tag in Tag if tag not in _TOLD}
"""The lists of its first section, by what their words mean."""
_INTERNAL_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_SECTIONS: Final[Mapping[str, Callable[[str], object]]] = {
    "phrases": _SAID.__contains__,
    "ordinals": re.compile(r"-?[1-9][0-9]?").fullmatch,
    "questions": _INTERNAL_NAME.fullmatch,
}

_CODES: Final[Mapping[str, WordLanguage]] = {"french": "fr", "english": "en"}
"""Each language's name in the vocabulary, by that of its file."""

_CONTRACTED: Final = ("du", "des", "d'")
"""What ``de`` becomes with the article or vowel after it."""

LONGEST_EXPRESSION: Final = 12
"""Words of the longest expression that is looked for."""

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
        self._labels: dict[str, dict[str, Mapping[Tag, str]]] = {}
        """Of labels of two words, what each means, by its first word and its second."""
        for phrase, meaning in self._tags.items():
            if len(phrase) == _PAIR and Tag.FIELD in meaning:
                self._labels.setdefault(phrase[0], {})[phrase[1]] = meaning
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

    def completed(self, first: str, second: str) -> Mapping[Tag, str]:
        """The tags of the label of two words that begins with ``first``, where ``second`` has one slip in it."""
        if len(second) < _SHORTEST_FORGIVEN:
            return {}
        seconds = self._labels.get(first, {})
        return next((seconds[word] for word in seconds if OSA.distance(word, second) == 1), {})

    @cache  # noqa: B019 - one phrasebook lives as long as the process
    def _single(self, tags: frozenset[Tag]) -> tuple[tuple[str, Mapping[Tag, str]], ...]:
        return tuple(
            (phrase[0], meaning)
            for phrase, meaning in self._tags.items()
            if len(phrase) == 1 and len(phrase[0]) >= _SHORTEST_FORGIVEN and not tags.isdisjoint(meaning)
        )


def _hasty(tags: Mapping[Phrase, dict[Tag, str]]) -> Iterator[tuple[Phrase, dict[Tag, str]]]:
    """Return expressions as thumbs type them, ``cest`` for ``c'est``.

    Also with articles run together, ``besoin du``.
    """
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


def _phrases(words: Iterable[ListedWord]) -> list[Phrase]:
    return each_once(words, _phrase, f"an expression of 1 to {LONGEST_EXPRESSION} words")


def _phrase(text: str) -> Phrase | None:
    phrase = tuple(words_of(text))
    return phrase if len(phrase) <= LONGEST_EXPRESSION else None


def _entries(language: str) -> Iterator[tuple[Phrase, Tag, str]]:
    """What a language's file says, and what the vocabulary calls properties and stages there.

    Raises:
        WrongWords: it names an unknown list, has an expression twice in one, or lets it name two things.
    """
    lists = word_lists(f"{language}.toml", _SECTIONS)
    for kind, words in lists["phrases"].items():
        yield from ((phrase, _SAID[kind], "") for phrase in _phrases(words))
    for name, meant in spoken_properties(_CODES[language]):
        yield tuple(words_of(name)), Tag.FIELD, meant
    for name, meant in spoken_stages(_CODES[language]):
        yield tuple(words_of(name)), Tag.STAGE, meant
    for section, tag in _NAMING.items():
        named = [(name, word) for name, words in lists[section].items() for word in words]
        phrases = _phrases(word for _, word in named)
        yield from ((phrase, tag, name) for phrase, (name, _) in zip(phrases, named, strict=True))


@cache
def phrasebook() -> Phrasebook:
    """French and English together, read once.

    Raises:
        WrongWords: a language's file says what cannot be meant.
    """
    owned: tuple[Phrase, Tag, str] = (("'s",), Tag.GENITIVE, "")
    return Phrasebook([*chain.from_iterable(map(_entries, LANGUAGES)), owned])
