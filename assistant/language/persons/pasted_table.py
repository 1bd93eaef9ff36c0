"""Recognises a pasted table of several people, which is an import and no single contact."""

from typing import Final

from assistant.language.words.lexemes import Tag
from assistant.language.words.lexer import lex

_MOST_LINES: Final = 40
_LONGEST_LINE: Final = 400
_LONGEST_HEADING: Final = 40
_FEWEST_HEADINGS: Final = 2
_FEWEST_COLUMNS: Final = 3
_FEWEST_ROWS: Final = 2
_FEWEST_ROWS_OF_COMMAS: Final = 3
"""Without a heading, two lines with commas are still a sentence about two people."""


def is_table(text: str) -> bool:
    """Whether lines of the text are rows of people, by their headings or by their equal columns."""
    lines = [line[:_LONGEST_LINE] for line in text.split("\n", _MOST_LINES)[:_MOST_LINES] if line.strip()]
    return any(_has_rows([_cells(line, sign) for line in lines], sign) for sign in "\t;|," if sign in text)


def _cells(line: str, sign: str) -> list[str]:
    inner = line.strip().strip("|") if sign == "|" else line
    return [cell.strip() for cell in inner.split(sign)]


def _has_rows(table: list[list[str]], sign: str) -> bool:
    rows = [cells for cells in table if any(cell.strip("-: ") for cell in cells)]
    for index, cells in enumerate(rows):
        below = [row for row in rows[index + 1 :] if len(row) == len(cells) and _reaches(row)]
        if len(below) >= _FEWEST_ROWS and _is_heading(cells):
            return True
    people = [cells for cells in rows if len(cells) >= _FEWEST_COLUMNS and _reaches(cells)]
    alike = [cells for cells in people if len(cells) == len(people[0])]
    return len(alike) >= (_FEWEST_ROWS_OF_COMMAS if sign == "," else _FEWEST_ROWS)


def _reaches(cells: list[str]) -> bool:
    return sum("@" in cell and " " not in cell for cell in cells) == 1


def _is_heading(cells: list[str]) -> bool:
    named = [cell for cell in cells if 0 < len(cell) <= _LONGEST_HEADING and lex(cell).starts_with(Tag.FIELD)]
    return len(cells) >= _FEWEST_HEADINGS and len(named) >= _FEWEST_HEADINGS and "@" not in "".join(cells)
