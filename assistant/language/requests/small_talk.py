"""Utterances that carry no value: greetings, thanks, yes and no, and turning the pages."""

from typing import Final

from assistant.language.requests.intents import Plain, TurnPage
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag
from assistant.language.words.word_groups import WordGroup

_PLAIN: Final = {
    Tag.CANCEL: Plain.CANCEL,
    Tag.ANYWAY: Plain.ANYWAY,
    Tag.ENOUGH: Plain.ENOUGH,
    Tag.NO_EMAIL: Plain.NO_EMAIL,
    Tag.HELP: Plain.HELP,
    Tag.IDENTITY: Plain.IDENTITY,
    Tag.FAREWELL: Plain.FAREWELL,
    Tag.THANKS: Plain.THANKS,
    Tag.YES: Plain.YES,
    Tag.NO: Plain.NO,
    Tag.GREETING: Plain.GREETING,
}
LEADING: Final = (Tag.FILLER, Tag.GREETING, Tag.INSTEAD, Tag.NO, Tag.YES, Tag.THANKS, Tag.ENOUGH)
_BESIDE_ADDING: Final = (Tag.ANYWAY, Tag.NO_EMAIL, Tag.BUT, Tag.NOW, *LEADING)
_BESIDE_NOT_KNOWING: Final = (
    Tag.FIELD, Tag.POSSESSIVE, Tag.DETERMINER, Tag.PRONOUN, Tag.QUESTION, Tag.COPULA, Tag.OF, Tag.TALK, Tag.NOW, *LEADING,
)  # fmt: skip
_BESIDE_THANKS: Final = (Tag.COPULA, Tag.TALK, Tag.GENITIVE, Tag.PRONOUN, Tag.DETERMINER, *LEADING)
_LONGEST_PAGE_NUMBER: Final = 4


def read_plain(span: Span, content: Span) -> Plain | None:
    """What ``span`` says as a whole; ``content`` is what politeness around it leaves."""
    words = [lexeme for lexeme in span if lexeme.kind is not LexemeKind.PUNCTUATION]
    if not words:
        return Plain.UNKNOWN
    if not len(content):
        return next(
            (_PLAIN[tag] for tag in _PLAIN if any(lexeme.has(tag) for lexeme in words)), Plain.UNKNOWN
        )
    adding = _adding(content)
    if adding is not None:
        return adding
    told = [lexeme for lexeme in content if lexeme.kind is not LexemeKind.PUNCTUATION]
    for tag, plain in _PLAIN.items():
        if all(lexeme.has(tag) or (lexeme.has(*LEADING) and tag is not Tag.NO) for lexeme in told):
            return plain
    return Plain.NO_EMAIL if _knows_none(content) else Plain.THANKS if _praises(span, content) else None


def _knows_none(content: Span) -> bool:
    """``I don't know his email``, ``no idea what her address is``: nobody knows it."""
    said = content.without_leading(Tag.FILLER)
    if not said.starts_with(Tag.NO_EMAIL) or said.has(Tag.FIND, Tag.CREATE, Tag.UPDATE):
        return False
    rest = said.cut(1)
    named = all(one.has(*_BESIDE_NOT_KNOWING) or one.kind is LexemeKind.PUNCTUATION for one in rest)
    return named and len(rest) > 0 and rest.has(Tag.FIELD, Tag.PRONOUN, Tag.POSSESSIVE)


def _praises(span: Span, content: Span) -> bool:
    """``thanks, that's brilliant``: behind the thanks stand their reasons."""
    thanked = span.cut(0, len(span) - len(content)).has(Tag.THANKS) and "?" not in span.source
    return thanked and all(
        one.has(*_BESIDE_THANKS) or one.folded in WordGroup.PRAISING or _is_sign(one) for one in content
    )


def _is_sign(lexeme: Lexeme) -> bool:
    return lexeme.kind is LexemeKind.PUNCTUATION


def _adding(content: Span) -> Plain | None:
    """``now add her``, ``I don't have it, add her anyway``: whoever was spoken of, as far as known."""
    verb = content.first(Tag.ADD, Tag.CREATE, Tag.ANYWAY)
    if verb is None:
        return None
    before, after = content.cut(0, verb), content.cut(verb + 1)
    if not content[verb].has(Tag.ANYWAY):
        if len(after) and not len(after.without_leading(Tag.ANYWAY)):
            return Plain.ANYWAY  # "enregistre quand même"
        if not after.starts_with(Tag.PRONOUN, Tag.DETERMINER):
            return None
        after = after.cut(1)
    if len(before.without_leading(*_BESIDE_ADDING)) or len(after.without_leading(*_BESIDE_ADDING)):
        return None
    return Plain.ANYWAY if content.has(Tag.ANYWAY, Tag.NO_EMAIL) else Plain.YES


def read_page(content: Span) -> TurnPage | None:
    """``la suite``, ``previous``, ``page 3``: another page of the last search."""
    rest = content.without_leading(Tag.FIND, Tag.DETERMINER) or content
    words = [lexeme for lexeme in rest if lexeme.kind is not LexemeKind.PUNCTUATION]
    if not words:
        return None
    asks = all(lexeme.has(Tag.NEXT, Tag.FILLER, Tag.PEOPLE, Tag.DETERMINER) for lexeme in words)
    if asks and any(lexeme.has(Tag.NEXT) for lexeme in words):
        return TurnPage()
    if all(lexeme.has(Tag.PREVIOUS, Tag.FILLER) for lexeme in words):
        return TurnPage(step=-1)
    pair = 2
    number = words[-1].text
    if (
        len(words) == pair
        and words[0].has(Tag.PAGE)
        and number.isascii()
        and number.isdigit()
        and len(number) <= _LONGEST_PAGE_NUMBER
    ):
        return TurnPage(page=max(1, int(number)))
    return None
