"""Reading a change: who, which property, which new value."""

from typing import Final

from assistant.language.persons.job_titles import role_and_company, title_start
from assistant.language.persons.labelled_values import is_label, read_items
from assistant.language.persons.postal_address import place_address
from assistant.language.persons.unlisted_labels import unlisted_property
from assistant.language.persons.value_bounds import is_break, proper, trimmed
from assistant.language.persons.worded_values import put_full_name
from assistant.language.requests.intents import Person, Update
from assistant.language.requests.references import read_person
from assistant.language.requests.stage_and_owner import (
    read_assignment,
    read_new_owner,
    read_no_stage,
    read_one,
    read_stage,
)
from assistant.language.requests.whose_field import owner_before_entity, owner_behind, owner_between
from assistant.language.words.lexemes import LexemeKind, Span, Tag
from assistant.language.words.towns import is_town
from assistant.language.words.word_groups import WordGroup
from hubspot_tools.values.properties import OWNER

_ENTITIES: Final = (LexemeKind.EMAIL, LexemeKind.PHONE, LexemeKind.URL)


def read_rename(span: Span) -> Update:
    """``Jon Smith en John Smith``: one given word changes the given name alone."""
    at = _turning_point(span)
    person = read_person(span.cut(0, at))
    if at is None:
        return Update(person, wanted=("fullname",))
    aside = next((i for i in range(at + 2, len(span) - 1) if span[i].is_sign(",") and span[i + 1].tags), None)
    new = trimmed(span.cut(at + 1, aside))  # "…, she got married"
    changes: dict[str, str] = {}
    put_full_name("", new, changes)
    return Update(person, changes)


def read_clear(span: Span, verb: str = "") -> Update | None:
    """Which properties of whom are to be emptied; None when neither words nor ``verb`` name one."""
    if verb in WordGroup.UNASSIGNING:
        return Update(read_person(span), clear=(OWNER,))
    labels = [i for i, lexeme in enumerate(span) if lexeme.has(Tag.FIELD) and not _owned_word(span, i)]
    if not labels:
        return None
    names = tuple(dict.fromkeys(span[i].tags[Tag.FIELD] for i in labels))
    before = span.cut(0, labels[0])
    after = span.cut(labels[-1] + 1).without_leading(Tag.FIELD)
    named = [lexeme for lexeme in span if lexeme.kind is LexemeKind.EMAIL]
    person = read_person(after) or read_person(before) or (Person(email=named[0].text) if named else None)
    return Update(person, clear=_cleared(names))


def _cleared(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        part for name in names for part in (("firstname", "lastname") if name == "fullname" else (name,))
    )


def _owned_word(span: Span, index: int) -> bool:
    """``champ société``: the word before only says that a field follows."""
    return (
        span[index].capitalised
        and index > 0
        and not span[index - 1].has(Tag.DETERMINER, Tag.POSSESSIVE, Tag.GENITIVE)
    )


def read_update(span: Span, verb: str = "", *, turns: bool = False) -> Update:
    """Read what follows a verb of change; ``verb`` is folded, ``turns`` for "make", "passe", "mark"."""
    whole = read_assignment(span, verb) or read_new_owner(span) or _value_first(span)
    if whole is not None:
        return whole
    index = first_label(span)
    if index is None:
        return _without_label(span, puts=turns or verb in WordGroup.PUTS)
    before, person = span.cut(0, index), None
    if len(before.without_leading(Tag.DETERMINER, Tag.NEW, Tag.POSSESSIVE, Tag.FILLER)) or before.has(
        Tag.POSSESSIVE
    ):
        person = read_person(_without_entity_glue(before))
    rest = span.cut(index)
    rest = _without_old_value(rest)
    for owner in (owner_between, owner_before_entity, owner_behind):
        if person is None:
            rest, person = owner(rest)
    return _with_items(person, rest)


def _with_items(person: Person | None, rest: Span) -> Update:
    items = read_items(rest)
    changes = dict(items.values)
    for run in items.loose:
        if "address" in changes and (place_address(run, changes) or is_town(run)):
            changes.setdefault("city", run.text)
        elif person is None:
            person = read_person(run)
    wanted = tuple(name for name in items.wanted if name not in changes)
    return Update(person, changes, wanted=wanted)


def first_label(span: Span) -> int | None:
    """Where the first field word stands that names what is to be changed."""
    for index, lexeme in enumerate(span):
        if lexeme.has(Tag.FIELD) and (is_label(span, index) or _introduced(span, index)):
            return index
    return None


def _introduced(span: Span, index: int) -> bool:
    return index == 0 or span[index - 1].has(Tag.POSSESSIVE, Tag.GENITIVE, Tag.DETERMINER, Tag.NEW)


def _without_entity_glue(before: Span) -> Span:
    return before.without_trailing(
        Tag.DETERMINER,
        Tag.NEW,
        Tag.GENITIVE,
        Tag.AND,
        Tag.TO,
        Tag.WITH,
        Tag.HAS,
        Tag.AS,
        Tag.COPULA,
        Tag.UPDATE,
    ) or before.cut(0, 1)


def _without_old_value(rest: Span) -> Span:
    """``company from Acme to Globex``: only the new value counts."""
    if len(rest) < 2 or rest[1].folded != "from":  # noqa: PLR2004 - label, "from"
        return rest
    turn = next((i for i in range(2, len(rest)) if rest[i].folded in {"to", "a", "en"}), None)
    return rest if turn is None else Span(rest.source, rest.lexemes[:1] + rest.lexemes[turn:])


def _value_first(span: Span) -> Update | None:
    """``Paris comme ville à Marie``, ``CTO as her title``."""
    for index, lexeme in enumerate(span):
        if index and lexeme.folded in WordGroup.VALUE_FIRST:
            label = index + 1
            while label < len(span) and span[label].has(Tag.DETERMINER, Tag.POSSESSIVE, Tag.NEW):
                label += 1
            if label < len(span) and span[label].has(Tag.FIELD) and not _value_follows(span, label + 1):
                value, behind = _value_before(span.cut(0, index))
                person = read_person(span.cut(label + 1)) or read_person(behind)
                person = person or read_person(span.cut(index + 1, label))
                return Update(person, {span[label].tags[Tag.FIELD]: trimmed(value).text})
    return None


def _value_before(span: Span) -> tuple[Span, Span]:
    """The value, and what stands behind it: ``06 39… à Marie`` before ``en portable``."""
    entity = span.first_kind(*_ENTITIES)
    return (
        (span, span.cut(len(span)))
        if entity is None
        else (span.cut(entity, entity + 1), span.cut(entity + 1))
    )


def _value_follows(span: Span, index: int) -> bool:
    return index < len(span) and not span[index].has(Tag.FOR, Tag.OF, Tag.TO) and not is_break(span, index)


def _turning_point(span: Span) -> int | None:
    """Where ``A en B`` or ``A to B`` turns from the old to the new."""
    for index in range(1, len(span)):
        lexeme = span[index]
        turning = (
            lexeme.has(Tag.TO, Tag.AS) and not lexeme.has(Tag.OF, Tag.DETERMINER) and not lexeme.capitalised
        )
        if turning or lexeme.text in {"->", "=>", "="}:
            return index
    return None


def _without_label(span: Span, *, puts: bool) -> Update:
    for reading in (
        _details,
        _unlisted,
        read_one,
        read_stage,
        _role,
        read_no_stage,
        _entity,
        _moved,
        _it,
        _unknown_property,
    ):
        update = reading(span, puts)
        if update is not None:
            return update
    if span.starts_with(Tag.POSSESSIVE):
        return Update(Person(anaphoric=True))  # "her linkedin": a property that nobody knows
    return Update(read_person(span.cut(0, _turning_point(span) if puts else None)))


def _details(span: Span, puts: bool) -> Update | None:  # noqa: ARG001, FBT001
    """Read values that need no label; anything else undoes the reading.

    ``Marie Dupont: VP Sales, Boston, 01 99…`` has some.
    """
    colon = next((i for i, lexeme in enumerate(span) if lexeme.is_sign(":")), None)
    if not colon:
        return None
    items = read_items(span.cut(colon + 1))
    for run in items.loose:
        if title_start(run) == 0:
            items.put("jobtitle", run.text)
        elif is_town(run):
            items.put("city", run.text)
        else:
            return None
    return Update(read_person(span.cut(0, colon)), items.values) if items.values else None


def _unlisted(span: Span, puts: bool) -> Update | None:  # noqa: ARG001, FBT001
    """``Marie with shoe size 42``: the account may know a property this grammar does not."""
    at = span.first(Tag.WITH)
    named = unlisted_property(span.cut(at)) if at else None
    return Update(read_person(span.cut(0, at)), dict([named])) if named is not None else None


def _role(span: Span, puts: bool) -> Update | None:  # noqa: FBT001
    at = _turning_point(span)
    title = span.first(Tag.TITLE, start=0 if at is None else at + 1)
    if title is None or not (at is not None or puts):
        return None
    start = title if at is None else at + 1
    person = read_person(span.cut(0, start if at is None else at))
    role = span.cut(start).without_leading(Tag.DETERMINER)
    changes = role_and_company(role)
    return Update(person, changes) if changes else None


def _entity(span: Span, puts: bool) -> Update | None:  # noqa: ARG001, FBT001
    found = [i for i, lexeme in enumerate(span) if lexeme.kind in _ENTITIES]
    if not found:
        return None
    emails = [i for i in found if span[i].kind is LexemeKind.EMAIL]
    pair = 2
    if len(emails) >= pair:
        return Update(Person(email=span[emails[0]].text), {"email": span[emails[1]].text})
    index = found[-1]
    announced = index > 0 and (span[index - 1].has(Tag.TO, Tag.COPULA) or span[index - 1].is_sign(":="))
    if span[index].kind is LexemeKind.EMAIL and not announced:
        follows = span.cut(index + 1).without_leading(Tag.TO, Tag.FOR)
        person = read_person(follows) if index == 0 and len(follows) else None
        return Update(person, {"email": span[index].text}) if person else None
    others = Span(span.source, span.lexemes[:index] + span.lexemes[index + 1 :])
    items = read_items(span.cut(index, index + 1))
    return Update(read_person(others), items.values)


def _moved(span: Span, puts: bool) -> Update | None:  # noqa: FBT001
    at = next(
        (i for i, lexeme in enumerate(span) if i and lexeme.has(Tag.AT) and not lexeme.capitalised), None
    )
    if at is None or not puts:
        return None
    return Update(read_person(span.cut(0, at)), {"company": proper(span.cut(at + 1)).text})


def _it(span: Span, puts: bool) -> Update | None:  # noqa: ARG001, FBT001
    """``change it to Globex``: the property was spoken of before."""
    short = 3
    if (
        len(span) < short
        or span[0].folded not in WordGroup.IT
        or not span[1].has(Tag.TO)
        or span[1].has(Tag.OF)
    ):
        return None
    return Update(Person(anaphoric=True), value=span.cut(2))


def _unknown_property(span: Span, puts: bool) -> Update | None:  # noqa: ARG001, FBT001
    """``sa couleur préférée en bleu``: the account may know a property this grammar does not."""
    at = _turning_point(span)
    if at is None:
        return None
    named = span.cut(0, at)
    genitive, equals = named.first(Tag.GENITIVE), span[at].text == "="
    if not (equals or genitive or named.starts_with(Tag.POSSESSIVE, Tag.DETERMINER)):
        return None
    owner = next((i for i, lexeme in enumerate(named) if i > 1 and lexeme.has(Tag.OF)), None)
    if genitive:
        person, label = read_person(named.cut(0, genitive)), named.cut(genitive + 1)
    else:
        person = read_person(named.cut(owner + 1) if owner else span.cut(0, 1))
        label = named.cut(0, owner).without_leading(Tag.DETERMINER, Tag.POSSESSIVE)
    value, trailing = owner_behind(span.cut(at))
    new = trimmed(value.cut(1)).text
    return Update(person or trailing, {label.text: new}) if len(label) and new else None
