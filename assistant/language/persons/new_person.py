"""Reading a new contact: one sentence, a list, or a pasted signature."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest
from typing import Final

from assistant.language.persons.companies import is_employer, is_firm
from assistant.language.persons.job_titles import has_legal_form, title_start
from assistant.language.persons.labelled_values import Items, read_items
from assistant.language.persons.loose_words import Surroundings, names_first, place
from assistant.language.persons.owner_of_new import owner_told
from assistant.language.persons.pasted_text import (
    asides_in,
    without_boilerplate,
    without_closing,
    without_heading,
)
from assistant.language.persons.value_bounds import is_break, proper, trimmed
from assistant.language.words.given_names import is_given_name, reversed_by_comma
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag
from assistant.language.words.word_groups import WordGroup
from hubspot_tools.values.properties import OWNER
from hubspot_tools.values.vocabulary import CONTACT_DETAILS


@dataclass(frozen=True, slots=True)
class Create:
    """Store a new contact; ``no_email`` means the user said there is none, or was asked once.

    ``left`` are the parts of what was typed that nothing was made of, in the user's words.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    no_email: bool = False
    left: tuple[str, ...] = ()


_PURPOSES: Final = (Tag.AS, Tag.TO, Tag.OF, Tag.FOR, Tag.PLACE)
_GRAMMAR: Final = (
    Tag.FILLER, Tag.DETERMINER, Tag.POSSESSIVE, Tag.PRONOUN, Tag.COPULA, Tag.AND, Tag.OF, Tag.AT, Tag.PLACE, Tag.TO,
    Tag.AS, Tag.FOR, Tag.NAMED, Tag.WITH, Tag.NEW, Tag.NOW, Tag.THANKS, Tag.GREETING, Tag.FAREWELL, Tag.CONTACT,
    Tag.CREATE, Tag.ADD, Tag.TALK, Tag.QUESTION, Tag.HAS, Tag.INSTEAD, Tag.COURTESY, Tag.GENITIVE, Tag.LIVES, Tag.BECOMES, Tag.UPDATE, Tag.TURN, Tag.THAT_ONE, Tag.LINE, Tag.MET, Tag.REACHED,
)  # fmt: skip
"""Words that carry no value by themselves; nothing is lost with them."""


def read_card(span: Span, known: Mapping[str, str] | None = None) -> Create:
    """What the words say about one person to be stored; no value is derived from another.

    ``known`` values were said before: they are not read again, and tell what the words can still be.
    """
    span = _as_jobs(_without_counsel(span))
    no_email = _no_email(span)
    if no_email is not None:
        span = Span(span.source, span.lexemes[:no_email] + span.lexemes[no_email + 1 :])
    span, heading = without_heading(without_boilerplate(without_closing(without_purpose(span))))
    told = [*_told_behind(span), *owner_told(span)]
    items = read_items(_without(span, [*told, *(("", "", aside) for aside in asides_in(span))]))
    for name, value, words in told:
        items.values[name] = value
        items.take(words)
    for name, value in heading.items():
        items.put(name, value)
    items.values = {**(known or {}), **items.values}
    items.loose = [run for run in items.loose if not _tells_of_else(span, run)]
    _place_all(_joined_names(span, items.loose), items, span)
    return Create(_people_first(items.values), no_email is not None, _left(span, items.taken))


def _without_counsel(span: Span) -> Span:
    """``Me Paul Rey``: French lawyers are addressed by a word that is a pronoun in English."""
    pairs = zip_longest(span, span.lexemes[1:])
    kept = (one for one, after in pairs if one.text != "Me" or after is None or not after.capitalised)
    return Span(span.source, tuple(kept))


def _as_jobs(span: Span) -> Span:
    """``owner of Reid Bakery``: of somebody new a job, and nobody whom the contact belongs to."""
    pairs = zip_longest(span, span.lexemes[1:])
    jobs = (
        replace(one, tags={Tag.TITLE: ""})
        if one.tags.get(Tag.FIELD) == OWNER and one.has(Tag.TITLE) and after is not None and after.has(Tag.OF)
        else one
        for one, after in pairs
    )
    return Span(span.source, tuple(jobs))


def _no_email(span: Span) -> int | None:
    """Where it is said that there is no e-mail address, rather than no number or no customer yet."""
    for index, lexeme in enumerate(span):
        if not lexeme.has(Tag.NO_EMAIL):
            continue
        before = span.cut(0, index).without_trailing(Tag.COPULA)
        label = before[len(before) - 1].tags.get(Tag.FIELD, "email") if len(before) else "email"
        follows = index + 1 < len(span) and span[index + 1].kind is LexemeKind.WORD
        goes_on = follows and not span[index + 1].has(*_GRAMMAR)
        if "mail" in lexeme.folded or (label == "email" and not goes_on):
            return index
    return None


def _told_behind(span: Span) -> list[tuple[str, str, Span]]:
    """``Van Houten is the family name, Milly the first name``: names whose label stands behind them."""
    told: list[tuple[str, str, Span]] = []
    start = 0
    for index in range(len(span) + 1):
        if index < len(span) and not is_break(span, index):
            continue
        part = span.cut(start, index)
        label = part[len(part) - 1].tags.get(Tag.FIELD) if len(part) > 1 else None
        name = part.cut(0, len(part) - 1).without_trailing(Tag.COPULA, Tag.DETERMINER, Tag.POSSESSIVE)
        marked = len(name) < len(part) - 1 and len(name) > 0 and name[0].capitalised
        if label in {"firstname", "lastname"} and marked and not any(one.has(Tag.FIELD) for one in name):
            told.append((label, name.text, part))
        start = index + 1
    return told


def _without(span: Span, told: list[tuple[str, str, Span]]) -> Span:
    gone = {lexeme.start for _, _, words in told for lexeme in words}
    return Span(span.source, tuple(lexeme for lexeme in span if lexeme.start not in gone))


def without_purpose(span: Span) -> Span:
    """``… as a contact``, ``… en contact``: that a contact is wanted goes without saying."""
    for index, lexeme in enumerate(span):
        if index and lexeme.has(Tag.CONTACT) and not lexeme.capitalised:
            lead = len(span.cut(0, index).without_trailing(Tag.DETERMINER, Tag.NEW)) - 1
            purpose = lead >= 0 and (span[lead].has(*_PURPOSES) or span[lead].folded == "en")
            ends = index + 1 == len(span) or span[index + 1].kind is not LexemeKind.WORD
            if purpose and lead and ends:
                return Span(span.source, span.lexemes[:lead] + span.lexemes[index + 1 :])
    return span


def _tells_of_else(span: Span, run: Span) -> bool:
    """``met in Berlin``, ``her assistant is Tim``: where somebody was met, and who works for them."""
    start = span.lexemes.index(run[0])
    if start > 0 and span[start - 1].has(Tag.MET) and run[0].has(Tag.PLACE, Tag.AT):
        return True
    if start > 0 and not span[start - 1].capitalised and span[start - 1].folded in WordGroup.TELLING:
        return True  # "prefers WhatsApp"
    begin = next((i + 1 for i in range(start - 1, -1, -1) if is_break(span, i)), 0)
    return any(span[i].has(Tag.POSSESSIVE) and span[i + 1].has(Tag.TITLE) for i in range(begin, start))


def _place_all(loose: list[Span], items: Items, span: Span) -> None:
    employer = next((run for run in loose if _is_company(run, loose, items.values)), None)
    if employer is not None and items.put("company", proper(employer).text):
        items.take(employer)
    titled = [title_start(run) == 0 for run in loose]
    pasted = any(lexeme.text == "\n" for lexeme in span)
    for index, run in names_first(loose):
        if run is not employer:
            role = pasted and employer is not None and employer in loose[index:]
            beside_title = any(titled[max(0, index - 1) : index + 2])
            place(run, items, Surroundings(role, beside_title, _stands_alone(span, run), pasted))


def _stands_alone(span: Span, run: Span) -> bool:
    """Whether signs, addresses or numbers alone stand beside the run."""
    start = span.lexemes.index(run[0])
    beside = (
        *span.lexemes[max(0, start - 1) : start],
        *span.lexemes[start + len(run) : start + len(run) + 1],
    )
    return all(lexeme.kind is not LexemeKind.WORD and not lexeme.is_sign("@#") for lexeme in beside)


def _left(span: Span, taken: set[int]) -> tuple[str, ...]:
    """The parts nothing was made of, each from its first word to its last."""
    parts: list[str] = []
    start = 0
    for index in range(len(span) + 1):
        if index < len(span) and span[index].start not in taken and not is_break(span, index):
            continue
        part = trimmed(span.cut(start, index))
        if any(_is_content(lexeme) for lexeme in part):
            parts.append(part.text)
        start = index + 1
    return tuple(dict.fromkeys(parts))


def _is_content(lexeme: Lexeme) -> bool:
    if lexeme.kind is LexemeKind.PUNCTUATION:
        return False
    introduces = lexeme.has(Tag.FIND) and " " in lexeme.text  # "who is", "qui est"
    return lexeme.kind is not LexemeKind.WORD or not (introduces or lexeme.has(*_GRAMMAR))


def _is_company(run: Span, loose: list[Span], values: Mapping[str, str]) -> bool:
    """Whether a run is a company by its legal form, or because the address repeats it behind its @.

    Without either, the first run is the person's name where none was said.
    """
    if "company" in values:
        return False
    if len(loose) > 1 and len(run) == 1 and is_employer(run[0], values):
        return True
    return has_legal_form(run) and (run is not loose[0] or _is_named(values))


def _is_named(values: Mapping[str, str]) -> bool:
    return "firstname" in values or "lastname" in values


def _joined_names(span: Span, loose: list[Span]) -> list[Span]:
    """``Smith`` and ``John`` are one run again where they were parted by a comma."""
    pair = 2
    if len(loose) < pair or not reversed_by_comma(loose[0], loose[1]):
        return loose
    start = span.lexemes.index(loose[0][0])
    end = span.lexemes.index(loose[1][0]) + len(loose[1])
    return [span.cut(start, end), *loose[pair:]]


def _people_first(values: Mapping[str, str]) -> dict[str, str]:
    order = ("firstname", "lastname", *CONTACT_DETAILS, "company", "jobtitle")
    return {name: values[name] for name in (*order, *values) if name in values}


def names_several(span: Span) -> bool:
    """Whether one contact would be made of two people: ``Luc et Marie Perrot``, ``Mr and Mrs Smith``."""
    for index in range(1, len(span) - 1):
        joins = span[index].has(Tag.AND) and not span[index].capitalised
        if not (joins or span[index].is_sign("&")):
            continue
        spelled = index > 1 and span[index - 1].is_sign(".")
        before, after = span[index - 1 - spelled], span[index + 1]
        if before.has(Tag.COURTESY) or (after.has(Tag.COURTESY) and before.kind is LexemeKind.WORD):
            return True
        start = next((i + 1 for i in range(index - 1, -1, -1) if not _belongs_to_name(span, i)), 0)
        end = next((i for i in range(index + 1, len(span)) if not _belongs_to_name(span, i)), len(span))
        names = (span.cut(start, index), span.cut(index + 1, end))
        given = [len(name) > 0 and is_given_name(name[0].text) for name in names]
        opens = joins and start == 0 and all(len(name) == 1 and name[0].capitalised for name in names)
        if opens and not is_firm(names[1]) and not has_legal_form(span.cut(0, end)):
            return True
        if (all(given) if not joins else any(given)) and all(
            len(name) and (known or name[0].capitalised) for name, known in zip(names, given, strict=True)
        ):
            return not has_legal_form(names[1])
    return False


def _belongs_to_name(span: Span, index: int) -> bool:
    lexeme = span[index]
    if lexeme.kind is not LexemeKind.WORD or is_break(span, index):
        return False
    return lexeme.capitalised or not lexeme.tags or is_given_name(lexeme.text)


def split_creations(span: Span) -> tuple[Span, ...]:
    """Cut a request for several people into one part for each, by their e-mail addresses.

    A part begins after the address of the one before, at ``and`` or a break, when words follow that
    look like a further name. Addresses in a row, with no name before them, are a person each.
    """
    emails = [
        i for i, lexeme in enumerate(span) if lexeme.kind is LexemeKind.EMAIL and not _is_of_owner(span, i)
    ]
    parts: list[Span] = []
    start = 0
    nameless = bool(emails) and not any(_names(lexeme) for lexeme in _announced(span.cut(0, emails[0])))
    for email, following in pairwise(emails):
        border = _border(span, email + 1, following)
        if border is None and nameless and not any(_names(each) for each in span.cut(email + 1, following)):
            border = email + 1
        if border is not None:
            parts.append(span.cut(start, border))
            start = border + 1
    return (*parts, span.cut(start))


def _is_of_owner(span: Span, index: int) -> bool:
    """``owner: claire@…``: the address of whoever looks after the new contact."""
    before = span.cut(max(0, index - 2), index).without_trailing(Tag.COPULA)
    return len(before) > 0 and before[len(before) - 1].tags.get(Tag.FIELD) == OWNER


def _announced(span: Span) -> Span:
    """What follows ``two contacts``."""
    nouns = [index for index, lexeme in enumerate(span) if lexeme.has(Tag.PEOPLE, Tag.CONTACT)]
    return span.cut(nouns[-1] + 1) if nouns else span


def _names(lexeme: Lexeme) -> bool:
    return lexeme.kind is LexemeKind.WORD and not lexeme.tags and not lexeme.text.isdigit()


def _border(span: Span, start: int, end: int) -> int | None:
    for index in range(end - 1, start - 1, -1):
        name = span.cut(index + 1, end)
        parts = span[index].has(Tag.AND) or span[index].is_sign(";\n") or is_break(span, index)
        if parts and any(lexeme.kind is LexemeKind.WORD and not lexeme.has(Tag.FIELD) for lexeme in name):
            return index
    return None
