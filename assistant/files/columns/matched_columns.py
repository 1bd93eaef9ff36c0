"""Columns of a file to properties of a contact. Pure."""

import re
from collections.abc import Mapping, Sequence

from assistant.files.cells.outcomes import CellReason, LeftCell, RowValues, shortened
from assistant.files.columns.fates import (
    FAMILY_NAME_FIRST,
    GIVEN_NAME_FIRST,
    RECORD_ID,
    WHOLE_NAMES,
    Choices,
    ColumnFate,
    ColumnReason,
)
from assistant.files.reading.encodings import is_garbled
from assistant.files.reading.formula_cells import is_formula
from assistant.files.reading.heading_words import meaning_of
from assistant.files.reading.row_table import RawRow, Table
from hubspot_tools.contacts import PropertyLabel
from hubspot_tools.values.text import words

Account = Mapping[str, PropertyLabel]


def fates_of(table: Table, account: Account, choices: Choices) -> tuple[ColumnFate, ...]:
    taken: set[str] = set()
    own = {words(known.label): name for name, known in account.items()}
    fates = []
    for place, heading in enumerate(table.headings):
        samples = tuple(dict.fromkeys(shortened(row.cells[place]) for row in table.rows[:50] if place < len(row.cells) and row.cells[place]))[:3]
        fate = ColumnFate(place, heading, samples=samples)
        meant = meaning_of(heading)
        name = choices.columns.get(place)
        if name is None:
            name = own.get(words(heading)) or (heading if heading in account else "") or (meant.property_name if meant else "")
            if name not in account and name not in WHOLE_NAMES and name != RECORD_ID:
                name = ""
        reason = None
        if not name:
            reason = ColumnReason.CHOSEN if place in choices.columns else ColumnReason.UNKNOWN
        elif name in account and not account[name].writable and name != RECORD_ID:
            name, reason = "", ColumnReason.READ_ONLY
        elif name in taken:
            name, reason = "", ColumnReason.DOUBLED
        taken.add(name)
        if heading or samples:
            fates.append(ColumnFate(place, heading, name, reason, samples=samples))
    return tuple(fates)


def values_of(table: Table, fates: Sequence[ColumnFate], account: Account, choices: Choices, region: str) -> list[RowValues]:
    return [_values(row, fates) for row in table.rows]


def _values(row: RawRow, fates: Sequence[ColumnFate]) -> RowValues:
    values: dict[str, str] = {}
    left = []
    record_id = ""
    for fate in fates:
        cell = row.cells[fate.place] if fate.place < len(row.cells) else ""
        if not cell or not fate.property_name:
            continue
        if fate.property_name == RECORD_ID:
            record_id = cell
        elif is_formula(cell):
            left.append(LeftCell(row.number, fate.place, fate.property_name, shortened(cell), CellReason.FORMULA))
        elif is_garbled(cell):
            left.append(LeftCell(row.number, fate.place, fate.property_name, shortened(cell), CellReason.GARBLED))
        elif fate.property_name in WHOLE_NAMES:
            values |= _split_name(fate.property_name, cell)
        else:
            values[fate.property_name] = cell
    return RowValues(row.number, values, record_id, tuple(left))


def _split_name(order: str, cell: str) -> dict[str, str]:
    """Split a whole name into first and last name.

    ``DURAND, Marie`` has its family name before the comma; else one word at the end comes first or last.
    """
    family, comma, given = (part.strip() for part in cell.partition(","))
    if not comma:
        parts = cell.split()
        if order == GIVEN_NAME_FIRST:
            given, family = parts[0], " ".join(parts[1:])
        else:
            given, family = _after_capitals(parts)
    return {name: text for name, text in (("firstname", given), ("lastname", family)) if text}


def _after_capitals(parts: Sequence[str]) -> tuple[str, str]:
    """In ``DE LA TOUR Marie`` the capitals are the family name; without any, all but the last word."""
    capitals = 0
    while capitals < len(parts) and re.fullmatch(r"[^\Wa-z\d]{2,}(?:['’-][^\Wa-z\d]+)*", parts[capitals]):
        capitals += 1
    border = capitals if 0 < capitals < len(parts) else max(1, len(parts) - 1)
    return " ".join(parts[border:]), " ".join(parts[:border])
