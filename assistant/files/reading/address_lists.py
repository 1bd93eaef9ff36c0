"""Addresses as mail programs list them, ``Nora Kessler <nora@example.org>; …``, to a table. Pure."""

from collections.abc import Iterator
from typing import Final

from assistant.files.reading.bad_file import BadFile, FileTrouble
from assistant.files.reading.row_table import MOST_ROWS, RawRow, Table
from assistant.language.persons.whole_names import could_be_name
from hubspot_tools.values.text import fold

HEADINGS: Final = ("email", "full name")

_FEWEST: Final = 2
_LONGEST_ENTRY: Final = 400
_ENDS: Final = frozenset("\r\n")
_RECIPIENTS: Final = frozenset(
    {"to", "cc", "bcc", "from", "a", "cci", "de", "an", "von", "destinataires", "recipients"}
)
"""What a mail program writes before a list of addresses, and a colon."""
_BETWEEN_NAME_AND_ADDRESS: Final = " -–:\u00a0\u202f"


def read_address_list(text: str, *, bare_names: bool = False) -> Table | None:
    """One row for each address, numbered from 1; None for a text that has more than addresses and names.

    Args:
        text: The list.
        bare_names: Whether ``Nora Kessler nora@example.org`` is one as well, as in a file; of a message it is a sentence.

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
        read = _name_and_address(entry, bare_names=bare_names)
        if read is None:
            return None
        named = named or "<" in entry or bool(read[0])
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


def _name_and_address(entry: str, *, bare_names: bool) -> tuple[str, str] | None:
    if len(entry) > _LONGEST_ENTRY:
        return None
    label, colon, after = entry.partition(":")
    if colon and fold(label.strip()) in _RECIPIENTS:
        entry = after.strip()
    name, opened, rest = entry.partition("<")
    address, closed, after = rest.partition(">")
    if not opened:
        name, _, address = entry.rpartition(" ") if bare_names else ("", "", entry)
        name = name.rstrip(_BETWEEN_NAME_AND_ADDRESS)
        if name and not could_be_name(name):
            return None
    elif not closed or after.strip():
        return None
    address = address.strip().removeprefix("mailto:")
    local, at, domain = address.partition("@")
    if not at or not local or "." not in domain or any(char.isspace() or char in '"<>,;@' for char in domain):
        return None
    if any(char.isspace() or char in ',;"' for char in local):
        return None
    name = name.strip(" \"'\t")
    return "" if fold(name) == fold(address) else name, address
