"""Reads the word lists beside this module.

They are data files that a person who does not program adds words to.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final, TypeVar

T = TypeVar("T")

LANGUAGES: Final = ("french", "english")
"""What files and lists of a language are called after."""
_BETWEEN: Final = re.compile(r"[,\n]")


class WrongWords(ValueError):
    """A word list says what cannot be meant; the message names the file, the place in it and the word."""


@dataclass(frozen=True, slots=True)
class ListedWord:
    """A word or expression as somebody wrote it into a file, and where it stands there."""

    text: str
    place: str


WordLists = Mapping[str, Mapping[str, Sequence[ListedWord]]]
"""Words by section and by list, as in a file."""


def word_lists(file_name: str, sections: Mapping[str, Callable[[str], object]]) -> WordLists:
    """Read the lists of a TOML file, by section; each section may be missing.

    Args:
        file_name: which of the files in the `word_folder`.
        sections: each section's name, and what tells whether one of its lists may be called so.

    Raises:
        WrongWords: the file is no TOML, has an unknown section or list, or a list that is not text.
    """
    try:
        content = tomllib.loads(_text(file_name))
    except tomllib.TOMLDecodeError as error:
        raise WrongWords(f"{file_name}: {error}") from error
    lists: dict[str, dict[str, list[ListedWord]]] = {section: {} for section in sections}
    for section, tables in content.items():
        if section not in lists or not isinstance(tables, dict):
            known = ", ".join(f"[{one}]" for one in sections)
            raise WrongWords(f"{file_name}: [{section}] is no section of this file, only {known}")
        for name, text in tables.items():
            place = f"{file_name}, [{section}] {name}"
            if not sections[section](name):
                raise WrongWords(f"{place}: no list is called so here")
            lists[section][name] = _listed(text, place)
    return lists


def word_lines(file_name: str) -> list[ListedWord]:
    """Read a file that has a word on each line; empty lines and remarks behind # are none.

    Raises:
        WrongWords: the file is not UTF-8.
    """
    lines = enumerate(_text(file_name).splitlines(), start=1)
    return [
        ListedWord(line.strip(), f"{file_name}, line {number}")
        for number, line in lines
        if line.strip() and not line.strip().startswith("#")
    ]


def each_once(words: Iterable[ListedWord], read: Callable[[str], T | None], wanted: str) -> list[T]:
    """What the words are read as, in their order.

    Args:
        words: as they are written.
        read: what one is read as; nothing where it cannot be meant.
        wanted: what each has to be, for whoever wrote one that is not.

    Raises:
        WrongWords: one is read as nothing, or two as the same.
    """
    seen: dict[T, ListedWord] = {}
    for word in words:
        meaning = read(word.text)
        if not meaning:
            raise WrongWords(f'{word.place}: "{word.text}" is not {wanted}')
        if meaning in seen:
            first = seen[meaning]
            raise WrongWords(
                f'{word.place}: "{word.text}" stands twice, already as "{first.text}" in {first.place}'
            )
        seen[meaning] = word
    return list(seen)


def word_folder() -> Traversable:
    """Where the word lists are."""
    return resources.files(__package__)


def _text(file_name: str) -> str:
    try:
        return word_folder().joinpath(file_name).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongWords(f"{file_name}: the file is not saved as UTF-8") from error


def _listed(text: object, place: str) -> list[ListedWord]:
    if not isinstance(text, str):
        raise WrongWords(f"{place}: words stand between two lines of '''")
    words = (word.strip() for word in _BETWEEN.split(text))
    return [ListedWord(word, place) for word in words if word]
