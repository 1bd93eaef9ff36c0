"""Hears a question about who changed the contact on the screen, or when: its history is the answer.

A question that names somebody else, or anything but the contact, is for the model to understand.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from assistant.language.words.word_groups import WordGroup
from hubspot_tools.values.text import words
from hubspot_tools.values.vocabulary import spoken_properties

_LONGEST: Final = 80


def asks_who_changed_it(text: str) -> bool:
    """Whether the whole message asks who changed the contact that was shown, or one of its properties."""
    if len(text) > _LONGEST:
        return False
    said = words(text)
    if said in WordGroup.ASKING_HISTORY.in_words():
        return True
    return any(_asks(said, opening) for opening in WordGroup.ASKING_WHO.in_words())


def _asks(said: Sequence[str], opening: Sequence[str]) -> bool:
    behind = said[len(opening) :]
    if tuple(said[: len(opening)]) != opening or not behind or not any(map(_is_change, behind)):
        return False
    what = [word for word in behind if not _is_change(word)]
    moved = any(_is_change(one) and after == "de" for one, after in pairwise(behind))
    if moved or (what and not any(map(_points_at_it, what))):
        return False  # "qui a changé de boîte ?" asks for people
    return all(_points_at_it(word) or word in _PROPERTY_WORDS for word in what)


def _is_change(word: str) -> bool:
    return (word,) in WordGroup.HAVING_CHANGED.in_words()


def _points_at_it(word: str) -> bool:
    return (word,) in WordGroup.ON_THE_SCREEN.in_words()


_PROPERTY_WORDS: Final = frozenset(
    word for language in ("fr", "en") for name, _ in spoken_properties(language) for word in words(name)
)
