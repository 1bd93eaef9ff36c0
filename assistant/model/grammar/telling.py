"""Reading a fact about a contact that calls for a change: ``Marie has a new number``, ``elle est cliente``."""

from dataclasses import replace

from assistant.model.grammar.card import title_start
from assistant.model.grammar.changing import first_label, read_update, role_and_company
from assistant.model.grammar.intents import Person, Update
from assistant.model.grammar.lexemes import Span, Tag
from assistant.model.grammar.people import split_name
from assistant.model.grammar.referring import read_person
from assistant.model.grammar.values import proper, trimmed


def read_statement(span: Span) -> Update | None:
    """A fact about a contact, told without a verb of change: ``John is now VP Sales at Globex``."""
    for reading in (_has_new, _leaves, _moves, _becomes, _is_called, _field_is):
        update = reading(span)
        if update is not None and update.has_changes and update.person is not None:
            return update
    return None


def _has_new(span: Span) -> Update | None:
    at = span.first(Tag.HAS)
    if not at or span.first(Tag.FIELD, start=at + 1) is None:
        return None
    update = read_update(span.cut(at + 1).without_leading(Tag.DETERMINER, Tag.NEW, Tag.OF))
    return replace(update, person=read_person(span.cut(0, at)))


def _moves(span: Span) -> Update | None:
    at = span.first(Tag.MOVES)
    if not at:
        return None
    target = span.cut(at + 1)
    role = next((i for i, lexeme in enumerate(target) if lexeme.has(Tag.AS)), None)
    changes = {"company": proper(target.cut(0, role)).text}
    if role is not None:
        changes["jobtitle"] = trimmed(target.cut(role + 1).without_leading(Tag.DETERMINER)).text
    return Update(read_person(span.cut(0, at)), {name: value for name, value in changes.items() if value})


def _becomes(span: Span) -> Update | None:
    if "?" in span.source[span[len(span) - 1].end :]:
        return None
    at = span.first(Tag.BECOMES)
    if at and span.cut(0, at).has(Tag.FIELD):
        return None
    pronoun = span.first(Tag.COPULA)
    if at is None and pronoun and not span.has(Tag.FIELD) and _tells_news(span, pronoun):
        at = pronoun
    if not at:
        return None
    target = (
        span.cut(at + 1).without_leading(Tag.DETERMINER, Tag.NOW, Tag.TO, Tag.NEW).without_trailing(Tag.NOW)
    )
    person = read_person(span.cut(0, at))
    if not len(target) or target[0].has(Tag.FIELD):
        return None
    if target[0].has(Tag.STAGE) and (len(target) == 1 or target[1].has(Tag.AT)):
        return Update(person, {"lifecyclestage": target[0].tags[Tag.STAGE]})
    known = title_start(target) is not None or span[at].has(Tag.BECOMES) or target[0].has(Tag.AT)
    return Update(person, role_and_company(target)) if known else None


def _tells_news(span: Span, at: int) -> bool:
    """``she is CTO``, ``Ann is CTO now``, ``Ann is a customer``: a fact to store, not small talk."""
    stage = span.cut(at + 1).without_leading(Tag.DETERMINER)
    return span[0].has(Tag.PRONOUN) or span.has(Tag.NOW) or (len(stage) == 1 and stage[0].has(Tag.STAGE))


def _leaves(span: Span) -> Update | None:
    """``Ann left Acme for Globex`` names the new company; without one, the old is no longer true."""
    at = span.first(Tag.LEAVES)
    if not at:
        return None
    person, rest = read_person(span.cut(0, at)), span.cut(at + 1)
    turn = next(
        (
            i
            for i, lexeme in enumerate(rest)
            if (i and lexeme.has(Tag.FOR, Tag.AT)) or lexeme.folded == "mais"
        ),
        None,
    )
    if turn is None:
        return Update(person, clear=("company",))
    company = proper(rest.cut(turn + 1).without_leading(Tag.AT, Tag.FOR)).text
    return Update(person, {"company": company}) if company else None


def _is_called(span: Span) -> Update | None:
    at = span.first(Tag.NAMED)
    if at is None or not span.has(Tag.NOW, Tag.INSTEAD):
        return None
    new = span.cut(at + 1).without_leading(Tag.NOW, Tag.INSTEAD).without_trailing(Tag.NOW)
    name = split_name(trimmed(new))
    changes = {part: text for part, text in (("firstname", name.first), ("lastname", name.last)) if text}
    before = span.cut(0, at).split(",;")
    pronoun = span[at].folded.split()[0] in {"il", "elle", "his", "her"}
    person = read_person(before[0]) if before else Person(anaphoric=True) if pronoun else None
    return Update(person, changes)


def _field_is(span: Span) -> Update | None:
    index = first_label(span)
    if index is None:
        return None
    owner = span.first(Tag.POSSESSIVE, Tag.GENITIVE)
    owned = (owner is not None and owner < index) or (index + 1 < len(span) and span[index + 1].has(Tag.OF))
    return read_update(span) if owned else None
