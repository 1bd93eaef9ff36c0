"""Cells that hold days, as spreadsheets, programmes and people write them. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal

from assistant.files.cells.outcomes import CellReason
from assistant.language.words.lexemes import word_set
from hubspot_tools.values.dates import normalise_date
from hubspot_tools.values.text import fold

Order = Literal["day", "month", "mixed", ""]
"""What stands first in the numeric dates of a column, as far as its own cells tell."""

_LONGEST: Final = 60
_EPOCH: Final = date(1899, 12, 30)
"""Excel's day 0, counted so that its own mistake about 1900 does not matter from 1 March 1900 on."""

_SERIALS: Final = range(10_000, 80_000)
_MILLISECONDS: Final = range(10**11, 10**13)
_COMPACT: Final = range(1900_01_01, 2100_00_00)
"""Days without signs, ``20261231``, as numbers."""

_PART_OF_A_DAY: Final = re.compile(r"(\d{5})[.,]\d{1,12}", re.ASCII)
_DAY_MS: Final = 86_400_000
_MIDNIGHTS: Final = (
    "00:00",
    "00:00:00",
    "00:00:00.0",
    "00:00:00.000",
    "0:00",
    "0:00:00",
    "12:00 am",
    "12:00:00 am",
)
_NUMERIC: Final = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2}|\d{4})", re.ASCII)
_STAMP: Final = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)? ?(z|utc|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)
_MOST_MONTHS: Final = 12
_WEEKDAYS: Final = word_set("""monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
    lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim""")


@dataclass(frozen=True, slots=True)
class DayCell:
    """The day of a cell as ``YYYY-MM-DD``, or why it has none; ``suggestion`` is what it may be."""

    day: str = ""
    reason: CellReason | None = None
    suggestion: str = ""


def order_of(cells: Iterable[str]) -> Order:
    """What stands first in a column's numeric dates, as those tell that can be read in one way alone."""
    found = set()
    for cell in cells:
        if told := _NUMERIC.fullmatch(_without_midnight(cell)):
            first, second = int(told[1]), int(told[2])
            if first > _MOST_MONTHS >= second:
                found.add("day")
            elif second > _MOST_MONTHS >= first:
                found.add("month")
    if len(found) > 1:
        return "mixed"
    return "day" if "day" in found else "month" if found else ""


def read_day(cell: str, region: str, order: Order, *, serials: bool = False) -> DayCell:
    """The day of a cell.

    Args:
        cell: What it says.
        region: Where it is read: what stands first in a numeric date that its column does not tell.
        order: What its column tells, see `order_of`.
        serials: Whether bare numbers are a spreadsheet's days.
    """
    text = _PART_OF_A_DAY.sub(r"\1", _without_midnight(cell))
    if text.isdigit() and text.isascii():
        return _of_a_number(int(text), serials=serials)
    if told := _NUMERIC.fullmatch(text):
        return _numeric(told, region, order)
    if told := _STAMP.fullmatch(text):
        return _stamp(told)
    words = text.replace("-", " ").split()
    if words and words[0].strip(",.") in _WEEKDAYS:
        words = words[1:]
    try:
        return DayCell(normalise_date(" ".join(words), region))
    except ValueError:
        return DayCell(reason=CellReason.NOT_A_DATE)


def _without_midnight(cell: str) -> str:
    text = " ".join(fold(cell[:_LONGEST]).split())
    for midnight in _MIDNIGHTS:
        if text.endswith(f" {midnight}"):
            return text.removesuffix(midnight).strip()
    return text


def _of_a_number(number: int, *, serials: bool) -> DayCell:
    if number in _MILLISECONDS:
        if number % _DAY_MS:
            return DayCell(reason=CellReason.DATE_IN_DOUBT)
        return DayCell(datetime.fromtimestamp(number / 1000, UTC).date().isoformat())
    if number in _COMPACT:
        return _checked(number // 10_000, number // 100 % 100, number % 100)
    if number in _SERIALS:
        day = (_EPOCH + timedelta(days=number)).isoformat()
        return DayCell(day) if serials else DayCell(reason=CellReason.SERIAL, suggestion=day)
    return DayCell(reason=CellReason.NOT_A_DATE)


def _numeric(told: re.Match[str], region: str, order: Order) -> DayCell:
    first, second, year = int(told[1]), int(told[2]), told[3]
    if len(year) == 2:  # noqa: PLR2004 - figures of a year without its century
        return DayCell(reason=CellReason.DATE_IN_DOUBT)
    if first > _MOST_MONTHS or second > _MOST_MONTHS:
        day, month = (first, second) if first > _MOST_MONTHS else (second, first)
        return _checked(int(year), month, day)
    if order == "mixed" and first != second:
        return DayCell(reason=CellReason.DATE_IN_DOUBT)
    if not order:
        text = f"{first}/{second}/{year}"
        return DayCell(normalise_date(text, region))
    day, month = (first, second) if order == "day" else (second, first)
    return _checked(int(year), month, day)


def _stamp(told: re.Match[str]) -> DayCell:
    """A day with or without an hour; an hour in another zone than the reader's may be another day's."""
    read = _checked(int(told[1]), int(told[2]), int(told[3]))
    hour, minute, zone = told[4], told[5], told[7]
    if not read.day or not hour or not zone:
        return read
    if zone in {"z", "utc"}:
        midnight = int(hour) == 0 and int(minute) == 0
        return read if midnight else DayCell(reason=CellReason.DATE_IN_DOUBT, suggestion=read.day)
    sign = -1 if zone[0] == "+" else 1
    shift = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    local = timedelta(hours=int(hour), minutes=int(minute))
    same = timedelta(0) <= local + sign * shift < timedelta(days=1)
    midnight = local == timedelta(0)
    return read if same or midnight else DayCell(reason=CellReason.DATE_IN_DOUBT, suggestion=read.day)


def _checked(year: int, month: int, day: int) -> DayCell:
    try:
        return DayCell(date(year, month, day).isoformat())
    except ValueError:
        return DayCell(reason=CellReason.NOT_A_DATE)
