"""Cells that hold telephone numbers, as spreadsheets and people write them. Pure.

A number without a country code is one of its row's country.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

import phonenumbers

from assistant.files.cells.outcomes import CellNote, CellReason
from assistant.files.cells.spreadsheet_numbers import without_fraction, written_out
from hubspot_tools.values.text import fold, words
from hubspot_tools.values.typed_values import normalise_phone

_LONGEST: Final = 300
_SEPARATORS: Final = (":::", ";", "|", "\n", " ou ", " or ", " et ", " and ", " & ", ",", "/", " - ", " – ")
_BETWEEN: Final = frozenset(";|\n,/:-–")
_FEWEST_DIGITS: Final = 6
_MOST_PARTS: Final = 5
_LABEL_LETTERS: Final = 14
_EXTENSIONS: Final = frozenset({"ext", "extension", "poste", "x"})
_UNTOLD: Final = frozenset({"tel", "telephone", "phone", "t", "m"})
"""Labels of a number that say nothing that is not seen of it."""

_LABELLED: Final = re.compile(r"([^\W\d_][^\d+(:]{0,13}?)[\s.]*(?::\s*|\s)(?=[+(\d])")
_FOLLOWED: Final = re.compile(r"([+(]*\d[\d\s().\-/]*\d)[\s,]+([^\W\d_].*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class PhonePart:
    """One number of a cell: as it is written, and as stored, or why it cannot be.

    ``labels`` are the words beside it, which may say what sort of line it is.
    """

    written: str
    number: str = ""
    labels: frozenset[str] = frozenset()
    reason: CellReason | None = None
    note: CellNote | None = None

    @property
    def is_mobile(self) -> bool:
        """Whether it is certainly a mobile's."""
        return _kind(self.number) == phonenumbers.PhoneNumberType.MOBILE


@dataclass(frozen=True, slots=True)
class PhoneCell:
    """The numbers of a cell in their order, and the remarks beside them."""

    parts: tuple[PhonePart, ...] = ()
    remarks: tuple[str, ...] = ()


def read_phones(cell: str, region: str, home: str) -> PhoneCell:
    """Every number in a cell.

    Args:
        cell: What it says.
        region: ISO 3166 code of the row's country, ``""`` where the row names one that nobody knows.
        home: The account's own region, in which numbers of rows without a country are read.
    """
    if len(cell) > _LONGEST:
        return PhoneCell((PhonePart(cell, reason=CellReason.NOT_A_PHONE),))
    parts, remarks = [], []
    for written in _numbers(_plain(cell))[:_MOST_PARTS]:
        bare, remark = _without_remark(written)
        read = _read(bare, region, home)
        if read.reason is CellReason.NOT_A_PHONE:
            parts.append(replace(read, written=written))
            continue
        parts.append(replace(read, labels=frozenset(words(remark))))
        if remark and fold(remark) not in _UNTOLD:
            remarks.append(remark)
    return PhoneCell(tuple(parts), tuple(remarks))


def looks_like_phone(cell: str) -> bool:
    """Whether a cell holds so many figures and so few letters as a telephone number."""
    text = _plain(cell[:_LONGEST])
    figures = sum(char.isdigit() for char in text)
    letters = sum(char.isalpha() for char in text)
    return figures >= _FEWEST_DIGITS and letters <= max(figures, _LABEL_LETTERS) and "@" not in text


def _plain(cell: str) -> str:
    r"""A cell without what spreadsheets put around a number: ``="06…"``, ``'06…``, ``06….0``."""
    text = cell.strip().replace("\u202f", " ").replace("\u00a0", " ")
    if text.startswith("="):
        text = text[1:].strip('"')
    return without_fraction(written_out(text.lstrip("'").strip()))


def _numbers(text: str) -> list[str]:
    """What stands between separators; a slash or a comma within one number, ``06/39/98``, is none."""
    if _BETWEEN.isdisjoint(text) and not any(map(str.isalpha, text)):
        return [text]
    for separator in _SEPARATORS:
        pieces = [piece.strip() for piece in text.split(separator)]
        if len(pieces) > 1 and all(_could_be_alone(piece) for piece in pieces if piece):
            return [number for piece in pieces if piece for number in _numbers(piece)]
    return [text]


def _could_be_alone(piece: str) -> bool:
    return sum(char.isdigit() for char in piece) > _FEWEST_DIGITS


def _without_remark(written: str) -> tuple[str, str]:
    """The number, and the words beside it: ``(perso)``, ``Bureau :``, ``après 18h``."""
    label = ""
    if labelled := _LABELLED.match(written):
        label, written = labelled[1].strip(), written[labelled.end() :].strip()
    if written.endswith(")") and "(" in written:
        bare, _, inside = written[:-1].rpartition("(")
        if not any(char.isdigit() for char in inside):
            return bare.strip(), inside.strip()
    followed = _FOLLOWED.fullmatch(written.rstrip(" ."))
    if followed and words(followed[2])[0].rstrip("0123456789") not in _EXTENSIONS:
        return followed[1].strip(" -"), followed[2].strip("-.")
    return written, label


def _read(written: str, region: str, home: str) -> PhonePart:
    compact = "".join(char for char in written if not char.isspace())
    international = compact.startswith(("+", "00", "tel:+", "(+"))
    if "e+" in written.lower() and all(char.isdigit() or char in ",.eE+" for char in written):
        return PhonePart(written, reason=CellReason.ROUNDED)
    if not international and not region:
        return PhonePart(written, reason=CellReason.PHONE_IN_DOUBT)
    stored = _stored(written, region or home)
    if stored and not international and region != home and not _is_of(stored, region):
        return PhonePart(written, reason=CellReason.PHONE_IN_DOUBT)
    bare = compact.isdigit() and not compact.startswith("0")
    told = PhonePart(written, stored, note=_restored(compact, region or home) if bare else None)
    if stored and (international or (region == home and not bare) or _is_valid(stored)):
        return told
    mended = _mended(written, compact, region or home)
    if mended or not stored:
        return mended or PhonePart(written, reason=CellReason.NOT_A_PHONE)
    # a number of a possible length that nobody may have: taken at home, and elsewhere where it is none at home
    sure = region == home or (not bare and not _stored(written, home))
    return told if sure else PhonePart(written, reason=CellReason.PHONE_IN_DOUBT)


def _is_of(stored: str, region: str) -> bool:
    return stored.startswith(f"+{phonenumbers.country_code_for_region(region)}")


def _mended(written: str, compact: str, region: str) -> PhonePart | None:
    """The number that comes of bare figures with the zero, or the plus, that a spreadsheet has dropped."""
    for prefix, note in (("0", CellNote.ZERO_RESTORED), ("+", CellNote.PLUS_RESTORED)):
        number = _stored(prefix + compact, region) if compact.isdigit() else ""
        if number and _is_valid(number):
            return PhonePart(written, number, note=note)
    return None


def _restored(compact: str, region: str) -> CellNote | None:
    """What a bare number has lost in a spreadsheet: its first zero, the plus before its country, or None."""
    code = str(phonenumbers.country_code_for_region(region))
    if compact.startswith(code) and len(compact) > len(code) + _FEWEST_DIGITS + 2:
        return CellNote.PLUS_RESTORED
    if compact.startswith("0") or phonenumbers.ndd_prefix_for_region(region, strip_non_digits=True) != "0":
        return None
    return CellNote.ZERO_RESTORED


def _kind(stored: str) -> int:
    """What sort of line a number is, by its country's plan; unknown for one that nobody can have."""
    if not stored:
        return phonenumbers.PhoneNumberType.UNKNOWN
    return phonenumbers.number_type(phonenumbers.parse(stored.partition(" ext")[0], None))


def _is_valid(stored: str) -> bool:
    return _kind(stored) != phonenumbers.PhoneNumberType.UNKNOWN


def _stored(text: str, region: str) -> str:
    try:
        return normalise_phone(text, region)
    except ValueError:
        return ""
