"""Files that cannot be imported, and why."""

from enum import StrEnum


class FileTrouble(StrEnum):
    """Why a whole file is of no use; the person is told what to do instead."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    WORKBOOK = "workbook"
    """A spreadsheet programme's file of another sort than ``.xlsx``."""
    LOCKED_WORKBOOK = "locked_workbook"
    BROKEN_WORKBOOK = "broken_workbook"
    WEB_PAGE = "web_page"
    """A page or another sort of markup, whatever its name says."""
    JSON = "json"
    NOT_TEXT = "not_text"
    WRONG_KIND = "wrong_kind"
    BROKEN_TABLE = "broken_table"
    NO_ROWS = "no_rows"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    NO_EMAIL_COLUMN = "no_email_column"
    NOTHING_TO_READ = "nothing_to_read"
    LONG_HEADING = "long_heading"
    LONG_CELL = "long_cell"
    TOO_HARD = "too_hard"
    """Reading it took more than its share of time or memory."""
    BUSY = "busy"
    """It could not be read now; another time it may."""


class BadFile(Exception):
    """Nothing can be imported from this file; ``line`` is where reading ended, ``headings`` what it has."""

    def __init__(self, trouble: FileTrouble, *, line: int = 0, headings: tuple[str, ...] = ()) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble
        self.line = line
        self.headings = headings
