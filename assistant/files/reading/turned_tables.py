"""Small tables that lie on their side, with a person in each column. Pure."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from assistant.files.reading.heading_words import meaning_of
from assistant.files.reading.records import FileRecord

_FEWEST: Final = 3
"""Different properties in a column, which are no accident."""

_LONGEST: Final = 200


def upright(records: Sequence[FileRecord]) -> list[FileRecord]:
    """All the records of a table as they are, or each of its columns as one where it lies on its side.

    The number of a row is then its column's.
    """
    if not _lies(records):
        return list(records)
    columns = zip_longest(*(record.cells for record in records), fillvalue="")
    return [
        FileRecord(place, place, cells)
        for place, cells in enumerate(columns, start=1)
        if any(cell.strip() for cell in cells)
    ]


def _lies(records: Sequence[FileRecord]) -> bool:
    if len(records) < _FEWEST or any(one.trouble or not 1 < len(one.cells) <= _LONGEST for one in records):
        return False
    named = [_property(record.cells[0]) for record in records]
    beside = [_property(cell) for cell in records[0].cells[1:]]
    return bool(named[0]) and not any(beside) and len(set(named) - {""}) >= _FEWEST and _most(named)


def _most(named: Sequence[str]) -> bool:
    return sum(map(bool, named)) * 2 > len(named)


def _property(cell: str) -> str:
    meaning = meaning_of(cell)
    return meaning.property_name if meaning else ""
