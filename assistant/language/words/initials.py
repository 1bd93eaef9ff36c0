"""Initials in a name, each of which is a word of it with its full stop."""

from collections.abc import Sequence
from typing import Final

from assistant.language.words.given_names import is_given_name
from assistant.language.words.lexemes import Lexeme, LexemeKind, Tag

_MOST_INITIALS: Final = 5
"""In a row that is looked at as one; without an end to it, a text of nothing but initials takes quadratic time."""


def initialled(source: str, lexemes: Sequence[Lexeme]) -> list[Lexeme]:
    """The words with each row of initials as one.

    ``Eve B. Black``, ``J. R. Tolland``, ``P.-Y. Carnot`` have some.
    """
    merged: list[Lexeme] = []
    index = 0
    while index < len(lexemes):
        end = _initials_end(lexemes, index)
        if end > index and _may_be_initials(merged[-1:], lexemes[index], lexemes[end : end + 1]):
            start, stop = lexemes[index].start, lexemes[end - 1].end
            merged.append(Lexeme(LexemeKind.WORD, source[start:stop], start, stop))
        else:
            end = index + 1
            merged.append(lexemes[index])
        index = end
    return merged


def _initials_end(lexemes: Sequence[Lexeme], start: int) -> int:
    """Where a row of single letters, each with its full stop, ends; ``start`` where there is none."""
    end = index = start
    for _ in range(_MOST_INITIALS):
        if index + 1 >= len(lexemes):
            break
        letter, stop = lexemes[index], lexemes[index + 1]
        single = letter.kind is LexemeKind.WORD and len(letter.text) == 1 and letter.text.isalpha()
        if not (single and stop.is_sign(".") and stop.start == letter.end):
            break
        end = index = index + 2
        if index < len(lexemes) and lexemes[index].is_sign("-"):
            index += 1
    return end


def _may_be_initials(before: Sequence[Lexeme], letter: Lexeme, after: Sequence[Lexeme]) -> bool:
    """Whether a name stands around letters with full stops; in small letters only behind a given name."""
    if (
        not after
        or after[0].kind is not LexemeKind.WORD
        or (after[0].tags and not is_given_name(after[0].text))
    ):
        return False
    if letter.text.islower():
        return bool(before) and is_given_name(before[0].text)
    named = bool(before) and before[0].capitalised
    titled = letter.has(Tag.COURTESY) and (
        not named or before[0].has(Tag.CONTACT, Tag.CREATE, Tag.ADD)
    )  # "M. Durand"
    opens = not before or named or bool(before[0].tags) or before[0].kind is not LexemeKind.WORD
    return opens and after[0].capitalised and not titled
