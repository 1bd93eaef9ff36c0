"""Which of the two languages somebody reads or writes: small votes, no model."""

import re
import unicodedata
from dataclasses import dataclass, fields
from functools import cache
from typing import Final, Literal

from assistant.language.words.word_files import each_once, word_lists

Language = Literal["fr", "en"]

_WEAK: Final = 0.4
"""What an ambiguous word is worth: two of them weigh less than one plain word."""
_ENOUGH: Final = 0.9
_ELISION: Final = re.compile(r"(?<!\w)(?:[cjmnst]|qu)'(?=[^\W\d_])", re.IGNORECASE)
_NAME_ELISION: Final = re.compile(r"(?<!\w)[dl]'(?=[^\W\d_])", re.IGNORECASE)
_CONTRACTION: Final = re.compile(r"\w'(?:s(?=\s+[a-z])|t|re|ve|ll|m)(?!\w)")
"""``don't``, ``she's``, ``John's phone``, and not the company ``McDonald's``."""
_ACCENTED: Final = re.compile(r"(?<!\w)[a-z]*+[éèêëàâîïôùûç][a-zéèêëàâîïôùûç]*+(?!\w)")
_OPAQUE: Final = re.compile(r"(?<!\S)[^\s@]*+@\S*+|https?://\S++|www\.\S++")
_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_LONGEST_READ: Final = 2_000
_COUNTRY: Final = re.compile(r"[a-z]{2}")


@dataclass(frozen=True, slots=True)
class TellingWords:
    """Words in small letters that tell the languages apart, and those that tell less."""

    french: frozenset[str]
    english: frozenset[str]
    ambiguous: frozenset[str]
    namesakes: frozenset[str]
    connecting: frozenset[str]


@cache
def telling_words() -> TellingWords:
    """The words of ``words/detection.toml``, read once.

    Raises:
        WrongWords: a list is unknown, or holds anything but single words, each once.
    """
    names = [one.name for one in fields(TellingWords)]
    lists = word_lists("detection.toml", {"words": names.__contains__})["words"]
    return TellingWords(
        *(frozenset(each_once(lists.get(name, ()), _single, "a single word")) for name in names)
    )


def _single(word: str) -> str | None:
    plain = unicodedata.normalize("NFC", word.lower()).replace("’", "'")
    return plain if _WORD.fullmatch(plain) else None


def _weight(word: str, *, named: bool) -> float:
    """What a word is worth: ``Philippe de La Tour``, ``Société Générale`` are names in either language."""
    if word in telling_words().ambiguous:
        return 0 if named else _WEAK
    return 0 if named and word in telling_words().namesakes else 1


def from_accept_language(header: str | None) -> Language:
    """The language a browser asks for: the first of ours by its weight, else English (RFC 9110, 12.5.4)."""
    for primary, _ in _wanted(header):
        if primary == "fr":
            return "fr"
        if primary == "en":
            return "en"
    return "en"


def territory_from(header: str | None) -> str:
    """Return the country of the language a browser wants most, ``""`` when it names none.

    Countries are ISO 3166, two letters.
    """
    wanted = _wanted(header)
    return next((country for primary, country in wanted if country and primary == wanted[0][0]), "")


def _wanted(header: str | None) -> list[tuple[str, str]]:
    """Return languages and countries, most wanted first.

    ``fr-CA, en;q=0.8`` gives ``("fr", "CA")``, ``("en", "")``.
    """
    weighted: list[tuple[float, str, str]] = []
    for part in (header or "").split(","):
        tag, *parameters = (piece.strip().lower() for piece in part.split(";"))
        primary, *subtags = tag.replace("_", "-").split("-")
        country = next((one.upper() for one in subtags if _COUNTRY.fullmatch(one)), "")
        quality = _quality(parameters)
        if primary and quality > 0:
            weighted.append((quality, primary, country))
    weighted.sort(key=lambda one: one[0], reverse=True)
    return [(primary, country) for _, primary, country in weighted]


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def language_of(text: str) -> Language | None:
    """The language of a message, or None when nothing in it tells: a bare name, an address, a number."""
    plain = _OPAQUE.sub(" ", unicodedata.normalize("NFC", text[:_LONGEST_READ]).replace("’", "'"))
    written = _WORD.findall(_NAME_ELISION.sub(" ", plain))
    named = _is_name(plain)
    words = [word.lower() for word in written]
    french = sum(_weight(word, named=named) for word in words if word in telling_words().french)
    french += len(_ELISION.findall(plain))
    if not named:
        french += _WEAK * (len(_NAME_ELISION.findall(plain)) + bool(_ACCENTED.search(plain)))
    english = sum(_weight(word, named=named) for word in words if word in telling_words().english)
    english += len(_CONTRACTION.findall(plain))
    if french == english or max(french, english) < _ENOUGH:
        return None
    return "fr" if french > english else "en"


def _is_name(text: str) -> bool:
    """Whether all words are written as those of a person's or a company's name are."""
    words = [word.lstrip('("«“-') for word in text.split()]
    telling = [word for word in words if word and word not in telling_words().connecting]
    return len(words) > 1 and all(word[0].isupper() or not word[0].isalpha() for word in telling)
