"""One part of a message about a contact: a command of change, a fact, or a value that names itself."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from assistant.language.persons.job_titles import title_start
from assistant.language.requests.facts.fact import Fact, read_predicate
from assistant.language.requests.facts.field_fact import read_again, read_field
from assistant.language.requests.facts.new_value import read_value
from assistant.language.requests.facts.replaced_value import read_exchange
from assistant.language.requests.facts.subject import read_subject
from assistant.language.requests.facts.value_first import read_value_first
from assistant.language.requests.facts.without_value import complaint, emptied, lacking, reminder
from assistant.language.requests.intents import Person
from assistant.language.requests.stage_and_owner import is_assigning, without_former_owner
from assistant.language.words.given_names import is_given_name
from assistant.language.words.lexemes import LexemeKind, Span, Tag
from assistant.language.words.towns import is_town
from assistant.language.words.word_groups import WordGroup
from hubspot_tools.values.properties import OWNER

_LONGEST_PART: Final = 24
"""Words and signs."""
_LEADING: Final = (Tag.FILLER, Tag.AND, Tag.INSTEAD, Tag.NOW, Tag.BUT)
_TRAILING: Final = (Tag.FILLER, Tag.INSTEAD, Tag.THANKS)
_GIVING: Final = frozenset({"give", "donne", "donner", "donnez", "hand"})
_ENTITIES: Final = {LexemeKind.EMAIL: "email", LexemeKind.PHONE: "phone", LexemeKind.URL: "website"}


def read_part(span: Span, *, first: bool) -> Fact | None:
    """What one part tells; None where not all of its words are understood.

    Only the ``first`` may do no more than name somebody.
    """
    part = _bare(span)
    if not 0 < len(part) <= _LONGEST_PART:
        return None
    return (complaint(part) if first else reminder(part)) or _read(part, first=first)


def _read(part: Span, *, first: bool) -> Fact | None:
    verb = part[0]
    if verb.capitalised and not first:
        return _told(part)
    if first and verb.folded in {"pour", "for"} and (named := _subject_alone(part.cut(1))) is not None:
        return named
    command = next((reading for tag, reading in _COMMANDS if verb.has(tag)), None)
    if command is not None:
        return command(part) or (_told(part) if verb.has(Tag.BECOMES) else None)
    if verb.has(Tag.FIND) and first:
        return _subject_alone(part.cut(1))
    return _told(part) or (_subject_alone(part) if first else None)


def _told(part: Span) -> Fact | None:
    readings = (
        read_exchange,
        _new_keeper,
        _evident,
        lacking,
        read_value_first,
        read_field,
        read_predicate,
        read_again,
        _turned,
    )
    return next((fact for reading in readings if (fact := reading(part)) is not None), None)


def _rejected(part: Span) -> Fact | None:
    """``not a customer``: a stage or number that is only said not to be so."""
    value = part.cut(1).without_leading(Tag.DETERMINER)
    comparable = len(value) == 1 and (
        value[0].has(Tag.STAGE) or value[0].kind in _ENTITIES or value[0].text.isdigit()
    )
    return Fact(surely=True) if comparable else None


def _bare(span: Span) -> Span:
    """The words without politeness around them; a verb that is also padding stays."""
    rest = span.without_trailing(*_TRAILING)
    while len(rest) and (
        rest[0].kind is LexemeKind.PUNCTUATION or (rest[0].has(*_LEADING) and not rest[0].capitalised)
    ):
        rest = rest.cut(1)
    return rest


def _commanded(part: Span) -> Fact | None:
    """``set her title to buyer``, ``mark Ted as a customer``, ``assign Bea to Nadia``, ``update Ann``."""
    verb, body = part[0].folded, part.cut(1).without_leading()
    assigned = _assigned(verb, body) if is_assigning(verb) or not body.has(Tag.FIELD) else None
    told = (
        assigned
        or _addressed(body)
        or read_value_first(body)
        or read_exchange(body, verb)
        or read_field(body)
        or _turned(body)
        or read_again(body)
        or _moved(verb, body)
        or _relocated(verb, body)
        or _handed(verb, body)
        or _given(body)
    )
    told = told or _subject_alone(body)
    if told is not None and told.wanted and verb in _GIVING:
        return None  # "donne-moi l'e-mail de Luce" asks for it
    return replace(told, surely=True) if told is not None else None


def _assigned(verb: str, rest: Span) -> Fact | None:
    """``confie Robin Pinson à Claire Martin``, ``give the contact Rob Finch to Claire``."""
    gives = verb in _GIVING or (
        verb in WordGroup.PUTS and any(one.folded in {"under", "over to"} for one in rest)
    )
    handed = rest.cut(0, 2).has(Tag.CONTACT) or (
        rest.starts_with(Tag.PRONOUN, Tag.DETERMINER) and rest.cut(1).starts_with(Tag.TO)
    )
    if not is_assigning(verb) and not gives:
        return None
    if is_assigning(verb) and rest.starts_with(Tag.TO) and (again := read_value(OWNER, rest.cut(1))):
        return Fact(changes=again)  # "…, assign to Claire"
    for index in range(1, len(rest) - 1):
        if rest[index].folded in {"a", "to", "over to", "under"} and not rest[index].capitalised:
            subject = read_subject(without_former_owner(rest.cut(0, index).without_leading()))
            owner = read_value(OWNER, rest.cut(index + 1))
            named = is_assigning(verb) or handed or _is_somebody(rest.cut(index + 1))
            if subject is not None and subject.person is not None and owner and named:
                return Fact(subject.person, owner)
    return None


def _is_somebody(owner: Span) -> bool:
    """``(give Bea to) Nadia``: where no word speaks of owners, it has to be a person's name."""
    return owner[0].kind is LexemeKind.EMAIL or (is_given_name(owner[0].text) and not is_town(owner))


def _new_keeper(part: Span) -> Fact | None:
    """``le nouveau responsable de Rémi Lacoste est Claire``, ``Ann's new account manager is Claire``."""
    is_at = next(
        (i for i in range(2, len(part) - 1) if part[i].has(Tag.COPULA) and not part[i].capitalised), None
    )
    if is_at is None:
        return None
    named = part.cut(0, is_at)
    kept = next((i for i in range(1, is_at) if named[i].folded in WordGroup.FROM_NOW_KEPT), None)
    if kept is None or not named[kept - 1].has(Tag.NEW):
        return None
    before, behind = named.cut(0, kept - 1), named.cut(kept + 1)
    whose = behind.cut(1) if behind.starts_with(Tag.OF) else before.without_trailing(Tag.GENITIVE)
    subject, owner = (
        read_subject(whose.without_leading(Tag.DETERMINER)),
        read_value(OWNER, part.cut(is_at + 1)),
    )
    person = subject.person if subject is not None else None
    known = person is not None and (person.anaphoric or is_given_name(person.name.split()[0]))
    return Fact(person, owner, surely=True) if known and owner else None


def _moved(verb: str, rest: Span) -> Fact | None:
    """``mets Elsa Roy chez Tessère``: somebody's new company."""
    at = rest.first(Tag.AT)
    if verb not in WordGroup.PUTS or not at or rest[at].capitalised:
        return None
    subject, company = read_subject(rest.cut(0, at)), read_value("company", rest.cut(at + 1))
    return Fact(subject.person, company) if subject is not None and subject.person and company else None


def _relocated(verb: str, rest: Span) -> Fact | None:
    """``move him to Denver``: somebody's new town, where it is a known one."""
    at = next((i for i in range(1, len(rest)) if rest[i].folded in {"a", "to"}), None)
    if verb not in WordGroup.PUTS or at is None or not is_town(rest.cut(at + 1)):
        return None
    subject = read_subject(rest.cut(0, at))
    named = subject is not None and subject.person is not None
    return Fact(subject.person, {"city": rest.cut(at + 1).text}) if subject is not None and named else None


def _handed(verb: str, rest: Span) -> Fact | None:
    """``mets-la à Claire Roy``: whoever is called like a person, and like no town, is the new owner."""
    owner = rest.cut(2)
    led = len(owner) > 0 and rest[1].folded in {"a", "to"} and rest[0].has(Tag.DETERMINER, Tag.PRONOUN)
    if (
        not (verb in WordGroup.PUTS or verb in _GIVING)
        or not led
        or is_town(owner)
        or not is_given_name(owner[0].text)
    ):
        return None
    told = read_value(OWNER, owner)
    return Fact(Person(anaphoric=True), told) if told else None


def _given(rest: Span) -> Fact | None:
    """``(mets) le 06… à Ferdinand Klein``: an address or number that shows by itself what it is."""
    told = rest.without_leading(Tag.DETERMINER)
    to = len(told) > 2 and told[0].kind in _ENTITIES and told[1].has(Tag.FOR) and not told[1].capitalised  # noqa: PLR2004 - value, "to", name
    subject = read_subject(told.cut(2)) if to else None
    named = subject is not None and subject.person is not None
    return (
        Fact(subject.person, {_ENTITIES[told[0].kind]: told[0].text})
        if subject is not None and named
        else None
    )


def _turned(rest: Span) -> Fact | None:
    """``Ted Hill as a subscriber``, ``la en client``: what somebody is to become."""
    for index in range(len(rest) - 1, 0, -1):
        equals = rest[index - 1].text == "="
        turns = rest[index - 1].has(Tag.TO, Tag.AS, Tag.DETERMINER) and not rest[index - 1].capitalised
        if rest[index].has(Tag.STAGE) and (turns or equals):
            stage = read_value("lifecyclestage", rest.cut(index))
            before = rest.cut(0, index).without_trailing(Tag.TO, Tag.AS, Tag.DETERMINER, Tag.NEW)
            subject = read_subject(before) if stage else None
            if subject is not None and subject.person is not None and stage is not None:
                return Fact(subject.person, stage, surely=equals)
    return None


def _evident(part: Span) -> Fact | None:
    """A number, an address, a town or a job that stands by itself."""
    pointed = part.without_leading(Tag.COPULA, Tag.DETERMINER) if part.starts_with(Tag.COPULA) else part
    if len(pointed) == 1 and pointed[0].kind in _ENTITIES:
        told = {_ENTITIES[pointed[0].kind]: pointed.text}
        return Fact(changes=told, surely=len(pointed) < len(part))  # "it's 555-0100"
    if len(part) == 2 and part[0].has(Tag.LINE) and part[1].kind is LexemeKind.PHONE:  # noqa: PLR2004 - "office 020…"
        return Fact(changes={"phone": part[1].text})
    if len(part) == 1 and part[0].has(Tag.NO_EMAIL) and "mail" in part[0].folded:
        return Fact(clear=("email",))
    place = _placed(part)
    if place:
        return Fact(changes=place)
    stage = read_value("lifecyclestage", part.without_trailing(Tag.NOW, Tag.TIME))
    if stage:
        return Fact(changes=stage)
    title = title_start(part) == 0 and not part[0].has(Tag.FIELD)
    job = read_value("jobtitle", part) if title else None
    return Fact(changes=job) if job else None


def _placed(part: Span) -> dict[str, str]:
    """``à Lyon``, ``14 rue des Lilas 75020 Paris``: a known town, or an address."""
    town = part.cut(1) if part.starts_with(Tag.PLACE) and not part[0].capitalised else part
    if is_town(town):
        return {"city": town.text}
    street = part[0].text[0].isdigit() and any(one.folded in WordGroup.STREETS for one in part)
    return (read_value("address", part) or {}) if street else {}


def _addressed(part: Span) -> Fact | None:
    """``the contact whose email is ida@…``: the address tells who is meant, and is nothing new."""
    if not part.has(Tag.CONTACT) or part.first_kind(LexemeKind.EMAIL) != len(part) - 1:
        return None
    return _subject_alone(part)


def _subject_alone(part: Span) -> Fact | None:
    subject = read_subject(part)
    return Fact(subject.person) if subject is not None and subject.person is not None else None


_COMMANDS: Final[tuple[tuple[Tag, Callable[[Span], Fact | None]], ...]] = (
    (Tag.CLEAR, emptied),
    (Tag.UPDATE, _commanded),
    (Tag.TURN, _commanded),
    (Tag.GIVES, _commanded),
    (Tag.ADD, lambda part: read_field(part.cut(1))),
    (Tag.NOT, _rejected),
)
"""What begins a part, and how the part is read then."""
