"""Reads a fact about a contact that calls for a change: ``Marie has a new number``.

Or ``elle est cliente``.
"""

import re
from dataclasses import replace
from typing import Final

from assistant.language.persons.job_titles import (
    is_promotion,
    role_and_company,
    sounds_like_job,
    title_start,
)
from assistant.language.persons.labelled_values import read_items, value_end
from assistant.language.persons.postal_address import place_address
from assistant.language.persons.value_bounds import is_break, is_spoken, proper, trimmed, unfounded
from assistant.language.requests.changes import first_label, read_update
from assistant.language.requests.intents import Person, Update
from assistant.language.requests.references import calls_oneself, may_be_renamed, read_person, says_now
from assistant.language.words.given_names import PersonName, is_given_name, split_name
from assistant.language.words.lexemes import LexemeKind, Span, Tag
from assistant.language.words.towns import is_town, reached_from
from assistant.language.words.word_groups import WordGroup

_ARTICLES: Final = (" a", " an", "a", "an", "un", "une")
_SIGNS_AFTER: Final = re.compile(r"\W*")
_TELLS: Final = (Tag.MOVES, Tag.LIVES, Tag.LEAVES, Tag.BECOMES, Tag.NO_LONGER)
"""Verbs that tell something of somebody."""


def read_statement(span: Span) -> Update | None:
    """A fact about a contact, told without a verb of change: ``John is now VP Sales at Globex``."""
    if is_question(span):
        return None
    for reading in _READINGS:
        update = reading(span)
        if update is not None and update.person is not None and (update.has_changes or reading is _no_longer):
            return update
    return None


def is_question(span: Span) -> bool:
    """Whether a question mark follows the words."""
    after = _SIGNS_AFTER.match(span.source, span[len(span) - 1].end) if len(span) else None
    return after is not None and "?" in after[0]


def _has_new(span: Span) -> Update | None:
    at = span.first(Tag.HAS)
    if not at or span.first(Tag.FIELD, start=at + 1) is None or span.cut(0, at).has(Tag.BECOMES):
        return None
    update = read_update(span.cut(at + 1).without_leading(Tag.DETERMINER, Tag.NEW, Tag.OF))
    return replace(update, person=read_person(span.cut(0, at)))


def _new_field(span: Span) -> Update | None:
    """Read an announcement without a verb: ``Ann Lee new phone 555-0123``.

    Or ``nouveau mail ann@… pour Ann Lee``.
    """
    for index in range(1, len(span)):
        if span[index].has(Tag.FIELD) and span[index - 1].has(Tag.NEW) and not span.has(Tag.CREATE):
            before = span.cut(0, index - 1).without_trailing(Tag.GENITIVE)
            if before.has(*_TELLS):
                return None  # "she moved to Boston and her new phone …" tells something before it
            if before.without_trailing(Tag.DETERMINER, Tag.POSSESSIVE).cut(-1).has(Tag.COPULA):
                continue  # "ann@… is the new owner of Zoé": the value came first
            update = read_update(span.cut(index))
            return replace(update, person=read_person(before) or update.person) if update.changes else None
    return None


def _moves(span: Span) -> Update | None:
    at = span.first(Tag.MOVES)
    if not at:
        return None
    target = span.cut(at + 1).without_trailing(Tag.TIME, Tag.NOW)
    person = read_person(span.cut(0, at))
    if is_town(proper(target)):
        return Update(person, {"city": proper(target).text})
    values = _employment(target)
    with_whom = span[at].folded.split()[-1] in {"chez", "at", "with"}
    nowhere = with_whom and len(target) > 0 and target[len(target) - 1].folded in WordGroup.NOWHERE
    return None if nowhere and "jobtitle" not in values else Update(person, values)


def _employment(span: Span) -> dict[str, str]:
    """``Globex as a buyer`` gives a company and a title."""
    role = next((i for i, lexeme in enumerate(span) if lexeme.has(Tag.AS)), None)
    values = {"company": proper(span.cut(0, min(role or len(span), value_end(span, 0)))).text}
    if role is not None:
        values["jobtitle"] = trimmed(span.cut(role + 1).without_leading(Tag.DETERMINER)).text
    return {name: value for name, value in values.items() if value}


def _works(span: Span) -> Update | None:
    """``she works at Hooli``, ``Ann works at Hooli now``; a mere name in front may as well be a search."""
    at = span.first(Tag.AT)
    if not at or not (_is_pronoun(span.cut(0, at)) or _works_now(span, at)):
        return None
    return Update(read_person(span.cut(0, at)), read_items(span.cut(at).without_trailing(Tag.NOW)).values)


def _is_pronoun(span: Span) -> bool:
    return len(span) == 1 and span[0].has(Tag.PRONOUN)


def _works_now(span: Span, at: int) -> bool:
    named = all(lexeme.kind is LexemeKind.WORD and not lexeme.tags for lexeme in span.cut(0, at))
    return named and " " in span[at].text and span.cut(at).has(Tag.NOW)  # not "contacts at Acme now"


def _lives(span: Span) -> Update | None:
    at = span.first(Tag.LIVES)
    if not at:
        return None
    if span[at - 1].folded in WordGroup.DENYING:
        return _lives_no_longer(span, at)
    changes: dict[str, str] = {}
    for part in span.cut(at + 1).without_trailing(Tag.NOW).split(",\n"):
        if not place_address(part, changes) and "city" not in changes:
            changes["city"] = proper(part.cut(0, value_end(part, 0))).text if not is_spoken(part[0]) else ""
    return Update(read_person(span.cut(0, at)), changes)


def _lives_no_longer(span: Span, at: int) -> Update | None:
    """``n'habite plus à Pau (mais à Biarritz)``: the old town is no longer true."""
    person = read_person(span.cut(0, at - 1))
    turn = span.first(Tag.BUT, start=at + 1)
    former = trimmed(span.cut(at + 1, turn).without_leading(Tag.AND, Tag.PLACE)).text
    if turn is None:
        return Update(person, clear=("city",), former=former)
    town = trimmed(span.cut(turn + 1).without_leading(Tag.PLACE, Tag.NOW)).text
    return Update(person, {"city": town}, former=former) if town else None


def _no_longer(span: Span) -> Update | None:
    """``Ann is no longer VP``: the title is no longer true; ``but CTO`` names the new one."""
    at = span.first(Tag.NO_LONGER)
    if not at:
        return None
    person, rest = read_person(span.cut(0, at)), span.cut(at + 1).without_leading(Tag.DETERMINER)
    turn = rest.first(Tag.BUT)
    if turn is not None:
        return _becoming(person, rest.cut(turn + 1).without_leading(Tag.DETERMINER, Tag.NOW, Tag.AT))
    if rest.starts_with(Tag.STAGE):
        return Update(person, wanted=("lifecyclestage",))
    return Update(person, clear=("jobtitle",)) if title_start(rest) == 0 else None


def _arrowed(span: Span) -> Update | None:
    """``Ann Lee -> customer``."""
    arrow = next((i for i, lexeme in enumerate(span) if lexeme.text in {"->", "=>", "→"}), None)
    if not arrow:
        return None
    return _becoming(read_person(span.cut(0, arrow)), span.cut(arrow + 1).without_leading(Tag.DETERMINER))


def _becomes(span: Span) -> Update | None:
    at = span.first(Tag.BECOMES)
    if at and span.cut(0, at).has(Tag.FIELD):
        return None
    pronoun = span.first(Tag.COPULA)
    if (
        at is None
        and pronoun
        and not _first_part(span, pronoun).has(Tag.FIELD)
        and _tells_news(span, pronoun)
    ):
        at = pronoun
    if not at or span.cut(at + 1).without_leading(Tag.NOW).starts_with(Tag.WITH):
        return None
    target = (
        span.cut(at + 1).without_leading(Tag.DETERMINER, Tag.NOW, Tag.TO, Tag.NEW).without_trailing(Tag.NOW)
    )
    person = read_person(span.cut(0, at))
    articled = span[at].folded.endswith(_ARTICLES) or span.cut(at + 1, at + 2).text in _ARTICLES
    surely = is_promotion(span[at]) or sounds_like_job(target, announced=articled)
    return _becoming(person, target, surely=surely)


def _first_part(span: Span, start: int) -> Span:
    """The words up to the first sign behind ``start``."""
    return span.cut(0, next((i for i in range(start, len(span)) if is_break(span, i)), len(span)))


def _becoming(person: Person | None, target: Span, *, surely: bool = False) -> Update | None:
    """What somebody is now: a stage, else a title, and perhaps a company with it."""
    if not len(target) or target[0].has(Tag.FIELD):
        return None
    if target[0].has(Tag.STAGE) and (len(target) == 1 or target[1].has(Tag.AT)):
        return Update(person, {"lifecyclestage": target[0].tags[Tag.STAGE]})
    known = surely or title_start(target) is not None or target[0].has(Tag.AT)
    return Update(person, _role_and_more(target)) if known else None


def _role_and_more(target: Span) -> dict[str, str]:
    """``Head of Sales, phone 020…``: behind the comma stand further values, where they name themselves."""
    role = _first_part(target, 1)
    more = read_items(target.cut(len(role)))
    if not more.values or more.loose:
        return role_and_company(target)
    return more.values | role_and_company(role)


def _tells_news(span: Span, at: int) -> bool:
    """``she is CTO``, ``Ann is CTO now``, ``Ann is a customer``: a fact to store, not small talk."""
    stage = span.cut(at + 1).without_leading(Tag.DETERMINER)
    return span[0].has(Tag.PRONOUN) or span.has(Tag.NOW) or (len(stage) == 1 and stage[0].has(Tag.STAGE))


def _leaves(span: Span) -> Update | None:
    """``Ann left Acme for Globex`` names the new company; without one, the old is no longer true."""
    at = span.first(Tag.LEAVES)
    if not at:
        return None
    person, rest = read_person(span.cut(0, at)), span.cut(at + 1).without_trailing()
    if any(is_break(rest, index) for index in range(len(rest))):
        return None  # what stands behind the sign tells something else
    turn = next(
        (
            i
            for i, lexeme in enumerate(rest)
            if (i and lexeme.has(Tag.FOR, Tag.AT)) or lexeme.folded == "mais"
        ),
        None,
    )
    if turn is None:
        town = is_town(proper(rest)) if len(rest) else False
        if rest.without_leading(Tag.OF, Tag.POSSESSIVE, Tag.DETERMINER, Tag.ALL).starts_with(Tag.STAGE):
            return None
        former = proper(rest.without_leading(Tag.DETERMINER).without_trailing(Tag.NOW, Tag.TIME))
        plain = not any(one.has(Tag.AND, Tag.MOVES) or one.kind is LexemeKind.PUNCTUATION for one in former)
        if town:
            return Update(person, clear=("city",))
        return Update(person, clear=("company",), former=former.text if plain else "")
    new = proper(unfounded(rest.cut(turn + 1).without_leading(Tag.AT, Tag.FOR))).without_trailing(Tag.TIME)
    reached = reached_from(proper(rest.cut(0, turn)), new)
    return Update(person, {reached: new.text}) if len(new) and reached else None


def _is_called(span: Span) -> Update | None:
    at = span.first(Tag.NAMED)
    if at is None or not (span.has(Tag.NOW, Tag.INSTEAD) or says_now(span[at])):
        return None
    new = span.cut(at + 1).without_leading(Tag.NOW, Tag.INSTEAD).without_trailing(Tag.NOW)
    new = trimmed(new)
    nickname = calls_oneself(span[at])
    alone = len(new) == 1 and not (nickname or is_given_name(new.text))
    name = PersonName(last=new.text) if alone else split_name(new)
    changes = {part: text for part, text in (("firstname", name.first), ("lastname", name.last)) if text}
    before = span.cut(0, at).split(",;")
    pronoun = span[at].folded.split()[0] in {"il", "elle", "his", "her"}
    person = read_person(before[0]) if before else Person(anaphoric=True) if pronoun else None
    return Update(person, changes) if nickname or may_be_renamed(person, new) else None


def _form_of(span: Span) -> Update | None:
    """``Ann Lee: title = COO; city = Denver``: labelled values behind a name and a colon."""
    colon = next((i for i, lexeme in enumerate(span) if lexeme.is_sign(":")), None)
    if not colon or span[colon - 1].has(Tag.FIELD) or not span.cut(colon + 1).starts_with(Tag.FIELD):
        return None
    return Update(read_person(span.cut(0, colon)), read_items(span.cut(colon + 1)).values)


def _field_is(span: Span) -> Update | None:
    index = first_label(span)
    if index is None:
        return None
    if span.cut(0, index).without_trailing(Tag.DETERMINER, Tag.POSSESSIVE, Tag.NEW).cut(-1).has(Tag.COPULA):
        return None  # "ann@… is the owner of Zoé": the value came first
    owner = span.first(Tag.POSSESSIVE, Tag.GENITIVE)
    owned = (owner is not None and owner < index) or (index + 1 < len(span) and span[index + 1].has(Tag.OF))
    if span.cut(index + 2).starts_with(Tag.ALL, Tag.PEOPLE):
        return None  # "emails of everyone at Acme"
    return read_update(span) if owned else None


_READINGS: Final = (
    _has_new, _new_field, _leaves, _no_longer, _lives, _moves, _becomes, _is_called, _works, _arrowed, _form_of, _field_is,
)  # fmt: skip
