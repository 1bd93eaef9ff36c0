"""Addresses as mail programs list them, ``Nora Kessler <nora@example.org>; …``, to a table. Pure."""

from collections.abc import Iterator
from typing import Final

from assistant.files.reading.bad_file import BadFile, FileTrouble
from assistant.files.reading.row_table import MOST_ROWS, RawRow, Table

HEADINGS: Final = ("email", "full name")

_FEWEST: Final = 2
_LONGEST_ENTRY: Final = 400
_ENDS: Final = frozenset("\r\n")


def read_address_list(text: str) -> Table | None:
    """One row for each address, numbered from 1; None for a text that has more than addresses and names.

    Raises:
        BadFile: there are too many.
    """
    head = text[: 2 * _LONGEST_ENTRY]
    if "@" not in head:
        return None
    separator = ";" if ";" in head else ","
    rows: list[RawRow] = []
    named = False
    for entry in _entries(text, separator):
        read = _name_and_address(entry)
        if read is None:
            return None
        named = named or "<" in entry
        rows.append(RawRow(len(rows) + 1, (read[1], read[0])))
        if len(rows) > MOST_ROWS:
            raise BadFile(FileTrouble.TOO_MANY_ROWS)
    several_on_a_line = len(text.split("\n", 2)) < len(rows)
    if len(rows) < _FEWEST or not (named or several_on_a_line):
        return None
    return Table(HEADINGS, tuple(rows), separator)


def _entries(text: str, separator: str) -> Iterator[str]:
    """What stands between separators and line ends, outside of quotes."""
    begun, quoted = 0, False
    for place, char in enumerate(text):
        if char in _ENDS:
            quoted = False
        elif char == '"':
            quoted = not quoted
        if char in _ENDS or (char == separator and not quoted):
            if entry := text[begun:place].strip():
                yield entry
            begun = place + 1
    if entry := text[begun:].strip():
        yield entry


def _name_and_address(entry: str) -> tuple[str, str] | None:
    if len(entry) > _LONGEST_ENTRY:
        return None
    name, opened, rest = entry.partition("<")
    address, closed, after = rest.partition(">")
    if not opened:
        name, address = "", entry
    elif not closed or after.strip():
        return None
    address = address.strip().removeprefix("mailto:")
    local, at, domain = address.partition("@")
    if not at or not local or "." not in domain or any(char.isspace() or char in '"<>,;@' for char in domain):
        return None
    if any(char.isspace() or char in ',;"' for char in local):
        return None
    return name.strip(" \"'\t"), address
