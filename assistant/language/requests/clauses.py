"""Reads several clauses about one contact: ``I met Ann, she is CTO now``.

Or ``change Marie's phone? It's 06…``.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.language.persons.new_person import Create
from assistant.language.persons.value_bounds import is_break, unspoken
from assistant.language.requests import corrections
from assistant.language.requests.changes import read_update
from assistant.language.requests.intents import (
    Bare,
    CreateMany,
    Find,
    Intent,
    Person,
    Pick,
    Query,
    Step,
    Steps,
    Update,
)
from assistant.language.requests.references import read_introduced
from assistant.language.requests.sought.sought_people import read_find
from assistant.language.words.lexemes import LexemeKind, Span, Tag
from assistant.language.words.phrasebook import words_of
from assistant.language.words.word_groups import WordGroup

_MOST_TRIED = 3
"""Places at which one message is parted into two requests."""
_MOST_STEPS = 3
"""Each change takes a search and a call, each creation a call, and a turn has six."""
_WRITES = (Tag.UPDATE, Tag.TURN, Tag.CLEAR)


def read_clauses(span: Span, read: Callable[[Span], Intent]) -> Update | None:
    """The one change that several clauses ask for together; None when they do not go together so.

    The first names the contact, and perhaps the field; the others speak of it by "her", "it's" or a verb
    of change alone. ``read`` reads one clause.
    """
    first, *others = _clauses(span)
    if not others or (first[0].has(Tag.FIND) and others[0].starts_with(Tag.PRONOUN)):
        return None
    update = _opening(first, read, changes=others[0].starts_with(*_WRITES, Tag.POSSESSIVE))
    for clause in others:
        update = _continued(update, clause, read) if update is not None else None
    return update if update is not None and update.has_changes else None


def read_separate(span: Span, read: Callable[[Span], Intent]) -> Steps | None:
    """Read several requests, one of which creates a contact.

    ``change Hugo's city to Lyon and create Ann Lee ann@lee.example``.
    Each is read alone, and both must be clear by themselves: else they may speak of the same person.
    """
    tried = 0
    for index in range(1, len(span) - 1):
        joins = span[index].has(Tag.AND) and not span[index].capitalised
        if not (joins or is_break(span, index)):
            continue
        follows = span.cut(index + 1).without_leading(Tag.AND, Tag.FILLER, Tag.NOW, Tag.NEXT)
        before = span.cut(0, index).without_trailing(Tag.AND, Tag.FILLER)
        if not follows.starts_with(Tag.CREATE, Tag.ADD, Tag.FIND, *_WRITES) or follows[0].capitalised:
            continue
        tried += 1
        if tried > _MOST_TRIED or not len(before):
            break
        steps = (*_steps_of(read(before)), *_steps_of(read(follows)))
        if len(steps) <= _MOST_STEPS and _are_separate(steps):
            return Steps(steps)
    return None


def _steps_of(intent: Intent) -> tuple[Step, ...]:
    """The requests that a part of the message makes; none where it asks for nothing that can be a step."""
    match intent:
        case Steps(steps=steps):
            return steps
        case CreateMany(creates=creates):
            return creates
        case Find() | Create() | Update():
            return (intent,)
        case _:
            return ()


def _are_separate(steps: Sequence[Step]) -> bool:
    """Whether each step is clear by itself, and none speaks of somebody whom another creates."""
    created = [step for step in steps if isinstance(step, Create)]
    if not created or len(created) == len(steps) or any(step.left or not _names_of(step) for step in created):
        return False
    people = [_whom(step) for step in steps if not isinstance(step, Create)]
    return all(
        person is not None
        and not any(set(words_of(f"{person.name} {person.email}")) <= _names_of(step) for step in created)
        for person in people
    )


def _names_of(create: Create) -> set[str]:
    return set(words_of(" ".join(create.values.get(name, "") for name in ("firstname", "lastname", "email"))))


def _whom(step: Find | Update) -> Person | None:
    """Whom a request names by itself, where nothing of it is left over."""
    if isinstance(step, Find):
        query = step.query
        return Person(query.name, query.email) if query.name or query.email else None
    whole = step.has_changes and not step.left and step.person is not None and step.person.described
    return step.person if whole else None


def introduced(span: Span) -> Find | None:
    """Return whose record is to be shown, None for all else.

    ``I have a meeting with Ann Lee, show me her record`` asks for one.
    """
    if span[0].has(Tag.CREATE, Tag.ADD, Tag.FIND, *_WRITES):
        return None
    for index in range(1, len(span) - 1):
        if not is_break(span, index):
            continue
        follows = span.cut(index + 1).without_leading(Tag.AND, Tag.FILLER)
        if follows.starts_with(Tag.FIND) and follows.has(Tag.POSSESSIVE, Tag.PRONOUN):
            person = read_introduced(span.cut(0, index))
            return _shown(person, read_find(follows.cut(1)).asked) if person else None
    return None


def _shown(person: Person, asked: str) -> Find:
    query = Query(name=person.name, email=person.email, company=person.company)
    return Find(query, asked=asked, phrase=f"{person.name} {person.company}".strip())


def read_exception(span: Span, read: Callable[[Span], Intent]) -> Update | None:
    """``don't touch Ann's phone, only her title: buyer``: what is to be changed, in spite of the "not"."""
    comma = next((i for i in range(2, len(span)) if is_break(span, i)), None)
    if comma is None or span[0].folded not in WordGroup.NEGATING:
        return None
    rest = span.cut(comma + 1).without_leading(Tag.BUT, Tag.AND)
    if not len(rest) or rest[0].folded not in WordGroup.ONLY:
        return None
    spared = read_update(span.cut(2, comma).without_leading(Tag.NOT, Tag.TO))
    meant = read(rest.cut(1).without_leading(Tag.UPDATE, Tag.FILLER)) if len(rest) > 1 else None
    if not isinstance(meant, Update) or not meant.has_changes or spared.person is None:
        return None
    kept = meant.person is None or meant.person.anaphoric
    return replace(meant, person=spared.person) if kept else None


def read_only_shown(span: Span, read: Callable[[Span], Intent]) -> Intent | None:
    """``don't change anything, just show me Ann``: what is to be found, and nothing written."""
    for index in range(1, len(span) - 1):
        if span[index].has(Tag.FIELD):
            break
        rest = span.cut(index + 1).without_leading(Tag.BUT, Tag.AND, Tag.FILLER)
        while len(rest) > 1 and rest[0].folded in WordGroup.ONLY:
            rest = rest.cut(1)
        if is_break(span, index) and rest.starts_with(Tag.FIND) and not rest[0].has(*_WRITES):
            found = read(rest)
            return found if isinstance(found, Find) else None
    return None


def _clauses(span: Span) -> list[Span]:
    clauses: list[Span] = []
    start = 0
    for index in range(1, len(span)):
        if index <= start:
            continue
        follows = span.cut(index + 1).without_leading(Tag.AND, Tag.FILLER, Tag.NOW)
        joins = span[index].has(Tag.AND) and not span[index].capitalised
        announces = span[index].is_sign(":") and follows.starts_with(*_WRITES, Tag.POSSESSIVE)
        parts = announces or (is_break(span, index) and _goes_on(follows))
        if parts or (joins and follows.starts_with(*_WRITES)):
            clauses.append(span.cut(start, index))
            start = len(span) - len(follows)
    return [*clauses, span.cut(start)]


def _goes_on(span: Span) -> bool:
    """Whether a clause begins as one does that speaks on about the contact of the clause before."""
    if not len(span) or span[0].kind is not LexemeKind.WORD:
        return False
    if span.starts_with(Tag.POSSESSIVE, Tag.PRONOUN, Tag.COPULA, Tag.INSTEAD, *_WRITES):
        return True
    return span.starts_with(Tag.DETERMINER) and len(span) > 1 and span[1].has(Tag.NEW)


def _opening(span: Span, read: Callable[[Span], Intent], *, changes: bool) -> Update | None:
    """Who the first clause is about, and what it already asks for."""
    intent = read(span)
    match intent:
        case Update():
            return intent if intent.person is not None else None
        case Find() if changes or intent.asked:
            person = intent.person or _sought(intent)
            return Update(person, wanted=(intent.asked,) if intent.asked else ()) if person else None
        case Pick(person=person):
            return Update(person)
        case Bare():
            return _introduced(span)
        case _:
            return None


def _introduced(span: Span) -> Update | None:
    """``Marie's title``, ``son nom``, or only a name in passing."""
    found = read_find(span)
    person = found.person or _sought(found) if found.asked else read_introduced(span)
    return Update(person, wanted=(found.asked,) if found.asked else ()) if person else None


def _sought(find: Find) -> Person | None:
    query = find.query
    person = Person(query.name, query.email, query.phone, query.company)
    return person if person.described else None


def _continued(update: Update, span: Span, read: Callable[[Span], Intent]) -> Update | None:
    """The change with what a further clause adds."""
    if update.wanted and not span.has(Tag.FIELD):
        value = _value(update.wanted[0], span)
        if value is not None:
            return corrections.with_value(update, value)
    intent = read(span)
    if not isinstance(intent, Update) or (intent.person is not None and not intent.person.anaphoric):
        return None
    return corrections.combined(update, replace(intent, person=None))


def _value(name: str, span: Span) -> Span | None:
    """What ``it's …`` or ``c'est le …`` says the value is."""
    rest = span.without_leading(
        Tag.COPULA, Tag.UPDATE, Tag.INSTEAD, Tag.NEW, Tag.NOW, Tag.FILLER, Tag.TO, Tag.DETERMINER
    )
    if len(rest) == len(span) or rest.starts_with(Tag.PRONOUN):
        return None
    kinds = corrections.kinds_of(name)
    entity = rest.first_kind(*kinds) if kinds else None
    if kinds:
        return rest.cut(entity, entity + 1) if entity is not None else None
    runs = unspoken(rest)
    return runs[0] if runs else None
