"""Reading how a contact is referred to: by name, by address, by place in the list, by a pronoun."""

from dataclasses import replace
from typing import Final

from assistant.language.persons.job_titles import has_legal_form
from assistant.language.persons.value_bounds import is_spoken, proper, trimmed, unspoken
from assistant.language.requests.intents import Person
from assistant.language.words.given_names import PARTICLES, is_given_name
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag
from assistant.language.words.word_groups import WordGroup

_BEFORE: Final = (
    Tag.DETERMINER, Tag.CONTACT, Tag.FILLER, Tag.NEW, Tag.COURTESY, Tag.NAMED, Tag.AND, Tag.OF, Tag.TO, Tag.WITH,
    Tag.FOR,
)  # fmt: skip
_AFTER: Final = (
    Tag.GENITIVE,
    Tag.FILLER,
    Tag.DETERMINER,
    Tag.AND,
    Tag.TO,
    Tag.NOW,
    Tag.COPULA,
    Tag.WITH,
    Tag.NEW,
)
_MOST_LISTED: Final = 20
_LONGEST_NAME: Final = 4
"""Words."""


def read_person(span: Span) -> Person | None:
    """Who is meant; None when the words name nobody."""
    picked = read_pick(span)
    if picked is not None:
        return picked
    rest = _stripped(span)
    if not len(rest) or (len(rest) == 1 and rest[0].has(Tag.STAGE, Tag.ONE) and not rest[0].capitalised):
        pronoun = len(rest) > 0 or span.has(Tag.PRONOUN) or any(lexeme.has(Tag.POSSESSIVE) for lexeme in span)
        return Person(anaphoric=True) if pronoun else None
    rest, hint = _bracketed(rest)
    email, phone = _first(rest, LexemeKind.EMAIL), _first(rest, LexemeKind.PHONE)
    words = Span(
        rest.source,
        tuple(lexeme for lexeme in rest if lexeme.kind not in {LexemeKind.EMAIL, LexemeKind.PHONE}),
    )
    at = next(
        (i for i, lexeme in enumerate(words) if i and lexeme.has(Tag.AT) and not lexeme.capitalised), None
    )
    company = proper(words.cut(at + 1)).text if at is not None else ""
    name = trimmed(_stripped(words.cut(0, at)))
    source = next((i for i, lexeme in enumerate(name) if i and lexeme.folded == "from"), None)
    if source is not None:
        hint, name = name.cut(source + 1).text, name.cut(0, source)
    name, firm = _without_firm(name, span)
    hint = hint or firm
    if not (len(name) or email or phone or company):
        return None
    return Person(name=_unsigned(name), email=email, phone=phone, company=company, hint=hint)


def _without_firm(name: Span, span: Span) -> tuple[Span, str]:
    """``julien morel d'exemple sa``: behind the name stands whose employee somebody is."""
    at = next((i for i in range(2, len(name)) if name[i].has(Tag.OF) and not name[i].capitalised), None)
    if at is None:
        return name, ""
    firm = span.cut(span.lexemes.index(name[at]) + 1).without_trailing(Tag.HAS, Tag.COPULA)
    return (name.cut(0, at), firm.text) if len(firm) and has_legal_form(firm) else (name, "")


def read_introduced(span: Span) -> Person | None:
    """Return who is mentioned in passing: ``je viens de croiser Ann Lee``.

    It is an address, else words from a given name on.
    """
    email = _first(span, LexemeKind.EMAIL)
    if email:
        return Person(email=email)
    start = next((i for i, lexeme in enumerate(span) if is_given_name(lexeme.text)), None)
    if start is None:
        start = _capitalised_pair(span)
    if start is None:
        short = 0 < len(span) <= _LONGEST_NAME and not any(is_spoken(lexeme) for lexeme in span)
        return read_person(span) if short else None
    end = start + 1
    while end < len(span) and end - start < _LONGEST_NAME and _names_on(span, end):
        end += 1
    employed = span.cut(end).starts_with(Tag.AT) and end + 1 < len(span) and not span[end + 1].text.isdigit()
    company = proper(span.cut(end + 1)).text if employed else ""
    return Person(name=trimmed(span.cut(start, end)).text, company=company)


def _capitalised_pair(span: Span) -> int | None:
    """Where two words with capitals stand in a row that mean nothing else: a name that is on no list."""
    named = [one.kind is LexemeKind.WORD and one.capitalised and not one.tags for one in span]
    return next((i for i in range(len(span) - 1) if named[i] and named[i + 1]), None)


def _names_on(span: Span, index: int) -> bool:
    lexeme = span[index]
    return lexeme.kind is LexemeKind.WORD and (
        lexeme.capitalised or not lexeme.tags or lexeme.folded in PARTICLES
    )


def read_pick(span: Span) -> Person | None:
    """A choice from a list: ``la deuxième``, ``2``, ``celle d'Exemple``, ``the one at Acme``."""
    rest = span.without_leading(Tag.FILLER, Tag.DETERMINER, Tag.INSTEAD, Tag.YES, Tag.COPULA)
    rest = rest.without_trailing(Tag.FILLER, Tag.INSTEAD, Tag.THANKS)
    if not len(rest):
        whole = trimmed(span)
        return _pointed_at(whole[0]) if len(whole) == 1 and whole[0].has(Tag.THAT_ONE) else None
    ordinal = _ordinal(rest)
    if ordinal is not None:
        return Person(ordinal=ordinal)
    if rest[0].has(Tag.THAT_ONE) and rest.has(Tag.NAMED):
        return None
    if rest[0].has(Tag.THAT_ONE):
        one = _that_one(rest.cut(1)) if len(rest) > 1 else _pointed_at(rest[0])
        return replace(one, other=rest[0].folded in WordGroup.OTHER_ONE)
    if (
        len(rest) > 1
        and rest[len(rest) - 1].has(Tag.ONE)
        and span[0].has(Tag.DETERMINER)
        and rest[0].kind is LexemeKind.WORD
    ):
        hint = rest.cut(0, len(rest) - 1)
        return None if hint.has(Tag.FIELD, Tag.NEW, Tag.STAGE) else Person(hint=hint.text)
    return None


def _pointed_at(lexeme: Lexeme) -> Person:
    """``that one``, ``the other one``."""
    other = lexeme.folded in WordGroup.OTHER_ONE
    return Person(other=other, anaphoric=not other)


def _ordinal(span: Span) -> int | None:
    words = [lexeme for lexeme in span if lexeme.kind is LexemeKind.WORD]
    if not all(lexeme.kind is LexemeKind.WORD or lexeme.is_sign("#.()") for lexeme in span):
        return None
    while len(words) > 1 and words[0].folded in WordGroup.NUMBERING:
        words = words[1:]
    tail = all(lexeme.has(Tag.ONE, Tag.OF, Tag.DETERMINER, Tag.CONTACT, Tag.PEOPLE) for lexeme in words[1:])
    if not words or not tail:
        return None
    if words[0].has(Tag.ORDINAL):
        return int(words[0].tags[Tag.ORDINAL])
    digits = (
        words[0].text.isascii() and words[0].text.isdigit() and len(words[0].text) <= len(str(_MOST_LISTED))
    )
    return int(words[0].text) if digits and 0 < int(words[0].text) <= _MOST_LISTED else None


def _that_one(rest: Span) -> Person:
    hint = rest.without_leading(
        Tag.OF,
        Tag.AT,
        Tag.PLACE,
        Tag.WITH,
        Tag.FOR,
        Tag.FIELD,
        Tag.DETERMINER,
        Tag.COPULA,
        Tag.TO,
        Tag.FILLER,
    )
    email = _first(hint, LexemeKind.EMAIL) or _first(hint, LexemeKind.DOMAIN)
    phone = _first(hint, LexemeKind.PHONE)
    if email or phone:
        return Person(email=email, phone=phone)
    words = trimmed(hint).text
    return Person(hint=words) if words else Person(anaphoric=True)


def _stripped(span: Span) -> Span:
    rest = span
    while len(rest) and (
        rest[0].kind is LexemeKind.PUNCTUATION
        or (rest[0].has(*_BEFORE, Tag.PRONOUN, Tag.POSSESSIVE) and not _proper_noun(rest))
    ):
        rest = rest.cut(1)
    end = len(rest)
    if end > 2 and rest[end - 2].has(Tag.GENITIVE) and rest[end - 1].has(Tag.CONTACT):  # noqa: PLR2004 - name, "'s", "record"
        end -= 2
    while end and (
        (rest[end - 1].kind is LexemeKind.PUNCTUATION and rest[end - 1].text != ")")
        or (rest[end - 1].has(*_AFTER, Tag.POSSESSIVE) and not rest[end - 1].capitalised)
    ):
        end -= 1
    return rest.cut(0, end)


def _proper_noun(span: Span) -> bool:
    """Whether a capital marks a word as part of a name (``Le Gall``), courtesies aside."""
    return span[0].capitalised and not span[0].has(Tag.COURTESY, Tag.CONTACT, Tag.PRONOUN) and len(span) > 1


def _bracketed(span: Span) -> tuple[Span, str]:
    opened = next((i for i, lexeme in enumerate(span) if lexeme.is_sign("(")), None)
    if opened is None:
        return span, ""
    closed = next((i for i, lexeme in enumerate(span) if i > opened and lexeme.is_sign(")")), len(span))
    inside = trimmed(span.cut(opened + 1, closed).without_leading(Tag.AT, Tag.OF))
    return Span(span.source, span.lexemes[:opened] + span.lexemes[closed + 1 :]), inside.text


def _first(span: Span, kind: LexemeKind) -> str:
    index = span.first_kind(kind)
    return "" if index is None else span[index].text


def _unsigned(name: Span) -> str:
    """The name without signs and words of the talk in it: ``Smith, John`` is searched word by word."""
    parts = [part for whole in name.split(",;:?!\n") for part in unspoken(whole)]
    return " ".join(trimmed(part).text for part in parts).strip()


def calls_oneself(verb: Lexeme) -> bool:
    """``goes by (Rae)``: what somebody is called by others, of which one word alone is the given name."""
    return verb.folded in WordGroup.CALLING_ONESELF


def says_now(verb: Lexeme) -> bool:
    """``now goes by``: a verb with its "now" in it."""
    return not {"now", "maintenant", "desormais"}.isdisjoint(verb.folded.split())


def may_be_renamed(person: Person | None, new: Span) -> bool:
    """Whether a new name can be somebody's: ``Bati Sud s'appelle maintenant Bati Midi`` tells of a firm."""
    said = [
        *(person.name.replace("-", " ").split() if person is not None else ()),
        *(one.text for one in new),
    ]
    return person is None or not person.name or any(map(is_given_name, said))
