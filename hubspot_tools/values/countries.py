"""The country that a text names, for the numbers that are dialled there."""

from functools import cache
from typing import Final

from babel import Locale

from hubspot_tools.values import text as texts

_LANGUAGES: Final = ("en", "fr")
_CODE: Final = 2
_EVERYDAY: Final = {
    "usa": "US", "united states of america": "US", "etats unis d amerique": "US", "uk": "GB", "great britain": "GB",
    "england": "GB", "scotland": "GB", "wales": "GB", "angleterre": "GB", "ecosse": "GB", "grande bretagne": "GB",
    "holland": "NL", "hollande": "NL",
}  # fmt: skip
"""What people call a country besides its name in Unicode's CLDR."""


def region_of(country: str) -> str:
    """The ISO 3166 code of a country by its English or French name, or its code; ``""`` for none."""
    name = " ".join(texts.words(country[:60]))
    return _regions().get(name, "")


@cache
def _regions() -> dict[str, str]:
    regions: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == _CODE and code.isalpha():
                regions[" ".join(texts.words(name))] = code
                regions[code.lower()] = code
    return regions | _EVERYDAY
