"""Postal addresses: a street, a postal code and its town."""

import re
from typing import Final

from assistant.language.words.lexemes import Span
from assistant.language.words.word_groups import WordGroup

_ZIP_AND_CITY: Final = re.compile(
    r"(?:(?P<street>.+?(?<![\s,]))[\s,]++)?(?P<zip>\d{5})\s++(?P<city>[^\W\d][^\d,;\n]++)"
)
_BRITISH: Final = re.compile(
    r"(?P<city>[^\W\d](?:[^\d,;\n]{0,40}[^\s\d,;\n])?)\s+(?P<zip>[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2})",
    re.IGNORECASE,
)
_STREET: Final = re.compile(r"\d+[a-z]?(?:[/-]\d+)?(?:\s?(?:bis|ter))?,?\s+[^\W\d].*")


def _is_street(run: Span) -> bool:
    """Whether a number leads to a street: a word for one, or a name. ``45 years`` leads to none."""
    if not _STREET.fullmatch(run.text):
        return False
    if any(lexeme.folded in WordGroup.NO_VALUES for lexeme in run) and not any(
        lexeme.folded in WordGroup.STREETS for lexeme in run
    ):
        return False  # "4 May 1988"
    named = [lexeme for lexeme in run if lexeme.text[0].isalpha() and len(lexeme.text) > 1]
    return any(lexeme.folded in WordGroup.STREETS for lexeme in run) or any(
        each.capitalised for each in named[:2]
    )


def place_address(run: Span, values: dict[str, str]) -> bool:
    """Store a street, or a postal code and its town, where the run is one; whether it was."""
    text = run.text
    found = _ZIP_AND_CITY.fullmatch(text)
    if found:
        parts = {"address": found["street"], "zip": found["zip"], "city": found["city"].strip()}
        values.update({name: value for name, value in parts.items() if value and name not in values})
        return True
    british = _BRITISH.fullmatch(text)
    if british and values.keys().isdisjoint({"city", "zip"}):
        values.update(british.groupdict())
        return True
    if _is_street(run) and "address" not in values:
        values["address"] = text
        return True
    return text[0].isdigit()
