"""What spreadsheets make of figures that are no amounts: codes and telephone numbers. Pure."""

import re
from typing import Final

_SCIENTIFIC: Final = re.compile(r"(\d)[.,](\d{1,20})[eE]\+?(\d{1,2})", re.ASCII)


def without_fraction(text: str) -> str:
    """Figures without the ``.0`` or ``,0`` that a column of numbers gives them; any other text as it is."""
    for point in ".,":
        whole, found, zeros = text.partition(point)
        if found and whole.lstrip("+").isdigit() and len(zeros) <= len("00") and set(zeros) == {"0"}:
            return whole
    return text


def written_out(text: str) -> str:
    """Return a number in powers of ten with all of its figures, as far as none has been rounded away.

    ``3.3639980011E+10`` is ``33639980011``; ``3.36E+10`` stays as it is.
    """
    told = _SCIENTIFIC.fullmatch(text)
    return f"{told[1]}{told[2]}" if told and len(told[2]) == int(told[3]) else text


def is_rounded(text: str) -> bool:
    """Whether a spreadsheet has cut the last figures of a number off."""
    return bool(_SCIENTIFIC.fullmatch(text))
