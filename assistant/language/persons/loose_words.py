"""Decides what the words are that no label announces: a name, a town, a job title, a company.

What is none of them for sure stays untaken: a wrong value is worse than a question.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from assistant.language.persons.companies import (
    is_employer,
    is_firm,
    is_in_address,
    is_unlabelled_company,
)
from assistant.language.persons.job_titles import (
    has_legal_form,
    is_compound_title,
    role_and_company,
    title_start,
)
from assistant.language.persons.labelled_values import Items
from assistant.language.persons.postal_address import place_address
from assistant.language.persons.unlisted_labels import unlisted_property
from assistant.language.persons.value_bounds import is_spoken, proper, trimmed
from assistant.language.persons.worded_values import put_full_name
from assistant.language.words.given_names import PARTICLES, is_given_name
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag
from assistant.language.words.towns import is_town
from assistant.language.words.word_groups import WordGroup

_MOST_NAME_WORDS: Final = 6
_MOST_TITLE_WORDS: Final = 8
_MOST_SMALL_WORDS: Final = 3
_MOST_ROLE_WORDS: Final = 5
_ENDS_NAME: Final = (
    Tag.TALK, Tag.AND, Tag.HAS, Tag.TO, Tag.AT, Tag.AS, Tag.PLACE, Tag.FIND, Tag.SEND, Tag.UPDATE, Tag.TIME, Tag.NOT,
    Tag.WITH, Tag.COPULA, Tag.QUESTION, Tag.STAGE, Tag.MET, Tag.FILLER,
)  # fmt: skip
_NO_NAME: Final = (Tag.TALK, Tag.HAS, Tag.TIME, Tag.NOT, Tag.SEND, Tag.QUESTION, Tag.COPULA)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a run: ``role`` says that the company stands further below, as in signatures.

    ``beside_title`` says that the run before or behind it is a job title, ``alone`` that no word of another
    kind stands beside it, ``pasted`` that there are several lines.
    """

    role: bool = False
    beside_title: bool = False
    alone: bool = False
    pasted: bool = False

    @property
    def small_words(self) -> int:
        """How many words in small letters may be a company here: some beside a job title, else none."""
        return _MOST_SMALL_WORDS if self.alone and self.beside_title else 0


def place(run: Span, items: Items, around: Surroundings) -> None:
    """Decide what a loose run is, in this order of evidence: address, name, town, title, company."""
    words = run.without_leading(Tag.NAMED)
    introduced = len(words) > 1 and words[0].has(Tag.CONTACT) and not words[0].capitalised
    if introduced and (words[1].capitalised or len(words) > 2):  # noqa: PLR2004 - given and family name
        words = words.cut(1)  # "Hôtel Bellevue, contact Rose Aimard"
    if not len(words):
        return
    if all(lexeme.folded.rstrip(".") in WordGroup.DEGREES or lexeme.is_sign(".") for lexeme in words):
        items.take(run)
        return
    known = len(items.values)
    if place_address(words, items.values):
        if len(items.values) > known:
            items.take(run)
        return
    title = title_start(words)
    based = _is_based(words)
    named = not {"firstname", "lastname"}.isdisjoint(items.values)
    title = 0 if named and is_compound_title(words) else title
    if not named and not based and title != 0 and _could_be_name(words):
        _place_name(words, title, items, around)
    elif based or is_town(words):
        if items.put("city", proper(words.without_leading(Tag.PLACE, Tag.LIVES)).text):
            items.take(run)
    elif title is not None and _place_title(words, title, items):
        return
    else:
        _place_unknown(words, items, around)


def _is_based(run: Span) -> bool:
    return len(run) > 1 and run[0].has(Tag.PLACE, Tag.LIVES) and " " in run[0].text and not run[0].capitalised


def _place_title(run: Span, title: int, items: Items) -> bool:
    words = run if is_compound_title(run) else run.cut(title)
    introduced = words is run or _introduces(run.cut(0, title))
    if "jobtitle" in items.values or len(words) > _MOST_TITLE_WORDS or not introduced:
        return False
    found = role_and_company(words)
    if any(char.isdigit() for char in found.get("jobtitle", "")):
        return False
    for name, value in found.items():
        items.put(name, value)
    items.take(run)
    return True


def _introduces(before: Span) -> bool:
    """Whether the words before a job title are only grammar: ``as our new …``."""
    return all(lexeme.has(Tag.DETERMINER, Tag.AS, Tag.NEW, Tag.POSSESSIVE, Tag.COPULA) for lexeme in before)


def _place_unknown(run: Span, items: Items, around: Surroundings) -> None:
    """A company, where none is known yet and the words are one by their look; a title above the company."""
    unlisted = unlisted_property(run)
    if unlisted is not None and items.put(*unlisted):
        items.take(run)
        return
    words = proper(run.without_leading(Tag.OF, Tag.AT, Tag.AS, Tag.PLACE))
    placed = run[0].has(Tag.PLACE) and not run[0].has(Tag.OF) and not run[0].capitalised
    if not len(words):
        return
    pointed = len(run) > 1 and run[0].has(Tag.OF) and run[1].has(Tag.DETERMINER) and not words[0].capitalised
    if is_town(words):
        name = "city"
    elif placed or pointed:  # "from the webinar"
        name = ""
    elif around.role and "jobtitle" not in items.values and _is_role(words):
        name = "jobtitle"
    elif is_unlabelled_company(
        words,
        items.values,
        most_small=around.small_words,
        expected=around.alone or around.pasted or run[0].has(Tag.OF),
    ):
        name = "company"
    else:
        name = ""
    if name and items.put(name, words.text):
        items.take(run)


def _is_role(words: Span) -> bool:
    plain = all(lexeme.kind is LexemeKind.WORD or lexeme.is_sign("&'-") for lexeme in words)
    talks = any(not lexeme.capitalised and lexeme.has(*_NO_NAME, Tag.TO, Tag.AT) for lexeme in words)
    return plain and not talks and len(words) <= _MOST_ROLE_WORDS


def _could_be_name(run: Span) -> bool:
    return (
        len(run) <= _MOST_NAME_WORDS * 2
        and run[0].kind in {LexemeKind.WORD, LexemeKind.QUOTED}
        and not run[0].text[0].isdigit()
        and (run[0].capitalised or not run[0].has(*_NO_NAME, Tag.AS, Tag.TO))
        and not is_firm(run)
    )


def _place_name(run: Span, title: int | None, items: Items, around: Surroundings) -> None:
    head, rest = run.cut(0, title), run.cut(title) if title else run.cut(len(run))
    values = items.values
    source = _source(head)
    firm = _firm_behind(head) if source is None else None
    if source is not None and _may_employ(head, source, values):
        whence = proper(head.cut(source + 1).without_trailing(Tag.AS, Tag.DETERMINER))
        items.put("city" if is_town(whence) else "company", whence.text)
        items.take(head.cut(source))
        head = head.cut(0, source)
    elif firm is not None:
        items.put("company", trimmed(head.cut(firm)).text)
        items.take(head.cut(firm))
        head = head.cut(0, firm)
    end = _name_end(head if source is None else head.cut(0, source))
    name, behind = _without_grammar(head.cut(0, end)), head.cut(end)
    words = [
        lexeme
        for lexeme in name.without_leading(Tag.COURTESY)
        if not PARTICLES.issuperset(lexeme.folded.split())
    ]
    given = len(words) > 1 and (is_given_name(words[-2].text) or _is_initial(words[-2]))
    if len(words) > 2 and is_employer(words[-1], values) and not given:  # noqa: PLR2004 - a given and a family name before
        items.put("company", name[len(name) - 1].text)
        items.take(name.cut(len(name) - 1))
        name = name.cut(0, len(name) - 1)
    local = values.get("email", "").casefold().partition("@")[0]
    unsure = len(words) == 1 and title and local and words[0].folded not in local
    if not unsure or is_given_name(words[0].text):
        items.take(name)
        put_full_name("", _without_degrees(name), values)
    if len(trimmed(behind)):
        place(trimmed(behind), items, replace(around, alone=False))
    if len(rest) and items.put("jobtitle", trimmed(rest).text):
        items.take(rest)


def _is_initial(lexeme: Lexeme) -> bool:
    return lexeme.text.endswith(".") or len(lexeme.text) == 1


def _without_grammar(name: Span) -> Span:
    end = len(name)
    while end and (name[end - 1].kind is LexemeKind.PUNCTUATION or _is_grammar(name[end - 1])):
        if end > 1 and name[end - 1].is_sign(".") and name[end - 2].folded in {"jr", "sr"}:
            break
        end -= 1
    return name.cut(0, end)


def _is_grammar(lexeme: Lexeme) -> bool:
    return lexeme.has(Tag.AS, Tag.DETERMINER, Tag.COPULA) and not lexeme.capitalised


def _without_degrees(name: Span) -> Span:
    end = len(name)
    while end > 2 and (name[end - 1].folded in WordGroup.DEGREES or name[end - 1].is_sign(".")):  # noqa: PLR2004 - two names
        end -= 1
    return name.cut(0, end) if any(one.folded in WordGroup.DEGREES for one in name.cut(end)) else name


def _source(head: Span) -> int | None:
    """Where the words for an employer begin: ``Ann from Globex``; ``Marie de La Tour`` has none."""
    for index in range(1, len(head) - 1):
        lexeme, whence = head[index], head[index + 1]
        if lexeme.capitalised:
            continue
        if lexeme.folded in {"from", "of", "with", "de chez"}:
            return index
        names = len(head.cut(0, index).without_leading(Tag.COURTESY))
        if lexeme.folded == "de" and names > 1 and whence.capitalised and whence.folded not in PARTICLES:
            return index
    return None


def _may_employ(head: Span, source: int, values: Mapping[str, str]) -> bool:
    """``Ann from Globex``; not ``Ann from accounting``, unless the address says so."""
    employer = proper(head.cut(source + 1).without_trailing(Tag.AS, Tag.DETERMINER))
    if not len(employer):
        return False
    if head[source].folded == "de":  # it may be a name: "Jean Martin de Villiers"
        sure = is_firm(employer) or is_town(employer)
        return sure or is_in_address(employer, values) or has_legal_form(employer)
    hasty = not any(lexeme.capitalised for lexeme in head) and not employer[0].has(Tag.DEPARTMENT)
    return employer[0].capitalised or hasty or is_in_address(employer, values) or has_legal_form(employer)


def _firm_behind(name: Span) -> int | None:
    """Where a company by its legal form begins behind a name: ``Luc Martin Ex SA``."""
    if not has_legal_form(name) or len(name) < 3:  # noqa: PLR2004 - a name and the two words of a company
        return None
    return len(name) - 2 if len(name) < 5 else 2  # noqa: PLR2004 - Luc Martin + Ex SA


def _name_end(name: Span) -> int:
    """Where the words stop being a name: at one of talk, or at a small one behind capitals."""
    start = len(name) - len(name.without_leading(Tag.COURTESY))
    count = 0
    for index in range(start, len(name)):
        lexeme = name[index]
        if lexeme.kind not in {LexemeKind.WORD, LexemeKind.QUOTED} or lexeme.capitalised:
            count += lexeme.kind is LexemeKind.WORD
            continue
        if PARTICLES.issuperset(lexeme.folded.split()):
            continue
        ends = count and _ends_name(lexeme, count)
        small = count > 1 and any(one.capitalised for one in name.cut(start, index))
        if ends or small:
            return index
        count += 1
    return len(name)


def _ends_name(lexeme: Lexeme, count: int) -> bool:
    """Whether a small word ends a name of ``count`` words: the stages are family names as well."""
    if lexeme.has(Tag.STAGE) and count == 1:
        return False
    return (lexeme.has(*_ENDS_NAME) or is_spoken(lexeme)) and not is_given_name(lexeme.text)


def names_first(loose: list[Span]) -> list[tuple[int, Span]]:
    """The runs with their places, a name first: before ``du stand`` comes ``Odile Perret``."""
    numbered = list(enumerate(loose))
    named = next((one for one in numbered if _is_called(one[1])), None)
    if named is None or any(lexeme.capitalised for lexeme in loose[0]):
        return numbered
    return [named, *(one for one in numbered if one is not named)]


def _is_called(run: Span) -> bool:
    return len(run) > 1 and is_given_name(run[0].text) and all(lexeme.capitalised for lexeme in run.cut(0, 2))
