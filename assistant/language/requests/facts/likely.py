"""Whether words can be a value or a name at all: no sentence is a company, and no verb a town.

A town or a company that no label announces may be any word where it stands in small letters.
"""

from typing import Final

from assistant.language.persons.value_bounds import is_spoken
from assistant.language.requests.intents import Person
from assistant.language.words.given_names import PARTICLES, is_given_name
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag, fold
from assistant.language.words.lexer import lex
from assistant.language.words.towns import is_town
from assistant.language.words.word_groups import WordGroup
from hubspot_tools.values.languages import language_code
from hubspot_tools.values.vocabulary import LANGUAGE, MOBILE

_FREE: Final = frozenset({"company", "jobtitle", "city", "firstname", "lastname", "country", "state"})
"""Properties that hold a few words, and no sentence."""
_PLACES: Final = frozenset({"city", "company"})
_NAMES: Final = frozenset({"firstname", "lastname"})
_ENTITIES: Final = (LexemeKind.EMAIL, LexemeKind.PHONE, LexemeKind.URL)
_LONGEST_NAME: Final = 5
"""Words."""
_LONGEST_VALUE: Final = 120
"""Characters."""
_MOST_DIGITS: Final = 4
_VERBAL: Final = (
    Tag.HAS, Tag.BECOMES, Tag.MOVES, Tag.LEAVES, Tag.NO_LONGER, Tag.LIVES, Tag.WRONG, Tag.LACKS, Tag.REACHED,
    Tag.NEWS, Tag.NOW, Tag.TIME,
)  # fmt: skip
_NO_NAME: Final = (
    Tag.TO,
    Tag.FIELD,
    Tag.TITLE,
    Tag.NOW,
    Tag.STAGE,
    Tag.AND,
    Tag.LOOKS_AFTER,
    Tag.LOOKED_AFTER,
    Tag.ORDINAL,
    Tag.INSTEAD,
    Tag.LINE,
)
_IN_TOWNS: Final = PARTICLES | {"sur", "on", "upon", "under", "lez", "les", "the", "of", "and", "en"}


def is_likely(name: str, value: str) -> bool:
    """Whether a value can be one of its property: a company or town holds no verb, number or sentence."""
    if len(value) > _LONGEST_VALUE:
        return name not in _FREE
    span = lex(value)
    if name == "address":
        return not _has_town(span)
    if name == LANGUAGE:
        return language_code(value) is not None
    if (name == "city" and not _is_town_name(span, value)) or (name == "jobtitle" and _has_place(span)):
        return False
    return name not in _FREE or not (
        _is_loose(span, name)
        or _is_dated(span, name)
        or value.count("(") != value.count(")")
        or (name == "company" and _is_led_by_verb(span))
        or (name in _NAMES and any(one.has(Tag.WITHOUT, Tag.WITH) and not one.capitalised for one in span))
        or any(_is_talk(span, i) or _names_another(span, i, name) for i in range(len(span)))
    )


def _is_loose(span: Span, name: str) -> bool:
    """Whether it holds a number or address, begins with a preposition, or is a stage and no job."""
    digits = sum(char.isdigit() for char in span.source)
    led = span.starts_with(Tag.OF, Tag.AT) and not span[0].capitalised
    staged = name == "jobtitle" and len(span) == 1 and span[0].has(Tag.STAGE)
    return led or staged or digits > _MOST_DIGITS or span.first_kind(*_ENTITIES) is not None


def _is_dated(span: Span, name: str) -> bool:
    """``directrice au 1er mars``: a day or month in small letters is no part of a firm, a town or a job."""
    days = any(one.folded in WordGroup.NO_VALUES and not one.capitalised for one in span)
    return name not in _NAMES and len(span) > 1 and days


def _is_led_by_verb(span: Span) -> bool:
    """``fonder Alaoui Partners``: a word in small letters before a name that no firm is called by."""
    pair = 2
    if (
        len(span) < pair
        or not span[0].text.islower()
        or not span[0].text.isalpha()
        or not span[1].capitalised
    ):
        return False
    named = span[0].folded in WordGroup.FIRMS or span[0].folded in PARTICLES
    return not (named or span[0].has(Tag.DEPARTMENT, Tag.DETERMINER))


def _has_town(span: Span) -> bool:
    """``8 rue des Lilas à Tours``: a town that is no part of the street."""
    return any(
        span[index].has(Tag.PLACE) and not span[index].capitalised and is_town(span.cut(index + 1))
        for index in range(2, len(span) - 1)
    )


def _has_place(span: Span) -> bool:
    """``juriste à Orbit``: where somebody works is no part of what they do there."""
    return any(
        span[index].text == "à" and span[index + 1].capitalised and not span[index + 1].has(Tag.TITLE)
        for index in range(1, len(span) - 1)
    )


def _is_town_name(span: Span, value: str) -> bool:
    mixed = any(one.capitalised for one in span) and not all(
        one.capitalised or one.folded in _IN_TOWNS or one.kind is not LexemeKind.WORD for one in span
    )
    parted = any(one.folded == "en" for one in span) and "-" not in value
    return not mixed and not parted and not any(char.isdigit() for char in value)


def _is_talk(span: Span, index: int) -> bool:
    lexeme = span[index]
    if index and lexeme.is_sign(",;:\n"):
        return True
    if lexeme.capitalised or lexeme.kind is not LexemeKind.WORD or lexeme.has(Tag.TITLE, Tag.DEPARTMENT):
        return False
    joins = 0 < index < len(span) - 1 and lexeme.has(Tag.AND)
    verbal = lexeme.has(*_VERBAL) and len(lexeme.text) > 1
    beside = 0 < index < len(span) - 1 and lexeme.folded in {"with", "avec", "at", "chez", "comme", "as"}
    goes_on = joins and (not _is_part(span[index + 1]) or _is_change(span.cut(index + 1)))
    return is_spoken(lexeme) or verbal or beside or goes_on


def _names_another(span: Span, index: int, name: str) -> bool:
    """``head of sales and Max Gray takes over``: behind the "and", a job goes on with somebody else."""
    behind = span.cut(index + 1)
    joins = index > 0 and span[index].has(Tag.AND) and not span[index].capitalised
    return joins and name == "jobtitle" and len(behind) > 1 and is_given_name(behind[0].text)


def _is_change(behind: Span) -> bool:
    """``shoe size to 42``: what is to become something, and no "secretary to the board"."""
    return any(
        behind[index].folded == "to"
        and not behind[index].capitalised
        and not behind[index + 1].has(Tag.DETERMINER)
        for index in range(1, len(behind) - 1)
    )


def _is_part(lexeme: Lexeme) -> bool:
    return lexeme.capitalised or lexeme.has(Tag.TITLE, Tag.DEPARTMENT) or not lexeme.tags


def is_person(person: Person, typed: str) -> bool:
    """Whether the name of somebody referred to can be one, and stands so in what was typed, folded."""
    if len(person.name) > _LONGEST_VALUE:
        return False
    name = lex(person.name)
    if person.name[:2].casefold() in {"l'", "l’"} and person.name[2:3].islower():
        return False  # "l'ancien"
    known = len(name) <= _LONGEST_NAME and all(map(_may_name, name)) and not is_led(name)
    mixed = any(one.capitalised for one in name) and not all(
        one.capitalised or one.folded in PARTICLES or one.kind is not LexemeKind.WORD or one.text == "s"
        for one in name
    )
    return known and not mixed and fold(person.name) in " ".join(typed.replace(",", " ").split())


def is_led(name: Span) -> bool:
    """``sure ken abbot``: in small letters, a word before given and family name may be anything."""
    told = [lexeme for lexeme in name if lexeme.folded not in PARTICLES and lexeme.kind is LexemeKind.WORD]
    given = [is_given_name(lexeme.text) or lexeme.has(Tag.COURTESY) for lexeme in told]
    long = 3
    return len(told) >= long and any(given) and not given[0] and not any(one.capitalised for one in name)


def _may_name(lexeme: Lexeme) -> bool:
    if lexeme.text in {"->", "=>", "→", ":", "="} or lexeme.has(Tag.GENITIVE):
        return False
    return (
        lexeme.capitalised
        or lexeme.folded in PARTICLES
        or is_given_name(lexeme.text)
        or not (lexeme.has(*_NO_NAME, *_VERBAL) or lexeme.folded in WordGroup.TELLING)
    )


def is_meant(name: str, value: str, content: Span) -> bool:
    """Whether a value is its property's: ``the countryside`` is no town, ``the dentist`` no firm.

    A capital letter, a label or a word of firms announces it; a town in small letters has to be a known one.
    """
    if name not in _PLACES or any(one.tags.get(Tag.FIELD) == name for one in content):
        return True
    said = lex(value)
    if not len(said) or any(one.capitalised for one in said):
        return True
    if any(one.folded in WordGroup.NOWHERE for one in said):
        return False
    if name == "city":
        return is_town(said)
    known = any(one.folded in WordGroup.FIRMS for one in said)
    work = len(said) == 1 and said[0].has(Tag.DEPARTMENT, Tag.TITLE, Tag.TALK)
    return known or not (work or _is_pointed_at(value, content))


def _is_pointed_at(value: str, content: Span) -> bool:
    """``the dentist``: what an article points at is no name."""
    text = f" {fold(content.source)} "
    return any(f" {article} {fold(value)}" in text for article in WordGroup.ARTICLES.words())


def is_of_a_line(content: Span, number: str) -> bool:
    """``(standard 03…)``: where a number rings, which is in nobody's pocket."""
    at = next((i for i in range(1, len(content)) if content[i].text == number), 0)
    before = content.cut(0, at)
    named = any(one.tags.get(Tag.FIELD) == MOBILE for one in before.cut(len(before) - 2))
    return before.cut(len(before) - 1).has(Tag.LINE) and not named
