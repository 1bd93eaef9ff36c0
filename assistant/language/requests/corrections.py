"""Completing and correcting a request with a later message."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from rapidfuzz import fuzz

from assistant.language.persons.job_titles import title_start
from assistant.language.persons.new_person import Create, read_card
from assistant.language.persons.value_bounds import trimmed
from assistant.language.persons.worded_values import put_full_name
from assistant.language.requests.changes import read_update
from assistant.language.requests.heard.answers import value_in
from assistant.language.requests.intents import Person, Update
from assistant.language.requests.references import read_person
from assistant.language.words.given_names import is_given_name
from assistant.language.words.lexemes import LexemeKind, Span, Tag, fold
from assistant.language.words.lexer import lex
from assistant.language.words.towns import is_town
from hubspot_tools.values.vocabulary import PHONES

_ENTITY_OF: Final = {
    LexemeKind.EMAIL: ("email",),
    LexemeKind.PHONE: tuple(PHONES),
    LexemeKind.URL: ("website",),
}
_NAMES: Final = frozenset({"firstname", "lastname"})
_WORDED: Final = frozenset({"jobtitle", "company", "city"})
"""Properties that any words might be taken for."""
_ALIKE: Final = 60
"""Per cent of likeness from which one word may be another, corrected."""
_TYPED: Final = frozenset(name for names in _ENTITY_OF.values() for name in names)


def is_detail(span: Span) -> bool:
    """Whether the words are only addresses, numbers or labelled values, and name nobody."""
    return all(
        lexeme.kind in {*_ENTITY_OF, LexemeKind.PUNCTUATION}
        or lexeme.has(Tag.FIELD, Tag.AND, Tag.COPULA, Tag.DETERMINER)
        for lexeme in span
    )


def completed(create: Create, span: Span, *, asked_email: bool) -> Create:
    """The new contact with what a further message says; the e-mail address is asked for once only."""
    card = _answering(read_card(span, create.values), span)
    begun = replace(create, no_email=create.no_email or card.no_email)
    return replace(detailed(begun, card.values, asked_email=asked_email), left=card.left)


def _answering(card: Create, span: Span) -> Create:
    """What was answered without the values that no words of talk can be: ``same as before`` is no job."""
    talk = {name for name in _WORDED & card.values.keys() if not span.has(Tag.FIELD) and _is_talk(name, card)}
    if not talk:
        return card
    values = {name: value for name, value in card.values.items() if name not in talk}
    return replace(card, values=values, left=(*card.left, *(card.values[name] for name in sorted(talk))))


def _is_talk(name: str, card: Create) -> bool:
    return value_in(name, lex(card.values[name])) is None


def detailed(create: Create, further: Mapping[str, str], *, asked_email: bool) -> Create:
    """The new contact with further values; an answer without the address asked for says there is none."""
    values = {**create.values, **further}
    return Create(values, no_email=create.no_email or (asked_email and "email" not in values))


def corrected_card(create: Create, span: Span) -> Create | None:
    """The new contact with values replaced; None where a name may stand for either part."""
    card = read_card(span)
    values = dict(card.values)
    if not span.has(Tag.FIELD) and len(_NAMES & values.keys()) == 1:
        (said,) = (values.pop(part) for part in _NAMES & values.keys())
        part = respelled_part(said, create.values)
        if part is None:
            return None
        values[part] = said
    return replace(card, values={**create.values, **values}, no_email=create.no_email or card.no_email)


def respelled_part(said: str, values: Mapping[str, str]) -> str | None:
    """Which part of a name a word replaces: the one it resembles; a given name the first."""
    alike = {part: fuzz.ratio(fold(said), fold(values[part])) for part in sorted(_NAMES) if values.get(part)}
    best = max(alike, key=lambda part: alike[part], default=None)
    if best is not None and alike[best] >= _ALIKE:
        return best
    free = _NAMES - alike.keys()
    if len(free) == 1:
        return next(iter(free))
    return "firstname" if is_given_name(said) and not is_given_name(values.get("lastname", "")) else None


def chosen(described: Person | None, choice: Person) -> Person:
    """Who was described before, told apart by a later choice."""
    name = described.name if described else ""
    return Person(
        choice.name or name, choice.email, choice.phone, choice.company, choice.hint, choice.ordinal
    )


def kinds_of(name: str) -> tuple[LexemeKind, ...]:
    """The kinds of lexeme that a property's value can be; none for free text."""
    return tuple(kind for kind, names in _ENTITY_OF.items() if name in names)


def with_value(update: Update, value: Span) -> Update:
    """The change whose value was asked for."""
    name, *others = update.wanted
    return replace(update, changes={**update.changes, **_valued(name, value)}, wanted=tuple(others))


def _valued(name: str, value: Span) -> dict[str, str]:
    if name == "fullname":
        return _named(trimmed(value))
    if name == "lifecyclestage" and (stage := value.first(Tag.STAGE)) is not None:
        return {name: value[stage].tags[Tag.STAGE]}
    kinds = kinds_of(name)
    entity = value.first_kind(*kinds) if kinds else None
    return {name: value[entity].text if entity is not None else trimmed(value).text or value.text}


def _named(value: Span) -> dict[str, str]:
    """A name asked for as a whole: one word alone that is no given name is the family name."""
    changes: dict[str, str] = {}
    given = len(value) == 1 and is_given_name(value.text)
    put_full_name("" if len(value) > 1 or given else "nom", value, changes)
    return changes


def combined(update: Update, further: Update) -> Update:
    """Two changes of the same contact as one; the later value of a property counts."""
    changes = {**update.changes, **further.changes}
    clear = tuple(
        dict.fromkeys(name for name in (*update.clear, *further.clear) if name not in further.changes)
    )
    changes = {name: value for name, value in changes.items() if name not in further.clear}
    wanted = tuple(name for name in further.wanted or update.wanted if name not in changes)
    return Update(
        update.person or further.person,
        changes,
        clear,
        wanted,
        left=update.left + further.left,
        former=update.former,
    )


def answered(update: Update, span: Span, *, which: bool, value: bool) -> Update | None:
    """The change completed by an answer: who it is about, or what the new value is; None if neither."""
    if value and update.wanted:
        said = value_in(update.wanted[0], span)
        return update if said is None else with_value(update, said)
    if which:
        return replace(update, person=chosen(update.person, _choice(span)))
    further = read_update(span)
    unnamed = update.person is None or not update.person.described
    if update.person is None or (unnamed and further.person is not None):
        return replace(combined(update, further), person=further.person or update.person)
    evident = further if further.has_changes or further.wanted else Update(changes=_evident(span))
    if evident.has_changes or evident.wanted:
        return combined(update, replace(evident, person=None))
    return replace(update, person=further.person) if update.has_changes and further.person else None


def _choice(span: Span) -> Person:
    """An answer to "which one?": what is no address tells the contacts apart in whatever way it can."""
    person = read_person(span) or Person(hint=span.text)
    return replace(person, name="", hint=person.hint or ("" if person.email else person.name))


def _evident(span: Span) -> dict[str, str]:
    """Values that need no label: a lifecycle stage, else addresses and numbers."""
    stage = span.first(Tag.STAGE)
    if stage is not None:
        return {"lifecyclestage": span[stage].tags[Tag.STAGE]}
    return {_ENTITY_OF[kind][0]: text for kind, text in _entities(span).items()}


def corrected_update(update: Update, span: Span) -> Update | None:
    """The change with another value; None when it is not clear which value is meant."""
    further = read_update(span)
    if further.has_changes and further.person is None:
        return combined(update, further)
    for kind, text in _entities(span).items():
        name = next((name for name in _ENTITY_OF[kind] if name in update.changes), None)
        if name is None and kind is LexemeKind.EMAIL and update.person is not None and update.person.email:
            return replace(update, person=Person(email=text))
        return combined(update, Update(changes={name or _ENTITY_OF[kind][0]: text}))
    stage = span.first(Tag.STAGE)
    if stage is not None and "lifecyclestage" in update.changes:
        return combined(update, Update(changes={"lifecyclestage": span[stage].tags[Tag.STAGE]}))
    free = [name for name in update.changes if name not in _TYPED | {"lifecyclestage"}]
    said = value_in(free[0], _without_preposition(span)) if len(free) == 1 else None
    return None if said is None else combined(update, Update(changes={free[0]: said.text}))


def _without_preposition(span: Span) -> Span:
    rest = trimmed(span)
    while len(rest) > 1 and rest[0].has(Tag.TO, Tag.AS, Tag.COPULA, Tag.INSTEAD) and not rest[0].capitalised:
        rest = rest.cut(1)
    return rest.without_trailing(Tag.INSTEAD)


def _entities(span: Span) -> dict[LexemeKind, str]:
    return {lexeme.kind: lexeme.text for lexeme in reversed(span.lexemes) if lexeme.kind in _ENTITY_OF}


def may_answer(name: str, span: Span) -> bool:
    """Whether words can be the value of a property that was asked about."""
    kinds = kinds_of(name)
    if kinds:
        return is_detail(span) and span.first_kind(*kinds) is not None
    return (name == "jobtitle" and title_start(span) == 0) or (name == "city" and is_town(span))
