"""The new value of one property, read strictly: the whole of the words, or nothing."""

from typing import Final

from assistant.language.persons.postal_address import place_address
from assistant.language.persons.value_bounds import is_spoken, proper, trimmed
from assistant.language.requests.facts.subject import is_name
from assistant.language.words.given_names import is_given_name, split_name
from assistant.language.words.lexemes import LexemeKind, Span, Tag
from hubspot_tools.values.languages import language_code
from hubspot_tools.values.properties import OWNER
from hubspot_tools.values.vocabulary import LANGUAGE, PHONES

_TYPED: Final = {
    "email": LexemeKind.EMAIL,
    "website": LexemeKind.URL,
    **dict.fromkeys(PHONES, LexemeKind.PHONE),
}
_ENTITIES: Final = (LexemeKind.EMAIL, LexemeKind.PHONE, LexemeKind.URL)
_LONGEST_VALUE: Final = 7
"""Words."""
_LONGEST_PLACE: Final = 4
_VERBAL: Final = (
    Tag.HAS, Tag.BECOMES, Tag.MOVES, Tag.LEAVES, Tag.NO_LONGER, Tag.LIVES, Tag.WRONG, Tag.COPULA, Tag.PRONOUN,
    Tag.POSSESSIVE, Tag.QUESTION, Tag.TIME, Tag.NOT, Tag.NO_EMAIL, Tag.NOW,
)  # fmt: skip


def read_value(name: str, span: Span) -> dict[str, str] | None:
    """What the words say a property becomes, by property; None where they are not its value alone.

    A name may be told as a whole (``fullname``), and an address with its town.
    """
    value = trimmed(span)
    if not len(value):
        return None
    if name in _TYPED:
        return _entity(name, value)
    reader = _READERS.get(name)
    if reader is not None:
        return reader(value)
    return {name: proper(value).text} if is_plain(value) else None


def _entity(name: str, value: Span) -> dict[str, str] | None:
    wanted = value.without_leading(Tag.DETERMINER, Tag.TO, Tag.OF)
    turned = len(wanted) > 2 and wanted[1].has(Tag.TO) and wanted[0].kind is _TYPED[name]  # noqa: PLR2004 - old, "to", new
    wanted = wanted.cut(2) if turned else wanted
    return {name: wanted[0].text} if len(wanted) == 1 and wanted[0].kind is _TYPED[name] else None


def _job(value: Span) -> dict[str, str] | None:
    """``buyer``, ``buyer at Basalt``: a job, and perhaps who for."""
    at = next(
        (i for i, lexeme in enumerate(value) if i and lexeme.has(Tag.AT) and not lexeme.capitalised), None
    )
    title = trimmed(value.cut(0, at))
    company = trimmed(value.cut(at + 1)) if at is not None else value.cut(0, 0)
    if (
        not is_plain(title)
        or (at is not None and not is_plain(company))
        or (len(title) == 1 and title[0].has(Tag.STAGE))
    ):
        return None
    return {"jobtitle": title.text} | ({"company": company.text} if len(company) else {})


def _stage(value: Span) -> dict[str, str] | None:
    stage = value.without_leading(Tag.DETERMINER, Tag.NEW, Tag.POSSESSIVE)
    known = len(stage) == 1 and stage[0].has(Tag.STAGE)
    return {"lifecyclestage": stage[0].tags[Tag.STAGE]} if known else None


def owned_stage(role: Span) -> dict[str, str] | None:
    """``(is) a customer of Sarah's (now)``: a stage, and whose contact it is."""
    of = role.cut(1).starts_with(Tag.OF) and not role[1].capitalised
    owner = role.cut(2).without_trailing(Tag.GENITIVE, Tag.NOW)
    if not of or not role[0].has(Tag.STAGE) or not len(owner) or not is_given_name(owner[0].text):
        return None
    told = _owner(owner)
    return {"lifecyclestage": role[0].tags[Tag.STAGE], **told} if told else None


def _owner(value: Span) -> dict[str, str] | None:
    known = is_name(value) or (len(value) == 1 and value[0].kind is LexemeKind.EMAIL)
    return {OWNER: value.text} if known else None


def _full_name(value: Span) -> dict[str, str] | None:
    if not is_name(value):
        return None
    name = split_name(value)
    parts = {"firstname": name.first, "lastname": name.last} if len(value) > 1 else {"lastname": value.text}
    return {part: text for part, text in parts.items() if text}


def _address(value: Span) -> dict[str, str] | None:
    values: dict[str, str] = {}
    at = next(
        (i for i in range(len(value) - 1, 1, -1) if value[i].has(Tag.PLACE) and _is_small(value, i)), None
    )
    if at is not None and is_place(value.cut(at + 1)) and place_address(value.cut(0, at), values):
        return {**values, "city": value.cut(at + 1).text}
    return values if place_address(value, values) and values else None


def _postcode(value: Span) -> dict[str, str] | None:
    """``13008 Marseille``: a postal code, and perhaps its town."""
    parts: dict[str, str] = {}
    if place_address(value, parts) and "zip" in parts:
        return parts
    code = len(value) <= 2 and any(char.isdigit() for char in value.text)  # noqa: PLR2004 - "LS1 4AB"
    return {"zip": value.text} if code else None


def _is_small(span: Span, index: int) -> bool:
    return not span[index].capitalised


def _city(value: Span) -> dict[str, str] | None:
    place = value.without_leading(Tag.PLACE) if not value[0].capitalised else value
    return {"city": place.text} if is_place(place) else None


def is_place(span: Span) -> bool:
    """Whether the words can be the name of a town."""
    return (
        0 < len(span) <= _LONGEST_PLACE
        and (span[0].capitalised or all(not lexeme.tags or lexeme.has(Tag.DETERMINER) for lexeme in span))
        and is_plain(span)
        and not any(char.isdigit() for char in span.text)
    )


def is_plain(span: Span) -> bool:
    """Whether words are a value and nothing besides: no verb, no "and" with more behind it, no number."""
    if not 0 < len(span) <= _LONGEST_VALUE or span.first_kind(*_ENTITIES) is not None:
        return False
    return not any(
        is_spoken(lexeme)
        or (lexeme.has(*_VERBAL) and not lexeme.capitalised and not lexeme.has(Tag.DEPARTMENT, Tag.TITLE))
        or (lexeme.has(Tag.AND) and not lexeme.capitalised and not _joins(span, index))
        or lexeme.is_sign(":;,=()\n")
        or (index > 0 and not lexeme.capitalised and lexeme.folded in {"with", "avec", "at", "chez"})
        for index, lexeme in enumerate(span)
    )


def _joins(span: Span, index: int) -> bool:
    """``Bang & Olufsen``, ``sales and marketing``: an "and" within one name or job."""
    before, after = span.cut(index - 1, index) if index else span.cut(0, 0), span.cut(index + 1, index + 2)
    pair = len(before) == len(after) == 1
    jobs = pair and all(one[0].has(Tag.DEPARTMENT, Tag.TITLE) for one in (before, after))
    return pair and (jobs or span[index].text == "&" or (before[0].capitalised and after[0].capitalised))


def _language(value: Span) -> dict[str, str] | None:
    name = value.without_leading(Tag.DETERMINER)
    return {LANGUAGE: name.text} if language_code(name.text) else None


_READERS: Final = {
    LANGUAGE: _language,
    "lifecyclestage": _stage,
    OWNER: _owner,
    "fullname": _full_name,
    "address": _address,
    "zip": _postcode,
    "jobtitle": _job,
    "city": _city,
}
