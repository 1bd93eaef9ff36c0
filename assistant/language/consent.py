"""Hears a typed yes or no to the one proposal on the screen, and a typed undo.

Anything longer is for the model to understand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import chain

from assistant.language.words.word_files import LANGUAGES, each_once, word_lists
from hubspot_tools.values.text import words

_LONGEST = 80
_AROUND, _BACK = "around", "back"
"""Sections that tell of answers listed elsewhere."""


class Consent(Enum):
    """What a short answer says about a pending proposal, or about the newest write."""

    YES = "yes"
    NO = "no"
    UNDO = "undo"


def consent_in(text: str) -> Consent | None:
    """Whether the whole message is a plain yes, no or undo; None when it says anything more."""
    if len(text) > _LONGEST:
        return None
    said = _plain(text)
    answers = short_answers()
    known = answers.known.get(said)
    if known is None and answers.known.get(_without(answers.around, said)) is Consent.UNDO:
        return Consent.UNDO
    return known


def may_take_back(text: str) -> bool:
    """Whether a plain no may be meant for the newest write, where there is nothing else to say no to."""
    return len(text) <= _LONGEST and _plain(text) in short_answers().back


def _without(around: Sequence[str], said: str) -> str:
    """What is said without the words around it that change nothing."""
    rest, before = said, ""
    while rest != before:
        before = rest
        for words_around in around:
            rest = f" {rest} ".removeprefix(f" {words_around} ").removesuffix(f" {words_around} ").strip()
    return rest


@dataclass(frozen=True, slots=True)
class ShortAnswers:
    """The answers of ``words/consent.toml``, without accents and signs.

    ``around`` may be said around an undo, the longest first; ``back`` takes back where nothing else is to say no to.
    """

    known: Mapping[str, Consent]
    around: Sequence[str]
    back: frozenset[str]


@cache
def short_answers() -> ShortAnswers:
    """Read the short answers, once.

    Raises:
        WrongWords: a list is of no known language, or an answer stands in it twice.
    """
    sections = (*(answer.value for answer in Consent), _AROUND, _BACK)
    lists = word_lists("consent.toml", dict.fromkeys(sections, LANGUAGES.__contains__))
    given = [(answer, word) for answer in Consent for word in chain(*lists[answer.value].values())]
    plain = each_once((word for _, word in given), _plain, "an answer in words")
    known = {said: answer for said, (answer, _) in zip(plain, given, strict=True)}
    around, back = (
        each_once(chain(*lists[section].values()), _plain, "words") for section in (_AROUND, _BACK)
    )
    return ShortAnswers(known, sorted(around, key=len, reverse=True), frozenset(back))


def _plain(text: str) -> str:
    return " ".join(words(text))
