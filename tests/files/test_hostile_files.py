"""Files made to take for ever (S31): each is read, or refused with its reason, within a limit the system keeps."""

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.files.reading.bad_file import BadFile, FileTrouble
from assistant.files.reading.isolated_reader import FileReader, ReadingLimits
from assistant.files.reading.read_file import MOST_BYTES
from assistant.files.reading.row_table import MOST_IN_A_HEADING, RowTrouble

pytestmark = pytest.mark.long

CPU_SECONDS = 8
"""Several times what any of these files takes; what is not linear would take hours."""

GOOD = b"BEGIN:VCARD\r\nFN:Ann Best\r\nEMAIL:ann@acme.example\r\nEND:VCARD\r\n"
ROOM = MOST_BYTES - 500


def filled(unit, first=b"", last=b""):
    """A unit as often as a file has room for it, and what stands before and behind."""
    return first + unit * ((ROOM - len(first) - len(last)) // len(unit)) + last


BROKEN_LINES = {
    "commas": b"TEL;TYPE=" + b"," * 36,
    "commas in another property": b"X-ANY;TYPE=" + b"," * 60,
    "parameters": b"TEL" + b";a" * 60,
    "equals": b"TEL;" + b"a=" * 60,
    "quotes": b'TEL;TYPE="' + b'",' * 60,
    "nested quotes": b'TEL;TYPE="' + b'""",""' * 60,
    "carets": b"TEL;TYPE=" + b"^'^n^^," * 60,
    "groups": b"a." * 60 + b"TEL",
    "dashes": b"-" * 60 + b";-=" + b"-," * 60,
}
LARGE_LINES = {
    "commas": (b",", b"TEL;TYPE="),
    "parameters": (b";a=b", b"TEL"),
    "quotes": (b'"', b"TEL;TYPE="),
    "quoted parameters": (b';a=":"', b"TEL"),
    "groups": (b"a.", b"", b"TEL:1"),
    "value": (b"x", b"N:"),
    "components": (b";", b"N:"),
    "escapes": (b"\\", b"N:"),
    "folded value": (b"\r\n x", b"N:"),
    "folded name": (b"\r\n T", b"N"),
    "folds alone": (b"\n ", b"X-ANY:x"),
    "folded note": (b"\r\n x", b"NOTE:x"),
    "soft breaks": (b"=\r\nx", b"N;ENCODING=QUOTED-PRINTABLE:x"),
    "soft breaks in a note": (b"=\r\nx", b"NOTE;ENCODING=QUOTED-PRINTABLE:x"),
    "soft breaks alone": (b"=\n", b"N;ENCODING=QUOTED-PRINTABLE:"),
    "quoted-printable": (b"=41", b"N;ENCODING=QUOTED-PRINTABLE:"),
    "base64": (b"QUFB", b"N;ENCODING=b:"),
    "lines": (b"TEL:1\n",),
    "notes": (b"NOTE:1\n",),
    "no lines": (b"x\n",),
    "blank lines": (b"\n",),
    "ends of other things": (b"END:VEVENT\n",),
}


async def outcome_of(name, content):
    """The rows of a file, or why it is refused."""
    try:
        limits = ReadingLimits(cpu_seconds=CPU_SECONDS, seconds=110.0)
        return (await FileReader(limits).read(name, content)).table.rows
    except BadFile as error:
        return error.trouble


@pytest.mark.parametrize("line", BROKEN_LINES.values(), ids=BROKEN_LINES)
@pytest.mark.parametrize("ending", [b"", b":", b":1"], ids=["no colon", "no value", "a value"])
async def test_a_broken_line_of_a_card_holds_up_nothing_and_is_passed_over(line, ending):
    card = (
        b"BEGIN:VCARD\nVERSION:3.0\nFN:Ann Best\n" + line + ending + b"\nEMAIL:ann@acme.example\nEND:VCARD\n"
    )
    (row,) = await outcome_of("people.vcf", card)
    assert row.cells[:3] == ("ann@acme.example", "Ann", "Best")


@pytest.mark.parametrize("lines", LARGE_LINES.values(), ids=LARGE_LINES)
async def test_a_card_that_fills_the_file_costs_itself_alone(lines):
    content = GOOD + b"BEGIN:VCARD\n" + filled(*lines) + b"\nEND:VCARD\n" + GOOD
    before, row, after = await outcome_of("people.vcf", content)
    assert before.cells[:3] == after.cells[:3] == ("ann@acme.example", "Ann", "Best")
    assert row.trouble is RowTrouble.UNREADABLE


async def test_a_card_without_end_in_a_file_of_nothing_else_is_refused():
    assert await outcome_of("people.vcf", filled(b"BEGIN:VCARD\n")) is FileTrouble.TOO_MANY_ROWS


REFUSED = {
    "a cell": ((b"x",), FileTrouble.LONG_CELL),
    "quotes": ((b'"',), FileTrouble.LONG_CELL),
    "a quote never closed": ((b"x", b'a;b\n1;"'), FileTrouble.LONG_CELL),
    "a heading": ((b"1;2\n", b"x" * (MOST_IN_A_HEADING + 1) + b";email\n"), FileTrouble.LONG_HEADING),
    "columns": ((b"a,",), FileTrouble.TOO_MANY_COLUMNS),
    "quoted columns": ((b'"a";',), FileTrouble.TOO_MANY_COLUMNS),
    "a quote at the end": ((b'"a";', b"", b'"'), FileTrouble.BROKEN_TABLE),
    "quotes between": ((b'a;"b""', b"a;b\n"), FileTrouble.BROKEN_TABLE),
    "quotes and line ends": ((b'"\n"', b"a;b\n1;"), FileTrouble.LONG_CELL),
    "line ends": ((b"\n", b"a;b\n"), FileTrouble.NO_ROWS),
    "old line ends": ((b"\r", b"a;b\n"), FileTrouble.NO_ROWS),
    "blank lines": ((b" \n", b"a;b\n"), FileTrouble.NO_ROWS),
    "empty cells": ((b";\n", b"a;b\n"), FileTrouble.NO_ROWS),
    "controls": ((b"\x01",), FileTrouble.NOT_TEXT),
    "blanks": ((b" ",), FileTrouble.EMPTY),
    "rows": ((b"a;b\n",), FileTrouble.TOO_MANY_ROWS),
    "no card": ((b" ", b"BEGIN:VCARD", b"x"), FileTrouble.NOTHING_TO_READ),
}


@pytest.mark.parametrize(("content", "trouble"), REFUSED.values(), ids=REFUSED)
async def test_a_hostile_table_is_refused_with_its_reason(content, trouble):
    assert await outcome_of("people.csv", filled(*content)) is trouble


@pytest.mark.parametrize(
    "content",
    [
        (b"1,", b"a,b\n"),
        (b"\n", b"a;b\n", b"1;2\n"),
        (b"\n" + b"ab;" * 199, b";".join(b"h%d" % place for place in range(200))),
        ("é;".encode(), b"a;b\n"),
    ],
    ids=["a long row", "blank lines", "many cells", "accents"],
)
async def test_a_large_table_is_read(content):
    assert not isinstance(await outcome_of("people.csv", filled(*content)), FileTrouble)


CHECKED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds}))
from assistant.files.cells.row_values import values_of
from assistant.files.columns.column_meanings import fates_of
from assistant.files.reading.column_fates import Choices
from assistant.files.reading.row_table import RawRow, Table
from hubspot_tools.errors import InvalidValues
from hubspot_tools.facts.property_kinds import PropertyKind
from hubspot_tools.values.properties import Catalogue, Property, default_catalogue
from hubspot_tools.values.validation import Validator

heading, cell = {heading!r}, {cell!r}
cell = cell[0] + cell[1] * (60_000 // len(cell[1])) + cell[2]
choices = Choices({{0: "given+family" if heading == "Name" else heading}})
rows = tuple(RawRow(number, (cell,)) for number in range(80))
table = Table((heading,), rows)
options = {{str(number): f"Option {{number}}" for number in range(200)}}
interests = Property(name="interests", label="Interests", kind=PropertyKind.CHOICES, options=options)
known = {{**default_catalogue().properties, "interests": interests}}
validator = Validator(Catalogue(properties=known), (), "FR")
account = Catalogue(properties=known).labels()
for said in values_of(table, fates_of(table, account, choices), account, choices, "FR"):
    try:
        validator.check({{**said.values, heading: cell}} if heading in known else said.values)
    except InvalidValues:
        pass
"""


@pytest.mark.parametrize(
    "heading", ["email", "phone", "lifecyclestage", "hubspot_owner_id", "interests", "firstname", "Name"]
)
@pytest.mark.parametrize(
    "cell",
    [
        ("a", " ", "b"),
        ("a@", "b.", ""),
        ("+", "+ ", "("),
        ("", "A-", "a"),
        ("", "option 199;", "a"),
        ("", "A’A ", "a"),
    ],
    ids=str,
)
def test_a_file_full_of_long_cells_is_judged_within_the_limit(heading, cell):
    """As many cells of the longest as a file may hold: what is done for each is linear, too."""
    code = CHECKED.format(seconds=3 * CPU_SECONDS, heading=heading, cell=cell)
    ended = subprocess.run(
        [sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2], capture_output=True
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
