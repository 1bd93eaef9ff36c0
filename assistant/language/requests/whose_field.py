"""Whose field it is: taking the owner out from between, before or behind a label and its value."""

from typing import Final

from assistant.language.requests.intents import Person
from assistant.language.requests.references import read_person
from assistant.language.words.lexemes import LexemeKind, Span, Tag
from assistant.language.words.word_groups import WordGroup
from hubspot_tools.values.vocabulary import CONTACT_DETAILS

_ENTITIES: Final = (LexemeKind.EMAIL, LexemeKind.PHONE, LexemeKind.URL)


def owner_between(rest: Span) -> tuple[Span, Person | None]:
    """``téléphone de Marie Dupont en …``: take the owner out from between label and value."""
    if len(rest) < 2 or not rest[1].has(Tag.OF, Tag.FOR) or rest[1].capitalised:  # noqa: PLR2004 - label, "of"
        return rest, None
    end = 2
    while end < len(rest) and not _ends_owner(rest, end):
        end += 1
    person = read_person(rest.cut(2, end))
    whole = end == len(rest) or rest[end].has(Tag.AND)
    if person is None or (whole and rest[1].folded in {"a", "to"} and _looks_like_value(rest)):
        return rest, None
    value = rest.cut(end)
    if len(value) > 1 and value[0].is_sign(",") and value[1].has(Tag.COPULA, Tag.PRONOUN, Tag.INSTEAD):
        value = value.cut(1)
    return Span(rest.source, rest.lexemes[:1] + value.lexemes), person


def owner_before_entity(rest: Span) -> tuple[Span, Person | None]:
    """``tel jean dupont 01 99…``: a name between a label and the number or address it announces."""
    entity = rest.first_kind(*_ENTITIES)
    typed = rest[0].tags.get(Tag.FIELD) in CONTACT_DETAILS
    if (
        not typed
        or entity is None
        or any(lexeme.kind is not LexemeKind.WORD for lexeme in rest.cut(0, entity))
    ):
        return rest, None
    person = read_person(rest.cut(1, entity))
    if person is None or not person.described:
        return rest, None
    return Span(rest.source, rest.lexemes[:1] + rest.lexemes[entity:]), person


def _label_follows(rest: Span, index: int) -> bool:
    return rest.cut(index).without_leading(Tag.DETERMINER, Tag.POSSESSIVE, Tag.NEW).starts_with(Tag.FIELD)


def owner_behind(rest: Span) -> tuple[Span, Person | None]:
    """``ville Paris pour Marie Dupont``: the owner stands after the value."""
    for index in range(len(rest) - 2, 1, -1):
        if rest[index - 1].has(Tag.FIELD):
            continue  # "la ville à Leeds"
        typed = rest[index].has(Tag.OF) and rest[index - 1].kind in _ENTITIES
        if (rest[index].folded in WordGroup.WHOSE or typed) and not rest[index].capitalised:
            person = read_person(rest.cut(index + 1))
            return (rest.cut(0, index), person) if person else (rest, None)
    return rest, None


def _ends_owner(rest: Span, index: int) -> bool:
    lexeme = rest[index]
    if lexeme.kind in _ENTITIES:
        return index > 2 or lexeme.kind is not LexemeKind.EMAIL  # noqa: PLR2004 - label, "of", and the owner's own address
    if lexeme.is_sign("()"):
        return False
    if lexeme.has(Tag.AND) and not lexeme.capitalised and _label_follows(rest, index + 1):
        return True
    if lexeme.kind is LexemeKind.PUNCTUATION:
        return lexeme.text in {":", "=", ",", ";", "\n", "->", "=>"}
    turning = lexeme.has(Tag.TO, Tag.COPULA, Tag.AS) and not lexeme.has(Tag.OF) and not lexeme.capitalised
    return turning and index > 2  # noqa: PLR2004


def _looks_like_value(rest: Span) -> bool:
    """``la ville à Paris``: what follows the preposition is the value, not the owner."""
    return rest[0].tags.get(Tag.FIELD) not in CONTACT_DETAILS or rest[2].kind in _ENTITIES


def tells_whose(span: Span) -> bool:
    """``Ned's new number``, ``07… as the mobile of Ned``: somebody's property, and no new contact."""
    at = span.first(Tag.GENITIVE)
    if at is not None and span.cut(at + 1).without_leading(Tag.NEW).starts_with(Tag.FIELD):
        return True
    if span.first_kind(*_ENTITIES) != 0 or len(span) < 2 or span[1].folded not in WordGroup.VALUE_FIRST:  # noqa: PLR2004 - value, "as"
        return False
    label = span.cut(2).without_leading(Tag.DETERMINER, Tag.POSSESSIVE, Tag.NEW)
    return label.starts_with(Tag.FIELD) and label.cut(1).starts_with(Tag.OF, Tag.FOR)
