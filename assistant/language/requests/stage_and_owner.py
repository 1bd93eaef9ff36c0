"""Reads what somebody is to become, and whose.

``make her a customer``, ``make her one``, ``make her a superhero``, ``assign John Smith to Sarah``.
"""

from assistant.language.persons.value_bounds import trimmed
from assistant.language.requests.intents import Update
from assistant.language.requests.references import read_person
from assistant.language.words.given_names import is_given_name
from assistant.language.words.lexemes import LexemeKind, Span, Tag
from assistant.language.words.phrasebook import phrasebook, words_of
from hubspot_tools.values.properties import OWNER


def read_one(span: Span, puts: bool) -> Update | None:  # noqa: FBT001 - one signature for all readings
    """``make her one``: what somebody is to become was spoken of before."""
    if not puts or len(span) < 2 or span[len(span) - 1].folded != "one":  # noqa: PLR2004 - somebody, "one"
        return None
    person = read_person(span.cut(0, len(span) - 1).without_trailing(Tag.AS, Tag.TO))
    return Update(person, value=span.cut(len(span) - 1)) if person is not None else None


def read_stage(span: Span, puts: bool) -> Update | None:  # noqa: FBT001 - one signature for all readings
    """``make her a customer``, ``Marie Dupont to lead``: a lifecycle stage."""
    index = next(
        (i for i, lexeme in enumerate(span) if lexeme.has(Tag.STAGE) and _may_be_stage(span, i, puts=puts)),
        None,
    )
    if index is None:
        return None
    before = span.cut(0, index).without_trailing(
        Tag.TO, Tag.AS, Tag.DETERMINER, Tag.COPULA, Tag.BECOMES, Tag.NOW
    )
    person = read_person(before) or read_person(span.cut(index + 1))
    return Update(person, {"lifecyclestage": span[index].tags[Tag.STAGE]})


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
    at = next((i for i in range(1, len(span)) if span[i].folded in {"a", "to"}), None)
    person = read_person(span.cut(0, at))
    owner = trimmed(span.cut(at + 1)).text if at is not None else ""
    return Update(person, {OWNER: owner}) if owner else Update(person, wanted=(OWNER,))
