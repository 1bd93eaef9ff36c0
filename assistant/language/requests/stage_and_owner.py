"""Reads what somebody is to become, and whose, or whose contacts are sought.

``make her a customer``, ``make her one``, ``make her a superhero``, ``assign John Smith to Sarah``.
"""

from dataclasses import replace
from typing import Final

from assistant.language.persons.value_bounds import trimmed
from assistant.language.requests.intents import ME, Find, Query, Update
from assistant.language.requests.references import read_person
from assistant.language.requests.sought.sought_people import read_find
from assistant.language.words.given_names import is_given_name
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag
from assistant.language.words.phrasebook import phrasebook, words_of
from assistant.language.words.towns import is_town
from assistant.language.words.word_groups import WordGroup
from hubspot_tools.values.properties import OWNER

_WRITES: Final = (Tag.CREATE, Tag.ADD, Tag.UPDATE, Tag.TURN, Tag.CLEAR, Tag.RENAME)
_WHERE: Final = (Tag.PLACE, Tag.AT)
_EACH: Final = (Tag.DETERMINER, Tag.ALL)
_LONGEST_NAME: Final = 3
"""Words."""
_SHORTEST_NARROWED: Final = 5
"""Who, at which company, that, a name, "owns"."""


def read_one(span: Span, puts: bool) -> Update | None:  # noqa: FBT001 - one signature for all readings
    """``make her one``: what somebody is to become was spoken of before."""
    if not puts or len(span) < 2 or span[len(span) - 1].folded != "one":  # noqa: PLR2004 - somebody, "one"
        return None
    person = read_person(span.cut(0, len(span) - 1).without_trailing(Tag.AS, Tag.TO))
    return Update(person, value=span.cut(len(span) - 1)) if person is not None else None


def read_stage(span: Span, puts: bool) -> Update | None:  # noqa: FBT001 - one signature for all readings
    """``make her a customer``, ``Marie Dupont to lead``: a lifecycle stage."""
    stages = [i for i, one in enumerate(span) if one.has(Tag.STAGE) and _may_be_stage(span, i, puts=puts)]
    index = next((i for i in stages if not _was(span, i)), stages[0] if stages else None)
    if index is None:
        return None
    turn = next((i for i in range(1, index) if span[i].folded in WordGroup.FROM and _was(span, i + 1)), index)
    before = span.cut(0, turn if span.cut(turn, index).has(Tag.STAGE) else index).without_trailing(
        Tag.TO, Tag.AS, Tag.DETERMINER, Tag.COPULA, Tag.BECOMES, Tag.NOW
    )
    person = read_person(before) or read_person(span.cut(index + 1))
    return Update(person, {"lifecyclestage": span[index].tags[Tag.STAGE]})


def _was(span: Span, index: int) -> bool:
    """``from lead (to customer)``: what somebody was before."""
    before = span.cut(0, index).without_trailing(Tag.DETERMINER) or span.cut(0, index)
    return any(one.folded in WordGroup.FROM for one in span.cut(max(0, len(before) - 1), index))


def _may_be_stage(span: Span, index: int, *, puts: bool) -> bool:
    if index and span[index - 1].has(Tag.TO, Tag.AS, Tag.DETERMINER):
        return puts or span[index - 1].has(Tag.TO, Tag.AS)
    return puts and index == len(span) - 1 and index > 0 and not span[index].capitalised


def read_no_stage(span: Span, puts: bool) -> Update | None:  # noqa: FBT001 - one signature for all readings
    """``make Zoé a superhero``: what is no stage is refused as one, with those there are."""
    at = next((i for i in range(1, len(span) - 1) if span[i].text in {"a", "an"}), None)
    if at is None or not puts:
        return None
    person, value = span.cut(0, at), trimmed(span.cut(at + 1))
    named = person.starts_with(Tag.PRONOUN) or is_given_name(person[0].text)
    word = len(value) == 1 and value[0].text.islower() and not value[0].tags
    return Update(read_person(person), {"lifecyclestage": value.text}) if named and word else None


def read_new_owner(span: Span) -> Update | None:
    """Read ``Claire the owner of Tim Boyd``.

    Who is named before the word is the owner, who behind it the contact.
    """
    at = next((i for i in range(1, len(span)) if span[i].tags.get(Tag.FIELD) == OWNER), None)
    if at is None or not span.cut(at + 1).starts_with(Tag.OF):
        return None
    owner = span.cut(0, at).without_leading(Tag.OF).without_trailing(Tag.DETERMINER)
    if not len(owner) or not all(word.kind is LexemeKind.WORD and not word.tags for word in owner):
        return None
    person = read_person(span.cut(at + 2))
    return Update(person, {OWNER: owner.text}) if person is not None else None


def is_assigning(verb: str) -> bool:
    """Whether a folded verb gives somebody an owner."""
    return Tag.ASSIGNS in phrasebook().tags(words_of(verb))


def read_assignment(span: Span, verb: str) -> Update | None:
    """Read what follows a verb of assigning, ``verb`` folded.

    None for other verbs, and where a field is named.
    """
    if not is_assigning(verb) or span.has(Tag.FIELD):
        return None
    at = next((i for i in range(1, len(span)) if span[i].folded in {"a", "to", "over to"}), None)
    person = read_person(without_former_owner(span.cut(0, at)))
    owner = trimmed(span.cut(at + 1)).text if at is not None else ""
    return Update(person, {OWNER: owner}) if owner else Update(person, wanted=(OWNER,))


def without_former_owner(span: Span) -> Span:
    """``Igor Petrov from Nadia (to Claire)``: whose contact somebody was is not who is meant."""
    at = next((i for i in range(1, len(span) - 1) if span[i].folded in WordGroup.FROM), None)
    led = at is not None and not span[at].capitalised and is_given_name(span[at + 1].text)
    return span.cut(0, at) if led and not span.cut(0, at).has(Tag.CONTACT) else span


def read_owned(content: Span) -> Find | None:
    """Read whose contacts are sought: ``contacts owned by Claire``, ``mes clients à moi``."""
    if content[0].has(*_WRITES):
        return None
    rest = content.without_leading(Tag.FIND, Tag.FILLER, Tag.COPULA, Tag.QUESTION, *_EACH)
    narrowed = _narrowed(rest) if len(rest) else None
    if narrowed is not None:
        return narrowed
    everyone = any(one.folded in WordGroup.EVERYONE for one in content.cut(0, len(content) - len(rest)))
    owner = (
        _named_before(rest)
        or _named_behind(rest)
        or (_whom_owned(rest) if everyone else None)
        or (_is_own(content, rest) and Query(owner=ME))
    )
    if not owner:
        return None
    stage = next(
        (lexeme.tags[Tag.STAGE] for lexeme in rest.cut(0, _LONGEST_NAME + 3) if lexeme.has(Tag.STAGE)), ""
    )
    return Find(replace(owner, lifecyclestage=stage), phrase=content.text)


def _named_before(rest: Span) -> Query | None:
    """``Nadia's customers``: whoever is called like a person owns them."""
    at = rest.first(Tag.GENITIVE)
    if not at or not is_given_name(rest[0].text) or not _is_name(rest.cut(0, at)):
        return None
    listed = rest.cut(at + 1).without_trailing(Tag.FILLER)
    if not len(listed) or not _is_listed(listed[0]):
        return None
    owner = Span(rest.source, (*rest.cut(0, at).lexemes, *listed.cut(1).lexemes))
    return _owner_and_place(owner)


def _named_behind(rest: Span) -> Query | None:
    """``contacts owned by Claire``, ``contacts Claire owns``, ``contacts of Claire``."""
    if not len(rest) or not (_is_listed(rest[0]) or rest[0].has(Tag.PEOPLE, Tag.OWNED)):
        return None
    behind = rest.cut(0 if rest[0].has(Tag.OWNED) else 1).without_trailing(Tag.FILLER, Tag.NOW)
    if behind.starts_with(Tag.OWNED):
        return _owner_and_place(behind.cut(1)) or Query(owner=ME)
    if behind.has(Tag.OWNS):
        return _between(behind)
    has = next((i for i in range(2, len(behind)) if behind[i].folded in {"have", "got"}), None)
    if behind.starts_with(Tag.QUESTION) and has is not None:  # "does", a name, "have", and perhaps where
        owner = Span(behind.source, (*behind.cut(1, has).lexemes, *behind.cut(has + 1).lexemes))
        return _owner_and_place(owner)
    named = behind.cut(1)
    if behind.starts_with(Tag.HAS, Tag.TO) and behind[0].folded in {"a", "has"} and _begins_name(named):
        return _owner_and_place(named)  # "combien de contacts a Lena ?"
    owned = behind.starts_with(Tag.OF) and behind[0].folded != "from" and not behind[0].has(Tag.AT)
    known = _begins_name(named)
    return _owner_and_place(named) if owned and known and _is_listed(rest[0]) else None


def _begins_name(span: Span) -> bool:
    return len(span) > 0 and is_given_name(span[0].text)


def _narrowed(rest: Span) -> Find | None:
    """``leads at Hooli that Sarah owns``: a search, and behind it whose the people are."""
    last = rest.without_trailing(Tag.FILLER, Tag.NOW)
    if len(last) < _SHORTEST_NARROWED or not last[len(last) - 1].has(Tag.OWNS):
        return None
    if not (_is_listed(rest[0]) or rest[0].has(Tag.PEOPLE)):
        return None
    start = next((i for i in range(len(last) - 2, 1, -1) if last[i].folded in WordGroup.LINKING), None)
    owner = last.cut(start + 1, len(last) - 1) if start is not None else last.cut(0, 0)
    if not _begins_name(owner) or len(owner) > _LONGEST_NAME or not _is_name(owner):
        return None
    found = read_find(last.cut(0, start))
    return replace(found, query=replace(found.query, owner=owner.text), phrase=rest.text)


def _whom_owned(rest: Span) -> Query | None:
    """``(everybody) Claire owns``, ``(tout le monde) que suit Claire``."""
    return _between(rest.without_leading(Tag.QUESTION, Tag.TALK)) if rest.has(Tag.OWNS) else None


def _between(behind: Span) -> Query | None:
    """``does sarah@… own``, ``dont Claire s'occupe``, ``suit Claire``."""
    at = behind.first(Tag.OWNS)
    named = behind.cut(0, at).without_leading(Tag.QUESTION, Tag.WITH, Tag.TALK, Tag.FILLER)
    asker = any(word in WordGroup.MYSELF for lexeme in behind for word in lexeme.folded.split())
    if asker:
        return Query(owner=ME)
    place = behind.cut((at or 0) + 1)
    if len(named) and place.starts_with(*_WHERE):
        named = Span(behind.source, (*named.lexemes, *place.lexemes))
    return _owner_and_place(named if len(named) else behind.cut(1))


def _owner_and_place(span: Span) -> Query | None:
    """Who owns, and perhaps at which company and in which town."""
    named, place = span, {"company": "", "text": ""}
    while (at := _last_where(named)) is not None:
        where = named.cut(at + 1)
        firm = named[at].has(Tag.AT) and 0 < len(where) <= _LONGEST_NAME and _is_name(where)
        region = named[at].has(Tag.PLACE) and not named[at].has(Tag.AT) and _is_name(where)
        kind = "text" if region or is_town(where) else "company"
        if place[kind] or not (firm or kind == "text"):
            return None
        named, place[kind] = named.cut(0, at), where.text
    known = len(named) == 1 and named[0].kind is LexemeKind.EMAIL
    whose = known or (0 < len(named) <= _LONGEST_NAME and _is_name(named))
    return Query(owner=named.text, **place) if whose else None


def _last_where(span: Span) -> int | None:
    """Where the last word stands that a town or a company follows."""
    places = (i for i in range(len(span) - 1, 0, -1) if span[i].has(*_WHERE) and not span[i].capitalised)
    return next(places, None)


def _is_own(content: Span, rest: Span) -> bool:
    """``mes contacts``, ``my customers``, ``mes contacts à moi``, and nothing that narrows them."""
    mine = (
        any(lexeme.folded in WordGroup.MINE for lexeme in content) and len(rest) > 0 and _is_listed(rest[0])
    )
    return mine and not len(rest.cut(1).without_leading(Tag.TO, Tag.FILLER))


def _is_listed(lexeme: Lexeme) -> bool:
    return lexeme.folded in WordGroup.KEPT or (lexeme.has(Tag.STAGE) and lexeme.folded.endswith("s"))


def _is_name(span: Span) -> bool:
    return all(lexeme.kind is LexemeKind.WORD and (not lexeme.tags or lexeme.capitalised) for lexeme in span)
