"""Columns of a file to properties of a contact. Pure."""

import re
from collections.abc import Mapping, Sequence

from assistant.files.import_rows import Column
from assistant.files.reading.row_table import RawRow
from hubspot_tools.store.many_contacts import NamedProperty
from hubspot_tools.values.text import words

GIVEN_NAME_FIRST, FAMILY_NAME_FIRST = "given+family", "family+given"
"""What stands for a property where one column holds the whole name."""

_WHOLE_NAMES = {
    **dict.fromkeys(("name", "full name", "display name", "contact name", "contact"), GIVEN_NAME_FIRST),
    **dict.fromkeys(("nom complet", "prenom nom", "prenom et nom", "prenoms et nom"), GIVEN_NAME_FIRST),
    **dict.fromkeys(
        ("nom prenom", "nom et prenom", "nom prenoms", "last name first name"), FAMILY_NAME_FIRST
    ),
}
_NAMES = frozenset({"firstname", "lastname"})


def matched(
    headings: Sequence[str], known: Mapping[str, NamedProperty], rows: Sequence[RawRow]
) -> tuple[Column, ...]:
    """What becomes of each column.

    Of two columns for one property the first counts, and the other is said to be doubled. A column for the whole
    name counts where neither part of the name has a column of its own.
    """
    parted = any(one.name in _NAMES for one in known.values())
    taken: set[str] = set()
    columns = []
    for place, heading in enumerate(headings):
        meant = _meant(heading, known, parted=parted)
        if not heading and not any(_cell(row, place) for row in rows):
            continue
        column = _column(heading, meant, taken)
        taken.add(column.property)
        columns.append(column)
    return tuple(columns)


def values_in(row: RawRow, headings: Sequence[str], columns: Sequence[Column]) -> dict[str, str]:
    """What a row says, by property: only what is not empty."""
    used = {column.heading: column.property for column in columns if column.property}
    values: dict[str, str] = {}
    for heading, cell in zip(headings, row.cells, strict=False):
        name = used.pop(heading, "")
        if name and cell:
            values |= _split_name(name, cell) if name in _WHOLE_NAMES.values() else {name: cell}
    return values


def _meant(heading: str, known: Mapping[str, NamedProperty], *, parted: bool) -> NamedProperty | None:
    whole = _WHOLE_NAMES.get(" ".join(words(heading)))
    if whole and not parted:
        return NamedProperty(name=whole, writable=True)
    return known.get(heading)


def _column(heading: str, meant: NamedProperty | None, taken: set[str]) -> Column:
    if meant is None:
        return Column(heading=heading, ignored="unknown")
    if not meant.writable:
        return Column(heading=heading, ignored="read_only")
    if meant.name in taken:
        return Column(heading=heading, ignored="doubled")
    return Column(heading=heading, property=meant.name)


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


def _cell(row: RawRow, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""
