"""Whom a fact is about, read strictly: what may be anything else is nobody."""

from dataclasses import dataclass
from typing import Final

from assistant.language.persons.job_titles import has_legal_form
from assistant.language.persons.mentions import people_named
from assistant.language.persons.value_bounds import trimmed
from assistant.language.requests.intents import Person
from assistant.language.requests.politeness import VERBS
from assistant.language.words.given_names import PARTICLES, is_given_name
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag
from assistant.language.words.word_groups import WordGroup

_LONGEST_NAME: Final = 4
"""Words."""
_ADDRESSES: Final = (LexemeKind.EMAIL, LexemeKind.PHONE)
_BEFORE: Final = (Tag.DETERMINER, Tag.CONTACT, Tag.COURTESY, Tag.FILLER, Tag.NEW, Tag.INSTEAD)
_BEFORE_ADDRESS: Final = (
    *_BEFORE,
    Tag.WITH,
    Tag.FIELD,
    Tag.COPULA,
    Tag.AT,
    Tag.OF,
    Tag.POSSESSIVE,
    Tag.THAT_ONE,
)
_AFTER: Final = (Tag.DETERMINER, Tag.GENITIVE, Tag.NOW, Tag.FILLER)
_MEANS_MORE: Final = (
    Tag.FIELD, Tag.QUESTION, Tag.STAGE, Tag.NEW, Tag.CONTACT, Tag.PEOPLE, Tag.LOOKS_AFTER, Tag.LOOKED_AFTER,
    Tag.LACKS, Tag.WRONG, Tag.NO_LONGER,
)  # fmt: skip
"""What a piece tells that holds one of these is more than whom the message is about."""
_PADDING: Final = (Tag.FILLER, Tag.MET, Tag.TALK, Tag.DETERMINER, Tag.AND, Tag.THANKS, Tag.GREETING, Tag.WITH)
_GOES_ON: Final = (Tag.PRONOUN, Tag.POSSESSIVE, Tag.COPULA)
_ANAPHORIC: Final = (Tag.PRONOUN, Tag.POSSESSIVE)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom words name: somebody, whoever was spoken of (None), and whether they name one at all."""

    person: Person | None = None


def read_subject(span: Span) -> Subject | None:
    """Who the words before or behind a fact name; None where they are no name.

    No words, and a pronoun alone, go on about whoever was spoken of before.
    """
    bare = _lowered(_without_record(span), _AFTER)
    if not len(bare) or all(lexeme.has(*_ANAPHORIC) and not lexeme.capitalised for lexeme in bare):
        return Subject(Person(anaphoric=True) if bare.has(*_ANAPHORIC) else None)
    if len(bare) == 1 and bare[0].has(*_ANAPHORIC) and not is_given_name(bare.text):
        return Subject(Person(anaphoric=True))
    person = _addressed(bare) or _named(bare)
    return Subject(person) if person is not None else None


def _without_record(span: Span) -> Span:
    """``Alan Russell's record``."""
    owned = len(span) > 2 and span[len(span) - 2].has(Tag.GENITIVE) and span[len(span) - 1].has(Tag.CONTACT)  # noqa: PLR2004 - name, "'s", "record"
    return span.cut(0, len(span) - 2) if owned else span


def _lowered(span: Span, after: tuple[Tag, ...]) -> Span:
    """The words without signs around them and small words behind."""
    end = len(span)
    while end and (
        span[end - 1].kind is LexemeKind.PUNCTUATION
        or (span[end - 1].has(*after) and not span[end - 1].capitalised)
    ):
        end -= 1
    return span.cut(0, end).without_leading()


def _addressed(span: Span) -> Person | None:
    """``the contact whose email is ida@…``: the address says who it is."""
    found = span.first_kind(*_ADDRESSES)
    if found is None or found != len(span) - 1 or len(span.without_leading(*_BEFORE_ADDRESS)) > 1:
        return None
    text = span[found].text
    return Person(email=text) if span[found].kind is LexemeKind.EMAIL else Person(phone=text)


def _named(span: Span) -> Person | None:
    pointed = span.starts_with(Tag.DETERMINER) and not span[0].capitalised
    rest = span
    while len(rest) > 1 and (_is_staged(rest) or (rest[0].has(*_BEFORE) and _is_small(rest[0]))):
        pointed = pointed and not rest[0].has(Tag.CONTACT, Tag.COURTESY)
        of_contact = rest[0].has(Tag.CONTACT) and rest.cut(1).starts_with(Tag.OF) and not rest[1].capitalised
        rest = rest.cut(2 if of_contact else 1)
    at = next(
        (i for i, lexeme in enumerate(rest) if i and lexeme.has(Tag.AT) and not lexeme.capitalised), None
    )
    of = next((i for i in range(2, len(rest)) if rest[i].has(Tag.OF) and not rest[i].capitalised), None)
    if at is None and of is not None and has_legal_form(rest.cut(of + 1)) and is_name(rest.cut(0, of)):
        return Person(name=rest.cut(0, of).text, company=rest.cut(of + 1).text)  # "Julien Morel d'Exemple SA"
    name, company = trimmed(rest.cut(0, at)), trimmed(rest.cut(at + 1)) if at is not None else rest.cut(0, 0)
    if not is_name(name) or (at is not None and not is_name(company)):
        return None
    if pointed and not (name[0].capitalised or is_given_name(name[0].text)):
        return None
    return Person(name=name.text, company=company.text)


def _is_staged(span: Span) -> bool:
    """``(le) client Simon Dubreuil``: what somebody is, and who."""
    return span[0].has(Tag.STAGE) and not span[0].capitalised and is_given_name(span[1].text)


def _is_small(lexeme: Lexeme) -> bool:
    return not lexeme.capitalised or lexeme.has(Tag.COURTESY, Tag.CONTACT, Tag.FILLER)


def is_name(span: Span) -> bool:
    """Whether the words can be a name and nothing else of the grammar."""
    return (
        0 < len(span) <= _LONGEST_NAME
        and all(map(_may_name, span))
        and not _is_mixed(span)
        and (span[len(span) - 1].folded not in PARTICLES or span[len(span) - 1].capitalised)
    )


def _is_mixed(span: Span) -> bool:
    """``tell Ella``: where one word has its capital, all have, but for ``de`` and ``van``."""
    small = [lexeme for lexeme in span if not lexeme.capitalised and lexeme.folded not in PARTICLES]
    return len(small) > 0 and any(lexeme.capitalised for lexeme in span)


def _may_name(lexeme: Lexeme) -> bool:
    if lexeme.kind is not LexemeKind.WORD or any(char.isdigit() for char in lexeme.text):
        return False
    return lexeme.capitalised or not lexeme.tags or lexeme.folded in PARTICLES or is_given_name(lexeme.text)


def named_in_passing(piece: Span) -> tuple[Person, bool] | None:
    """The one person whom a piece names, and whether it tells anything besides; None for all else.

    ``had lunch with Ann Lee (, she is CTO now)``.
    """
    if (
        not len(piece)
        or piece.starts_with(*VERBS)
        or piece.first_kind(*_ADDRESSES, LexemeKind.URL) is not None
    ):
        return None
    people = [(one.first, one.end) for one in people_named(piece)] or _capitalised_pairs(piece)
    if len(people) != 1 or any(_means_more(one) for one in piece):
        return None
    first, end = people[0]
    name = piece.cut(first, end).without_leading(Tag.COURTESY)
    behind = piece.cut(end, end + 1)
    if len(name) < 2 or (len(behind) and behind[0].folded in WordGroup.SPEAKING):  # noqa: PLR2004 - given and family name
        return None  # "Ann Lee says her number …": whose it is stays open
    told = [one for i, one in enumerate(piece) if not first <= i < end]
    return Person(name=name.text), not all(map(_is_padding, told))


def _capitalised_pairs(piece: Span) -> list[tuple[int, int]]:
    """Where two words with capitals stand in a row: a name on no list."""
    named = [one.kind is LexemeKind.WORD and one.capitalised and not one.tags for one in piece]
    return [(i, i + 2) for i in range(len(piece) - 1) if named[i] and named[i + 1]]


def _means_more(lexeme: Lexeme) -> bool:
    small = not lexeme.capitalised
    return small and (lexeme.has(*_MEANS_MORE) or lexeme.folded in WordGroup.RELATIONS)


def _is_padding(lexeme: Lexeme) -> bool:
    return lexeme.kind is LexemeKind.PUNCTUATION or (lexeme.has(*_PADDING) and not lexeme.has(Tag.TIME))


def named_at_the_end(first: Span, last: Span) -> Person | None:
    """Who is named by the last piece alone, where the first speaks of somebody: ``c'est …, Linh Tran``."""
    named = is_given_name(last[0].text) or all(one.capitalised for one in last)
    whole = len(last) > 1 and is_name(last) and named
    return Person(name=last.text) if whole and first.starts_with(*_GOES_ON) else None
