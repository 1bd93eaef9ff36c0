"""Job titles that are called by their first letters: ``CFO`` and ``Chief Financial Officer``."""

from collections.abc import Mapping
from functools import cache

from assistant.language.words.phrasebook import Phrase, words_of
from assistant.language.words.word_files import WrongWords, each_once, word_lines


def other_form(title: str) -> str | None:
    """The same job title in full, or in short where it is given in full; None for all that have one form.

    ``VP Operations`` is ``vice president operations``: what stands behind is kept.
    """
    said = tuple(words_of(title))
    for one, other in titles_in_full().items():
        if said[: len(one)] == one:
            return " ".join((*other, *said[len(one) :])).replace("' ", "'")
    return None


@cache
def titles_in_full() -> Mapping[Phrase, Phrase]:
    """Each form by the other, the longest first, read once.

    Raises:
        WrongWords: a line is no pair of titles, or its short title stands on an earlier one.
    """
    lines = word_lines("titles_in_full.txt")
    each_once(lines, lambda line: tuple(words_of(line.partition("=")[0])), "a short title = the same in full")
    pairs: dict[Phrase, Phrase] = {}
    for line in lines:
        short, full = (tuple(words_of(part)) for part in line.text.partition("=")[::2])
        if not full:
            raise WrongWords(f'{line.place}: "{line.text}" is not a short title = the same in full')
        pairs |= {short: full, full: short}
    return dict(sorted(pairs.items(), key=lambda pair: -len(pair[0])))
