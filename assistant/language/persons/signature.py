"""Reads a pasted signature or business card without any model.

It is for when there is none, or it makes nothing of it.
"""

from collections.abc import Mapping
from typing import Final

from assistant.language.persons.new_person import read_card
from assistant.language.persons.pasted_text import closes_letter, is_signature, lines_of
from assistant.language.words.lexemes import LexemeKind, Span, Tag
from assistant.language.words.lexer import LONGEST_READ, lex, sentence_in

_ASKING: Final = (Tag.FIND, Tag.UPDATE, Tag.QUESTION)
_LINES_OF_AN_END: Final = 15
_DELIMITER: Final = "--"
"""What mail programmes put above a signature (RFC 3676, 4.3)."""


def signature_in(text: str) -> Mapping[str, str]:
    """Return what a pasted signature says of its person, by property.

    Nothing where it is none, or asks for something.

    A signature has several lines, an e-mail address and a name. Of a whole letter, which is longer than any
    sentence, only what stands below its closing words is read, and nothing where they are missing.
    """
    typed = sentence_in(text.strip())
    if typed is None:
        typed = sentence_in(_below_the_letter(text.strip()))
    if typed is None:
        return {}
    span = _from_the_name(typed)
    if not len(span) or not is_signature(span) or span[0].has(*_ASKING):
        return {}
    values = read_card(span).values
    named = "firstname" in values or "lastname" in values
    return values if named and "email" in values else {}


def _below_the_letter(text: str) -> str:
    """The last lines, from behind the one that closes the letter; empty without such a line among them."""
    _, *lines = text[-LONGEST_READ:].split("\n")  # the first may have lost its beginning
    lines = lines[-_LINES_OF_AN_END:]
    closing = [place for place, line in enumerate(lines) if _closes(line.strip())]
    return "\n".join(lines[closing[-1] + 1 :]) if closing else ""


def _closes(line: str) -> bool:
    return line == _DELIMITER or closes_letter(lex(line))


def _from_the_name(span: Span) -> Span:
    """Without the lines above that only end a letter, or part it from the signature."""
    start = 0
    for line in lines_of(span):
        says_something = any(lexeme.kind is not LexemeKind.PUNCTUATION for lexeme in line)
        if says_something and not closes_letter(line):
            break
        start += len(line)
    return span.cut(start)
