"""Reading a new contact: one sentence, a list, or a pasted signature."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from assistant.language.persons.job_titles import has_legal_form, role_and_company, title_start
from assistant.language.persons.labelled_values import Items, put_full_name, read_items
from assistant.language.persons.pasted_text import without_boilerplate, without_closing, without_heading
from assistant.language.persons.postal_address import place_address
from assistant.language.persons.unlisted_labels import unlisted_property
from assistant.language.persons.value_bounds import is_break, proper, trimmed
from assistant.language.words.given_names import PARTICLES, reversed_by_comma
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag
from assistant.language.words.towns import is_town
from hubspot_tools.values.vocabulary import NAMED_PROPERTIES


@dataclass(frozen=True, slots=True)
class Create:
    """Store a new contact; ``no_email`` means the user said there is none, or was asked once.

    ``left`` are the parts of what was typed that nothing was made of, in the user's words.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    no_email: bool = False
    left: tuple[str, ...] = ()


_MOST_NAME_WORDS: Final = 6
_MOST_PLACE_WORDS: Final = 3


def read_card(span: Span, known: Mapping[str, str] | None = None) -> Create:
    """What the words say about one person to be stored; no value is derived from another.

    ``known`` values were said before: they are not read again, and tell what the words can still be.
    """
    no_email = span.first(Tag.NO_EMAIL)
    if no_email is not None:
        span = Span(span.source, span.lexemes[:no_email] + span.lexemes[no_email + 1 :])
    span, heading = without_heading(without_boilerplate(without_closing(span)))
    items = read_items(span)
    for name, value in heading.items():
        items.put(name, value)
    said = dict(items.values)
    items.values = {**(known or {}), **said}
    loose = _joined_names(span, items.loose)
    employer = next((run for run in loose if _is_company(run, loose, items.values)), None)
    if employer is not None:
        items.put("company", proper(employer).text)
    for index, run in enumerate(loose):
        if run is not employer:
            _place(run, items, role=employer in loose[index:] if employer else False)
    return Create(_people_first(items.values), no_email=no_email is not None)


def _is_company(run: Span, loose: list[Span], values: Mapping[str, str]) -> bool:
    """Whether a run is a company by its legal form, or because the address repeats it behind its @.

    Without either, the first run is the person's name where none was said.
    """
    if "company" in values:
        return False
    if len(loose) > 1 and len(run) == 1 and _is_employer(run[0], values):
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


def _place(run: Span, items: Items, *, role: bool) -> None:
    """Decide what a loose run is, in this order of evidence: address, name, town, title, company.

    ``role`` says that the company stands further below, as it does in signatures: what is unknown is a title.
    """
    values = items.values
    run = run.without_leading(Tag.NAMED)
    named = _is_named(values)
    if not len(run) or place_address(run, values):
        return
    title = title_start(run)
    based = _is_based(run)
    if not named and not based and title != 0 and _could_be_name(run):
        _place_name(run, title, values)
    elif based or is_town(run):
        items.put("city", proper(run.without_leading(Tag.PLACE, Tag.LIVES)).text)
    elif title is not None and "jobtitle" not in values:
        values.update(
            {name: value for name, value in role_and_company(run.cut(title)).items() if name not in values}
        )
    else:
        _place_unknown(run, items, role=role)


def _is_based(run: Span) -> bool:
    return len(run) > 1 and run[0].has(Tag.PLACE, Tag.LIVES) and " " in run[0].text and not run[0].capitalised


def _place_unknown(run: Span, items: Items, *, role: bool) -> None:
    """A company, where none is known yet; else its place, unless the words are talk about something else."""
    unlisted = unlisted_property(run)
    if unlisted is not None:
        items.put(*unlisted)
        return
    words = proper(run.without_leading(Tag.OF, Tag.AT, Tag.AS, Tag.PLACE))
    placed = run[0].has(Tag.PLACE) and not run[0].has(Tag.OF) and not run[0].capitalised
    if placed or not len(words):
        if len(words) and words[0].capitalised:
            items.put("city", words.text)
    elif role and "jobtitle" not in items.values:
        items.put("jobtitle", words.text)
    elif "company" not in items.values:
        items.put("company", words.text)
    elif len(words) <= _MOST_PLACE_WORDS and not words.has(Tag.PLACE, Tag.AT, Tag.TO):
        items.put("city", words.text)


def _could_be_name(run: Span) -> bool:
    return (
        len(run) <= _MOST_NAME_WORDS * 2
        and run[0].kind in {LexemeKind.WORD, LexemeKind.QUOTED}
        and not run[0].text[0].isdigit()
    )


def _place_name(run: Span, title: int | None, values: dict[str, str]) -> None:
    name, rest = run.cut(0, title), run.cut(title) if title else run.cut(len(run))
    source = next((i for i, lexeme in enumerate(name) if i and lexeme.folded in {"from", "of", "with"}), None)
    if source is not None:
        values.setdefault(
            "company", proper(name.cut(source + 1).without_trailing(Tag.AS, Tag.DETERMINER)).text
        )
        name = name.cut(0, source)
    elif has_legal_form(name) and len(name) > 2:  # noqa: PLR2004 - a name and the two words of a company
        given = len(name) - 2 if len(name) < 5 else 2  # noqa: PLR2004 - Luc Martin + Ex SA
        values.setdefault("company", trimmed(name.cut(given)).text)
        name = name.cut(0, given)
    name = trimmed(name.without_trailing(Tag.AS, Tag.DETERMINER, Tag.COPULA))
    words = [
        lexeme
        for lexeme in name.without_leading(Tag.COURTESY)
        if not PARTICLES.issuperset(lexeme.folded.split())
    ]
    if len(words) > 2 and _is_employer(words[-1], values):  # noqa: PLR2004 - a given and a family name before
        values.setdefault("company", name[len(name) - 1].text)
        name = name.cut(0, len(name) - 1)
    put_full_name("", name, values)
    if len(rest):
        values.setdefault("jobtitle", trimmed(rest).text)


def _is_employer(last: Lexeme, values: Mapping[str, str]) -> bool:
    """``tom baker acme tom@acme.example``: a last word that the address repeats behind its @ is no name."""
    return values.get("email", "").casefold().partition("@")[2].startswith(f"{last.folded}.")


def _people_first(values: Mapping[str, str]) -> dict[str, str]:
    order = ("firstname", "lastname", *NAMED_PROPERTIES)
    return {name: values[name] for name in (*order, *values) if name in values}


def split_creations(span: Span) -> tuple[Span, ...]:
    """Cut a request for several people into one part for each, by their e-mail addresses.

    A part begins after the address of the one before, at ``and`` or a break, when words follow that
    look like a further name. Addresses in a row, with no name before them, are a person each.
    """
    emails = [i for i, lexeme in enumerate(span) if lexeme.kind is LexemeKind.EMAIL]
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
