"""Hears whether somebody is to be found and shown, whatever else is asked for. Pure."""

from typing import Final

from assistant.language.words.lexemes import Tag
from assistant.language.words.lexer import lex

_HEARD: Final = 400
"""Characters that are looked at; what is pasted behind them asks for nothing."""


def seeks_somebody(text: str) -> bool:
    """Whether a word of the message asks to find, see or list contacts: find Zoé and change her phone."""
    return lex(text[:_HEARD]).has(Tag.FIND)
