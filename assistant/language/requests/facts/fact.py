"""One fact about a contact: who, and what is so now.

The whole of the words is understood, or nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from assistant.language.persons.job_titles import is_promotion, role_and_company
from assistant.language.persons.value_bounds import unfounded
from assistant.language.requests.facts.new_name import called_so, is_new_name, name_parts
from assistant.language.requests.facts.new_value import is_place, is_plain, owned_stage, read_value
from assistant.language.requests.facts.subject import Subject, is_name, read_subject
from assistant.language.requests.intents import Person
from assistant.language.requests.references import calls_oneself, says_now
from assistant.language.words.given_names import is_given_name
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag
from assistant.language.words.towns import is_town, reached_from
from assistant.language.words.word_groups import WordGroup
from hubspot_tools.values.properties import OWNER

_BEHIND: Final = (Tag.NOW, Tag.TIME, Tag.FILLER, Tag.INSTEAD, Tag.THANKS)
_NEWS_OF_OWNERS: Final = frozenset(
    {
        "now",
        "maintenant",
        "desormais",
        "should",
        "will",
        "doit",
        "devrait",
        "va",
        "suivra",
        "s'occupera",
        "reprend",
    }
)
"""With one of these, who looks after somebody is told to change."""
_BEFORE_ADDRESS: Final = (
    Tag.TO, Tag.AT, Tag.FIELD, Tag.DETERMINER, Tag.NOW, Tag.POSSESSIVE, Tag.NEW, Tag.LINE,
)  # fmt: skip
_BEFORE_ROLE: Final = (Tag.DETERMINER, Tag.NOW, Tag.TO, Tag.NEW, Tag.POSSESSIVE)


@dataclass(frozen=True, slots=True)
class Fact:
    """What one part of a message tells.

    ``person`` is None where it goes on about whoever came before, ``wanted`` names properties whose value
    stands elsewhere, ``again`` is a value for the property told of before. ``surely`` says that the words
    can be nothing but news, where a name beside a number may as well be a search. ``former`` is a company left.
    """

    person: Person | None = None
    changes: Mapping[str, str] = field(default_factory=dict)
    clear: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    again: Span | None = None
    surely: bool = False
    former: str = ""


def read_predicate(span: Span) -> Fact | None:
    """What words with a verb of being, moving, working tell; None where not all of them are understood."""
    for index, lexeme in enumerate(span):
        if lexeme.capitalised and index:
            continue
        readings = [reading for tags, reading in _PREDICATES if lexeme.has(*tags)]
        subject = read_subject(_before(span, index)) if readings else None
        for reading in readings if subject is not None else ():
            fact = reading(subject, span, index)  # type: ignore[arg-type]
            if fact is not None:
                told = span.cut(0, index).has(Tag.COPULA)  # "she's at Globex"
                return replace(fact, surely=told or not lexeme.has(Tag.AT) or " " in lexeme.text)
    return None


def _before(span: Span, index: int) -> Span:
    """Who stands before a verb; ``c'est Claire qui suit …`` points at somebody."""
    before = span.cut(0, index)
    joined = before.without_trailing(Tag.AND)
    if len(joined) < len(before) and joined.cut(len(joined) - 1).has(Tag.NEWS):
        return joined.cut(0, len(joined) - 1)  # "Ann Lee got married and is now Ann Boyd"
    if before.cut(0, 1).has(Tag.PRONOUN):
        before = before.without_trailing(Tag.COPULA, Tag.GENITIVE)  # "he's moved"
    if len(before) < 2 or not before.starts_with(Tag.COPULA):  # noqa: PLR2004 - "c'est", and a name
        return before
    if span[index].folded.startswith(("qui ", "who ")):
        return before.cut(1)
    return before.cut(1, len(before) - 1) if before[len(before) - 1].folded in {"qui", "who"} else before


def _after(span: Span, index: int, *tags: Tag) -> Span:
    return span.cut(index + 1).without_leading(*tags).without_trailing(*_BEHIND)


def _living(subject: Subject, span: Span, index: int) -> Fact | None:
    place = _after(span, index, Tag.NOW, Tag.PLACE)
    if not len(place):
        return Fact(subject.person)
    return _told(subject, read_value("address" if place[0].text[0].isdigit() else "city", place))


def _moving(subject: Subject, span: Span, index: int) -> Fact | None:
    target = _after(span, index, Tag.NOW)
    if is_town(target):
        return Fact(subject.person, {"city": target.text})
    return _told(subject, _employment(target))


def _working(subject: Subject, span: Span, index: int) -> Fact | None:
    """``works at Globex``; a mere "at" behind a name says which of several is meant."""
    if subject.person is not None and subject.person.described and " " not in span[index].text:
        return None
    return _told(subject, _employment(_after(span, index, Tag.NOW)))


def _employment(target: Span) -> dict[str, str] | None:
    """``Globex as a buyer``: a company, and perhaps a job."""
    role = next(
        (i for i, lexeme in enumerate(target) if i and lexeme.has(Tag.AS) and not lexeme.capitalised), None
    )
    values = _company(target.cut(0, role).without_trailing(Tag.NOW, Tag.TIME))
    title = _title(target.cut(role + 1)) if role is not None else {}
    return None if values is None or title is None else values | title


def _company(span: Span) -> dict[str, str] | None:
    name = span
    while len(name) > 1 and name[0].has(Tag.DETERMINER, Tag.FIELD) and not name[0].capitalised:
        name = name.cut(1)
    staged = (
        len(name) == 1
        and name[0].has(Tag.STAGE, Tag.FIELD, Tag.TITLE, Tag.DEPARTMENT)
        and not name[0].capitalised
    )
    return None if staged or not is_plain(name) else {"company": name.text}


def _title(span: Span, *, surely: bool = False) -> dict[str, str] | None:
    """``head of sales``: the words of a job, without any company."""
    role = span.without_leading(*_BEFORE_ROLE)
    if not len(role) or role[0].has(Tag.STAGE) or not is_plain(role):
        return None
    return {"jobtitle": role.text} if surely or role.has(Tag.TITLE) else None


def _leaving(subject: Subject, span: Span, index: int) -> Fact | None:
    """``left Acme for Globex``; without a new company, the old one is no longer true."""
    rest = _after(span, index)
    turn = next(
        (i for i in range(1, len(rest)) if rest[i].has(Tag.FOR, Tag.BUT) and not rest[i].capitalised), None
    )
    if not len(rest) and any(word in WordGroup.NOT_NAMED_AGAIN for word in span[index].folded.split()):
        return Fact(subject.person, clear=("company",))
    group = rest.without_leading(Tag.OF, Tag.POSSESSIVE, Tag.DETERMINER, Tag.ALL)
    if len(group) == 1 and group[0].has(Tag.STAGE):
        return Fact(subject.person, wanted=("lifecyclestage",))  # "ne fait plus partie de nos clients"
    if not len(rest) or _company(rest.cut(0, turn)) is None or rest.text.lower() in WordGroup.NOWHERE:
        return None
    if turn is None:
        home = Fact(subject.person, clear=("city",))
        return home if is_town(rest) else Fact(subject.person, clear=("company",), former=rest.text)
    new = unfounded(rest.cut(turn + 1).without_leading(Tag.AT, Tag.FOR, Tag.NOW))
    town = new.without_trailing(Tag.NOW, Tag.TIME)
    values = {"city": {"city": town.text}, "company": _employment(new)}
    return _told(subject, values.get(reached_from(rest.cut(0, turn), town)))


def _no_longer(subject: Subject, span: Span, index: int) -> Fact | None:
    """``is no longer VP but CTO``: without a new one, the title is no longer true."""
    rest = _after(span, index, Tag.DETERMINER)
    turn = rest.first(Tag.BUT)
    if turn is not None:
        return _become(subject, rest.cut(turn + 1), surely=True)
    if rest.starts_with(Tag.STAGE) and len(rest) == 1:
        return Fact(subject.person, wanted=("lifecyclestage",))
    return Fact(subject.person, clear=("jobtitle",)) if _title(rest) is not None else None


def _being(subject: Subject, span: Span, index: int) -> Fact | None:
    if index and span[index].folded in {"a", "an"}:
        return None
    if not index and span[0].folded.startswith(("c'", "it")):
        subject = Subject(Person(anaphoric=True))
    place = _after(span, index)
    pointed = subject.person is None or not subject.person.described or span.has(Tag.NOW)
    if pointed and place.starts_with(Tag.PLACE) and is_town(place.cut(1)) and not span.has(Tag.TIME):
        return Fact(subject.person, {"city": place.cut(1).text})
    return _become(subject, _after(span, index), surely=is_promotion(span[index]))


def _become(subject: Subject, target: Span, *, surely: bool) -> Fact | None:
    """What somebody is now: a stage, a job and perhaps a company with it, a company, a town."""
    role = target.without_leading(*_BEFORE_ROLE)
    if not len(role) or _is_with_somebody(target.without_leading(Tag.NOW)):
        return None
    if role.starts_with(Tag.NAMED) and is_name(role.cut(1)):
        return Fact(subject.person, name_parts(subject.person, role.cut(1)))
    employed = role.cut(1) if role.starts_with(Tag.AT) and not role[0].capitalised else None
    if employed is not None or _is_with_a_firm(target.without_leading(Tag.NOW)):
        return _told(subject, _employment(employed or role))
    if role.starts_with(Tag.PLACE) and " " in role[0].text and is_place(role.cut(1)):
        return Fact(subject.person, {"city": role.cut(1).text})
    if is_new_name(subject.person, role):
        return Fact(subject.person, name_parts(subject.person, role))
    at = next((i for i, lexeme in enumerate(role) if lexeme.has(Tag.AT) and not lexeme.capitalised), None)
    employer = _company(role.cut(at + 1)) if at is not None else {}
    stage = owned_stage(role) or read_value("lifecyclestage", role.cut(0, at))
    held = stage or _job(role.cut(0, at), surely=surely)
    return None if employer is None or held is None else Fact(subject.person, held | employer)


def _is_with_a_firm(target: Span) -> bool:
    """``(she's) with Vega (now)``, and neither ``with Tom`` nor ``with a client``."""
    named = len(target) > 1 and target[1].capitalised and not is_given_name(target[1].text)
    return named and target[0].folded == "with"


def _is_with_somebody(target: Span) -> bool:
    """``(she's) with a client``: where she is, and not what."""
    return target.starts_with(Tag.WITH) and not target[0].capitalised and not _is_with_a_firm(target)


def _job(role: Span, *, surely: bool) -> dict[str, str] | None:
    """``CTO``, ``CTO of Initech``, ``Head of Sales in Leeds``."""
    if _title(role, surely=surely) is None:
        return None
    return role_and_company(role)


def _called(subject: Subject, span: Span, index: int) -> Fact | None:
    """``is now called Ann Keller``: of the name, only what differs from the old one is new."""
    told = span.has(Tag.NOW, Tag.INSTEAD, Tag.BECOMES, Tag.NOT) or says_now(span[index])
    if not told and (subject.person is None or calls_oneself(span[index])):
        return None
    after = _after(span, index, Tag.NOW, Tag.INSTEAD)
    new = after.cut(0, after.first(Tag.NOT)).without_trailing(Tag.AND)  # "… Agnes and not Inez"
    if subject.person is None and not {"il", "elle", "his", "her"}.isdisjoint(span[index].folded.split()):
        subject = Subject(Person(anaphoric=True))
    return _told(subject, called_so(subject.person, span[index], new))


def _reached(subject: Subject, span: Span, index: int) -> Fact | None:
    """``can be reached on 020…``, ``asked us to use her private mail …``."""
    told = _after(span, index)
    if not len(told) or not all(map(_announces_address, told.cut(0, len(told) - 1))):
        return None
    address = told[len(told) - 1]
    name = {LexemeKind.PHONE: "phone", LexemeKind.EMAIL: "email"}.get(address.kind)
    return Fact(subject.person, {name: address.text}) if name else None


def _announces_address(lexeme: Lexeme) -> bool:
    return lexeme.has(*_BEFORE_ADDRESS) or lexeme.folded in WordGroup.PRIVATE


def _news(subject: Subject, span: Span, index: int) -> Fact | None:
    """``changed jobs``, ``got married``: what announces the facts behind it and changes nothing itself."""
    return Fact(subject.person) if not len(_after(span, index)) else None


def _looks_after(subject: Subject, span: Span, index: int) -> Fact | None:
    """``Claire now looks after Tim Boyer``: the subject is the owner."""
    target = read_subject(span.cut(index + 1).without_trailing(*_BEHIND))
    owner = subject.person
    if owner is None or not owner.name or target is None or target.person is None:
        return None
    news = span.has(Tag.NOW) or not _NEWS_OF_OWNERS.isdisjoint(span[index].folded.split())
    return Fact(target.person, {OWNER: owner.name}) if news else None


def _looked_after(subject: Subject, span: Span, index: int) -> Fact | None:
    """``Tim Boyer is now looked after by Claire``."""
    return _told(subject, read_value(OWNER, _after(span, index, Tag.NOW)))


def _told(subject: Subject, values: dict[str, str] | None) -> Fact | None:
    return Fact(subject.person, values) if values else None


_PREDICATES: Final[tuple[tuple[tuple[Tag, ...], Callable[[Subject, Span, int], Fact | None]], ...]] = (
    ((Tag.NEWS,), _news),
    ((Tag.REACHED,), _reached),
    ((Tag.LOOKED_AFTER,), _looked_after),
    ((Tag.LOOKS_AFTER,), _looks_after),
    ((Tag.LIVES,), _living),
    ((Tag.LEAVES,), _leaving),
    ((Tag.MOVES,), _moving),
    ((Tag.NO_LONGER,), _no_longer),
    ((Tag.NAMED,), _called),
    ((Tag.BECOMES, Tag.COPULA), _being),
    ((Tag.AT,), _working),
)
"""What a word of the talk tells, by what it means; the first reading that takes all words counts."""
