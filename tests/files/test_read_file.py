"""Files as programmes write them: whatever the encoding, the delimiter or the line ends, the cells are the same."""

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.files.reading.bad_file import BadFile, FileTrouble
from assistant.files.reading.encodings import decode, is_garbled
from assistant.files.reading.formula_cells import harmless, is_formula
from assistant.files.reading.read_file import MOST_BYTES, read_file
from assistant.files.reading.row_table import DELIMITERS, MOST_ROWS, RowTrouble, read_table

HEADINGS = ("E-mail", "Prénom", "Société", "Notes")
TEXT = "E-mail;Prénom\r\nlea@acme.example;Léa\r\n"

_CELLS = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cf", "Co", "Cn", "Zl", "Zp"]), max_size=30
).map(str.strip)
_WESTERN = st.text(st.sampled_from("abcdéèçùœŒ€'\"; ,\t|-\n"), max_size=30).map(str.strip)


def written(rows, delimiter, line_end="\r\n"):
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows(
        [HEADINGS, *rows]
    )
    return target.getvalue()


def trouble_with(name, content):
    with pytest.raises(BadFile) as caught:
        read_file(name, content)
    return caught.value.trouble


def rows_of(cells):
    width = len(HEADINGS)
    return st.lists(st.lists(cells, min_size=width, max_size=width).filter(any), min_size=1, max_size=8)


@settings(max_examples=60)
@given(
    rows=rows_of(_CELLS),
    delimiter=st.sampled_from(DELIMITERS),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    line_end=st.sampled_from(["\r\n", "\n"]),
)
def test_any_rows_survive_being_written_and_read(rows, delimiter, encoding, line_end):
    content = written(rows, delimiter, line_end).encode(encoding)
    table = read_file("people.csv", content).table
    assert table.headings == HEADINGS
    assert table.delimiter == delimiter
    assert [list(row.cells) for row in table.rows] == rows


@settings(max_examples=60)
@given(rows=rows_of(_WESTERN), delimiter=st.sampled_from(DELIMITERS))
def test_windows_files_survive_too(rows, delimiter):
    content = written(rows, delimiter).encode("cp1252")
    file = read_file("people.csv", content)
    assert [list(row.cells) for row in file.table.rows] == rows
    assert file.encoding in {"Windows-1252", "UTF-8"}


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-32", "UTF-32"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_the_encoding_is_found(encoding, told):
    decoded = decode(TEXT.encode(encoding))
    assert (decoded.text, decoded.encoding) == (TEXT, told)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_a_reason(content):
    with suppress(BadFile):
        assert read_file("people.csv", content).table.rows


@given(st.text(max_size=400))
def test_any_text_as_a_vcard_is_cards_or_a_reason(text):
    with suppress(BadFile):
        assert read_file(
            "people.vcf", f"BEGIN:VCARD\n{text}\nEND:VCARD".encode("utf-8", "replace")
        ).table.rows


@pytest.mark.parametrize(
    ("name", "content", "trouble"),
    [
        ("people.csv", b"", FileTrouble.EMPTY),
        ("people.csv", b"\xef\xbb\xbf \r\n", FileTrouble.EMPTY),
        ("people.csv", b"email\r\n", FileTrouble.NO_ROWS),
        ("people.csv", b";;;\r\n;;;\r\n", FileTrouble.EMPTY),
        ("people.csv", b"sep=;\r\n", FileTrouble.EMPTY),
        ("people.csv", b"\xef\xbb\xbf\r\n", FileTrouble.EMPTY),
        ("people.csv", b"PK\x03\x04\x14\x00", FileTrouble.BROKEN_WORKBOOK),
        ("people.xlsx", b"PK\x03\x04\x14\x00", FileTrouble.BROKEN_WORKBOOK),
        ("people.csv", bytes(range(256)) * 20, FileTrouble.NOT_TEXT),
        ("people.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 9, FileTrouble.NOT_TEXT),
        ("photo.png", b"\x89PNG", FileTrouble.WRONG_KIND),
        ("people.csv", b"x" * (MOST_BYTES + 1), FileTrouble.TOO_BIG),
        ("people.csv", b'email;name\r\nlea@acme.example;"never closed\r\n', FileTrouble.BROKEN_TABLE),
        ("people.csv", b"email\n" + b"a@acme.example\n" * (MOST_ROWS + 1), FileTrouble.TOO_MANY_ROWS),
        ("people.csv", b";".join([b"h"] * 201) + b"\n1\n", FileTrouble.TOO_MANY_COLUMNS),
        ("people.vcf", b"email;name\nx;y\n", FileTrouble.NOTHING_TO_READ),
    ],
)
def test_a_bad_file_has_its_reason(name, content, trouble):
    assert trouble_with(name, content) is trouble


def test_where_a_table_breaks_off_is_told():
    with pytest.raises(BadFile) as caught:
        read_table('email;name\n"a@acme.example;A\n')
    assert caught.value.line == 2


@pytest.mark.parametrize(
    "broken",
    [
        'b@acme.example;"B',
        '"b@acme.example;B',
        'b@acme.example;"B "the" best"',
        r'b@acme.example;"B \"the\" best"',
        'b@acme.example;"B" best',
    ],
)
def test_a_stray_quote_costs_its_row_alone(broken):
    table = read_table(f'email;name\na@acme.example;A\n{broken}\nc@acme.example;"C ""c"""\n')
    assert [(row.number, row.cells, row.trouble) for row in table.rows] == [
        (2, ("a@acme.example", "A"), None),
        (3, (), RowTrouble.BROKEN),
        (4, ("c@acme.example", 'C "c"'), None),
    ]


def test_a_quote_that_is_closed_by_another_row_s_swallows_no_rows():
    rows = ['a@acme.example;A;"5', "b@acme.example;B;6", 'c@acme.example;C;7";', "d@acme.example;D;8"]
    table = read_table("\n".join(["email;name;size", *rows]))
    assert [(row.number, row.trouble) for row in table.rows if row.trouble is None] == [
        (3, None),
        (4, None),
        (5, None),
    ]


def test_rows_know_the_line_they_begin_on_in_spite_of_line_ends_in_cells():
    table = read_table('email;notes\na@acme.example;"one\ntwo\nthree"\n\nb@acme.example;\n')
    assert [row.number for row in table.rows] == [2, 6]
    assert table.rows[0].cells[1] == "one\ntwo\nthree"


def test_short_rows_are_filled_and_long_ones_are_ragged():
    table = read_table("email;name\na@acme.example\nb@acme.example;B;C\nc@acme.example;C;;\n")
    assert [(row.cells, row.trouble) for row in table.rows] == [
        (("a@acme.example", ""), None),
        ((), RowTrouble.RAGGED),
        (("c@acme.example", "C"), None),
    ]


def test_a_single_column_needs_no_delimiter():
    table = read_table("email\na@acme.example\nb@acme.example\n")
    assert [row.cells for row in table.rows] == [("a@acme.example",), ("b@acme.example",)]


def test_excel_may_name_the_delimiter_itself():
    table = read_table("sep=|\r\nemail|name\r\na@acme.example|A, B; C\r\n")
    assert table.rows[0].cells == ("a@acme.example", "A, B; C")
    assert table.rows[0].number == 3


def test_commas_inside_cells_do_not_pass_for_delimiters():
    table = read_table("Nom, prénom;E-mail\nDurand, Marie;m@acme.example\nMartin, Luc;l@acme.example\n")
    assert table.headings == ("Nom, prénom", "E-mail")


CARDS = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Lef=C3=A8vre;Zo=C3=A9;;;
TEL;CELL:06 39 98 11 22
TEL;WORK;FAX:01 99 00 11 99
EMAIL;INTERNET:zoe@acme.example
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Luc Martin
item1.EMAIL;TYPE=INTERNET:old@acme.example
EMAIL;TYPE=INTERNET,PREF:luc@acme.example
ORG:Acme;Ventes
TITLE:Directeur
ADR;TYPE=WORK:;;1 rue de l'Exemple;Lyon;;69001;France
END:VCARD
BEGIN:VCARD
VERSION:4.0
N:Best;Ann;;;
TEL;VALUE=uri;TYPE="voice,home":tel:+33-1-99-00-12-34
EMAIL:ann@acme.example
END:VCARD
BEGIN:VCARD
this is no line of a card
END:VCARD
"""


def test_cards_of_every_version_are_read():
    file = read_file("people.vcf", CARDS.replace("\n", "\r\n").encode())
    read = [
        {name: cell for name, cell in zip(file.table.headings, row.cells, strict=False) if cell}
        for row in file.table.rows
    ]
    assert file.source == "vcard"
    assert read[0] == {
        "email": "zoe@acme.example",
        "firstname": "Zoé",
        "lastname": "Lefèvre",
        "mobilephone": "06 39 98 11 22",
        "fax": "01 99 00 11 99",
    }
    assert read[1] == {
        "email": "luc@acme.example",
        "email 2": "old@acme.example",
        "firstname": "Luc",
        "lastname": "Martin",
        "company": "Acme",
        "jobtitle": "Directeur",
        "address": "1 rue de l'Exemple",
        "zip": "69001",
        "city": "Lyon",
        "country": "France",
    }
    assert read[2]["phone"] == "+33-1-99-00-12-34"
    assert file.table.rows[3].trouble is RowTrouble.UNREADABLE


@pytest.mark.parametrize(
    "cell", ["=1+1", ' =HYPERLINK("http://x.example")', "+cmd|' /C calc'!A0", "@SUM(1)", "-2+3+cmd|'x'!A1"]
)
def test_cells_that_would_be_run_are_formulas(cell):
    assert is_formula(cell)


@pytest.mark.parametrize(
    "cell", ["+33 6 39 98 11 22", "+33 (0)1 99 00 11 22", "-12,5", "@lea", "- néant", "a=b", ""]
)
def test_values_that_only_begin_with_a_sign_are_none(cell):
    assert not is_formula(cell)


@given(st.text())
def test_no_cell_we_write_begins_a_formula(cell):
    safe = harmless(cell)
    assert not safe.lstrip().startswith(("=", "+", "-", "@"))
    assert not safe.startswith(("\t", "\r"))
    assert safe.endswith(cell)


@pytest.mark.parametrize("text", ["LefÃ¨vre", "SociÃ©tÃ©", "l\ufffdsung", "lâ€™exemple"])
def test_text_read_in_a_wrong_encoding_is_known(text):
    assert is_garbled(text)


@pytest.mark.parametrize("text", ["Lefèvre", "São Paulo", "MARIÁN", "SÃO PAULO", "Ångström", "IRMÃ LUCIA"])
def test_accents_are_not_taken_for_that(text):
    assert not is_garbled(text)
