"""Lists of people that are pasted into the chat, to a table as a file would give. Pure.

It is a table from a spreadsheet, addresses from a mail program, or lines with a person each. One person, and whatever
asks for something, is left to the talk. The work is linear.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Final

from assistant.files.reading.address_lists import read_address_list
from assistant.files.reading.bad_file import BadFile
from assistant.files.reading.heading_words import meaning_of
from assistant.language.persons.new_person import read_card
from assistant.language.words.lexemes import LexemeKind, Tag
from assistant.language.words.lexer import LONGEST_READ, lex

_LONGEST: Final = 200_000
_MOST_LINES: Final = 500
"""Lines of free text that are read as people; of a table as many are looked at for what asks for something."""

_DELIMITERS: Final = ("\t", ";", "|", ",")
_LONGEST_CELL: Final = 200
_MOST_CELLS: Final = 200
_LINES_ABOVE: Final = 2
"""Lines that may stand above a list: ``Voici les inscrits :``."""

_FEWEST_LINES: Final = 2
_FEWEST_PEOPLE: Final = 3
_FEWEST_KNOWN: Final = 2
_ASKING: Final = (Tag.CREATE, Tag.UPDATE, Tag.FIND, Tag.QUESTION)


def pasted_people(text: str) -> str | None:
    """The table in a message, as the text of a file; None for a message that is none."""
    if len(text) > _LONGEST or "@" not in text:
        return None
    lines = [line for line in text.splitlines() if line.strip()]
    return _table(lines) or _addresses(text) or _people(lines)


def _table(lines: Sequence[str]) -> str | None:
    """Lines of cells: below headings, or each with an address."""
    for above in range(min(_LINES_ABOVE + 1, len(lines) - 1)):
        rows = lines[above:]
        for delimiter in _DELIMITERS:
            if delimiter in rows[0] and (_is_headed(rows, delimiter) or _is_plain(rows, delimiter)):
                return "\n".join(rows)
    return None


def _is_headed(rows: Sequence[str], delimiter: str) -> bool:
    headings = rows[0].split(delimiter)[:_MOST_CELLS]
    known = {meaning.property_name for heading in headings if (meaning := meaning_of(heading.strip()))}
    below = [row for row in rows[1:] if delimiter in row and "@" in row]
    return len(known - {""}) >= _FEWEST_KNOWN and len(below) * 2 > len(rows) - 1


def _is_plain(rows: Sequence[str], delimiter: str) -> bool:
    """Whether every line has as many cells and an address in one of them, and none asks for anything."""
    widths = {row.count(delimiter) for row in rows}
    fewest = _FEWEST_PEOPLE if delimiter == "," else _FEWEST_LINES
    if len(rows) < fewest or len(widths) != 1:
        return False
    cells = [[cell.strip() for cell in row.split(delimiter)] for row in rows]
    return all(any(_is_address(cell) for cell in row) for row in cells) and not any(
        map(_asks, rows[:_MOST_LINES])
    )


def _is_address(cell: str) -> bool:
    name, at, domain = cell[:_LONGEST_CELL].partition("@")
    return bool(name and at) and "." in domain and not any(char.isspace() for char in cell)


def _addresses(text: str) -> str | None:
    try:
        read = read_address_list(text)
    except BadFile:
        return text  # too many: whoever reads it as a file says so
    return text if read is not None and len(read.rows) >= _FEWEST_PEOPLE else None


def _people(lines: Sequence[str]) -> str | None:
    """Lines of free text with a person each."""
    told = [line for line in lines[: _MOST_LINES + 1] if "@" in line]
    if (
        not _FEWEST_PEOPLE <= len(told) <= _MOST_LINES
        or len(lines) - len(told) > _LINES_ABOVE
        or lines[-1] is not told[-1]
    ):
        return None
    people = [values for line in told if (values := _person(line))]
    addresses = {person["email"] for person in people}
    named = sum(len(person) > 1 for person in people)
    if len(people) < len(told) or len(addresses) < len(told):
        return None
    if named < len(told) and (named or len(told) < len(lines)):
        return None  # further addresses of one person, who is named above
    names = list(dict.fromkeys(name for person in people for name in person))
    target = io.StringIO(newline="")
    writer = csv.DictWriter(target, names, restval="", delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows(people)
    return target.getvalue()


def _person(line: str) -> Mapping[str, str]:
    """What a line says of one person with one address; nothing where it says anything else."""
    if len(line) > LONGEST_READ:
        return {}
    span = lex(line)
    addresses = [lexeme for lexeme in span if lexeme.kind is LexemeKind.EMAIL]
    if len(addresses) != 1 or span.has(*_ASKING):
        return {}
    values = read_card(span).values
    return values if values.get("email") else {}


def _asks(line: str) -> bool:
    return lex(line[:LONGEST_READ]).has(*_ASKING)
