"""Reads a file into a table: finds what kind it is, how it is written and what stands in it. Pure.

It is slow for large files.
"""

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final, Literal

from assistant.files.reading.address_lists import read_address_list
from assistant.files.reading.bad_file import BadFile, FileTrouble
from assistant.files.reading.cards.card_lines import whole_characters
from assistant.files.reading.cards.vcards import read_vcards
from assistant.files.reading.encodings import Decoded, EncodingSample, decode
from assistant.files.reading.heading_words import meaning_of
from assistant.files.reading.row_table import Table, read_table
from assistant.files.reading.workbooks import COMPOUND_START, ZIP_START, read_workbook

MOST_BYTES = 5_000_000

Source = Literal["csv", "vcard", "workbook", "addresses"]

_CARDS = frozenset({".vcf", ".vcard"})
_TABLES = frozenset({".csv", ".tsv", ".txt"})
_EXCEL = frozenset({".xlsx", ".xlsm"})
_OTHER_WORKBOOKS = frozenset({".xls", ".xlsb", ".ods", ".numbers"})
READABLE = _CARDS | _TABLES | _EXCEL
"""Endings of the names of files that can be read."""

_LOOKED_AT: Final = 1_000
_NO_ACCIDENT: Final = 2
_CARD_START: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,100}BEGIN:VCARD", re.IGNORECASE)
_MARKUP_STARTS: Final = ("<!doctype", "<html", "<table", "<?xml", "<meta", "<head", "<body", "<style", "<div")


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file's table, and what it turned out to be.

    ``encoding`` is ``""`` for a workbook, whose ``sheet`` was read, one of ``sheets``. ``in_doubt`` has a few words of
    the file in each encoding that is as likely, the one that was taken first.
    """

    table: Table
    source: Source
    encoding: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    in_doubt: tuple[EncodingSample, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingWishes:
    """What a person wants of a file: a sheet and an encoding, as `ReadFile` names them; ``""`` for none."""

    sheet: str = ""
    encoding: str = ""


def check_file(name: str, size: int) -> None:
    """Judge a file by its name and its size, before it is read.

    Raises:
        BadFile: it is not worth reading.
    """
    ending = PurePath(name).suffix.lower()
    if ending not in READABLE | _OTHER_WORKBOOKS:
        raise BadFile(FileTrouble.WRONG_KIND)
    if size > MOST_BYTES:
        raise BadFile(FileTrouble.TOO_BIG)
    if size == 0:
        raise BadFile(FileTrouble.EMPTY)


def read_file(name: str, content: bytes, wishes: ReadingWishes | None = None) -> ReadFile:
    """What a file says. Its content decides what it is, for a name may lie.

    Raises:
        BadFile: nothing can be imported from it.
    """
    check_file(name, len(content))
    wishes = wishes or ReadingWishes()
    ending = PurePath(name).suffix.lower()
    if content.startswith(ZIP_START):
        if ending in _OTHER_WORKBOOKS:
            raise BadFile(FileTrouble.WORKBOOK)
        book = read_workbook(content, wishes.sheet)
        return ReadFile(book.table, "workbook", sheet=book.sheet, sheets=book.sheets)
    if content.startswith(COMPOUND_START):
        raise BadFile(FileTrouble.LOCKED_WORKBOOK if ending in _EXCEL else FileTrouble.WORKBOOK)
    if _CARD_START.match(content):
        content = whole_characters(content)
    decoded = decode(content, wishes.encoding)
    start = decoded.text[:_LOOKED_AT].lstrip("\ufeff \t\r\n").lower()
    _refuse_what_is_no_table(start)
    if start.startswith("begin:vcard"):
        return _read(read_vcards(decoded.text), "vcard", decoded)
    if ending in _CARDS:
        raise BadFile(FileTrouble.NOTHING_TO_READ)
    if ending in _EXCEL | _OTHER_WORKBOOKS:
        return _read(_table_named_as_a_workbook(decoded.text), "csv", decoded)
    if addresses := read_address_list(decoded.text, bare_names=True):
        return _read(addresses, "addresses", decoded)
    return _read(read_table(decoded.text), "csv", decoded)


def _read(table: Table, source: Source, decoded: Decoded) -> ReadFile:
    return ReadFile(table, source, decoded.encoding, in_doubt=decoded.in_doubt)


def _table_named_as_a_workbook(text: str) -> Table:
    """The table in a text that a programme has called ``.xls`` so that a spreadsheet opens it.

    Raises:
        BadFile: it is no table with headings that are known.
    """
    try:
        table = read_table(text)
    except BadFile:
        raise BadFile(FileTrouble.WORKBOOK) from None
    if sum(meaning_of(heading) is not None for heading in table.headings) < _NO_ACCIDENT:
        raise BadFile(FileTrouble.WORKBOOK)
    return table


def _refuse_what_is_no_table(start: str) -> None:
    """Refuse markup and JSON, which go by any name.

    Raises:
        BadFile: it is one of them.
    """
    if start.startswith(_MARKUP_STARTS):
        raise BadFile(FileTrouble.WEB_PAGE)
    if (start.startswith("{") and '":' in start.replace(" ", "")) or (
        start.startswith("[") and start[1:].lstrip().startswith(("{", "[", '"'))
    ):
        raise BadFile(FileTrouble.JSON)
