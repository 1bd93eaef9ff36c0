"""What a sheet hides and which of its cells are merged: its reader gives the cells alone. Pure.

Of a workbook's parts only those that say so are unpacked, and read as they come. A part with a document type, which no
spreadsheet programme writes, is not read on.
"""

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final
from xml.parsers import expat

_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_MOST_COLUMNS: Final = 200
_MOST_ROWS: Final = 20_000
_MOST_MERGED: Final = 5_000
_LETTERS: Final = 26

_Attributes = Mapping[str, str]


class _NotReadOn(Exception):
    """A part is none that a spreadsheet programme has written."""


@dataclass(slots=True)
class SheetLayout:
    """Places in a sheet, all counted from 0.

    ``rows`` and ``columns`` are hidden. ``merged`` are cells of one column that are one: the column, the first row and
    the last.
    """

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int]] = field(default_factory=list)
    counted: int = 0

    def note(self, name: str, said: _Attributes) -> None:
        """Take what one element says."""
        if name == "row":
            at = _number(said.get("r", ""), self.counted + 1) - 1
            self.counted = at + 1
            if _is_hidden(said, "ht") and 0 <= at < _MOST_ROWS:
                self.rows.add(at)
        elif name == "col" and _is_hidden(said, "width"):
            first, last = _number(said.get("min", ""), 1), _number(said.get("max", ""), 0)
            self.columns.update(range(first - 1, min(last, _MOST_COLUMNS)))
        elif name == "mergeCell" and len(self.merged) < _MOST_MERGED:
            start, _, end = said.get("ref", "").partition(":")
            (column, top), (other, bottom) = _place(start), _place(end)
            if column == other and 0 <= column < _MOST_COLUMNS and 0 <= top < bottom < _MOST_ROWS:
                self.merged.append((column, top, bottom))


def layout_of(content: bytes, sheet: str) -> SheetLayout:
    """What a workbook says of a sheet; nothing where it does not say it as spreadsheet programmes do."""
    layout = SheetLayout()
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            part = _part_of(archive, sheet)
            if part:
                _read(archive, part, layout.note)
    except (
        _NotReadOn,
        expat.ExpatError,
        zipfile.BadZipFile,
        KeyError,
        OSError,
        ValueError,
        NotImplementedError,
    ):
        return SheetLayout()
    return layout


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """The name of the part that holds a sheet."""
    ids: dict[str, str] = {}
    targets: dict[str, str] = {}

    def named(name: str, said: _Attributes) -> None:
        if name == "sheet":
            told = next((value for key, value in said.items() if key.endswith(":id")), "")
            ids.setdefault(said.get("name", ""), told)

    def related(name: str, said: _Attributes) -> None:
        if name == "Relationship":
            targets.setdefault(said.get("Id", ""), said.get("Target", ""))

    _read(archive, _WORKBOOK, named)
    _read(archive, _RELATIONS, related)
    target = targets.get(ids.get(sheet, ""), "")
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}" if target else ""


def _read(archive: zipfile.ZipFile, part: str, note: Callable[[str, _Attributes], None]) -> None:
    """Tell of each element of a part: its name without a prefix, and its attributes."""
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise _NotReadOn

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, said: note(name.rpartition(":")[2], said)
    with archive.open(part) as stream:
        parser.ParseFile(stream)


def _is_hidden(said: _Attributes, size: str) -> bool:
    return said.get("hidden") in {"1", "true"} or said.get(size) == "0"


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else default  # noqa: PLR2004 - a million rows


def _place(cell: str) -> tuple[int, int]:
    """``B12`` as its column and row; -1 for what is none."""
    letters = cell.rstrip("0123456789")
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3:  # noqa: PLR2004 - up to XFD
        return -1, -1
    column = 0
    for letter in letters.upper():
        column = column * _LETTERS + ord(letter) - ord("A") + 1
    return column - 1, _number(cell[len(letters) :], 0) - 1
