"""Reads questions by their form: which of two, who that is, and lists without a verb."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from assistant.language.requests.intents import Bare, Find, Intent, Person, Query, Steps
from assistant.language.requests.sought.asked_of_whom import by_keeper
from assistant.language.requests.sought.sought_people import read_find
from assistant.language.words.given_names import PARTICLES, is_given_name
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag, fold
from assistant.language.words.word_groups import WordGroup

_COURTEOUS: Final = (Tag.FILLER, Tag.GREETING, Tag.THANKS)
_STAGED: Final = (Tag.STAGE, Tag.DETERMINER, Tag.NEW)


def read_which_stage(content: Span) -> Find | None:
    """``is Ann Lee a lead or a customer``, ``Ann c'est un client ou un prospect ?``."""
    end, stages = len(content), 0
    while end and (content[end - 1].has(*_STAGED) or content[end - 1].folded in WordGroup.JOINS):
        stages += content[end - 1].has(Tag.STAGE)
        end -= 1
    before = content.cut(0, end).without_leading(Tag.COPULA, Tag.FILLER, Tag.FIND, Tag.TALK)
    who = before.without_trailing(Tag.COPULA, Tag.PRONOUN, Tag.TALK)
    if stages < 2 or not len(who) or who.first(Tag.AND) is not None:  # noqa: PLR2004 - one or the other
        return None
    found = read_find(who)
    return replace(found, asked="lifecyclestage") if found.query.name or found.person else None


def read_who_wrote(span: Span) -> Find | None:
    """``who created John Smith?``, ``qui a ajouté Léa ?``: the card of somebody, whose history tells it."""
    asked = span.without_leading(*_COURTEOUS).without_trailing(*_COURTEOUS)
    if len(asked) < 3 or asked[0].folded.partition(" ")[0] not in WordGroup.WHO:  # noqa: PLR2004 - who, did, to whom
        return None
    if not WordGroup.HAVING_CHANGED.words() & set(asked[1].folded.split()):
        return None
    found = read_find(asked.cut(2).without_leading(Tag.DETERMINER, Tag.CONTACT, Tag.OF))
    return replace(found, asked="") if found.query.name or found.query.email else None


def read_alternatives(span: Span, read: Callable[[Span], Intent]) -> Steps | None:
    """``people in Leeds or Bristol``: two searches that differ in their last mark alone."""
    at = [i for i in range(1, len(span) - 1) if _parts_two(span, i)]
    if len(at) != 1 or span.has(Tag.NOT, Tag.OBJECT, Tag.SEND):
        return None
    before = span.cut(0, at[0])
    one = read(before)
    if isinstance(one, Bare) and before.has(Tag.STAGE, Tag.PEOPLE):
        one = read_find(before)
    if not isinstance(one, Find) or one.asked or not one.query.fields():
        return None
    last = fold(span[at[0] - 1].text)
    slot = next((name for name, value in one.query.fields().items() if fold(value).endswith(last)), "")
    staged = not slot and span[at[0] - 1].has(Tag.STAGE)
    behind = read_find(span.cut(at[0] + 1).without_leading(Tag.PLACE, Tag.AT, Tag.OF), slot or "name")
    slot = "lifecyclestage" if staged else slot
    other = behind.query.fields()
    if not slot or slot not in other or not (other.keys() - {slot}).isdisjoint(one.query.fields()):
        return None
    queries = (replace(one.query, **{**other, slot: one.query.fields()[slot]}), replace(one.query, **other))
    return Steps(tuple(Find(query, phrase=" ".join(query.fields().values())) for query in queries))


def _parts_two(span: Span, index: int) -> bool:
    """Whether an "or" stands here, or an "and" between two stages, of which a contact has one."""
    stages = span[index].has(Tag.AND) and span[index - 1].has(Tag.STAGE) and span[index + 1].has(Tag.STAGE)
    return stages or (span[index].folded in WordGroup.JOINS and span[index].text != "où")


def read_asked_behind(content: Span) -> Find | None:
    """``Ann Lee, c'est qui ?``, ``555-0100 who is that``: the question stands behind whom it is about."""
    if len(content) == 2 and content[0].has(Tag.PRONOUN) and content[1].tags.get(Tag.FIND):  # noqa: PLR2004 - she, and what is asked
        return Find(person=Person(anaphoric=True), asked=content[1].tags[Tag.FIND], phrase=content.text)
    asked = content.without_leading(Tag.DETERMINER).without_trailing(
        Tag.PRONOUN, Tag.DETERMINER, Tag.THAT_ONE, Tag.TALK
    )
    last = len(asked) - 1
    if last < 1 or not _asks_who(asked[last]):
        return None
    found = read_find(asked.cut(0, last).without_trailing(Tag.PRONOUN))
    return by_keeper(found) or replace(found, asked=found.asked or asked[last].tags[Tag.FIND])


def read_turned_question(content: Span) -> Find | None:
    """``il est client, Bastien Colin ?``, ``il est chez qui Hugo Morel``: whom it is about comes last."""
    if len(content) < 4 or not content[0].has(Tag.PRONOUN) or content[0].capitalised:  # noqa: PLR2004 - he, what, a name of two words
        return None
    asked, rest = content[1], content.cut(2).without_leading(Tag.DETERMINER, Tag.TALK, Tag.FILLER)
    if asked.has(Tag.COPULA) and rest.starts_with(Tag.STAGE):
        name, what = rest.cut(1), "lifecyclestage"
    else:
        name, what = rest, asked.tags.get(Tag.FIND, "")
    name = name.without_leading().without_trailing(Tag.FILLER, Tag.TALK)
    if not what or len(name) < 2 or not all(_is_of_name(one) for one in name):  # noqa: PLR2004 - a given and a family name
        return None
    return Find(Query(name=name.text), asked=what, phrase=content.text)


def _is_of_name(lexeme: Lexeme) -> bool:
    known = lexeme.folded in PARTICLES or is_given_name(lexeme.text)
    return lexeme.kind is LexemeKind.WORD and (known or not lexeme.tags)


def _asks_who(lexeme: Lexeme) -> bool:
    words = lexeme.folded.split()
    return lexeme.has(Tag.FIND) and len(words) > 1 and not WordGroup.WHO.words().isdisjoint(words)


def is_listing(content: Span) -> bool:
    """``who works at Globex``, ``les clients de Nantes``: a search even without a verb of searching."""
    if content[0].folded.partition(" ")[0] in {"who", "qui"} and (
        content[0].has(Tag.AT) or (content.cut(1).starts_with(Tag.PLACE) and content.has(Tag.AT))
    ):
        return True
    if content[0].has(Tag.PEOPLE) and content.cut(1).starts_with(Tag.NAMED) and len(content) > 2:  # noqa: PLR2004 - "anyone called", and a name
        return True
    noun = content.cut(0, 2).first(Tag.PEOPLE, Tag.STAGE)
    if noun is None or content.first(Tag.AT, Tag.PLACE, Tag.OF, start=noun + 1) is None:
        return False
    return content.first_kind(LexemeKind.EMAIL, LexemeKind.PHONE) is None
