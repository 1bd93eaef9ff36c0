"""What to ask HubSpot's index for when looking for doubles of a person. Pure.

The index is asked for more than is wanted, since it knows neither slips nor, perhaps, accents:
`hubspot_tools.search.similarity` judges what it returns. All questions are alternatives, so that as many as HubSpot
allows go into one request.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from hubspot_tools.search.filters import (
    MOST_GROUPS,
    MOST_RESULTS,
    PHONE_HELPERS,
    Filter,
    Spelling,
    holds,
    phone_token,
    search_body,
    telling_tokens,
)
from hubspot_tools.search.matches import significant_words
from hubspot_tools.search.similarity import company_words
from hubspot_tools.values import typed_values as readings
from hubspot_tools.values.vocabulary import PERSONAL_PHONES

Question = tuple[Filter, ...]
"""Filters joined by AND: one of HubSpot's filter groups."""

_FEWEST_DIGITS = 6
_FIRST_LETTER = re.compile(r"\*?[^*]")


def candidate_bodies(described: Mapping[str, str], region: str) -> list[dict[str, Any]]:
    """Return requests whose results hold the doubles.

    One as a rule, two for a person with two telephone numbers.
    """
    questions = [
        *_by_phone(described, region),
        *_by_name(described, Spelling.MASKED),
        *_by_company(described),
    ]
    return _bodies(questions)


def narrow_bodies(described: Mapping[str, str], region: str) -> list[dict[str, Any]]:
    """Return requests for when there are more candidates than fit.

    They ask by telephone alone, and by the name as it is spelled.
    """
    return [*_bodies(_by_phone(described, region)), *_bodies(_by_name(described, Spelling.TYPED))]


def _bodies(questions: Sequence[Question]) -> list[dict[str, Any]]:
    packed = [questions[start : start + MOST_GROUPS] for start in range(0, len(questions), MOST_GROUPS)]
    return [search_body([tuple(few)], limit=MOST_RESULTS) for few in packed]


def _by_phone(described: Mapping[str, str], region: str) -> list[Question]:
    numbers = dict.fromkeys(
        readings.national_digits(described.get(name, ""), region) for name in PERSONAL_PHONES
    )
    return [
        (holds(helper, phone_token(number)),)
        for number in numbers
        if len(number) >= _FEWEST_DIGITS
        for helper in PHONE_HELPERS
    ]


def _by_name(described: Mapping[str, str], spelling: Spelling) -> list[Question]:
    """First and last name, in their places or swapped."""
    parts = [described.get(name, "") for name in ("firstname", "lastname")]
    told = [token for part in parts for token in telling_tokens(significant_words(part), part, spelling)[:1]]
    if not all(parts):
        whole = " ".join(parts)
        told = telling_tokens(significant_words(whole), whole, spelling)
    if len(told) < len(parts):
        return []
    one, other = told
    return [
        (holds("firstname", here), holds("lastname", there)) for here, there in ((one, other), (other, one))
    ]


def _by_company(described: Mapping[str, str]) -> list[Question]:
    """Everybody at the company whose last name begins alike: slips further on are forgiven."""
    company, last = described.get("company", ""), described.get("lastname", "")
    employer = telling_tokens(company_words(company), company, Spelling.MASKED)[:1]
    names = telling_tokens(significant_words(last), last, Spelling.MASKED)[:1]
    beginnings = [found.group() for name in names if (found := _FIRST_LETTER.match(name))]
    return [
        (holds("company", token), holds("lastname", f"{beginning}*"))
        for token in employer
        for beginning in beginnings
    ]
