"""Parts of a message that give no value: a property to be emptied, or one that is wrong."""

from dataclasses import replace
from typing import Final

from assistant.language.requests.facts.fact import Fact
from assistant.language.requests.facts.field_fact import read_field
from assistant.language.requests.facts.subject import read_subject
from assistant.language.words.lexemes import Lexeme, Span, Tag

_SAYS_NOTHING: Final = (
    Tag.UPDATE, Tag.ADD, Tag.DETERMINER, Tag.PRONOUN, Tag.TO, Tag.CONTACT, Tag.FILLER, Tag.NEW, Tag.ONE, Tag.COPULA,
    Tag.YES,
)  # fmt: skip


def complaint(part: Span) -> Fact | None:
    """``wrong number for Ann Lee``: what is to be changed."""
    rest = part.without_leading(Tag.WRONG)
    fact = read_field(rest) if len(rest) < len(part) else None
    return replace(fact, surely=True) if fact is not None else None


def reminder(part: Span) -> Fact | None:
    """``put it on her record``, ``the right one (:)``: nothing that was not said before."""
    return Fact() if all(map(_says_nothing, part)) else None


def _says_nothing(lexeme: Lexeme) -> bool:
    return lexeme.has(*_SAYS_NOTHING) and not lexeme.capitalised and not lexeme.has(Tag.FIELD, Tag.STAGE)


def emptied(part: Span) -> Fact | None:
    """``his phone number``, ``the job title of Ada Flint``: a property to be emptied."""
    rest = part.cut(1)
    at = rest.first(Tag.FIELD)
    if at is None or not rest[at].tags[Tag.FIELD]:
        return None
    behind = rest.cut(at + 1)
    owned = behind.starts_with(Tag.OF, Tag.FOR) and len(behind) > 1
    if len(behind) and not owned:
        return None
    before = rest.cut(0, at).without_trailing(Tag.GENITIVE, Tag.DETERMINER)
    subject = read_subject(behind.cut(1)) if owned else read_subject(before)
    return (
        Fact(subject.person, clear=_parts_of(rest[at].tags[Tag.FIELD]), surely=True)
        if subject is not None
        else None
    )


def _parts_of(name: str) -> tuple[str, ...]:
    return ("firstname", "lastname") if name == "fullname" else (name,)


def lacking(part: Span) -> Fact | None:
    """``has no mobile any more``, ``n'a plus de portable``."""
    at = part.first(Tag.LACKS)
    if at is None:
        return None
    subject = read_subject(part.cut(0, at))
    field = part.cut(at + 1).without_leading(Tag.DETERMINER).without_trailing(Tag.NOW, Tag.TALK, Tag.FILLER)
    if subject is None or len(field) != 1 or not field[0].has(Tag.FIELD):
        return None
    return Fact(subject.person, clear=_parts_of(field[0].tags[Tag.FIELD]), surely=True)
