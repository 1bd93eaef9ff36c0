"""An Excel workbook to a table: one sheet of it, cells by their types, of formulas the values. Pure.

A workbook is a zip archive. What its directory promises is judged before anything is unpacked; what it really takes
is limited by the process that reads it.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from assistant.files.reading.bad_file import BadFile, FileTrouble
from assistant.files.reading.records import FileRecord
from assistant.files.reading.row_table import MOST_COLUMNS, Table, has_headings, table_of
from assistant.files.reading.sheet_layout import SheetLayout, layout_of

ZIP_START: Final = b"PK\x03\x04"
COMPOUND_START: Final = b"\xd0\xcf\x11\xe0"
"""How the files of spreadsheet programmes begin: zip archives, and the older compound files."""

MOST_PARTS: Final = 2_000
MOST_UNPACKED: Final = 100_000_000
"""Bytes of all parts together: twenty times what the largest file has."""

MOST_RATIO: Final = 200
"""How much larger than the archive its parts may be; a sheet of equal rows shrinks to a hundredth."""

_NAMED_AS_RATIO: Final = 10_000_000
"""Bytes up to which no ratio is looked at: small parts of nothing but blanks shrink to anything."""

_MOST_FILLED: Final = 100_000
"""Cells that are filled from the one they are merged with."""

_WORKBOOK_PART: Final = "[Content_Types].xml"


@dataclass(frozen=True, slots=True)
class Workbook:
    """A sheet's table, the sheet's name, and the names of all sheets that people see."""

    table: Table
    sheet: str
    sheets: tuple[str, ...]


def read_workbook(content: bytes, wanted: str = "") -> Workbook:
    """The table of the sheet that is wanted, or of the first one that has a row.

    Raises:
        BadFile: it is none, it is larger than it seems, or no sheet has rows; see `read_table` besides.
    """
    _judge_archive(content)
    # not there where the process that reads files runs, until it knows that it needs it
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum  # noqa: PLC0415

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        metadata = book.sheets_metadata
        seen = tuple(one.name for one in metadata if one.visible == SheetVisibleEnum.Visible)
        sheets = seen or tuple(one.name for one in metadata)
        anything = False
        for name in [wanted] if wanted in sheets else sheets:
            layout = layout_of(content, name)
            rows = _rows(_filled(book.get_sheet_by_name(name).to_python(skip_empty_area=False), layout))
            shown, hidden = _parted(rows, layout)
            filled = sum(record.filled > 0 for record in shown)
            anything = anything or filled > 0
            if filled > (name != wanted and name != sheets[-1]):
                table = table_of(shown, hidden=hidden)
                return Workbook(replace(table, hidden_columns=tuple(sorted(layout.columns))), name, sheets)
    except CalamineError:
        raise BadFile(FileTrouble.BROKEN_WORKBOOK) from None
    raise BadFile(FileTrouble.NO_ROWS if anything else FileTrouble.EMPTY)


def _judge_archive(content: bytes) -> None:
    """Look at the archive's directory alone.

    Raises:
        BadFile: it is none, holds no workbook, or would become too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError):
        raise BadFile(FileTrouble.BROKEN_WORKBOOK) from None
    names = {part.filename for part in parts}
    if _WORKBOOK_PART not in names or not any(name.startswith("xl/") for name in names):
        raise BadFile(FileTrouble.WORKBOOK)
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED:
        raise BadFile(FileTrouble.TOO_HARD)
    if unpacked > _NAMED_AS_RATIO and unpacked > MOST_RATIO * min(packed, len(content)):
        raise BadFile(FileTrouble.TOO_HARD)


def _filled(rows: list[list[Any]], layout: SheetLayout) -> list[list[Any]]:
    """The cells, where some of one column are merged each with what is seen in all of them."""
    room = _MOST_FILLED
    for column, top, bottom in layout.merged:
        below = rows[top + 1 : bottom + 1][:room]
        room -= len(below)
        for row in below:
            if column < len(row) and row[column] in {"", None}:
                row[column] = rows[top][column]
    return rows


def _parted(rows: list[FileRecord], layout: SheetLayout) -> tuple[list[FileRecord], list[FileRecord]]:
    """The records that are seen, and the hidden ones; headings count as seen, hidden or not."""
    hidden = [record for record in rows if record.number - 1 in layout.rows]
    if not hidden:
        return rows, []
    shown = [record for record in rows if record.number - 1 not in layout.rows]
    if not any(map(has_headings, shown)):
        headings = next((record for record in hidden if has_headings(record)), None)
        shown = sorted([*shown, *([headings] if headings else [])], key=lambda record: record.number)
        hidden = [record for record in hidden if record is not headings]
    return shown, hidden


def _rows(rows: Sequence[Sequence[Any]]) -> list[FileRecord]:
    return list(_records(rows))


def _records(rows: Sequence[Sequence[Any]]) -> Iterator[FileRecord]:
    for number, row in enumerate(rows, start=1):
        cells = [_text(cell) for cell in row]
        while cells and not cells[-1].strip():
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise BadFile(FileTrouble.TOO_MANY_COLUMNS)
        if cells:
            yield FileRecord(number, number, tuple(cells))


def _text(cell: object) -> str:
    """A cell as text: whole numbers without a point, days and instants as ISO 8601 has them."""
    text = "" if cell is None else str(cell)
    match cell:
        case bool():
            text = text.lower()
        case float() if cell.is_integer() and abs(cell) < _EXACT:
            text = str(int(cell))
        case datetime():
            text = (cell.replace(microsecond=0).isoformat(sep=" ")).removesuffix(" 00:00:00")
    return text


_EXACT: Final = 2**53
"""Up to here a floating-point number tells each whole number from the next."""
