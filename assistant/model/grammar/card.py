"""Reading a new contact: one sentence, a list, or a pasted signature."""

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from assistant.model.grammar.intents import Create
from assistant.model.grammar.items import Items, put_full_name, read_items
from assistant.model.grammar.lexemes import Kind, Lexeme, Span, Tag, fold
from assistant.model.grammar.people import PARTICLES, reversed_by_comma
from assistant.model.grammar.values import is_break, proper, trimmed

_LEGAL_FORMS: Final = frozenset(
    {"sa", "sas", "sarl", "sasu", "eurl", "sci", "scop", "snc", "inc", "ltd", "llc", "plc", "gmbh", "ag", "bv", "nv",
     "corp", "co", "srl", "spa", "group", "groupe", "cie", "llp", "oy", "ab", "as", "kg", "holding", "limited"}
)  # fmt: skip
_MOST_NAME_WORDS: Final = 6
_LINES_OF_A_SIGNATURE: Final = 3
_LABELS_OF_A_FORM: Final = 3
_ZIP_AND_CITY: Final = re.compile(r"(?:(?P<street>.+?)[\s,]+)?(?P<zip>\d{5})\s+(?P<city>[^\W\d][^\d,;\n]+)")
_STREET: Final = re.compile(r"\d+[a-z]?(?:\s?(?:bis|ter))?,?\s+[^\W\d].*")


def read_card(span: Span, known: Mapping[str, str] | None = None) -> Create:
    """What the words say about one person to be stored; no value is derived from another.

    ``known`` values were said before: they are not read again, and tell what the words can still be.
    """
    no_email = span.first(Tag.NO_EMAIL)
    if no_email is not None:
        span = Span(span.source, span.lexemes[:no_email] + span.lexemes[no_email + 1 :])
    span, stage = _without_heading(span)
    items = read_items(span)
    if stage:
        items.put("lifecyclestage", stage)
    said = dict(items.values)
    items.values = {**(known or {}), **said}
    for run in _joined_names(span, items.loose):
        _place(run, items)
    return Create(_people_first(items.values), no_email=no_email is not None)


def is_signature(span: Span) -> bool:
    """Whether the text looks like a pasted signature: several lines, one of them with an address or number."""
    lines = [line for line in span.split("\n") if len(line)]
    reachable = any(lexeme.kind in {Kind.EMAIL, Kind.PHONE} for lexeme in span)
    return len(lines) >= _LINES_OF_A_SIGNATURE and reachable


def is_form(span: Span) -> bool:
    """Whether the text is a filled form: several labels with colons, a name and an address or number among them."""
    labels = {
        lexeme.tags[Tag.FIELD]
        for lexeme, following in pairwise(span)
        if lexeme.has(Tag.FIELD) and following.is_sign(":=")
    }
    named = not labels.isdisjoint({"fullname", "firstname", "lastname"})
    return (
        named
        and len(labels) >= _LABELS_OF_A_FORM
        and not labels.isdisjoint({"email", "phone", "mobilephone"})
    )


def has_legal_form(span: Span) -> bool:
    """Whether the words end as a company's name does: ``SARL``, ``Inc.``."""
    return len(span) > 0 and fold(span[len(span) - 1].text) in _LEGAL_FORMS


def title_start(span: Span) -> int | None:
    """Where a job title begins in a run that starts with a name; 0 when it is nothing else."""
    index = span.first(Tag.TITLE)
    if index is None:
        return None
    surname = (
        index == 1 and len(span) == index + 1 and not span[index].text.isupper() and span[index].capitalised
    )
    return None if surname else index


def _without_heading(span: Span) -> tuple[Span, str]:
    """The rest after the announcement, and the lifecycle stage that it named.

    ``client`` names none here: to add "a client" is to add anybody.
    """
    rest, stage = span, ""
    while len(rest) and (rest[0].kind is Kind.PUNCTUATION or _is_heading(rest)):
        if rest[0].has(Tag.STAGE) and not rest[0].folded.startswith("client"):
            stage = rest[0].tags[Tag.STAGE]
        rest = rest.cut(1)
    return rest, stage


def _is_heading(span: Span) -> bool:
    """``un nouveau contact nommé``, ``a lead:``: what only announces that a person follows."""
    first = span[0]
    if first.capitalised and not first.has(Tag.NEW, Tag.CONTACT):
        return False
    if first.has(Tag.CREATE):
        return " " in first.text
    announces_stage = (
        first.has(Tag.STAGE) and len(span) > 1 and (span[1].is_sign(":") or not is_break(span, 1))
    )
    return announces_stage or first.has(
        Tag.DETERMINER, Tag.NEW, Tag.CONTACT, Tag.FOR, Tag.NAMED, Tag.FILLER, Tag.PRONOUN
    )


def _joined_names(span: Span, loose: list[Span]) -> list[Span]:
    """``Smith`` and ``John`` are one run again where they were parted by a comma."""
    pair = 2
    if len(loose) < pair or not reversed_by_comma(loose[0], loose[1]):
        return loose
    start = span.lexemes.index(loose[0][0])
    end = span.lexemes.index(loose[1][0]) + len(loose[1])
    return [span.cut(start, end), *loose[pair:]]


def _place(run: Span, items: Items) -> None:
    """Decide what a loose run is: name, title, company or address, in this order of evidence."""
    values = items.values
    run = run.without_leading(Tag.NAMED)
    named = "firstname" in values or "lastname" in values
    if not len(run) or place_address(run, values):
        return
    title = title_start(run)
    if not named and title != 0 and _could_be_name(run):
        _place_name(run, title, values)
    elif title is not None and "jobtitle" not in values:
        items.put("jobtitle", proper(run.cut(title)).text)
    else:
        # Where a company is known already, a further name is that of its place.
        slot = "city" if "company" in values else "company"
        items.put(slot, proper(run.without_leading(Tag.OF, Tag.AT, Tag.AS, Tag.PLACE)).text)


def _could_be_name(run: Span) -> bool:
    return (
        len(run) <= _MOST_NAME_WORDS * 2
        and run[0].kind in {Kind.WORD, Kind.QUOTED}
        and not run[0].text[0].isdigit()
    )


def _place_name(run: Span, title: int | None, values: dict[str, str]) -> None:
    name, rest = run.cut(0, title), run.cut(title) if title else run.cut(len(run))
    source = next((i for i, lexeme in enumerate(name) if i and lexeme.folded == "from"), None)
    if source is not None:
        values.setdefault("company", proper(name.cut(source + 1)).text)
        name = name.cut(0, source)
    elif has_legal_form(name) and len(name) > 2:  # noqa: PLR2004 - a name and the two words of a company
        given = len(name) - 2 if len(name) < 5 else 2  # noqa: PLR2004 - Luc Martin + Ex SA
        values.setdefault("company", trimmed(name.cut(given)).text)
        name = name.cut(0, given)
    name = trimmed(name.without_trailing(Tag.AS, Tag.DETERMINER, Tag.COPULA))
    words = [lexeme for lexeme in name if not PARTICLES.issuperset(lexeme.folded.split())]
    if len(words) > 2 and _is_employer(words[-1], values):  # noqa: PLR2004 - a given and a family name before
        values.setdefault("company", name[len(name) - 1].text)
        name = name.cut(0, len(name) - 1)
    put_full_name("", name, values)
    if len(rest):
        values.setdefault("jobtitle", trimmed(rest).text)


def _is_employer(last: Lexeme, values: Mapping[str, str]) -> bool:
    """``tom baker acme tom@acme.example``: a last word that the address repeats behind its @ is no name."""
    return values.get("email", "").casefold().partition("@")[2].startswith(f"{last.folded}.")


def place_address(run: Span, values: dict[str, str]) -> bool:
    """Store a street, or a postal code and its town, where the run is one; whether it was."""
    text = run.text
    found = _ZIP_AND_CITY.fullmatch(text)
    if found:
        parts = {"address": found["street"], "zip": found["zip"], "city": found["city"].strip()}
        values.update({name: value for name, value in parts.items() if value and name not in values})
        return True
    if _STREET.fullmatch(text) and "address" not in values:
        values["address"] = text
        return True
    return text[0].isdigit()


def _people_first(values: Mapping[str, str]) -> dict[str, str]:
    order = ("firstname", "lastname", "email", "phone", "mobilephone", "company", "jobtitle")
    return {name: values[name] for name in (*order, *values) if name in values}


def split_creations(span: Span) -> tuple[Span, ...]:
    """Cut a request for several people into one part for each, by their e-mail addresses.

    A part begins after the address of the one before, at ``and`` or a break, when words follow that
    look like a further name.
    """
    emails = [i for i, lexeme in enumerate(span) if lexeme.kind is Kind.EMAIL]
    parts: list[Span] = []
    start = 0
    for email, following in pairwise(emails):
        border = _border(span, email + 1, following)
        if border is not None:
            parts.append(span.cut(start, border))
            start = border + 1
    return (*parts, span.cut(start))


def _border(span: Span, start: int, end: int) -> int | None:
    for index in range(end - 1, start - 1, -1):
        name = span.cut(index + 1, end)
        parts = span[index].has(Tag.AND) or span[index].is_sign(";\n") or is_break(span, index)
        if parts and any(lexeme.kind is Kind.WORD and not lexeme.has(Tag.FIELD) for lexeme in name):
            return index
    return None
