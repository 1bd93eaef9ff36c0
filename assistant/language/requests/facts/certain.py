"""Whether a change that was read is surely what was said: every word of it has its place."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from assistant.language.persons.new_person import Create
from assistant.language.requests.facts.likely import is_likely, is_meant, is_of_a_line, is_person
from assistant.language.requests.facts.narrower_values import trimmed_values
from assistant.language.requests.facts.told_changes import read_account, without_old_name
from assistant.language.requests.intents import (
    Bare,
    Correction,
    Find,
    Intent,
    Person,
    Pick,
    Plain,
    Steps,
    Unsupported,
    Update,
)
from assistant.language.requests.politeness import VERBS
from assistant.language.requests.sought.sought_people import read_find
from assistant.language.requests.statements import is_question
from assistant.language.words.given_names import is_given_name
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag, fold
from assistant.language.words.lexer import lex
from assistant.language.words.phrasebook import words_of
from assistant.language.words.towns import is_town
from assistant.language.words.word_groups import WordGroup
from hubspot_tools.values.vocabulary import MOBILE, PERSONAL_PHONES

_ENTITIES: Final = (LexemeKind.EMAIL, LexemeKind.PHONE, LexemeKind.URL)
_NEWS: Final = (Tag.MOVES, Tag.LIVES, Tag.LEAVES, Tag.NO_LONGER)
"""What is told of somebody who is known already."""
_LEFT: Final = frozenset({"company", "city"})
"""What somebody may no longer be at."""
_NAMES: Final = {
    "fullname": ("firstname", "lastname", "fullname"),
    **dict.fromkeys(PERSONAL_PHONES, PERSONAL_PHONES),
}
"""Properties that what one word names may be stored in."""


def surely(intent: Intent, content: Span, before: Span) -> Intent:
    """Return a change only where every word of it has its place, and several facts as what they are.

    ``before`` are the words of politeness in front, which may make a question of it.
    """
    return trimmed_values(_sure(intent, content, before), content)


def _sure(intent: Intent, content: Span, before: Span) -> Intent:
    vague = any(lexeme.tags.get(Tag.SAME) == "" and not lexeme.capitalised for lexeme in content)
    match intent:
        case Update() if _is_opened_as_question(before) and not content[0].has(*VERBS):
            return read_find(content)
        case Update() if vague:
            return Unsupported.COMPARISON
        case Update() if content.has(Tag.SAME) or is_certain(intent, content):
            return without_old_name(intent)
        case Update():
            return _meant(read_account(content), content) or held_back(intent, content) or Plain.UNKNOWN
        case _ if _may_tell(intent, content, before):
            return _meant(read_account(content), content) or intent
        case _:
            return intent


def _may_tell(intent: Intent, content: Span, before: Span) -> bool:
    """Whether what was read as something else may be facts about somebody."""
    match intent:
        case Create():
            return content.has(*_NEWS) and not content.has(Tag.CREATE, Tag.ADD)
        case Find() | Bare() | Correction() | Pick() | Unsupported.BULK | Plain.UNKNOWN:
            return not _asks(content, before)
        case _:
            return False


def _meant(told: Update | Steps | None, content: Span) -> Update | Steps | None:
    """What was told, where all towns and companies in it are some."""
    updates = told.steps if isinstance(told, Steps) else () if told is None else (told,)
    values = [pair for one in updates if isinstance(one, Update) for pair in one.changes.items()]
    possible = all(is_likely(name, value) and is_meant(name, value, content) for name, value in values)
    return told if possible else None


def _asks(content: Span, before: Span) -> bool:
    """Whether the words are a question, by its sign or by the words ``before`` it."""
    if content[0].has(Tag.QUESTION) or content.has(Tag.SAME):
        return True
    return (_is_opened_as_question(before) or is_question(content)) and not content[0].has(*VERBS)


def _is_opened_as_question(before: Span) -> bool:
    """``est-ce que …``, ``do you know if …``."""
    return any(lexeme.folded.replace("-", " ") in WordGroup.ASKS_WHETHER for lexeme in before)


def is_certain(update: Update, content: Span) -> bool:
    """Whether all that was said is in the change, and all that is in it can be a value."""
    person = update.person or Person()
    if not is_person(person, fold(content.source)) or (update.wanted and (update.changes or update.clear)):
        return False
    if "email" in update.changes and not person.described and _names_by_address(content):
        return False
    if person.company and content[0].folded in WordGroup.PUTS:
        return False
    if not _is_the_stage(update, content):
        return False
    if fold(update.former) in WordGroup.NOWHERE:
        return False  # "is not at home"
    likely = all(
        is_likely(name, value) and is_meant(name, value, content) for name, value in update.changes.items()
    )
    return likely and not _denied(update, content) and not unplaced(update, content)


def _is_the_stage(update: Update, content: Span) -> bool:
    """Whether a stage is said to be so, and is not the one that was: ``from lead to customer``."""
    rejected = _rejected(content)
    said = {one.tags[Tag.STAGE] for i, one in enumerate(content) if one.has(Tag.STAGE) and i not in rejected}
    stage = update.changes.get("lifecyclestage", "")
    if "lifecyclestage" in update.wanted and sum(one.has(Tag.STAGE) for one in content) > 1:
        return False  # "isn't a lead, he's a customer"
    return len(said) < 2 or stage in said or not stage  # noqa: PLR2004 - one stage alone is the one


def _names_by_address(content: Span) -> bool:
    """``the contact whose email is ida@…``, ``the contact ida@…``: the address says who it is."""
    if content.has(Tag.WITH) and content.has(Tag.CONTACT):
        return True
    return any(
        lexeme.kind is LexemeKind.EMAIL and index > 0 and content[index - 1].has(Tag.CONTACT)
        for index, lexeme in enumerate(content)
    )


def _denied(update: Update, content: Span) -> frozenset[str]:
    """The properties whose value was only said to be so no longer: ``her phone is no longer 555-0100``."""
    rejected = _rejected(content)
    kept = {fold(lexeme.text) for index, lexeme in enumerate(content) if index not in rejected}
    return frozenset(
        name
        for name, value in update.changes.items()
        if not kept.issuperset(words_of(value))
        and fold(value) not in kept
        and (name in _LEFT or _is_entity(content, value))
    ) | frozenset(
        name for name, value in update.changes.items() if name == MOBILE and is_of_a_line(content, value)
    )


def _is_entity(content: Span, value: str) -> bool:
    return any(lexeme.kind in _ENTITIES and lexeme.text == value for lexeme in content)


def unplaced(update: Update, content: Span) -> tuple[str, ...]:
    """The parts of a message that a change does not hold; words of the grammar do not count."""
    held = _held(update)
    runs: list[str] = []
    for clause in _clauses(content):
        loose = [lexeme for lexeme in clause if not _has_place(lexeme, held, content)]
        placed = any(_is_held(lexeme, held) for lexeme in clause)
        if loose and not placed:
            runs.append(clause.without_leading().without_trailing().text)
        elif loose:
            runs.append(content.source[loose[0].start : loose[-1].end])
        elif not placed and len(clause) > 1 and any(_is_remark(lexeme) for lexeme in clause):
            runs.append(clause.without_leading().without_trailing().text)
    return tuple(runs)


def _is_remark(lexeme: Lexeme) -> bool:
    aside = lexeme.has(Tag.FILLER, Tag.INSTEAD, Tag.WRONG, Tag.PRONOUN, Tag.COPULA, Tag.NOT)
    return lexeme.has(Tag.TALK) and not lexeme.capitalised and not aside and len(lexeme.text) > 2  # noqa: PLR2004 - no elision


def _clauses(content: Span) -> list[Span]:
    """The parts between signs and "and", without the words of old values."""
    rejected = _rejected(content)
    clauses: list[list[Lexeme]] = [[]]
    for index, lexeme in enumerate(content):
        joins = lexeme.has(Tag.AND) and not lexeme.capitalised
        if joins or lexeme.is_sign(",;\n"):
            clauses.append([])
        elif index not in rejected:
            clauses[-1].append(lexeme)
    return [Span(content.source, tuple(clause)) for clause in clauses if clause]


def _rejected(content: Span) -> frozenset[int]:
    """The words of old values, which only say what is no longer so: ``from Acme``, ``left Acme``."""
    rejected: set[int] = set()
    for index, lexeme in enumerate(content):
        opens = lexeme.has(Tag.LEAVES, Tag.NOT, Tag.NO_LONGER) or lexeme.folded in WordGroup.FROM
        shared = index > 0 and content[index - 1].has(Tag.THAT_ONE)  # "celui de Marc à 01…"
        if lexeme.capitalised or not opens or shared:
            continue
        end = index + 1
        while end < len(content) and not _ends_old(content, end):
            end += 1
        turns = end < len(content) and content[end].has(Tag.TO, Tag.FOR, Tag.BUT)
        if lexeme.folded not in WordGroup.FROM or turns:
            rejected.update(range(index, end))
    return frozenset(rejected)


def _ends_old(content: Span, index: int) -> bool:
    lexeme = content[index]
    if lexeme.kind is LexemeKind.PUNCTUATION:
        return lexeme.text in ",;\n"
    ends = lexeme.has(Tag.TO, Tag.FOR, Tag.BUT, Tag.AND, Tag.COPULA, Tag.POSSESSIVE)
    return ends and not lexeme.capitalised


def _held(update: Update) -> frozenset[str]:
    person = update.person or Person()
    values: Iterable[str] = (
        *update.changes, *update.clear, *update.wanted, *update.changes.values(), *update.left, update.former,
        *(("email",) if person.email else ()), person.name, person.email, person.phone, person.company, person.hint,
        update.value.text if update.value is not None else "",
    )  # fmt: skip
    words = {word for value in values for word in words_of(_local(value, person).replace("-", " "))}
    return frozenset(words | {fold(value) for value in values if value})


def _local(value: str, person: Person) -> str:
    """A value, of a new address only what stands before its @: its domain tells of no company.

    The address of whoever is meant may say who they are in both its halves.
    """
    return value if value == person.email else value.partition("@")[0]


def _is_held(lexeme: Lexeme, held: frozenset[str]) -> bool:
    """Whether a lexeme stands in the change, or names what is changed."""
    if lexeme.kind in _ENTITIES:
        return fold(lexeme.text) in held
    named = lexeme.tags.get(Tag.FIELD)
    if named is not None and not held.isdisjoint(_NAMES.get(named, (named,))):
        return True
    if lexeme.has(Tag.STAGE) and "lifecyclestage" in held:
        return True
    words = words_of(lexeme.text.replace("-", " "))
    return bool(words) and all(word in held for word in words)


def _has_place(lexeme: Lexeme, held: frozenset[str], content: Span) -> bool:
    if lexeme.kind is LexemeKind.PUNCTUATION or _is_held(lexeme, held):
        return True
    if lexeme.kind in _ENTITIES:
        return False
    town = lexeme.capitalised and is_town(Span(content.source, (lexeme,)))  # "Nice", which is thanks as well
    said = bool(lexeme.tags) and not town and not lexeme.has(Tag.FIELD, Tag.TITLE, Tag.STAGE)
    dated = content.cut(1).starts_with(Tag.NOW, Tag.TIME)  # "client depuis hier : …"
    return said or (lexeme is content[0] and lexeme.has(Tag.STAGE) and not dated)


def held_back(update: Update, content: Span) -> Update | None:
    """The change with what is sure of it alone, the rest named as left over; None where nobody is sure."""
    nowhere = fold(update.former) in WordGroup.NOWHERE
    if nowhere or (update.person is not None and not is_person(update.person, fold(content.source))):
        return None
    denied = _denied(update, content)
    likely = {
        name: value
        for name, value in update.changes.items()
        if name not in denied
        and is_likely(name, value)
        and is_meant(name, value, content)
        and _is_alone(value, content, update)
    }
    kept = replace(update, changes=likely)
    if not kept.has_changes and not kept.wanted:
        return kept if not update.changes else None
    left = unplaced(kept, content)
    return None if _is_of_two(kept, left, content) else replace(kept, left=(*kept.left, *left))


def _is_of_two(update: Update, left: tuple[str, ...], content: Span) -> bool:
    """Whether "her" may be another's, or of two numbers one alone was taken: nobody knows which is meant."""
    taken = {lex(value)[0].kind for value in update.changes.values() if len(lex(value)) == 1}
    told = [one for part in left for one in lex(part)]
    named = any(is_given_name(one.text) and (one.capitalised or not one.tags) for one in told)
    return (named and content.has(Tag.POSSESSIVE)) or any(
        one.kind in taken.intersection(_ENTITIES) for one in told
    )


def _is_alone(value: str, content: Span, update: Update) -> bool:
    """Whether a number or address stands in no part that speaks of somebody or something else."""
    if not _is_entity(content, value):
        return True
    held = _held(update)
    clause = next((part for part in _clauses(content) if any(one.text == value for one in part)), ())
    return all(_has_place(lexeme, held, content) or lexeme.kind in _ENTITIES for lexeme in clause)
