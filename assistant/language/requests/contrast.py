"""Old beside new: ``John, not Jon``, ``pas le 01… mais le 06…``: only the new value counts."""

from itertools import pairwise
from typing import Final

from rapidfuzz import fuzz

from assistant.language.requests.intents import Person, Update
from assistant.language.requests.references import read_person
from assistant.language.words.given_names import is_given_name
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag
from assistant.language.words.word_groups import WordGroup

_ALIKE: Final = 60
"""Per cent of likeness from which one word may be another, corrected; with another first letter, `_VERY_ALIKE`."""
_VERY_ALIKE: Final = 80
_LONGEST_REJECTED: Final = 5
_LONGEST_NEGATED: Final = 2
_LONGEST_MISSPOKEN: Final = 3
"""Words."""
_ENTITIES: Final = (LexemeKind.EMAIL, LexemeKind.PHONE, LexemeKind.URL)


def denies(span: Span, kept: Span) -> bool:
    """Whether all that is left of what is not so is a name: ``Chris is not interested``."""
    told = any(one.has(Tag.NOT) and (" " in one.text or one.folded.endswith("n't")) for one in span)
    return told and len(kept) < len(span) and not any(one.tags for one in kept)


def without_rejected(span: Span) -> Span:
    """The words without what they say is not so."""
    for index, lexeme in enumerate(span):
        if not lexeme.has(Tag.NOT) or lexeme.capitalised:
            continue
        end = _rejected_end(span, index) or _negated_end(span, index)
        if end is not None:
            return Span(span.source, span.lexemes[:index] + span.lexemes[end:])
    return span


def without_misspoken(span: Span) -> Span:
    """``to Austin, no wait, Dallas for Ann``: the value said first goes, with what takes it back.

    Both have to be of one kind, an address or number or words that mean nothing else.
    """
    for sign in range(2, len(span) - 2):
        behind = span.cut(sign + 1).without_leading(Tag.INSTEAD, Tag.NO, Tag.FILLER)
        taken_back = span.cut(sign, len(span) - len(behind))
        if not (span[sign].is_sign(",-") and taken_back.has(Tag.INSTEAD, Tag.NO) and len(behind)):
            continue
        start = sign
        while start > 1 and sign - start < _LONGEST_MISSPOKEN and _is_alike_value(span[start - 1], behind[0]):
            start -= 1
        names_owner = span[start - 1].has(Tag.OF, Tag.GENITIVE, Tag.AND) or taken_back.has(Tag.COPULA)
        if start < sign and not names_owner:
            return Span(span.source, span.lexemes[:start] + behind.lexemes)
    return span


def _is_alike_value(old: Lexeme, new: Lexeme) -> bool:
    meant = (Tag.TITLE, Tag.DEPARTMENT, Tag.STAGE)
    free = all(not one.tags or one.has(*meant) for one in (old, new))
    return old.kind is new.kind and free and old.kind is not LexemeKind.PUNCTUATION


def without_mistaken(span: Span) -> Span:
    """``jane smith, oh wait, jane smyth``: what is said again takes the place of what stood before it."""
    parts: list[Span] = []
    replaces = False
    for part in _parts(span):
        said = part.without_leading(Tag.INSTEAD, Tag.NO, Tag.FILLER)
        corrects = len(said) < len(part) and part.has(Tag.INSTEAD) and not part[0].capitalised
        if not len(said):
            replaces = replaces or corrects
            parts += [part] if parts and part.cut(0, 1).text == "\n" else []
            continue
        if (corrects or replaces) and parts and _comparable_parts(parts[-1], said):
            parts.pop()
        parts.append(said if corrects else part)
        replaces = False
    return Span(span.source, tuple(lexeme for part in parts for lexeme in part))


def _parts(span: Span) -> list[Span]:
    """The words between commas and dashes, each with the sign behind it."""
    ends = [index + 1 for index in range(len(span)) if span[index].is_sign(",;-\n")]
    return [span.cut(start, end) for start, end in pairwise([0, *ends, len(span)]) if start < end]


def _comparable_parts(old: Span, new: Span) -> bool:
    """Whether both are addresses or numbers, or both begin with a word."""
    return old[0].kind is new[0].kind


def _negated_end(span: Span, index: int) -> int | None:
    """``… pas Dupond``: what is only said not to be is nobody's name."""
    end = index + 1
    while end < len(span) and end <= index + _LONGEST_NEGATED and _is_value(span[end]):
        end += 1
    return end if end > index + 1 else None


def _is_value(lexeme: Lexeme) -> bool:
    return lexeme.kind is not LexemeKind.PUNCTUATION and (not lexeme.tags or lexeme.capitalised)


def _rejected_end(span: Span, index: int) -> int | None:
    """Where the rejected value that follows ``index`` ends; None when nothing comparable is kept."""
    for end in range(index + 2, min(len(span), index + _LONGEST_REJECTED) + 1):
        if end < len(span) and span[end].has(Tag.BUT):
            return end + 1
    old = next((i for i in range(index + 1, len(span)) if not _is_article(span[i])), None)
    if old is None:
        return None
    after = old + 2 if old + 1 < len(span) and span[old + 1].is_sign(",;.") else old + 1
    if after < len(span) and span[after].has(Tag.COPULA) and span[old].kind in _ENTITIES:
        return after
    new = next((i for i in range(index - 1, -1, -1) if span[i].kind is not LexemeKind.PUNCTUATION), None)
    return old + 1 if new is not None and _comparable(span[old], span[new]) else None


def _is_article(lexeme: Lexeme) -> bool:
    return lexeme.has(Tag.DETERMINER) and not lexeme.capitalised


def _comparable(old: Lexeme, new: Lexeme) -> bool:
    if old.kind is not LexemeKind.WORD:
        return old.kind is new.kind
    return new.kind is LexemeKind.WORD and _alike(old, new)


def _alike(old: Lexeme, new: Lexeme) -> bool:
    if old.tags or new.tags or old.folded == new.folded:
        return False
    enough = _ALIKE if old.folded[0] == new.folded[0] else _VERY_ALIKE
    return fuzz.ratio(old.folded, new.folded) >= enough


def read_respelling(span: Span) -> tuple[Update, Span] | None:
    """A name that is spelled otherwise, and the words without its old spelling.

    ``Jon should be John for jon@…``, ``it's Smyth, not Smith``.

    Two words that are hardly alike, or a person who is called neither, make something else of it.
    """
    for index in range(1, len(span) - 1):
        before, after = span[index - 1], span[index + 1]
        if before.is_sign(",") and index > 1 and span[index].has(Tag.NOT):
            before = span[index - 2]
        new = _corrected(before, span[index], after)
        if new is None:
            continue
        old = before if new is after else after
        start = span.lexemes.index(before)
        person = _spelled_so(span.cut(index + 2), span.cut(0, start))
        told = span.cut(0, start)
        if person is None and told.has(Tag.FIELD) and told.has(Tag.GENITIVE, Tag.OF):
            return None  # "Sarah's last name is Bennett not Benett"
        part = _part(old, new, person)
        if part and (person is not None or span.cut(0, start).has(Tag.COPULA)):
            kept = tuple(lexeme for lexeme in span if lexeme.start != old.start)
            return Update(person, {part: new.text}), Span(span.source, kept)
    return None


def _corrected(before: Lexeme, between: Lexeme, after: Lexeme) -> Lexeme | None:
    """Which of two words is the right one; None when they are no two spellings of one name."""
    if {before.kind, after.kind} != {LexemeKind.WORD} or not _alike(before, after):
        return None
    if between.has(Tag.NOT):
        return before
    turns = between.folded in WordGroup.SHOULD_BE or between.text in {"->", "=>"} or between.has(Tag.TO)
    return after if turns else None


def _spelled_so(after: Span, before: Span) -> Person | None:
    follows = after.starts_with(Tag.FOR, Tag.OF)
    person = read_person(after.cut(1)) if follows else None
    if person is not None and person.described:
        return person
    email = before.first_kind(LexemeKind.EMAIL)
    return Person(email=before[email].text) if email is not None else None


def _part(old: Lexeme, new: Lexeme, person: Person | None) -> str | None:
    """Which half of the name is meant; None when the person is called neither way."""
    if is_given_name(old.text) or is_given_name(new.text):
        return "firstname"
    given = person is not None and is_given_name(person.name)
    called = (
        person is None
        or given
        or any(word.folded in f"{person.name} {person.email}".lower() for word in (old, new))
    )
    return "lastname" if called else None
