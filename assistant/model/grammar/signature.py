"""A pasted signature or business card, read without any model: for when there is none, or it makes nothing of it."""

from collections.abc import Mapping

from assistant.model.grammar.card import read_card
from assistant.model.grammar.lexemes import Kind, Span, Tag
from assistant.model.grammar.lexer import lex
from assistant.model.grammar.pasted import closes_letter, is_signature, lines_of

_ASKING = (Tag.FIND, Tag.UPDATE, Tag.QUESTION)


def signature_in(text: str) -> Mapping[str, str]:
    """What a pasted signature says of its person, by property; nothing where it is none, or asks for something.

    A signature has several lines, an e-mail address and a name.
    """
    span = _from_the_name(lex(text.strip()))
    if not len(span) or not is_signature(span) or span[0].has(*_ASKING):
        return {}
    values = read_card(span).values
    named = "firstname" in values or "lastname" in values
    return values if named and "email" in values else {}


def _from_the_name(span: Span) -> Span:
    """Without the lines above that only end a letter, or part it from the signature."""
    start = 0
    for line in lines_of(span):
        says_something = any(lexeme.kind is not Kind.PUNCTUATION for lexeme in line)
        if says_something and not closes_letter(line):
            break
        start += len(line)
    return span.cut(start)
