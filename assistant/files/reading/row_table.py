"""Parts text into rows of cells. Pure.

Comma, semicolon, tab or bar stand between them, quotes and line ends inside them.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from assistant.files.reading.bad_file import BadFile, FileTrouble

DELIMITERS = (";", ",", "\t", "|")

MOST_ROWS = 10_000
MOST_COLUMNS = 200
MOST_IN_A_HEADING = 1_000
"""Characters; a question of a survey fits in, a text that is no heading does not."""

_SAMPLE = 50
_SEPARATOR_LINE = "sep="


class RowTrouble(StrEnum):
    """Why one row cannot be read."""

    RAGGED = "ragged"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class RawRow:
    """Holds one row as it stands in the file: where it begins, and its cells.

    It begins at a line, or at a card, and has a cell for each heading.
    """

    number: int
    cells: tuple[str, ...] = ()
    trouble: RowTrouble | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """What a file says: its headings, and its rows in their order."""

    headings: tuple[str, ...]
    rows: tuple[RawRow, ...]
    delimiter: str = ""


def read_table(text: str) -> Table:
    """The table in a text whose first row that is not blank has the headings.

    A row that is shorter than the headings has its last cells empty; a longer one is `RowTrouble.RAGGED`,
    for nobody knows which of its cells went astray.

    Raises:
        BadFile: a quote is never closed, a cell or a heading is too long, or there are no rows, or too many rows or
            columns.
    """
    body, told = _without_separator_line(text)
    delimiter = told or _delimiter(body)
    records = _records(body, delimiter, first=2 if told else 1)
    _, headings = next(records, (0, []))
    if len(headings) > MOST_COLUMNS:
        raise BadFile(FileTrouble.TOO_MANY_COLUMNS)
    if any(len(heading) > MOST_IN_A_HEADING for heading in headings):
        raise BadFile(FileTrouble.LONG_HEADING)
    rows = [_row(number, cells, len(headings)) for number, cells in islice(records, MOST_ROWS + 1)]
    if not rows:
        raise BadFile(FileTrouble.NO_ROWS)
    if len(rows) > MOST_ROWS:
        raise BadFile(FileTrouble.TOO_MANY_ROWS)
    return Table(tuple(one.strip() for one in headings), tuple(rows), delimiter)


def _row(number: int, cells: Sequence[str], width: int) -> RawRow:
    if any(cell.strip() for cell in cells[width:]):
        return RawRow(number, trouble=RowTrouble.RAGGED)
    padded = [*cells[:width], *[""] * (width - len(cells))]
    return RawRow(number, tuple(cell.strip() for cell in padded))


def _records(text: str, delimiter: str, first: int) -> Iterator[tuple[int, list[str]]]:
    """The records that are not blank, each with the number of the line it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    ended = 0
    try:
        for cells in reader:
            begun, ended = ended + first, reader.line_num
            if any(cell.strip() for cell in cells):
                yield begun, cells
    except csv.Error as error:
        too_long = "field limit" in str(
            error
        )  # the module's own, 131,072 characters, has no exception of its own
        trouble = FileTrouble.LONG_CELL if too_long else FileTrouble.BROKEN_TABLE
        raise BadFile(trouble, line=ended + first) from None


def _delimiter(text: str) -> str:
    """Return the delimiter that gives most records as many cells as the first one has.

    A single column has a comma.
    """
    best = max(DELIMITERS, key=lambda one: _evenness(text, one))
    return best if _evenness(text, best) > (0.0, 0) else ","


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter)
    widths: list[int] = []
    with suppress(csv.Error):  # a cell is too long: what stands before it may tell enough
        widths.extend(len(cells) for cells in islice(reader, _SAMPLE) if cells)
    if not widths or widths[0] == 1:
        return 0.0, 0
    return sum(1 for width in widths if width == widths[0]) / len(widths), widths[0]


def _without_separator_line(text: str) -> tuple[str, str]:
    """Excel's own first line ``sep=;`` names the delimiter and is no row."""
    head, _, rest = text.partition("\n")
    named = head.strip("\r").removeprefix(_SEPARATOR_LINE)
    if head.lower().startswith(_SEPARATOR_LINE) and named in DELIMITERS:
        return rest, named
    return text, ""
