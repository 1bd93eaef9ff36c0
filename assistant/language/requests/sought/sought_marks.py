"""Makes a query of the words that a search filled its slots with."""

from dataclasses import replace
from typing import Final

from assistant.language.persons.job_titles import has_legal_form
from assistant.language.persons.value_bounds import trimmed
from assistant.language.requests.intents import Query
from assistant.language.requests.sought.slots import SlotReading
from assistant.language.words.given_names import is_given_name
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag
from assistant.language.words.phrasebook import phrasebook, words_of
from assistant.language.words.towns import is_town
from assistant.language.words.word_groups import WordGroup

_LONGEST_FIRM: Final = 3
_NAME_AND_TOWN: Final = 3
"""Words."""


def query_from(span: Span, reading: SlotReading) -> Query:
    """The marks of somebody sought, one for each slot that the words filled."""
    given = {slot: _slice(span, lexemes) for slot, lexemes in reading.values.items()}
    if "jobtitle" in given:
        given["jobtitle"] = " ".join(map(_singular, given["jobtitle"].split(" ")))
    query = Query(**{slot: value for slot, value in given.items() if value}, lifecyclestage=reading.stage)
    if query.name and reading.plural and not reading.names_person:
        if query.text and not query.company:
            return replace(query, name="", company=query.name)  # "les contacts Acme à Boston"
        if reading.stage:
            return replace(query, name="", text=f"{query.name} {query.text}".strip())
    words = reading.values.get("name", [])
    team = _team_of(Span(span.source, tuple(words)))
    if len(team) and not query.company:
        return replace(query, name="", company=team.text)
    if query.company and not query.jobtitle and _is_work(span, words):
        return replace(query, name="", jobtitle=query.name)
    query = _with_town(query, Span(span.source, tuple(words)))
    if (
        query.name
        and not query.company
        and has_legal_form(Span(span.source, tuple(words)))
        and len(words) > 1
    ):
        person = any(is_given_name(word.text) for word in words) and len(words) > _LONGEST_FIRM
        return replace(query, name="", **{"text" if person else "company": query.name})
    return query


def _is_work(span: Span, words: list[Lexeme]) -> bool:
    """``the dispatch clerk (at Globex)``: what somebody does, by the article before it."""
    if not words or any(
        one.capitalised or one.tags.keys() - {Tag.TITLE, Tag.DEPARTMENT} or is_given_name(one.text)
        for one in words
    ):
        return False
    at = span.lexemes.index(words[0])
    return at > 0 and span[at - 1].has(Tag.DETERMINER) and not span[at - 1].capitalised and len(words) > 1


def _with_town(query: Query, words: Span) -> Query:
    """``Olga Ivanova Brest``: behind a given and a family name, a well-known town says where."""
    whole = len(words) == _NAME_AND_TOWN and not query.text and not query.company
    if not whole or not all(one.capitalised or one.text.islower() for one in words):
        return query
    first, second, town = words
    named = is_given_name(first.text) and not is_given_name(second.text) and not second.tags
    if not named or not is_town(words.cut(2)) or is_given_name(town.text):
        return query
    return replace(query, name=f"{first.text} {second.text}", text=town.text)


def _singular(word: str) -> str:
    """``CFOs``, ``acheteurs``: everybody's job title names one."""
    one = word.removesuffix("s")
    return one if Tag.TITLE in phrasebook().tags(words_of(one)) else word


def _team_of(words: Span) -> Span:
    """``Team Globex``, ``the Acme team``: whose people they are.

    A team called like a person is nobody's company.
    """
    last = len(words) - 1
    if last < 1:
        return words.cut(0, 0)
    rest = words.cut(1) if words[0].folded in WordGroup.PEOPLE_OF else words.cut(0, last)
    told = words[0].folded in WordGroup.PEOPLE_OF or words[last].folded in WordGroup.PEOPLE_OF
    return rest if told and not is_given_name(rest[0].text) else words.cut(0, 0)


def of_somebody(span: Span, query: Query) -> Query:
    """``the lady from Northwind``: somebody without a name, told by the company."""
    who = span.without_leading(Tag.DETERMINER)
    told = len(who) > 2 and who[0].folded in WordGroup.SOMEBODY and who[1].has(Tag.OF, Tag.AT)  # noqa: PLR2004 - who, "of", and a company
    if not told or query.fields().keys() not in ({"text"}, {"name"}):
        return query
    place = _proper_text(who.cut(2).text)
    return query if is_town(who.cut(2)) or is_given_name(who[2].text) else Query(company=place)


def _slice(span: Span, lexemes: list[Lexeme]) -> str:
    """The words as they stand; words that did not stand together are joined by a space."""
    if lexemes[0].kind in {LexemeKind.EMAIL, LexemeKind.PHONE, LexemeKind.DOMAIN, LexemeKind.URL}:
        return lexemes[0].text
    text = ""
    previous: Lexeme | None = None
    for lexeme in trimmed(Span(span.source, tuple(lexemes))):
        between = span.source[previous.end : lexeme.start] if previous else ""
        text += (between if not between.strip(" -'’.&+") else " ") + lexeme.text
        previous = lexeme
    return " ".join(_proper_text(text).split())


def _proper_text(text: str) -> str:
    """A value without the signs around it."""
    return text.strip(" \t\n-,;:!?")
