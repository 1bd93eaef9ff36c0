"""Reads a file into a table. Pure, and slow for large files.

It finds what kind the file is, how it is written, and what stands in it.
"""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from assistant.files.reading.bad_file import BadFile, FileTrouble
from assistant.files.reading.encodings import decode
from assistant.files.reading.row_table import Table, read_table
from assistant.files.reading.vcards import read_vcards

MOST_BYTES = 5_000_000

Source = Literal["csv", "vcard"]

_CARDS = frozenset({".vcf", ".vcard"})
_TABLES = frozenset({".csv", ".tsv", ".txt"})
_WORKBOOKS = frozenset({".xlsx", ".xls", ".xlsm", ".ods", ".numbers"})
READABLE = _CARDS | _TABLES
"""Endings of the names of files that can be read."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file's table, and what it turned out to be."""

    table: Table
    source: Source
    encoding: str


def check_file(name: str, size: int) -> None:
    """Judge a file by its name and its size, before it is read.

    Raises:
        BadFile: it is not worth reading.
    """
    ending = PurePath(name).suffix.lower()
    if ending in _WORKBOOKS:
        raise BadFile(FileTrouble.WORKBOOK)
    if ending not in READABLE:
        raise BadFile(FileTrouble.WRONG_KIND)
    if size > MOST_BYTES:
        raise BadFile(FileTrouble.TOO_BIG)
    if size == 0:
        raise BadFile(FileTrouble.EMPTY)


def read_file(name: str, content: bytes) -> ReadFile:
    """What a file says; what it is decides its content, a name may lie.

    Raises:
        BadFile: nothing can be imported from it.
    """
    check_file(name, len(content))
    decoded = decode(content)
    if decoded.text.lstrip()[:11].upper() == "BEGIN:VCARD":
        return ReadFile(read_vcards(decoded.text), "vcard", decoded.encoding)
    if PurePath(name).suffix.lower() in _CARDS:
        raise BadFile(FileTrouble.NOTHING_TO_READ)
    return ReadFile(read_table(decoded.text), "csv", decoded.encoding)
