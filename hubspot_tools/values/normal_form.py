"""Unicode's normal forms, in time that grows with the text alone.

To sort the marks on one letter, `unicodedata` compares each with those before it: 20,000 of them, in turn below and
above, take a second of the processor, and nothing else runs meanwhile.
"""

import unicodedata
from typing import Final, Literal

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]

MOST_MARKS: Final = 30
"""On one letter, as Unicode's Stream-Safe Text Format has it (UAX #15, section 13); no language needs half of them."""

JOINER: Final = "\u034f"
"""The combining grapheme joiner: nobody sees it, and no mark is sorted past it."""

_MARKS_IN_DISGUISE: Final = frozenset("\u0f73\u0f75\u0f81\uff9e\uff9f")
"""Characters of no combining class that fall apart into marks: no other does (Unicode 14)."""


def normal_form(form: Form, text: str) -> str:
    """Return ``text`` in a normal form.

    Where more marks stand in a row than any language has, a joiner parts them.
    """
    return unicodedata.normalize(form, _parted(text))


def _parted(text: str) -> str:
    if text.isascii() or len(text) <= MOST_MARKS or not any(map(_is_mark, set(text))):
        return text
    parted: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if _is_mark(char) else 0
        if marks > MOST_MARKS:
            parted.append(JOINER)
            marks = 1
        parted.append(char)
    return "".join(parted)


def _is_mark(char: str) -> bool:
    return unicodedata.combining(char) > 0 or char in _MARKS_IN_DISGUISE
