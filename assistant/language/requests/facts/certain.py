"""Whether a change that was read is surely what was said: every word of it has its place."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from assistant.language.persons.value_bounds import is_spoken
from assistant.language.requests.facts.account import read_account
from assistant.language.requests.intents import (
    Bare,
    Correction,
    Find,
    Intent,
    Person,
    Pick,
    Plain,
    Unsupported,
    Update,
)
from assistant.language.requests.politeness import VERBS
from assistant.language.requests.statements import is_question
from assistant.language.words.given_names import PARTICLES, is_given_name
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag, fold
from assistant.language.words.lexer import lex
from assistant.language.words.phrasebook import words_of
from assistant.language.words.towns import is_town

_FREE: Final = frozenset({"company", "jobtitle", "city", "firstname", "lastname", "country", "state"})
"""Properties that hold a few words, and no sentence."""
_ENTITIES: Final = (LexemeKind.EMAIL, LexemeKind.PHONE, LexemeKind.URL)
_OPENS_QUESTION: Final = frozenset(
    {"est ce que", "savoir si", "dire si", "me dire si", "do you know if", "do we know if", "do you know whether",
     "whether", "tell me if", "know if", "know", "do you"}
)  # fmt: skip
_NAMES: Final = {
    "fullname": ("firstname", "lastname", "fullname"),
    "phone": ("phone", "mobilephone"),
    "mobilephone": ("phone", "mobilephone"),
}
"""Properties that what one word names may be stored in."""
_FROM: Final = frozenset({"from", "de", "du"})
_LONGEST_NAME: Final = 5
"""Words."""
_LONGEST_VALUE: Final = 120
"""Characters."""
_MOST_DIGITS: Final = 4
_VERBAL: Final = (
    Tag.HAS, Tag.BECOMES, Tag.MOVES, Tag.LEAVES, Tag.NO_LONGER, Tag.LIVES, Tag.WRONG, Tag.LACKS, Tag.REACHED, Tag.NEWS,
)  # fmt: skip
_NO_NAME: Final = (Tag.FIELD, Tag.TITLE, Tag.NOW, Tag.STAGE, Tag.AND, Tag.LOOKS_AFTER, Tag.LOOKED_AFTER)


def surely(intent: Intent, content: Span, before: Span) -> Intent:
    """Return a change only where every word of it has its place, and several facts as what they are.

    ``before`` are the words of politeness in front, which may make a question of it.
    """
    match intent:
        case Update() if content.has(Tag.SAME) or is_certain(intent, content):
            return _without_old_name(intent)
        case Update():
            return read_account(content) or held_back(intent, content) or Plain.UNKNOWN
        case Find() | Bare() | Correction() | Pick() | Unsupported.BULK if not _asks(content, before):
            return read_account(content) or intent
        case _:
            return intent


def _asks(content: Span, before: Span) -> bool:
    """Whether the words are a question, by its sign or by the words ``before`` it."""
    if content[0].has(Tag.QUESTION) or content.has(Tag.SAME):
        return True
    opened = any(lexeme.folded.replace("-", " ") in _OPENS_QUESTION for lexeme in before)
    return (opened or is_question(content)) and not content[0].has(*VERBS)


def _without_old_name(update: Update) -> Update:
    """``Alice Munro changed her name to Alice Keller``: the given name stays as it was."""
    first, person = update.changes.get("firstname", ""), update.person
    stays = person is not None and "lastname" in update.changes and fold(first) in fold(person.name).split()
    kept = {name: value for name, value in update.changes.items() if name != "firstname"}
    return replace(update, changes=kept) if first and stays else update


def is_certain(update: Update, content: Span) -> bool:
    """Whether all that was said is in the change, and all that is in it can be a value."""
    if update.person is not None and not _is_person(update.person):
        return False
    addressed = (
        content.has(Tag.WITH) and content.has(Tag.CONTACT) and not (update.person and update.person.described)
    )
    if (update.wanted and update.changes) or (addressed and "email" in update.changes):
        return False
    likely = all(is_likely(name, value) for name, value in update.changes.items())
    return likely and not unplaced(update, content)


def is_likely(name: str, value: str) -> bool:
    """Whether a value can be one of its property: a company or town holds no verb, number or sentence."""
    if name in _FREE and len(value) > _LONGEST_VALUE:
        return False
    if name == "address" and len(value) <= _LONGEST_VALUE:
        return not _has_town(lex(value))
    if name not in _FREE:
        return True
    span = lex(value)
    if span.first_kind(*_ENTITIES) is not None or sum(char.isdigit() for char in value) > _MOST_DIGITS:
        return False
    if name == "jobtitle" and len(span) == 1 and span[0].has(Tag.STAGE):
        return False
    return not any(_is_talk(span, index) for index in range(len(span)))


def _has_town(span: Span) -> bool:
    """``8 rue des Lilas à Tours``: a town that is no part of the street."""
    return any(
        span[index].has(Tag.PLACE) and not span[index].capitalised and is_town(span.cut(index + 1))
        for index in range(2, len(span) - 1)
    )


def _is_talk(span: Span, index: int) -> bool:
    lexeme = span[index]
    if lexeme.capitalised or lexeme.kind is not LexemeKind.WORD or lexeme.has(Tag.TITLE, Tag.DEPARTMENT):
        return False
    joins = 0 < index < len(span) - 1 and lexeme.has(Tag.AND)
    verbal = lexeme.has(*_VERBAL) and len(lexeme.text) > 1
    return is_spoken(lexeme) or verbal or (joins and not _is_part(span[index + 1]))


def _is_part(lexeme: Lexeme) -> bool:
    return lexeme.capitalised or lexeme.has(Tag.TITLE, Tag.DEPARTMENT) or not lexeme.tags


def _is_person(person: Person) -> bool:
    if len(person.name) > _LONGEST_VALUE:
        return False
    name = lex(person.name)
    return len(name) <= _LONGEST_NAME and all(
        lexeme.capitalised
        or lexeme.folded in PARTICLES
        or is_given_name(lexeme.text)
        or not lexeme.has(*_NO_NAME, *_VERBAL)
        for lexeme in name
    )


def unplaced(update: Update, content: Span) -> tuple[str, ...]:
    """The words of a message that a change does not hold, in runs; words of the grammar do not count."""
    held = _held(update)
    runs: list[list[Lexeme]] = [[]]
    rejected = _rejected(content)
    for index, lexeme in enumerate(content):
        if index in rejected:
            continue
        if lexeme.kind is LexemeKind.PUNCTUATION:
            if lexeme.text in ",;\n":
                runs.append([])
        elif not _has_place(lexeme, held) and not (index == 0 and lexeme.has(Tag.STAGE)):
            runs[-1].append(lexeme)
    return tuple(_text(content, run) for run in runs if run)


def _rejected(content: Span) -> frozenset[int]:
    """The words of old values, which only say what is no longer so: ``from Acme``, ``left Acme``."""
    rejected: set[int] = set()
    for index, lexeme in enumerate(content):
        if lexeme.capitalised or not (
            lexeme.has(Tag.LEAVES, Tag.NOT, Tag.NO_LONGER) or lexeme.folded in _FROM
        ):
            continue
        end = index + 1
        while end < len(content) and not _ends_old(content, end):
            end += 1
        turns = end < len(content) and content[end].has(Tag.TO, Tag.FOR, Tag.BUT)
        if lexeme.folded not in _FROM or turns:
            rejected.update(range(index, end))
    return frozenset(rejected)


def _ends_old(content: Span, index: int) -> bool:
    lexeme = content[index]
    if lexeme.kind is LexemeKind.PUNCTUATION:
        return lexeme.text in ",;\n"
    return not lexeme.capitalised and lexeme.has(
        Tag.TO, Tag.FOR, Tag.BUT, Tag.AND, Tag.COPULA, Tag.POSSESSIVE
    )


def _text(content: Span, run: list[Lexeme]) -> str:
    return content.source[run[0].start : run[-1].end]


def _held(update: Update) -> frozenset[str]:
    person = update.person or Person()
    values: Iterable[str] = (
        *update.changes, *update.clear, *update.wanted, *(("email",) if person.email else ()), *update.changes.values(), person.name, person.email, person.phone, person.company, person.hint,
        *update.left, update.value.text if update.value is not None else "",
    )  # fmt: skip
    words = {word for value in values for word in words_of(value.replace("-", " "))}
    return frozenset(words | {fold(value) for value in values})


def _has_place(lexeme: Lexeme, held: frozenset[str]) -> bool:
    if lexeme.kind in _ENTITIES:
        return fold(lexeme.text) in held
    if lexeme.kind is not LexemeKind.WORD:
        return True
    if lexeme.has(Tag.FIELD) and not held.isdisjoint(
        _NAMES.get(lexeme.tags[Tag.FIELD], (lexeme.tags[Tag.FIELD],))
    ):
        return True
    if lexeme.has(Tag.STAGE) and "lifecyclestage" in held:
        return True
    if lexeme.tags and not lexeme.has(Tag.FIELD, Tag.TITLE, Tag.STAGE):
        return True
    return all(word in held for word in words_of(lexeme.text.replace("-", " ")))


def held_back(update: Update, content: Span) -> Update | None:
    """The change with what is sure of it alone, the rest named as left over; None where nobody is sure."""
    if update.person is not None and not _is_person(update.person):
        return None
    likely = {name: value for name, value in update.changes.items() if is_likely(name, value)}
    kept = replace(update, changes=likely)
    if not kept.has_changes and not kept.wanted:
        return kept if not update.changes else None
    return replace(kept, left=(*kept.left, *unplaced(kept, content)))
