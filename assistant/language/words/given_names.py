"""Names of people: which word is a given name, and where the family name begins."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from assistant.language.words.lexemes import Lexeme, Span, Tag, fold
from assistant.language.words.word_files import each_once, word_lines

_WITHOUT_QUOTES: Final = str.maketrans("", "", '"«»“”')
_DOUBLED_AFTER: Final = frozenset({"jean", "marie", "anne", "mary", "juan", "maria"})
PARTICLES: Final = frozenset(
    {"de", "du", "des", "d'", "le", "la", "les", "l'", "van", "von", "der", "den", "di", "da", "dos", "del", "el", "al",
     "ben", "bin", "st", "saint", "mc", "mac", "o", "ter", "ten", "zu"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name as spelled by the user; either half may be empty."""

    first: str = ""
    last: str = ""


def is_given_name(word: str) -> bool:
    """Whether the word, or the first half of a hyphenated one, is a common French or English given name."""
    return fold(word).split("-")[0] in given_names()


def names_somebody(lexemes: Iterable[Lexeme]) -> bool:
    """Whether one of the words can be part of a name: it has a capital, or is a common given name."""
    return any(lexeme.capitalised or is_given_name(lexeme.text) for lexeme in lexemes)


@cache
def given_names() -> frozenset[str]:
    """The given names, folded, read once.

    Raises:
        WrongWords: a line holds anything but one word, or a word that is there already.
    """
    return frozenset(each_once(word_lines("given_names.txt"), _given_name, "a single given name"))


def _given_name(text: str) -> str | None:
    name = fold(text)
    return name if name.isalpha() else None


def split_name(span: Span) -> PersonName:
    """Tell given and family name apart, quotation marks left out."""
    name = _split(span)
    return PersonName(name.first.translate(_WITHOUT_QUOTES), name.last.translate(_WITHOUT_QUOTES))


def _split(span: Span) -> PersonName:
    """Tell given and family name apart.

    ``Jean-Pierre Le Gall``, ``DUPONT Marie`` (French offices write the family name in capitals) and
    ``Smith, John`` are read as their writers mean them; otherwise the first word is the given name.
    """
    bare = _without_signs(span.without_leading(Tag.COURTESY))
    courtesy = len(bare) < len(span.without_leading())
    comma = next((i for i, lexeme in enumerate(bare) if lexeme.is_sign(",")), None)
    if comma is not None:
        return PersonName(first=bare.cut(comma + 1).text, last=bare.cut(0, comma).text)
    if len(bare) == 1:
        return PersonName(last=bare.text) if courtesy else PersonName(first=bare.text)
    if fold(bare.text).startswith(("o'", "mc")) and is_given_name(bare[len(bare) - 1].text):
        return PersonName(first=bare.cut(len(bare) - 1).text, last=bare.cut(0, len(bare) - 1).text)
    capitals = _leading_capitals(bare)
    if capitals:
        return PersonName(first=bare.cut(capitals).text, last=bare.cut(0, capitals).text)
    if not bare or (fold(bare[0].text) in PARTICLES and not is_given_name(bare[0].text)):
        turned = len(bare) > 2 and is_given_name(bare[len(bare) - 1].text)  # noqa: PLR2004 - von der Leyen Ursula
        last = len(bare) - 1 if turned else len(bare)
        return PersonName(first=bare.cut(last).text, last=bare.cut(0, last).text)
    given = 2 if _doubled(bare) else 1
    while given < len(bare) - 1 and (bare[given].text.endswith(".") or len(bare[given].text) == 1):
        given += 1  # "Eve B. Black"
    return PersonName(first=bare.cut(0, given).text, last=bare.cut(given).text)


def _without_signs(span: Span) -> Span:
    """The name without signs at its end, but for the full stop of ``Reed Jr.``."""
    bare = span.without_trailing()
    younger = len(bare) < len(span) and len(bare) and fold(bare[len(bare) - 1].text) in {"jr", "sr"}
    return span.cut(0, len(bare) + 1) if younger and span[len(bare)].is_sign(".") else bare


def reversed_by_comma(before: Span, after: Span) -> bool:
    """Whether ``before, after`` is a family name followed by a given name, as in ``Smith, John``."""
    if len(after) != 1 or not is_given_name(after.text):
        return False
    return len(before) == 1 and not is_given_name(before.text)


def _leading_capitals(span: Span) -> int:
    shouted = [lexeme.text.isupper() and len(lexeme.text) > 1 and "." not in lexeme.text for lexeme in span]
    count = next((i for i, loud in enumerate(shouted) if not loud), len(span))
    return count if 0 < count < len(span) and not any(shouted[count:]) else 0


def _doubled(span: Span) -> bool:
    enough = 3
    return len(span) >= enough and fold(span[0].text) in _DOUBLED_AFTER and is_given_name(span[1].text)
