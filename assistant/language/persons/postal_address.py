"""Postal addresses: a street, a postal code and its town."""

import re
from typing import Final

from assistant.language.words.lexemes import Span

_ZIP_AND_CITY: Final = re.compile(
    r"(?:(?P<street>.+?(?<![\s,]))[\s,]++)?(?P<zip>\d{5})\s++(?P<city>[^\W\d][^\d,;\n]++)"
)
_STREET: Final = re.compile(r"\d+[a-z]?(?:[/-]\d+)?(?:\s?(?:bis|ter))?,?\s+[^\W\d].*")


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
