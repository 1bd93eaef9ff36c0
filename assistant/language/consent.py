"""Hears a typed yes or no to the one proposal on the screen, and a typed undo.

Anything longer is for the model to understand.
"""

from collections.abc import Mapping
from enum import Enum
from functools import cache
from itertools import chain

from assistant.language.words.word_files import LANGUAGES, each_once, word_lists
from hubspot_tools.values.text import words

_LONGEST = 60


class Consent(Enum):
    """What a short answer says about a pending proposal, or about the newest write."""

    YES = "yes"
    NO = "no"
    UNDO = "undo"


def consent_in(text: str) -> Consent | None:
    """Whether the whole message is a plain yes, no or undo; None when it says anything more."""
    if len(text) > _LONGEST:
        return None
    return short_answers().get(_plain(text))


@cache
def short_answers() -> Mapping[str, Consent]:
    """The answers of ``words/consent.toml``, without accents and signs, read once.

    Raises:
        WrongWords: a list is of no known language, or an answer stands in it twice.
    """
    lists = word_lists("consent.toml", {answer.value: LANGUAGES.__contains__ for answer in Consent})
    given = [(Consent(answer), word) for answer, listed in lists.items() for word in chain(*listed.values())]
    plain = each_once((word for _, word in given), _plain, "an answer in words")
    return {answer: consent for answer, (consent, _) in zip(plain, given, strict=True)}


def _plain(text: str) -> str:
    return " ".join(words(text))
