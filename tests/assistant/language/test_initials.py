"""Initials are words of a name, and a text of nothing else is read as quickly as any."""

import pytest

from assistant.language.words.initials import initialled
from assistant.language.words.lexemes import Lexeme, LexemeKind
from assistant.language.words.lexer import lex


class Looked(list):
    """Counts how often one of its lexemes is looked at."""

    looks = 0

    def __getitem__(self, place):
        self.looks += 1
        return super().__getitem__(place)


def letters(count: int) -> tuple[str, Looked]:
    """Letters with a full stop each, and nothing behind them that could make a name."""
    source = "Q." * count
    kinds = (LexemeKind.WORD, LexemeKind.PUNCTUATION)
    lexemes = Looked(Lexeme(kinds[at % 2], source[at], at, at + 1) for at in range(len(source)))
    return source, lexemes


@pytest.mark.parametrize("name", ["Eve B. Black", "J. R. Tolland", "P.-Y. Carnot"])
def test_initials_are_words_of_a_name(name):
    assert all(lexeme.kind is LexemeKind.WORD for lexeme in lex(name))


def test_a_row_of_initials_without_end_costs_no_more_than_its_letters():
    source, few = letters(100)
    initialled(source, few)
    source, many = letters(1_000)
    initialled(source, many)
    assert many.looks <= 11 * few.looks
