"""Job titles and the companies that go with them."""

from typing import Final

from assistant.language.persons.labelled_values import value_end
from assistant.language.persons.value_bounds import proper, trimmed, unspoken
from assistant.language.words.lexemes import Span, Tag, fold
from assistant.language.words.towns import is_town
from assistant.language.words.word_groups import WordGroup

_LEGAL_FORMS: Final = frozenset(
    {"sa", "sas", "sarl", "sasu", "eurl", "sci", "scop", "snc", "inc", "ltd", "llc", "plc", "gmbh", "ag", "bv", "nv",
     "corp", "co", "srl", "spa", "group", "groupe", "cie", "llp", "oy", "ab", "as", "kg", "holding", "limited"}
)  # fmt: skip


def has_legal_form(span: Span) -> bool:
    """Whether the words end as a company's name does: ``SARL``, ``Inc.``; ``as`` in capitals only."""
    last = span.without_trailing()
    if span.text[:4].casefold() == "a/s ":
        return True
    if len(last) < 2 or last[len(last) - 1].text == "as":  # noqa: PLR2004 - a name and its form
        return False
    return fold(last[len(last) - 1].text) in _LEGAL_FORMS


def title_start(span: Span) -> int | None:
    """Where a job title begins in a run that starts with a name; 0 when it is nothing else."""
    index = span.first(Tag.TITLE)
    if index is None:
        return None
    surname = (
        index == 1 and len(span) == index + 1 and not span[index].text.isupper() and span[index].capitalised
    )
    return None if surname else index


def role_and_company(span: Span) -> dict[str, str]:
    """``VP Sales at Globex``, ``CTO of Initech`` give a title and a company."""
    at = next((i for i, lexeme in enumerate(span) if lexeme.has(Tag.AT) and not lexeme.capitalised), None)
    if at is None:
        at = _office_of(span)
    runs = unspoken(span.cut(0, at))
    title, city = _placed(trimmed(runs[0])) if runs else ("", "")
    company = proper(span.cut(at + 1, value_end(span, at + 1))).text if at is not None else ""
    values = {"jobtitle": title, "company": company, "city": city}
    return {name: value for name, value in values.items() if value}


def _office_of(span: Span) -> int | None:
    """``co-founder/CEO of Initech``: the "of" behind an office that is whole in itself."""
    for index in range(1, len(span) - 1):
        if span[index].has(Tag.OF) and span[index - 1].folded in WordGroup.OFFICES:
            follows = span[index + 1]
            return (
                index
                if not (follows.has(Tag.DEPARTMENT, Tag.TITLE) or is_town(span.cut(index + 1)))
                else None
            )
    return None


def _placed(title: Span) -> tuple[str, str]:
    """``Head of Sales in Leeds``: the title, and the town it is held in."""
    for index in range(1, len(title) - 1):
        if title[index].has(Tag.PLACE) and not title[index].capitalised and is_town(title.cut(index + 1)):
            return title.cut(0, index).text, title.cut(index + 1).text
    return title.text, ""
