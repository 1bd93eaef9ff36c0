"""Which of the one-byte encodings a text is in, by the words that come of it. Pure.

In the right encoding each word is one that some language could write: its letters belong to one alphabet, and no
capital stands behind a small letter. What a Mac wrote as ``Prénom`` would be ``PrŽnom``
on Windows and ``PrÄnom`` under DOS.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Final

from assistant.files.reading.heading_words import meaning_of

NAMES: Final = {
    "cp1252": "Windows-1252",
    "mac_roman": "Mac OS Roman",
    "cp850": "MS-DOS (850)",
    "cp1250": "Windows-1250",
    "cp852": "MS-DOS (852)",
    "iso8859_2": "ISO-8859-2",
    "mac_latin2": "Mac OS CE",
    "iso8859_15": "ISO-8859-15",
    "cp437": "MS-DOS (437)",
    "cp1254": "Windows-1254",
    "cp1251": "Windows-1251",
    "cp1253": "Windows-1253",
    "cp1257": "Windows-1257",
}
"""Python's name of each encoding, and how people know it; of two that explain a text as well, the earlier one."""

_ALPHABETS: Final = {
    "fr": "éèêëàâçîïôûùœæÿü",
    "de": "äöüß",
    "es": "áéíóúñü",
    "pt": "ãõáéíóúâêôàç",
    "it": "àèéìòù",
    "nl": "ëïéèüöä",
    "da": "æøåéö",
    "sv": "åäöéü",
    "is": "áðéíóúýþæö",
    "ca": "àèéíïòóúüç",
    "ro": "ăâîșțşţ",
    "pl": "ąćęłńóśźż",
    "cs": "áčďéěíňóřšťúůýžľĺŕôäö",
    "hu": "áéíóöőúüű",
    "hr": "čćđšž",
    "tr": "çğıöşüâî",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž",
    "et": "äõöüšž",
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюяёєіїґў",
    "el": "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",
}
_COMMON: Final = frozenset("éèêàçîôûœäöüßáíóúñãåøæłśąęćżčšžřěýőığşëïâ")
"""Letters that are seen every day; a text with many of the others is more likely in another encoding."""

_EXPLAINED, _USUAL, _HEADING, _MARK = 2.0, 0.5, 6.0, 1.0
_STRANGE, _MIXED, _NO_LANGUAGE, _LONELY = -4.0, -4.0, -1.5, -3.0
_SHARED, _NEAR_BY = 1.5, 1.75
"""For each word that the language which explains most of them explains; the second is for languages of the west."""

_WEST: Final = frozenset({"fr", "de", "es", "pt", "it", "nl"})
_WORDS_OF_ONE_LETTER: Final = frozenset("àéèôóáüöåæøûîâê")
_MOST_WORDS: Final = 2_000
_LONGEST_WORD: Final = 60
_LOOKED_AT: Final = 4_096
_CLEAR: Final = 2.0
"""By how much one encoding has to be better than another that reads the text otherwise: a word's worth."""

_EXPECTED: Final = {"cp1252": 2.0, "mac_roman": 1.0, "cp850": 1.0, "cp1250": 1.0, "cp852": 0.5}
"""What the commoner encodings are believed more than the others."""

_NO_WORDS: Final = -2.5
"""For each word: what is read so is hardly a text."""

_LAST_OF_TWO_BYTES: Final = "\u07ff"
"""The last character that UTF-8 writes with two bytes; three that fit together are no accident."""

_OTHER_SCRIPTS: Final = 0x370
"""From here on Greek, Cyrillic and all others: no word has letters of these and of ours."""

_WORD: Final = re.compile(rb"[^\s;,|\t\"<>()/]+")
_MARKS: Final = frozenset("’‘“”«»–—…°€£©®™·•\u00a0º²³½¼")
"""What stands beside words in honest text."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The encoding that explains a text best, and others that explain it as well and read it otherwise."""

    best: str
    others: tuple[str, ...] = ()


def evidence_in(content: bytes) -> Evidence | None:
    """Which encoding a text is in that is no Unicode; None where none of them can be."""
    spelled = _spelled_in(content)
    headings = _headings_in(content)
    scores: dict[str, float] = {}
    for name in NAMES:
        read = _all_read(spelled, name)
        if read is not None and _decodes(content, name):
            likely = sum(map(_plausibility, read)) + _in_one_language(read)
            scores[name] = likely + _known_headings(headings, name) + _EXPECTED.get(name, 0.0)
    if not scores:
        return None
    best = max(scores, key=lambda name: scores[name])
    unlike = [name for name in scores if name != best and _reads_otherwise(spelled, name, best)]
    close = [name for name in unlike if scores[name] > 0 and scores[best] - scores[name] < _CLEAR]
    if scores[best] <= 0:
        close = sorted(unlike, key=lambda name: -scores[name])[:3]
    distinct: dict[tuple[str, ...], str] = {}
    for name in close:
        distinct.setdefault(tuple(_all_read(spelled, name) or ()), name)
    return Evidence(best, tuple(distinct.values()))


def better_than_utf8(content: bytes) -> str:
    """The one-byte encoding that explains what happens to be UTF-8 better, or ``""``.

    What a Mac wrote in Prague as ``Dvořák`` is ``Dvo``, a letter of the Maldives, and ``k`` in UTF-8.
    """
    spelled = _spelled_in(content)
    read = [word.decode("utf-8", "replace") for word in spelled]
    if not read or any(char > _LAST_OF_TWO_BYTES for word in read for char in word):
        return ""
    likely = sum(map(_plausibility, read))
    evidence = evidence_in(content) if likely <= _NO_WORDS * len(read) else None
    otherwise = _all_read(spelled, evidence.best) if evidence else None
    better = otherwise is not None and sum(map(_plausibility, otherwise)) > 0
    return evidence.best if evidence and better else ""


def reads_as_utf8(content: bytes) -> bool:
    """Whether words that are not plain ASCII are ones that somebody has written, in UTF-8."""
    read = [word.decode("utf-8", "replace") for word in _spelled_in(content)]
    return bool(read) and sum(map(_plausibility, read)) > 0


def _spelled_in(content: bytes) -> list[bytes]:
    """The first words that say something of an encoding, each once."""
    found = dict.fromkeys(word for word in _WORD.findall(content) if not word.isascii())
    return [word for word in list(found)[:_MOST_WORDS] if len(word) <= _LONGEST_WORD]


def words_read(content: bytes, encodings: Sequence[str], count: int = 5) -> list[tuple[str, ...]]:
    """The first words that these encodings read otherwise, as each of them reads them."""
    found = dict.fromkeys(word[:_LONGEST_WORD] for word in _WORD.findall(content) if not word.isascii())
    readings = (tuple(word.decode(one, "replace") for one in encodings) for word in found)
    unlike = list(islice((read for read in readings if len(set(read)) > 1), count))
    return [tuple(read[place] for read in unlike) for place in range(len(encodings))]


def _all_read(spelled: Sequence[bytes], encoding: str) -> list[str] | None:
    try:
        return [word.decode(encoding) for word in spelled]
    except UnicodeDecodeError:
        return None


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _reads_otherwise(spelled: Sequence[bytes], one: str, other: str) -> bool:
    return _all_read(spelled, one) != _all_read(spelled, other)


def _headings_in(content: bytes) -> list[bytes]:
    first = next(iter(content[:_LOOKED_AT].lstrip().splitlines()), b"")
    for delimiter in (b",", b"\t", b"|"):
        first = first.replace(delimiter, b";")
    return [one for one in first.split(b";") if not one.isascii()]


def _known_headings(headings: Sequence[bytes], encoding: str) -> float:
    known = sum(1 for one in headings if meaning_of(one.decode(encoding, "replace").strip('" ')))
    return _HEADING * known


@cache
def _languages() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for language, letters in _ALPHABETS.items():
        for letter in letters:
            found.setdefault(letter, set()).add(language)
    return {letter: frozenset(languages) for letter, languages in found.items()}


def _in_one_language(read: Sequence[str]) -> float:
    """How many of the words one language explains: a list is mostly in one."""
    counts = dict.fromkeys(_ALPHABETS, 0)
    for word in read:
        letters = {char for char in word.lower() if not char.isascii() and char.isalpha()}
        for language in frozenset(_ALPHABETS).intersection(
            *(_languages().get(one, frozenset()) for one in letters)
        ):
            counts[language] += bool(letters)
    return max(count * (_NEAR_BY if language in _WEST else _SHARED) for language, count in counts.items())


def _plausibility(word: str) -> float:
    """How likely somebody has written a word."""
    if len(word) == 1 and word.isalpha() and word.lower() not in _WORDS_OF_ONE_LETTER:
        return _LONELY
    score = 0.0
    spoken: frozenset[str] | None = None
    for place, char in enumerate(word):
        if char.isascii():
            continue
        beside = [word[near] for near in (place - 1, place + 1) if 0 <= near < len(word)]
        if not char.isalpha():
            inside = sum(one.isalpha() for one in beside) == 2  # noqa: PLR2004 - on both sides
            score += _MARK if char in _MARKS and (not inside or char in "’‘·") else _STRANGE
            continue
        before = word[place - 1] if place else ""
        after = word[place + 1] if place + 1 < len(word) else ""
        if (
            char.isupper() and ((before.islower()) or (before.isupper() and after.islower() and place > 1))
        ) or (char.islower() and before.isupper() and (after.isupper() or (not after and place > 1))):
            score += _MIXED
        if ord(char) >= _OTHER_SCRIPTS and any(one.isascii() and one.isalpha() for one in beside):
            score += _STRANGE
        languages = _languages().get(char.lower(), frozenset())
        spoken = languages if spoken is None else spoken & languages
        score += _USUAL if char.lower() in _COMMON else 0.0
    if spoken is not None:
        score += _EXPLAINED if spoken else _NO_LANGUAGE
    return score
