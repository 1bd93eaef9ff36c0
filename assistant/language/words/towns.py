"""Towns that people write about, so that "moved to Boston" is told from "moved to Globex"."""

from functools import cache

from assistant.language.words.lexemes import Span
from assistant.language.words.phrasebook import Phrase, words_of
from assistant.language.words.word_files import each_once, word_lines


def is_town(span: Span) -> bool:
    """Whether the words are the name of a well-known town, with or without its accents."""
    return _town(span.text) in towns()


def reached_from(left: Span, reached: Span) -> str:
    """The property that is new for whoever ``left`` one for another: ``""`` where it is unclear.

    From a town to a town somebody moves; who leaves a company for a town may have moved or found another.
    """
    if not is_town(reached):
        return "company"
    return "city" if is_town(left) else ""


@cache
def towns() -> frozenset[Phrase]:
    """The towns' names, folded and cut into words, read once.

    Raises:
        WrongWords: a line holds no word, or one that is there already.
    """
    return frozenset(each_once(word_lines("towns.txt"), _town, "the name of a town"))


def _town(name: str) -> Phrase:
    return tuple(words_of(name.replace("-", " ")))
