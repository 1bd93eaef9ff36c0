"""The country that a text names, in any language that address books are kept in; from Unicode's CLDR."""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Final

from babel import Locale

from hubspot_tools.values.text import words

_LANGUAGES: Final = ("en", "fr", "de", "es", "it", "nl", "pt")
_BOTH: Final = re.compile(
    r"(?P<one>[^()]+) \((?P<other>[^()]+)\)|(?P<code>[A-Za-z]{2,3}) ?[-–:/] ?(?P<name>[^()]+)"
)
"""A country's name and its code together."""

_LONGEST: Final = 60
_LETTERS_OF_A_CODE: Final = 2
_NO_COUNTRIES: Final = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Unions, remote islands taken together and CLDR's own placeholders: no number is dialled in any of them."""

_ALSO: Final = {
    "GB": "uk|great britain|england|scotland|wales|northern ireland|grande bretagne|angleterre|ecosse|pays de galles|u k",
    "US": "usa|u s a|u s|united states of america|america|etats unis d amerique|us of a|e u",
    "NL": "holland|hollande|the netherlands|nederland",
    "CZ": "czech republic|czechia|republique tcheque|tchequie",
    "KR": "korea|south korea|coree|coree du sud|republic of korea",
    "RU": "russia|russian federation|russie",
    "CI": "cote d ivoire|ivory coast",
    "CN": "china|people s republic of china|prc|chine",
    "HK": "hong kong",
    "TW": "taiwan",
    "MK": "macedonia|macedoine",
    "VN": "vietnam|viet nam",
    "IE": "republic of ireland|eire|irlande",
    "AE": "uae|u a e|emirats",
    "SK": "slovak republic|slovaquie",
    "TR": "turkey|turquie|turkiye",
    "CD": "drc|rdc",
    "BA": "bosnia|bosnie",
}
_ALPHA_3: Final = {
    "FRA": "FR", "BEL": "BE", "CHE": "CH", "LUX": "LU", "DEU": "DE", "ESP": "ES", "ITA": "IT", "PRT": "PT", "NLD": "NL",
    "GBR": "GB", "IRL": "IE", "USA": "US", "CAN": "CA", "MEX": "MX", "BRA": "BR", "ARG": "AR", "CHL": "CL", "AUT": "AT",
    "POL": "PL", "CZE": "CZ", "SVK": "SK", "HUN": "HU", "ROU": "RO", "BGR": "BG", "GRC": "GR", "TUR": "TR", "DNK": "DK",
    "SWE": "SE", "NOR": "NO", "FIN": "FI", "ISL": "IS", "EST": "EE", "LVA": "LV", "LTU": "LT", "MAR": "MA", "DZA": "DZ",
    "TUN": "TN", "SEN": "SN", "CIV": "CI", "CMR": "CM", "ZAF": "ZA", "AUS": "AU", "NZL": "NZ", "JPN": "JP", "CHN": "CN",
    "IND": "IN", "KOR": "KR", "SGP": "SG", "ARE": "AE", "ISR": "IL", "UKR": "UA", "RUS": "RU", "HRV": "HR", "SVN": "SI",
}  # fmt: skip


@lru_cache(maxsize=512)
def country_code(text: str) -> str:
    """Return the ISO 3166 code of two letters for a country's name or code; ``""`` for anything else.

    A code is in capitals: a cell that says ``in`` or ``no`` says a word.
    """
    if not text or len(text) > _LONGEST:
        return ""
    said = words(text)
    if len(said) == 1 and text.strip().isupper() and (code := _codes().get(text.strip())):
        return code
    return _names().get(" ".join(said), "") or _told_twice(text.strip())


def _told_twice(text: str) -> str:
    """The country of ``Suisse (CH)`` or ``FR - France``, whose halves have to mean the same one."""
    if (told := _BOTH.fullmatch(text)) is None:
        return ""
    codes = {country_code(half.strip()) for half in told.groups() if half}
    return codes.pop() if len(codes) == 1 else ""


def region_of(country: str) -> str:
    """The code of what stands where a country is meant, so that two letters of any case are one."""
    code = country.strip().upper()
    return country_code(code if len(code) == _LETTERS_OF_A_CODE else country)


@cache
def _codes() -> Mapping[str, str]:
    return {**{code: code for code, _ in _territories("en")}, **_ALPHA_3, "UK": "GB"}


@cache
def _names() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in _territories(language):
            found.setdefault(" ".join(words(name)), code)
    for code, names in _ALSO.items():
        found.update(dict.fromkeys(names.split("|"), code))
    return found


def _territories(language: str) -> Iterator[tuple[str, str]]:
    """The countries' codes and names in a language, without regions and continents."""
    for code, name in Locale(language).territories.items():
        two_letters = isinstance(code, str) and len(code) == _LETTERS_OF_A_CODE and code.isalpha()
        if two_letters and code not in _NO_COUNTRIES:
            yield code, str(name)
