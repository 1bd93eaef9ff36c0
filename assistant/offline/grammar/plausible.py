"""Whether words without a verb can be a search, or are talk this grammar does not follow."""

from typing import Final

from assistant.language.requests.facts.likely import is_meant
from assistant.language.requests.intents import Find
from assistant.language.requests.references import calls_oneself
from assistant.language.words.given_names import is_given_name, names_somebody
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag
from assistant.language.words.lexer import lex
from assistant.language.words.word_groups import WordGroup
from hubspot_tools.values.vocabulary import PARTICLES

_MOST_WORDS: Final = 7
_MOST_CHATTY: Final = 1
_SENTENCE: Final = 3
_FEWEST_SMALL: Final = 4
_MOST_NAMED: Final = 5


def is_plausible_search(span: Span) -> bool:
    """A name, a company, a role, an address: short, and without the small words of talk."""
    if span.first_kind(LexemeKind.EMAIL, LexemeKind.PHONE, LexemeKind.DOMAIN) is not None:
        return True
    words = [lexeme for lexeme in span if lexeme.kind in {LexemeKind.WORD, LexemeKind.QUOTED, LexemeKind.URL}]
    if not any(char.isalpha() for lexeme in words for char in lexeme.text):
        return False
    directed = span.has(Tag.AT, Tag.PEOPLE, Tag.STAGE, Tag.TITLE, Tag.FIELD)
    remarks = span[0].folded in WordGroup.REMARKING and span.cut(1).starts_with(Tag.TALK, Tag.COPULA)
    if remarks or (not directed and _is_small_talk(span)):
        return False
    folded = [part for lexeme in words for part in lexeme.folded.split("-")]
    if not directed and not WordGroup.ADDRESSING.words().isdisjoint(folded):
        return False
    chatty = sum(word in WordGroup.CHATTER for word in folded)
    questions = sum(lexeme.has(Tag.QUESTION) for lexeme in words)
    if chatty + questions > _MOST_CHATTY + directed:
        return False
    return len(words) <= _MOST_WORDS + (_MOST_WORDS if directed else 0)


def is_asked_of_us(span: Span) -> bool:
    """``do you do spreadsheets?``: behind a "you", words in small letters are nobody's name."""
    before = lex(span.source[: span[0].start])
    told = any(word in WordGroup.YOU for one in before for word in one.folded.replace("-", " ").split())
    named = any(one.capitalised or is_given_name(one.text) or one.tags for one in span)
    return told and not named and span.first_kind(LexemeKind.EMAIL, LexemeKind.PHONE) is None


def _is_small_talk(span: Span) -> bool:
    """``the quarterly budget looks tight``: too many small words for a name, and no given name."""
    words = [one for one in span if one.kind is LexemeKind.WORD]
    telling = [one for one in words if one.folded not in PARTICLES]
    return (
        len(telling) >= _FEWEST_SMALL and not names_somebody(words) and not span.has(Tag.CONTACT, Tag.NAMED)
    )


def is_remark(find: Find) -> bool:
    """Whether what would be looked for tells something, rather than names somebody.

    ``Tom is on holiday``, ``I spoke with Ann today``, ``Ann reports to Tom``: better not searched than answered
    with "nobody".
    """
    if find.partial or find.query.email or find.query.phone:
        return False
    told = lex(find.phrase)
    company = find.query.company
    if find.query.name and company and not told.has(Tag.FIND) and not is_meant("company", company, told):
        return True
    if (
        _tells_what_somebody_is(told, find)
        or _tells_of_today(told)
        or _works_beside(told)
        or _tells_news(told)
        or any(calls_oneself(one) for one in told)
    ):
        return True
    return _is_sentence(lex(find.query.name)) or (
        bool(find.query.name) and not find.asked and any(_is_verbal(lexeme) for lexeme in told)
    )


def _tells_what_somebody_is(told: Span, find: Find) -> bool:
    """``Ella is a great colleague``: nothing that is looked for."""
    opinion = any(
        one.has(Tag.COPULA) and after.folded in {"a", "an", "un", "une"}
        for one, after in zip(told, told.cut(1), strict=False)
    )
    return opinion and bool(find.query.name and find.query.text) and not find.asked


def _tells_of_today(told: Span) -> bool:
    """A time beside a name, or a "not", makes a remark of a search."""
    return told.has(Tag.TIME, Tag.NOT, Tag.NO_LONGER) and not told.has(Tag.PEOPLE, Tag.STAGE, Tag.QUESTION)


def _tells_news(told: Span) -> bool:
    """``Ada télétravaille maintenant``: a name, a word in small letters that nobody knows, and "now"."""
    return (
        told.has(Tag.NOW)
        and told[0].capitalised
        and any(word.kind is LexemeKind.WORD and not word.capitalised and not word.tags for word in told)
    )


def _works_beside(told: Span) -> bool:
    """``Ann works with Tom``."""
    return any(
        _is_verbal(lexeme) and following.folded in WordGroup.BESIDE
        for lexeme, following in zip(told, told.cut(1), strict=False)
    )


def _is_verbal(lexeme: Lexeme) -> bool:
    moves = lexeme.has(Tag.MOVES) and " " in lexeme.text
    return not lexeme.capitalised and (moves or lexeme.folded in WordGroup.TELLING)


def _is_sentence(name: Span) -> bool:
    """A name with capitals has no word in small letters beside them but particles.

    A hurried one has few words.
    """
    words = [lexeme for lexeme in name if lexeme.kind is LexemeKind.WORD]
    small = [
        word
        for word in words
        if not word.capitalised and word.folded not in PARTICLES and not word.has(Tag.OF)
    ]
    if len(words) < _SENTENCE or not small:
        return False
    if any(word.capitalised for word in words):
        return True
    return len(words) > _MOST_NAMED or any(
        _is_verbal(word) or word.folded in WordGroup.CHATTER for word in words
    )
