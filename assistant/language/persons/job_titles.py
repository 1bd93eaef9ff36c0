"""Job titles and the companies that go with them."""

from typing import Final

from assistant.language.persons.labelled_values import value_end
from assistant.language.persons.value_bounds import proper, trimmed, unspoken
from assistant.language.words.given_names import is_given_name
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag, fold
from assistant.language.words.towns import is_town
from assistant.language.words.word_groups import WordGroup

_LONGEST_COMPOUND: Final = 5
"""Words."""
_NO_TOPIC: Final = (
    Tag.FIELD,
    Tag.COURTESY,
    Tag.TO,
    Tag.AS,
    Tag.COPULA,
    Tag.PRONOUN,
    Tag.POSSESSIVE,
    Tag.TALK,
)
_MOST_JOB_WORDS: Final = 3
_JOB_ENDINGS: Final = (
    "er", "or", "ist", "ian", "eur", "euse", "trice", "ien", "ienne", "iere", "iste", "logue", "graphe",
)  # fmt: skip
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


def without_legal_form(span: Span) -> str:
    """The name of a company without its legal form; nothing where it has none, or is nothing else."""
    last = span.without_trailing()
    return last.cut(0, len(last) - 1).text if has_legal_form(last) and len(last) > 1 else ""


def title_start(span: Span) -> int | None:
    """Where a job title begins in a run that starts with a name; 0 when it is nothing else."""
    index = span.first(Tag.TITLE)
    if index is None:
        return None
    surname = (
        index == 1 and len(span) == index + 1 and not span[index].text.isupper() and span[index].capitalised
    )
    while index > 0 and span[index - 1].has(Tag.DEPARTMENT):
        index -= 1  # "HR manager"
    return None if surname else index


def is_promotion(verb: Lexeme) -> bool:
    """``was promoted to``, ``a été nommée``: what follows is a job, whatever it is called."""
    return verb.has(Tag.BECOMES) and any(word in WordGroup.PROMOTING for word in verb.folded.split())


def sounds_like_job(span: Span, *, announced: bool) -> bool:
    """Whether words can be a job: they hold a word of one, or name one by its ending behind an article."""
    if title_start(span) is not None:
        return True
    small = 0 < len(span) <= _MOST_JOB_WORDS and all(not one.capitalised and not one.tags for one in span)
    return announced and small and span[len(span) - 1].folded.endswith(_JOB_ENDINGS)


def is_compound_title(run: Span) -> bool:
    """``Regional Operations Manager``: in capitals, what a job is about stands before it.

    A given name or a firm's word in it makes it something else.
    """
    last = len(run) - 1
    if not 0 < last < _LONGEST_COMPOUND or not run[last].has(Tag.TITLE):
        return False
    about = run.cut(0, last)
    plain = all(lexeme.capitalised and lexeme.kind is LexemeKind.WORD for lexeme in run)
    named = any(
        is_given_name(one.text) or one.folded in WordGroup.FIRMS or one.has(*_NO_TOPIC) for one in about
    )
    return plain and not named and not is_town(about)


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
        if span[index].has(Tag.OF) and fold(span[index + 1].text) in _LEGAL_FORMS:
            return index  # "gérant de la SARL Dumas"
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
