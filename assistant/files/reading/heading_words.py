"""What the heading of a column means by its words, in whatever program's layout. Pure.

The words stand in layouts.toml. They are compared whole, never by likeness: ``County`` is no ``Country``.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from hubspot_tools.values.text import words
from hubspot_tools.values.vocabulary import PERSONAL_PHONES, PHONES, PROPERTY_WORDS

LONGEST_HEADING: Final = 200
"""Characters of a heading that are looked at; no property is called by more."""

_MOST_MEANINGS: Final = 4_096
"""Headings whose meaning is remembered: a file asks for the same cells again and again."""
_MOST_WORDS: Final = 12
_SHORTEST_HEAD: Final = 5
"""Letters of a word with which another one may begin: ``account`` and its id, but not ``no`` or ``tel``."""

_LONGEST_HEAD: Final = 24

_USES: Final = ("", "work", "home", "other")
"""What a column may be used for, those that count first at the front."""

_NOTE: Final = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_EITHER: Final = re.compile(r"[/|]|\b(?:ou|or|oder)\b", re.IGNORECASE)
_WRITTEN_TOGETHER: Final = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])|(?<=[A-Za-zÀ-ÿ])(?=\d)")
"""Where a program has left a space out: ``AddressMailCity``, ``TELEPHONE2``."""

_MOST_NAMES: Final = 3
"""Names that one column bears: ``Société / Organisme``."""

_LINES: Final = tuple(words("mobile fax"))
"""Sorts of telephone lines that headings tell apart."""

_STREETS: Final = frozenset({"address", "zip", "city", "state", "country"})
_CHANNELS: Final = PHONES | {"email", "website"} | _STREETS
"""Properties of which a person has several: at work, at home, a second one."""


@dataclass(frozen=True, slots=True)
class HeadingMeaning:
    """What a heading says.

    ``property_name`` is a property, one of `assistant.language.persons.whole_names.WHOLE_NAMES`, or ``""`` where the column is
    none. ``left_out`` says why it is none, or why it is left out by an account that has no such property. ``use`` and ``number`` tell columns of one property apart. ``describes`` is true for
    a column that holds the sort of what stands in another one of the same property, use and number.
    """

    property_name: str = ""
    use: str = ""
    number: int = 1
    left_out: str = ""
    describes: bool = False
    of_payer: bool = False
    """It is said of who pays, who may be somebody else than who comes: ``Email payeur``."""

    @property
    def rank(self) -> tuple[int, int]:
        """What counts first among columns of one property."""
        return _USES.index(self.use), self.number

    @property
    def is_street(self) -> bool:
        """Whether it is a part of a postal address, whose parts belong together."""
        return self.property_name in _STREETS


def meaning_of(heading: str) -> HeadingMeaning | None:
    """What a heading means in any layout; None for one that says nothing known."""
    return _meaning(heading) if len(heading) <= LONGEST_HEADING else None


@lru_cache(maxsize=_MOST_MEANINGS)
def _meaning(heading: str) -> HeadingMeaning | None:
    meaning = _by_its_words(heading)
    if meaning is None and (apart := _WRITTEN_TOGETHER.sub(" ", heading)) != heading:
        meaning = _by_its_words(apart)
    if meaning is None and (bare := _NOTE.sub(_note_or_nothing, heading)) != heading:
        meaning = _by_its_words(bare)
    if meaning is None and (notes := _NOTE.findall(heading)):
        meaning = _said_twice(_by_its_words(_NOTE.sub(" ", heading)), [_by_its_words(note) for note in notes])
    return meaning or _by_each_name(heading)


def _said_twice(
    meaning: HeadingMeaning | None, notes: Sequence[HeadingMeaning | None]
) -> HeadingMeaning | None:
    """What a heading means whose brackets mean the same: ``City (address_city)``."""
    if meaning is None or not meaning.property_name:
        return None
    same = all(note is not None and note.property_name == meaning.property_name for note in notes)
    return meaning if same else None


def _note_or_nothing(found: re.Match[str]) -> str:
    """A bracket that says what a column is, or nothing for one that says how it is filled in."""
    return " " if _lexicon().is_note(words(found[1])) else found[0]


def _by_each_name(heading: str) -> HeadingMeaning | None:
    """What a column of several names is, ``Fonction / Poste``, where all of them are names of one thing."""
    names = _EITHER.split(heading)
    if not 1 < len(names) <= _MOST_NAMES:
        return None
    meanings = [_by_its_words(name) for name in names]
    meant = {one.property_name for one in meanings if one and not one.describes}
    first = meanings[0]
    if first is None or None in meanings or "" in meant:
        return None
    if len(meant) > 1 and meant <= {*PERSONAL_PHONES}:
        return HeadingMeaning("phone")
    return first if len(meant) == 1 else None


def _by_its_words(heading: str) -> HeadingMeaning | None:
    said = words(heading)
    if not said or len(said) > _MOST_WORDS:
        return None
    lexicon = _lexicon()
    if "?" in heading:
        said = lexicon.asked_for(said)
    if own := lexicon.said_of_payer(said):
        payer = lexicon.exactly(own) or lexicon.in_parts(own)
        return replace(payer, of_payer=True) if payer and payer.property_name else None
    meaning = lexicon.exactly(said) or lexicon.in_place(said) or lexicon.in_parts(said)
    if meaning is None and len(said) == 1 and (parted := lexicon.parted(said[0])):
        meaning = lexicon.exactly(parted) or lexicon.in_parts(parted)
    return meaning


@cache
def line_words(*sorts: str) -> frozenset[str]:
    """The words, as `words` has them, for telephone lines of these sorts: mobile, fax, no_line.

    Headings, the cells of a column of types and the lines of a card are compared with the same ones.
    """
    return _lexicon().words_of(sorts)


def is_role(cell: str) -> bool:
    """Whether a cell says what part somebody has in a meeting or a programme, and no job."""
    return len(cell) <= LONGEST_HEADING and " ".join(words(cell)) in _lexicon().roles


class _Lexicon:
    """The words of layouts.toml and of the vocabulary, made ready for looking up."""

    def __init__(self, table: dict[str, Any]) -> None:
        layouts = {phrase: name for name, phrases in table["headings"].items() for phrase in phrases}
        own_names = {name: name for name in table["headings"] if "+" not in name}
        self._phrases = {**own_names, **PROPERTY_WORDS, **layouts}
        self._left_out = {phrase: why for why, phrases in table["left_out"].items() for phrase in phrases}
        self._uses = {word: use for use, spoken in table["uses"].items() for word in spoken}
        self._words = {sort: frozenset(spoken) for sort, spoken in table["words"].items()}
        self._places = [tuple(phrase.split()) for phrase in table["words"]["places"]]
        self.roles = frozenset(table["cells"]["roles"])
        self._glued: dict[str, str] = {phrase.replace(" ", ""): phrase for phrase in self._phrases}

    def words_of(self, sorts: Sequence[str]) -> frozenset[str]:
        """The words of these lists together."""
        return frozenset().union(*(self._words[sort] for sort in sorts))

    def exactly(self, said: Sequence[str]) -> HeadingMeaning | None:
        """What a whole heading means as it stands."""
        phrase = " ".join(said)
        name, why = self._phrases.get(phrase, ""), self._left_out.get(phrase, "")
        if not name and not why:
            return None
        return HeadingMeaning(name, use=self._use_in(said) if name in _CHANNELS else "", left_out=why)

    def in_parts(self, said: Sequence[str]) -> HeadingMeaning | None:
        """What it means without its use, its number and its decoration."""
        numbers = [int(word) for word in said if word.isascii() and word.isdigit() and len(word) == 1]
        number = next((one for one in numbers if one), 1)
        bare = [word for word in said if not word.isdigit() and word not in self._words["zones"]]
        if (sorted_thing := self._described(bare)) is not None:
            described = self._channel(sorted_thing, number)
            return HeadingMeaning(**_parts(described), describes=True) if described else None
        if bare and bare[-1] in self._words["ids"] and self._phrases.get(" ".join(bare)) is None:
            return HeadingMeaning(left_out="foreign_id")
        return self._channel(bare, number)

    def in_place(self, said: Sequence[str]) -> HeadingMeaning | None:
        """What is said of somebody's one address: ``Default Address Company``, ``City of Postal address``."""
        for place in self._places:
            before, after = said[: -len(place)], said[len(place) :]
            rest: Sequence[str] = ()
            if tuple(said[: len(place)]) == place:
                rest = after
            elif (
                len(before) > 1 and before[-1] in self._words["glue"] and tuple(said[-len(place) :]) == place
            ):
                rest = before[:-1]
            if rest:
                return self.exactly(rest) or self.in_parts(rest)
        return None

    def is_note(self, said: Sequence[str]) -> bool:
        """Whether a bracket says how a column is filled in: ``(obligatoire)``, ``(JJ/MM/AAAA)``."""
        phrase = " ".join(said)
        begun = any(f"{phrase} ".startswith(f"{one} ") for one in self._words["notes_begin"])
        return begun or phrase in self._words["notes"] or all(word.isdigit() for word in said)

    def asked_for(self, said: Sequence[str]) -> tuple[str, ...]:
        """The words of a question of a form, ``What is your e-mail?``, without those that ask."""
        verbs = {place for place, word in enumerate(said) if word in self._words["question_verbs"]}
        asking = {place for place in verbs if place and said[place - 1] in self._words["question"]}
        return tuple(
            word
            for place, word in enumerate(said)
            if place not in asking and word not in self._words["question"]
        )

    def said_of_payer(self, said: Sequence[str]) -> tuple[str, ...]:
        """What is said of who pays, without that word; nothing where it is said of nobody else."""
        own = tuple(word for word in said if word not in self._words["payers"])
        return own if len(own) < len(said) else ()

    def parted(self, word: str) -> Sequence[str]:
        """The words that a program has written as one, ``MAILINGCITY`` or ``OwnerId``, if they are."""
        phrase: str = self._glued.get(word, "")
        if phrase:
            return phrase.split()
        for border in range(1, min(len(word), _LONGEST_HEAD)):
            head, rest = word[:border], word[border:]
            heads = head in self._uses or (border >= _SHORTEST_HEAD and head in self._glued)
            if heads and (rest in self._glued or rest in self._words["ids"]):
                return [*self._glued.get(head, head).split(), *self._glued.get(rest, rest).split()]
        return ()

    def _described(self, bare: Sequence[str]) -> Sequence[str] | None:
        """What ``E-mail 1 - Label`` or ``Type de messagerie`` gives the sort of; None for others."""
        if bare and bare[-1] in self._words["describing"]:
            return bare[:-1]
        if len(bare) > 2 and bare[0] in self._words["describing"] and bare[1] in self._words["glue"]:  # noqa: PLR2004
            return bare[2:]
        return None

    def _channel(self, bare: Sequence[str], number: int) -> HeadingMeaning | None:
        use = self._use_in(bare)
        placed = self._without_address(bare)
        for kept in [*self._shorter(bare), placed]:
            name = self._phrases.get(" ".join(kept), "") or self._line_of(kept)
            if kept is placed and name not in _STREETS:
                return None
            if not name:
                why = self._left_out.get(" ".join(kept), "")
                if why:
                    return HeadingMeaning(left_out=why)
                continue
            unused = [word for word in bare if word in self._uses and word not in kept]
            if name not in _CHANNELS and (unused or number > 1):
                return None
            return HeadingMeaning(name, use=use if name in _CHANNELS else "", number=number)
        return None

    def _shorter(self, bare: Sequence[str]) -> list[list[str]]:
        """The words with less and less of what changes nothing."""
        undecorated = [word for word in bare if word not in self._words["decoration"]]
        unused = [word for word in bare if word not in self._uses]
        plain = [word for word in undecorated if word not in self._uses]
        asked = [word for word in undecorated if word not in self._words["glue"]]
        unglued = [word for word in plain if word not in self._words["glue"]]
        return [one for one in (list(bare), undecorated, asked, unused, plain, unglued) if one]

    def _without_address(self, bare: Sequence[str]) -> list[str]:
        """A part of a postal address by its own word: ``Address 1: City``."""
        dropped = self._words["decoration"] | self._words["glue"] | self._words["address"] | self._uses.keys()
        return [word for word in bare if word not in dropped]

    def _line_of(self, kept: Sequence[str]) -> str:
        """A telephone line by its sort: ``Phone (mobile)``, ``Tél. fax``."""
        for sort in _LINES:
            rest = [word for word in kept if word not in self._words[sort] | self._words["glue"]]
            told = any(word in self._words[sort] for word in kept)
            if told and all(word in self._words["phone"] for word in rest):
                return PROPERTY_WORDS[sort]
        return ""

    def _use_in(self, said: Sequence[str]) -> str:
        uses = [self._uses[word] for word in said if word in self._uses]
        return max(uses, key=_USES.index) if uses else ""


def _parts(meaning: HeadingMeaning) -> dict[str, Any]:
    return {"property_name": meaning.property_name, "use": meaning.use, "number": meaning.number}


@cache
def _lexicon() -> _Lexicon:
    return _Lexicon(tomllib.loads(Path(__file__).with_name("layouts.toml").read_text("utf-8")))
