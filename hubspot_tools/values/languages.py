"""The language that a text names in French or English; from Unicode's CLDR."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from babel import Locale

from hubspot_tools.values import text as texts

_NAMED_IN: Final = ("en", "fr")
_LETTERS_OF_A_CODE: Final = 2


def language_code(name: str) -> str | None:
    """The ISO 639 code of the language of that name, in any case and with or without accents."""
    return _codes().get(texts.words(name)) if len(name) <= texts.LONGEST_COMPARED else None


@cache
def _codes() -> Mapping[tuple[str, ...], str]:
    return {
        texts.words(form): code
        for language in _NAMED_IN
        for code, name in Locale(language).languages.items()
        if len(code) == _LETTERS_OF_A_CODE
        for form in (*_feminine(name), name)
    }


def _feminine(name: str) -> tuple[str, ...]:
    """``langue allemande``, ``langue italienne``: French adjectives agree with what they stand beside."""
    return (f"{name}ne", f"{name}e") if name.endswith("n") else (f"{name}e",)
