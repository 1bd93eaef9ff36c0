"""Reads a question whether somebody looks after a contact: ``does Sarah look after Vanessa Ortiz?``."""

from typing import Final

from assistant.language.persons.value_bounds import trimmed
from assistant.language.requests.intents import Find, Query
from assistant.language.words.given_names import is_given_name
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag
from assistant.language.words.word_groups import WordGroup
from hubspot_tools.values.properties import OWNER

_LONGEST_NAME: Final = 4
"""Words."""
_WRITES: Final = (Tag.CREATE, Tag.ADD, Tag.UPDATE, Tag.TURN, Tag.CLEAR)


def read_whether_looked_after(span: Span, content: Span, *, is_question: bool) -> Find | None:
    """The contact that was asked about, whose owner is the answer; None for anything else.

    ``span`` is the whole message, whose first words may make a question of it.
    """
    asks = is_question or any(map(_asks_whether, span.without_leading(Tag.GREETING).cut(0, 2)))
    if not asks or content.has(*_WRITES):
        return None
    at = next((i for i in range(1, len(content) - 1) if _looks_after(content, i)), None)
    if at is None or not any(is_given_name(one.text) for one in content.cut(0, at)):
        return None
    whom = trimmed(content.cut(at + 1).without_leading(Tag.OF, Tag.DETERMINER).without_trailing(Tag.FILLER))
    named = 0 < len(whom) <= _LONGEST_NAME and is_given_name(whom[0].text)
    if not named or any(one.kind is not LexemeKind.WORD for one in whom):
        return None
    return Find(Query(name=whom.text), asked=OWNER, phrase=whom.text)


def _asks_whether(lexeme: Lexeme) -> bool:
    return lexeme.folded.replace("-", " ") in WordGroup.ASKING_WHETHER


def _looks_after(content: Span, index: int) -> bool:
    lexeme = content[index]
    if lexeme.tags.get(Tag.FIELD) == OWNER:
        return content[index + 1].has(Tag.OF)
    if lexeme.tags.get(Tag.FIND) in {"role", OWNER}:
        return True
    return lexeme.has(Tag.OWNS, Tag.LOOKS_AFTER) and not lexeme.capitalised
