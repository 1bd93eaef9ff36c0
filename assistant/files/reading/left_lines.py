"""What of a file is neither headings nor a row: titles, totals, closing words, lines of cards. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from assistant.files.reading.records import FileRecord
from hubspot_tools.values.text import words

LONGEST_TOLD: Final = 80
_FEWEST_WIDE: Final = 3
"""Columns from which a line with a single cell is told from a row."""

_FEW_FILLED: Final = 3
"""A line of a total has a word, a number and perhaps another."""

_FEW_WORDS: Final = 2
_TOTALS: Final = frozenset({"total", "totals", "totaux", "subtotal", "sum", "somme", "count", "nombre"})
_TOTAL_STARTS: Final = (("grand", "total"), ("sous", "total"), ("sub", "total"), ("row", "count"))
_CLOSINGS: Final = (
    ("generated",),
    ("confidential",),
    ("copyright",),
    ("exported",),
    ("exporte",),
    ("genere",),
    ("report",),
    ("rapport",),
    ("confidentiel",),
    ("page",),
    ("end", "of"),
    ("fin", "de"),
    ("fin", "du"),
    ("imprime",),
    ("printed",),
    ("source",),
    ("filtered", "by"),
    ("as", "of"),
    ("edite", "le"),
)
"""How lines below a report begin."""


class LineReason(StrEnum):
    """Why a line of a file is no row."""

    ABOVE = "above"
    BELOW = "below"
    TOTAL = "total"
    HEADINGS_AGAIN = "headings_again"
    HIDDEN = "hidden"
    """The sheet does not show it."""
    OTHER_TABLE = "other_table"
    """It belongs to a second table in the file, whose columns are others."""


@dataclass(frozen=True, slots=True)
class LeftLine:
    """A line that is neither headings nor a row: its number, its text, shortened, and what it is."""

    number: int
    text: str
    reason: LineReason


@dataclass(frozen=True, slots=True)
class LeftKind:
    """A kind of line of cards that is no property, or not wholly.

    It has its name in capitals, and counts the cards that have such a line.
    """

    name: str
    cards: int


def no_row(record: FileRecord, headings: Sequence[str]) -> LineReason | None:
    """Why a record between the rows is none: a total, or the headings once more."""
    if record.trouble is not None or not record.cells:
        return None
    if any(headings) and tuple(" ".join(cell.split()) for cell in record.cells[: len(headings)]) == tuple(
        headings
    ):
        return LineReason.HEADINGS_AGAIN
    if len(headings) >= _FEWEST_WIDE and record.filled <= _FEW_FILLED and _is_total(record):
        return LineReason.TOTAL
    return None


def _is_total(record: FileRecord) -> bool:
    if any("@" in cell for cell in record.cells):
        return False
    said = words(next(cell for cell in record.cells if cell.strip())[:LONGEST_TOLD])
    if not said:
        return False
    alone = len(said) <= _FEW_WORDS or any(word.isdigit() for word in said[1:])
    return (said[0] in _TOTALS and alone) or said[:2] in _TOTAL_STARTS


def without_closing_lines(body: list[FileRecord], width: int) -> tuple[list[FileRecord], list[FileRecord]]:
    """The rows, and the lines below them: at the end, a single cell each, and no address of a person.

    A row that says no more than one word may be of a person: at least one of the lines begins as reports close.
    """
    if width < 2:  # noqa: PLR2004 - in a table of one column every row has one cell
        return body, []
    end = len(body)
    while end and _is_lonely(body[end - 1]):
        end -= 1
    below = body[end:]
    gaps = bool(below) and end > 0 and below[0].number - body[end - 1].ended > 1
    if not gaps and not any(_closes(record) for record in below):
        return body, []
    return body[:end], below


def is_group_title(record: FileRecord, width: int) -> bool:
    """Whether a record before headings that come once more is the title of the rows below them."""
    return width >= _FEWEST_WIDE and _is_lonely(record) and bool(record.cells[0].strip())


def _is_lonely(record: FileRecord) -> bool:
    return record.trouble is None and record.filled == 1 and not any("@" in cell for cell in record.cells)


def _closes(record: FileRecord) -> bool:
    said = words(next(cell for cell in record.cells if cell.strip())[:LONGEST_TOLD])
    return any(said[: len(start)] == start for start in _CLOSINGS)


def left_line(record: FileRecord, reason: LineReason) -> LeftLine:
    """A record as it is told, now that it is no row."""
    text = " ".join(" ".join(record.cells)[: 4 * LONGEST_TOLD].split())
    return LeftLine(record.number, text[:LONGEST_TOLD], reason)
