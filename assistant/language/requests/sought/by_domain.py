"""Reads a search for everybody with an address at a domain: ``e-mails ending in globex.example``."""

from typing import Final

from assistant.language.requests.intents import Find, Query
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag
from assistant.language.words.word_groups import WordGroup

_DOMAINS: Final = (LexemeKind.DOMAIN, LexemeKind.URL)
_AROUND: Final = (
    Tag.FIND, Tag.PEOPLE, Tag.ALL, Tag.DETERMINER, Tag.CONTACT, Tag.ENDS, Tag.WITH, Tag.HAS, Tag.OF, Tag.AT, Tag.PLACE, Tag.TO, Tag.FOR,
    Tag.QUESTION, Tag.FILLER, Tag.THAT_ONE,
)  # fmt: skip
_ASKING: Final = (Tag.FIND, Tag.PEOPLE, Tag.ALL, Tag.ENDS, Tag.QUESTION, Tag.THAT_ONE)
_ADDRESSES: Final = frozenset({"email", "address"})


def read_by_domain(content: Span) -> Find | None:
    """A search for the addresses of a domain; None where anything else is said besides."""
    at = content.first_kind(*_DOMAINS)
    rest = [one for index, one in enumerate(content) if index != at and one.kind is LexemeKind.WORD]
    if at is None or not content.has(*_ASKING) or not all(map(_is_around, rest)):
        return None
    if not any(one.has(Tag.ENDS) or _is_address(one) for one in rest):
        return None
    return Find(Query(email=content[at].text), phrase=content.text)


def _is_address(lexeme: Lexeme) -> bool:
    return lexeme.tags.get(Tag.FIELD) in _ADDRESSES or lexeme.folded in WordGroup.DOMAINS


def _is_around(lexeme: Lexeme) -> bool:
    return _is_address(lexeme) or lexeme.has(*_AROUND) or lexeme.folded in WordGroup.WHO
