"""What somebody asked for, as bodies of ``POST /crm/v3/objects/contacts/search``. Pure.

HubSpot's limits (its search guide): five groups joined by OR, six filters in each joined by AND, eighteen in
all, 3,000 characters, 200 results a page, 10,000 in all. What does not fit is left out of the body, the least
telling first, and left to `hubspot_tools.search.matches`.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum, auto
from itertools import product
from typing import Any

from hubspot_tools.facts.associated_company import ASSOCIATED_COMPANY
from hubspot_tools.search.matches import LINES, Wanted, is_address, significant_words
from hubspot_tools.values.properties import LIFECYCLE_STAGE, OWNER
from hubspot_tools.values.text import LONGEST_COMPARED, digits, fold, spelled_words, words
from hubspot_tools.values.vocabulary import PERSONAL_PHONES
from hubspot_tools.values.wire import REQUESTED_PROPERTIES

MOST_GROUPS = 5
MOST_FILTERS_IN_A_GROUP = 6
MOST_FILTERS = 18
LONGEST_BODY = 3_000
MOST_RESULTS = 200
LAST_RESULT = 10_000

Filter = dict[str, Any]
Group = tuple[Filter, ...]
"""Filters joined by AND: one alternative."""

Condition = tuple[Group, ...]
"""Alternatives joined by OR."""

_LONGEST_TOKEN = 40
_LONGEST_TEXT = 300
_MOST_WORDS = 2
_MOST_SPELLINGS = 2

_CARRIES_ACCENT = re.compile(r"[aeiouy]|c(?=[aou])|n(?=[aeiou])")
_MAY_CARRY_ACCENT = re.compile(r"[aeiouycdglnrstz]")
_ELIDED = re.compile(r"^[dlo](?=\w{3})")

_NAMES = ("firstname", "lastname")
PHONE_HELPERS = ("hs_searchable_calculated_phone_number", "hs_searchable_calculated_mobile_number")
"""Where HubSpot keeps the bare digits of a contact's two numbers."""

SEARCHED: Mapping[str, Sequence[str]] = {
    "email": ("email",),
    "phone": PERSONAL_PHONES,
    "company": ("company",),
    "jobtitle": ("jobtitle",),
    "lifecyclestage": (LIFECYCLE_STAGE,),
    "owner": (OWNER,),
}
"""The properties by which each field of a search finds; names, and words anywhere, are looked for in several ways."""

_PHONE_PROPERTIES = (*PHONE_HELPERS, *PERSONAL_PHONES)


class Spelling(Enum):
    """How closely the words of a name or a line must be spelled as typed.

    The index may or may not tell é from e; HubSpot does not say. So a word is first asked for with a
    wildcard wherever French, Spanish, Portuguese or German put an accent.
    """

    MASKED = auto()
    """``lefevre`` as ``l*f*vr*``."""

    LOOSE = auto()
    """``daubigne`` as ``*b*``: every letter that carries an accent in any Latin script, and an elided ``d'``."""

    APART = auto()
    """As masked, but one word of a name suffices: ``Jean-Michel Caron`` is found by ``jeanmichel caron``."""

    TYPED = auto()
    """``lefevre`` as ``lefevre*``."""


def conditions(
    wanted: Wanted, spelling: Spelling, spellings: Mapping[str, Sequence[str]] | None = None
) -> list[Condition]:
    """Everything wanted but free text, the most telling first.

    Args:
        wanted: What is asked for.
        spelling: How to write words.
        spellings: For a folded word, ways it is really spelled, to be tried beside the typed one.
    """
    found = [
        _email_condition(wanted.email),
        _phone_condition(wanted.phone),
        _name_condition(wanted.name, spelling, spellings or {}),
        _company_condition(wanted, spelling),
        *(_line_condition(name, getattr(wanted, name), spelling) for name in LINES if name != "company"),
        _exact_condition(LIFECYCLE_STAGE, wanted.stage),
        _exact_condition(OWNER, wanted.owner),
    ]
    return [condition for condition in found if condition]


def search_body(
    asked: Iterable[Condition],
    *,
    text: str = "",
    limit: int,
    after: int = 0,
    newest_first: bool = False,
    without: Sequence[str] = (),
) -> dict[str, Any]:
    """Return a request within HubSpot's limits.

    Args:
        asked: Conditions joined by AND; those that do not fit are left out, last first.
        text: Words for HubSpot's own search in its default properties.
        limit: Results wanted, 200 at most.
        after: Results to pass over.
        newest_first: Most recently changed first instead of by last name, which, unlike times of
            change, keeps its order while one pages.
        without: Ids of contacts to leave out; as many of them as fit.
    """
    return _with_groups(_bare(text, limit, after, newest_first=newest_first), _chosen(asked), list(without))


def wide_body(
    readings: Iterable[Sequence[Condition]], *, text: str = "", limit: int, asked: Sequence[Group] = ()
) -> dict[str, Any]:
    """One request for all that several readings of a question find, as far as HubSpot's limits allow.

    Args:
        readings: Each the conditions joined by AND, the likeliest first; of the last ones some may be left out.
        text: As in `search_body`.
        limit: Likewise.
        asked: What was asked before, and need not be again.
    """
    body, groups = _bare(text, limit), list[Group]()
    for group in (group for reading in readings for group in _groups(_chosen(reading))):
        more = [*groups, group]
        if group not in groups and group not in asked and _fits(more):
            filled = {**body, "filterGroups": [{"filters": list(one)} for one in more]}
            groups = more if len(json.dumps(filled)) <= LONGEST_BODY else groups
    return {**body, "filterGroups": [{"filters": list(one)} for one in groups]} if groups else body


def groups_in(body: Mapping[str, Any]) -> list[Group]:
    """Return the alternatives that a request asks for."""
    return [tuple(group["filters"]) for group in body.get("filterGroups", ())]


def _chosen(asked: Iterable[Condition]) -> list[Condition]:
    """Return the conditions that fit, the most telling first."""
    chosen: list[Condition] = []
    for condition in asked:
        if _fits(_groups([*chosen, condition])):
            chosen.append(condition)
    return chosen


def _bare(text: str, limit: int, after: int = 0, *, newest_first: bool = False) -> dict[str, Any]:
    """Return a request without filters."""
    limit = min(limit, MOST_RESULTS, LAST_RESULT)
    sort = ("lastmodifieddate", "DESCENDING") if newest_first else ("lastname", "ASCENDING")
    body: dict[str, Any] = {
        "sorts": [{"propertyName": sort[0], "direction": sort[1]}],
        "properties": list(REQUESTED_PROPERTIES),
        "limit": limit,
        "after": str(min(after, LAST_RESULT - limit)),
    }
    return {**body, "query": text[:_LONGEST_TEXT]} if text else body


def _with_groups(body: dict[str, Any], chosen: list[Condition], without: list[str]) -> dict[str, Any]:
    while True:
        excluded: list[Condition] = [_without_condition(without)] if without else []
        groups = _groups([*chosen, *excluded])
        filled = {**body, "filterGroups": [{"filters": list(group)} for group in groups]} if groups else body
        if _fits(groups) and len(json.dumps(filled)) <= LONGEST_BODY:
            return filled
        if without:
            without = without[: len(without) // 2]
        elif chosen:
            chosen = chosen[:-1]
        else:
            body = {**body, "query": body["query"][: len(body["query"]) // 2]}


def _groups(asked: Sequence[Condition]) -> list[Group]:
    if not asked:
        return []
    return [tuple(one for part in choice for one in part) for choice in product(*asked)]


def _fits(groups: Sequence[Group]) -> bool:
    return (
        len(groups) <= MOST_GROUPS
        and all(len(group) <= MOST_FILTERS_IN_A_GROUP for group in groups)
        and sum(map(len, groups)) <= MOST_FILTERS
    )


def _filter(name: str, operator: str, value: str) -> Filter:
    return {"propertyName": name, "operator": operator, "value": value}


def holds(name: str, token: str) -> Filter:
    """The property holds the token, in which ``*`` stands for any letters."""
    return _filter(name, "CONTAINS_TOKEN", token)


def _without_condition(ids: Sequence[str]) -> Condition:
    return (({"propertyName": "hs_object_id", "operator": "NOT_IN", "values": list(ids)},),)


def _email_condition(email: str) -> Condition:
    """EQ knows only the primary address; secondary ones stand in a list of their own."""
    if not email:
        return ()
    if is_address(email):
        return ((_filter("email", "EQ", email),), (holds("hs_additional_emails", email),))
    parts = sorted(words(email), key=len, reverse=True)[:_MOST_WORDS]
    tokens = tuple(f"*{part[:_LONGEST_TOKEN]}*" for part in parts)
    if not tokens:
        return ()
    return tuple(tuple(holds(name, token) for token in tokens) for name in ("email", "hs_additional_emails"))


def phone_token(phone: str) -> str:
    """Return a token that matches a number whatever comes before its digits.

    Some helpers keep the trunk zero and raw values the country code.
    """
    return f"*{digits(phone)[:_LONGEST_TOKEN]}*"


def _phone_condition(phone: str) -> Condition:
    return tuple((holds(name, phone_token(phone)),) for name in _PHONE_PROPERTIES) if phone else ()


def _exact_condition(name: str, value: str) -> Condition:
    return ((_filter(name, "EQ", value),),) if value else ()


def _line_condition(name: str, line: str, spelling: Spelling) -> Condition:
    written = telling_tokens(words(line), line, spelling)
    return (tuple(holds(name, token) for token in written),) if written else ()


def _company_condition(wanted: Wanted, spelling: Spelling) -> Condition:
    """Its text says so, or one of the companies that are meant is associated."""
    written = _line_condition("company", wanted.company, spelling)
    linked = tuple((_filter(ASSOCIATED_COMPANY, "EQ", one),) for one in wanted.companies)
    return (*written, *linked) if written else ()


def _name_condition(name: str, spelling: Spelling, spellings: Mapping[str, Sequence[str]]) -> Condition:
    """Each word stands in the first or the last name, in whatever order they were typed."""
    asked = significant_words(name)
    written = telling_tokens(asked, name, spelling)
    if not written:
        return ()
    if len(written) == 1:
        others = [f"{other}*" for other in spellings.get(asked[0], ()) if len(asked) == 1]
        every = list(dict.fromkeys([written[0], *others]))[:_MOST_SPELLINGS]
        return tuple((holds(part, token),) for token in every for part in _NAMES)
    if spelling is Spelling.APART:
        return tuple((holds(part, token),) for token in written for part in _NAMES)
    one, other = written
    return tuple((holds(here, one), holds(there, other)) for here, there in product(_NAMES, repeat=2))


def telling_tokens(asked: Sequence[str], typed: str, spelling: Spelling) -> list[str]:
    """Return the two most telling of the ``asked`` words as tokens with wildcards.

    ``typed`` is the text they come from.
    """
    as_typed = {fold(word): word for word in spelled_words(typed[:LONGEST_COMPARED])}
    written = (_token(word, as_typed.get(word, word), spelling) for word in dict.fromkeys(asked))
    telling = sorted(filter(_letters, written), key=_letters, reverse=True)
    return telling[:_MOST_WORDS]


def _token(word: str, typed: str, spelling: Spelling) -> str:
    word, typed = word[:_LONGEST_TOKEN], typed[:_LONGEST_TOKEN]
    if spelling is Spelling.TYPED:
        return f"{typed}*"
    if spelling in {Spelling.MASKED, Spelling.APART}:
        return _collapse(_CARRIES_ACCENT.sub("*", word) + "*")
    return _collapse("*" + _MAY_CARRY_ACCENT.sub("*", _ELIDED.sub("", word)) + "*")


def _collapse(token: str) -> str:
    return re.sub(r"\*+", "*", token)


def _letters(token: str) -> int:
    return len(token.replace("*", ""))
