"""Prepares a message before it is read.

Politeness is taken off, a mistyped verb mended, a command not to recognised.
"""

from dataclasses import replace
from typing import Final

from assistant.language.detection import language_of
from assistant.language.requests.small_talk import LEADING
from assistant.language.words.given_names import is_given_name
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag
from assistant.language.words.phrasebook import phrasebook
from assistant.language.words.towns import is_town
from assistant.language.words.word_groups import WordGroup

VERBS: Final = (
    Tag.FIND, Tag.CREATE, Tag.ADD, Tag.UPDATE, Tag.TURN, Tag.RENAME, Tag.CLEAR, Tag.MERGE, Tag.SEND,
)  # fmt: skip
"""Verbs of command."""
_FORGIVEN_VERBS: Final = frozenset(
    {
        Tag.FIND,
        Tag.CREATE,
        Tag.ADD,
        Tag.UPDATE,
        Tag.RENAME,
        Tag.CLEAR,
        Tag.CANCEL,
        Tag.GREETING,
        Tag.THANKS,
        Tag.HELP,
    }
)


def content_of(span: Span) -> Span:
    """The message without the politeness around it; ``crée le contact …`` begins with no "crée-le"."""
    rest = span.without_trailing(Tag.FILLER, Tag.GREETING, Tag.THANKS, Tag.INSTEAD)
    if (
        len(rest)
        and rest[len(rest) - 1].has(Tag.PLACE, Tag.LIVES, Tag.MOVES)
        and is_town(span.cut(len(rest), len(rest) + 1))
    ):
        rest = span.cut(0, len(rest) + 1)  # "habite à Nice"
    start = 0
    while start < len(rest) and (
        rest[start].has(*LEADING) or rest[start].kind is LexemeKind.PUNCTUATION or _drops(rest, start)
    ):
        if rest[start].has(Tag.CREATE) and start + 1 < len(rest):
            break
        start += 1
    return rest.cut(start)


def _drops(span: Span, index: int) -> bool:
    """``forget it, find Ann instead``: what was begun is dropped for what follows."""
    if index + 1 < len(span) and span[index].has(Tag.NEXT) and span[index + 1].is_sign(":,"):
        return True  # "next: find Ann Lee"
    if index + 2 < len(span) and span[index].has(Tag.NO_EMAIL) and span[index + 1].is_sign(",;."):
        return (
            span.cut(index + 2).without_leading(*LEADING).starts_with(Tag.FIND)
        )  # "skip it, find Ann instead"
    if not span[index].has(Tag.CANCEL) or index + 1 >= len(span):
        return False
    return " " in span[index].text or span[index + 1].kind is LexemeKind.PUNCTUATION


def is_negated(span: Span) -> bool:
    """``ne change rien``, ``don't update her``: a command not to."""
    for index, lexeme in enumerate(span.cut(0, len(span) - 1)):
        if (lexeme.folded in WordGroup.NEGATING and not lexeme.capitalised) or lexeme.text in {
            "Ne",
            "N'",
            "Don't",
        }:
            return span[index + 1].has(*VERBS) and not span[index + 1].has(Tag.FIND)
    return False


def in_full(span: Span) -> Span:
    """``met Tina Moss at the fair``: in English "I" is left out, where "met" in French is a command.

    A name and an address that show no language are those of somebody met.
    """
    met = len(span) - len(span.without_leading(*LEADING))
    if met + 1 >= len(span) or span[met].folded != "met":
        return span
    language, named = language_of(span.source), span[met + 1].kind is LexemeKind.WORD
    staged = span.has(Tag.STAGE) and not any(one.folded in {"the", "at"} for one in span)
    addressed = (
        named and span.first_kind(LexemeKind.EMAIL) is not None and not (staged or span.has(Tag.FIELD))
    )
    if language == "fr" or not (language == "en" or addressed):
        return span
    told = replace(span[met], tags=phrasebook().tags(["i", "met"]))
    return Span(span.source, (*span.lexemes[:met], told, *span.lexemes[met + 1 :]))


def said_plainly(span: Span) -> Span:
    """``take her fax off Ann's record``: a verb in two halves, with what is taken between them."""
    at = next(
        (i for i, one in enumerate(span) if not (one.has(*LEADING) or one.kind is LexemeKind.PUNCTUATION)), 0
    )
    off = next((i for i in range(at + 2, len(span) - 1) if span[i].folded in WordGroup.OFF), None)
    if off is None or span[at].folded not in WordGroup.TAKING or not span.cut(at, off).has(Tag.FIELD):
        return span
    book = phrasebook()
    verb = replace(span[at], tags=book.tags(["remove"]))
    link = replace(span[off], tags=book.tags(["of"]))
    return Span(
        span.source, (*span.lexemes[:at], verb, *span.lexemes[at + 1 : off], link, *span.lexemes[off + 1 :])
    )


def forgiven(span: Span) -> Span:
    """The first word that is not mere politeness may be a mistyped verb."""
    for index, lexeme in enumerate(span):
        if lexeme.kind is LexemeKind.PUNCTUATION or lexeme.has(*LEADING):
            continue
        if lexeme.kind is not LexemeKind.WORD or lexeme.tags or is_given_name(lexeme.text):
            break
        tags = phrasebook().meant(lexeme.folded, _FORGIVEN_VERBS)
        mended = Lexeme(lexeme.kind, lexeme.text, lexeme.start, lexeme.end, tags)
        return Span(span.source, (*span.lexemes[:index], mended, *span.lexemes[index + 1 :]))
    return span


def unasked(content: Span) -> Span:
    """``…, tu peux le noter ?``, ``… can you update it?``: a fact told before stays one."""
    end = len(content.without_trailing(Tag.PRONOUN, Tag.DETERMINER, Tag.FILLER))
    if end < 2 or not content[end - 1].has(Tag.UPDATE, Tag.ADD) or content[end - 1].capitalised:  # noqa: PLR2004 - a fact and a verb
        return content
    fact = content.cut(0, end - 1).without_trailing(Tag.FILLER, Tag.PRONOUN, Tag.DETERMINER, Tag.AND)
    return fact if len(fact) else content


def unhedged(rest: Span) -> Span:
    """``cherche plutôt …``: the small words between a verb and what it is about do not count."""
    while len(rest) and rest[0].has(Tag.INSTEAD, Tag.FILLER) and not rest[0].capitalised:
        rest = rest.cut(1)
    return rest


def without_closing(span: Span) -> Span:
    """``find Ann Lee. Kind regards, Ada Byron``: who signs a request is not looked for."""
    closing = next((i for i, lexeme in enumerate(span) if i and lexeme.folded in WordGroup.CLOSINGS), None)
    return span if closing is None else span.cut(0, closing).without_trailing(Tag.FILLER, Tag.THANKS)
