"""Text to records of cells, with commas, semicolons, tabs or bars between them. Pure.

A quote that is never closed, or stands in the middle of a cell, costs its own row: reading goes on with the next line.
What is read a second time for that has a limit, so the work grows with the text alone.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from assistant.files.reading.bad_file import BadFile, FileTrouble

DELIMITERS: Final = (";", ",", "\t", "|")

_SAMPLE: Final = 50
_EVEN: Final = 0.5
"""DailyShare of the records from which a delimiter is believed though the first record does not have it."""

_FEWEST_WIDE: Final = 3
"""Cells of a row from which a line inside a quoted cell can be told to be a row by itself."""

_WRITTEN_BAR: Final = "\ue07c"
"""What stands for ``\\|``, a bar in a cell of a drawn table, while the cells are parted."""

_MOST_READ_AGAIN: Final = 20_000_000
"""Characters that stray quotes may have read more than once: four times what the largest file has."""


_EMPHASIS: Final = ("**", "__", "~~", "`", "*", "_")
"""What stands at both ends of ``**Oakline**``."""

_DEEPEST_EMPHASIS: Final = 3


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One record that is not blank: the lines it begins and ends on, from 1, and its cells.

    ``trouble`` says why it has none.
    """

    number: int
    ended: int
    cells: tuple[str, ...] = ()
    trouble: FileTrouble | None = None

    @property
    def filled(self) -> int:
        """How many of its cells say something."""
        return sum(1 for cell in self.cells if cell.strip())


@dataclass(frozen=True, slots=True)
class DelimitedText:
    """The records of a text, as they come, and what stands between their cells."""

    delimiter: str
    records: Iterator[FileRecord]


def records_in(text: str) -> DelimitedText:
    """The records of a text.

    Raises:
        BadFile: while the records are taken, when too much of the text has to be read again.
    """
    body, told = _without_separator_line(text)
    if not told:
        body = _without_quoted_lines(body)
    delimiter = told or _delimiter(body)
    body = _without_tails(body, delimiter)
    first = 2 if told else 1
    if delimiter == "|" and body.lstrip().startswith("|") and "\\|" in body:
        return DelimitedText(delimiter, _with_bars(body.replace("\\|", _WRITTEN_BAR), first))
    return DelimitedText(delimiter, _records(body, delimiter, first))


def _with_bars(text: str, first: int) -> Iterator[FileRecord]:
    """The records of a drawn table, whose cells have their written bars back."""
    for record in _records(text, "|", first):
        yield replace(record, cells=tuple(cell.replace(_WRITTEN_BAR, "|") for cell in record.cells))


def _without_quoted_lines(text: str) -> str:
    """The text of a file each of whose lines was put into quotes as a whole.

    Some programmes do that on saving a file again.
    """
    if not text.startswith('"'):
        return text
    with suppress(csv.Error):
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        rows = list(islice(reader, _SAMPLE))
        if any(len(cells) > 1 for cells in rows):
            return text
        rows += reader
        if any(len(cells) > 1 or "\n" in "".join(cells) for cells in rows):
            return text
        inner = "\n".join("".join(cells) for cells in rows)
        if any(_evenness(inner, one)[0] == 1.0 for one in DELIMITERS):
            return inner
    return text


def _without_tails(text: str, delimiter: str) -> str:
    """The text without the delimiters of another kind that stand at the end of each of its lines."""
    first = text.partition("\n")[0].rstrip("\r")
    tail = first[len(first.rstrip("".join(DELIMITERS))) :].lstrip(delimiter)
    if not tail or delimiter in tail:
        return text
    lines = text.replace("\r\n", "\n").split("\n")
    if not all(line.endswith(tail) for line in lines if line.strip()):
        return text
    return "\n".join(line.removesuffix(tail) for line in lines)


def _records(text: str, delimiter: str, first: int) -> Iterator[FileRecord]:
    lines = io.StringIO(text, newline="").readlines()
    width = _usual_width(lines, delimiter)
    begun, read_again = 0, 0
    while begun < len(lines):
        reader = csv.reader(
            map(lines.__getitem__, range(begun, len(lines))), delimiter=delimiter, strict=True
        )
        offset, ended, trouble = begun, begun, None
        try:
            for cells in reader:
                begun, ended = ended, offset + reader.line_num
                if ended - begun > 1 and _swallows_a_row(lines[begun + 1 : ended], delimiter, width):
                    trouble = FileTrouble.BROKEN_TABLE
                    break
                if any(cell.strip() for cell in cells):
                    yield FileRecord(begun + first, ended + first - 1, tuple(cells))
        except csv.Error as error:
            begun, ended = ended, offset + reader.line_num
            # the module's own limit, 131,072 characters, has no exception of its own
            trouble = FileTrouble.LONG_CELL if "field limit" in str(error) else FileTrouble.BROKEN_TABLE
        if trouble is None:
            return
        yield FileRecord(begun + first, begun + first, trouble=trouble)
        read_again += sum(map(len, lines[begun + 1 : ended]))
        if read_again > _MOST_READ_AGAIN:
            raise BadFile(trouble, line=begun + first)
        begun += 1


def _swallows_a_row(inside: Sequence[str], delimiter: str, width: int) -> bool:
    """Whether a line inside of a quoted cell is a whole row, so that the quote before it was a stray one."""
    if width < _FEWEST_WIDE:
        return False
    return any(
        "@" in line and line.count(delimiter) >= width - 1 and _cells_in(line, delimiter) == width
        for line in inside
    )


def _cells_in(line: str, delimiter: str) -> int:
    with suppress(csv.Error):  # a cell is too long, so it is no row
        return len(next(csv.reader([line], delimiter=delimiter), ()))
    return 0


def _usual_width(lines: Sequence[str], delimiter: str) -> int:
    """How many cells most lines have; a line that a quoted cell goes on in is not counted."""
    whole = (line for line in lines[:_SAMPLE] if line.strip() and line.count('"') % 2 == 0)
    widths = Counter(line.count(delimiter) + 1 for line in whole)
    return max(widths, key=lambda width: (widths[width], width), default=1)


def _delimiter(text: str) -> str:
    """The delimiter that gives most records the same number of cells; a comma for a single column."""
    best = max(DELIMITERS, key=lambda one: _evenness(text, one))
    return best if _evenness(text, best) > (0.0, 0) else ","


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    """The share of the first records that have the commonest number of cells, and that number."""
    rows: list[list[str]] = []
    with suppress(csv.Error):  # a cell is too long: what stands before it may tell enough
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows.extend(cells for cells in islice(reader, _SAMPLE) if cells)
    # columns at the end that say nothing at all are no evidence
    filled = max((place for cells in rows for place, cell in enumerate(cells, 1) if cell.strip()), default=0)
    widths = [min(len(cells), filled) for cells in rows]
    several = Counter(width for width in widths if width > 1)
    if not several:
        return 0.0, 0
    width, count = max(several.items(), key=lambda one: (one[1], one[0]))
    share = count / len(widths)
    headed_so = widths[0] > 1
    if not headed_so and share < _EVEN and (width < _FEWEST_WIDE or count < 2):  # noqa: PLR2004 - headings and a row
        return 0.0, 0
    return share, width


def _without_separator_line(text: str) -> tuple[str, str]:
    """The text without Excel's first line ``sep=;``, and the delimiter that it names.

    Other hands may have quoted or padded that line since.
    """
    head, _, rest = text.partition("\n") if "\n" in text[:_LONGEST_SEPARATOR_LINE] else text.partition("\r")
    if len(head) > _LONGEST_SEPARATOR_LINE:
        return text, ""
    bare = head.strip('\r "')
    name, equals, after = bare.partition("=")
    if not equals or name.strip().lower() != "sep":
        return text, ""
    named = after.lstrip(' "')[:1] or after[:1]
    padding = after.replace(named, "", 1).strip('\r\n "' + "".join(DELIMITERS))
    return (rest, named) if named in DELIMITERS and not padding else (text, "")


_LONGEST_SEPARATOR_LINE: Final = 1_000
"""Characters: ``sep=;`` and one delimiter for each column."""


def without_emphasis(cell: str) -> str:
    """What a cell of a table in Markdown says, where all of it is set in bold, italics or as code."""
    for _ in range(_DEEPEST_EMPHASIS):
        bare = cell.strip()
        mark = next((one for one in _EMPHASIS if bare.startswith(one) and bare.endswith(one)), "")
        inner = bare[len(mark) : -len(mark)] if mark else ""
        if len(bare) < 2 * len(mark) or not inner or inner != inner.strip():
            return cell
        cell = inner
    return cell
