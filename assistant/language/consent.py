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
_TAKING, _BETWEEN, _TAKEN = "taking", "between", "taken"
"""Sections that tell of answers listed elsewhere, or of the words an undo is made of."""


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
    if known is not None:
        return known
    bare = _without(answers.around, said)
    if bare in answers.back:
        return answers.known.get(bare)
    takes_back = answers.known.get(bare) is Consent.UNDO or answers.takes_back(bare.split())
    return Consent.UNDO if takes_back else None


def may_take_back(text: str) -> bool:
    """Whether a plain no may be meant for the newest write, where there is nothing else to say no to."""
    answers = short_answers()
    return len(text) <= _LONGEST and _without(answers.around, _plain(text)) in answers.back


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
    A verb of ``taking`` back, words ``between`` and a noun of what is ``taken`` back are one as well.
    """

    known: Mapping[str, Consent]
    around: Sequence[str]
    back: frozenset[str]
    taking: frozenset[str]
    between: frozenset[str]
    taken: frozenset[str]

    def takes_back(self, said: Sequence[str]) -> bool:
        """Whether a verb, small words and a noun ask to take a write back: ``undo that last change``."""
        pair = 2
        return (
            len(said) >= pair
            and said[0] in self.taking
            and said[-1] in self.taken
            and self.between.issuperset(said[1:-1])
        )


@cache
def short_answers() -> ShortAnswers:
    """Read the short answers, once.

    Raises:
        WrongWords: a list is of no known language, or an answer stands in it twice.
    """
    undoing = (_AROUND, _BACK, _TAKING, _BETWEEN, _TAKEN)
    sections = (*(answer.value for answer in Consent), *undoing)
    lists = word_lists("consent.toml", dict.fromkeys(sections, LANGUAGES.__contains__))
    given = [(answer, word) for answer in Consent for word in chain(*lists[answer.value].values())]
    plain = each_once((word for _, word in given), _plain, "an answer in words")
    known = {said: answer for said, (answer, _) in zip(plain, given, strict=True)}
    around, *others = (each_once(chain(*lists[section].values()), _plain, "words") for section in undoing)
    return ShortAnswers(known, sorted(around, key=len, reverse=True), *map(frozenset, others))


def _plain(text: str) -> str:
    return " ".join(words(text))
