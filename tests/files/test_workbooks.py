"""Workbooks as Excel writes them: one sheet, cells by their types, and nothing unpacked that is larger than it seems."""

import io
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter

from assistant.files.cells.row_values import values_of
from assistant.files.columns.column_meanings import fates_of
from assistant.files.reading.bad_file import BadFile, FileTrouble
from assistant.files.reading.column_fates import Choices
from assistant.files.reading.isolated_reader import FileReader
from assistant.files.reading.read_file import ReadingWishes, read_file
from assistant.files.reading.sheet_layout import layout_of

PEOPLE = [
    ["Prénom", "Nom", "E-mail", "Téléphone", "Contract renewal date"],
    ["Zoé", "Lefèvre", "zoe@example.org", 639980011, date(2026, 12, 31)],
    ["Hugo", "Perrot", "hugo@example.org", "01 23 45 67 89", datetime(2026, 12, 31, 10, 5)],  # noqa: DTZ001 - a sheet knows no zone
]


def workbook(**sheets):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    sheet.write(number, place, cell)
    return target.getvalue()


async def read(content, name="people.xlsx", **wishes):
    return await FileReader().read(name, content, ReadingWishes(**wishes))


async def trouble_of(content, name="people.xlsx"):
    with pytest.raises(BadFile) as caught:
        await read(content, name)
    return caught.value.trouble


async def test_cells_are_read_by_their_types(account):
    file = await read(workbook(People=PEOPLE))
    assert file == read_file("people.xlsx", workbook(People=PEOPLE))
    assert (file.source, file.sheet, file.sheets) == ("workbook", "People", ("People",))
    fates = fates_of(file.table, account, Choices())
    zoe, hugo = values_of(file.table, fates, account, Choices(), "FR")
    assert zoe.number == 2
    assert zoe.values["renewal"] == hugo.values["renewal"] == "2026-12-31"
    assert zoe.values["phone"] == "+33639980011"
    assert [one.note for one in zoe.noted] == ["zero_restored"]


async def test_numbers_truths_and_errors_stand_as_people_see_them():
    rows = [["Email", "A", "B", "C", "D"], ["a@example.org", 12.5, True, 3.0, 2**60]]
    file = await read(workbook(S=rows))
    assert file.table.rows[0].cells == ("a@example.org", "12.5", "true", "3", "1.152921504606847e+18")


async def test_of_a_formula_its_value_is_read():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Email", "City"])
        sheet.write(1, 0, "a@example.org")
        sheet.write_formula(1, 1, '=HYPERLINK("http://x.example","Sète")', value="Sète")
    file = await read(target.getvalue())
    assert file.table.rows[0].cells == ("a@example.org", "Sète")


async def test_the_first_sheet_with_rows_is_read_or_the_one_that_is_chosen():
    content = workbook(Cover=[], Customers=PEOPLE, Suppliers=[["Email"], ["s@example.org"]])
    file = await read(content)
    assert (file.sheet, file.sheets) == ("Customers", ("Cover", "Customers", "Suppliers"))
    chosen = await read(content, sheet="Suppliers")
    assert (chosen.sheet, chosen.table.rows[0].cells) == ("Suppliers", ("s@example.org",))
    assert (await read(content, sheet="No such sheet")).sheet == "Customers"


async def test_lines_above_the_headings_keep_the_sheet_s_numbers():
    file = await read(workbook(S=[["Contacts, November"], [], *PEOPLE, ["Total", 2]]))
    assert [row.number for row in file.table.rows] == [4, 5]
    assert [(line.number, line.reason) for line in file.table.left_lines] == [(1, "above"), (6, "total")]


async def test_a_workbook_is_known_whatever_its_name_says():
    assert (await read(workbook(S=PEOPLE), "people.csv")).source == "workbook"


def laid_out(rows, lay_out):
    """A workbook of one sheet, after ``lay_out`` has hidden or merged some of it."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("S")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        lay_out(sheet)
    return target.getvalue()


FRIENDS = [
    ["First Name", "Last Name", "Email", "City"],
    ["Nora", "Blix", "nora@blix.example", "Leeds"],
    ["Tom", "Reed", "tom@reed.example", "York"],
    ["Ida", "Lund", "ida@lund.example", "Bath"],
]


@pytest.mark.parametrize(
    "lay_out",
    [
        lambda sheet: sheet.set_row(2, None, None, {"hidden": True}),
        lambda sheet: sheet.set_row(2, 0),
        lambda sheet: (sheet.autofilter("A1:D4"), sheet.set_row(2, options={"hidden": True})),
    ],
    ids=["hidden", "of no height", "filtered"],
)
async def test_rows_that_the_sheet_hides_are_left_out_and_told(lay_out):
    table = (await read(laid_out(FRIENDS, lay_out))).table
    assert [row.cells[0] for row in table.rows] == ["Nora", "Ida"]
    assert table.hidden_rows == 1
    assert [(line.number, line.reason) for line in table.left_lines] == [(3, "hidden")]


async def test_headings_count_though_the_sheet_hides_them():
    content = laid_out(FRIENDS, lambda sheet: sheet.set_row(0, None, None, {"hidden": True}))
    table = (await read(content)).table
    assert (table.headings[0], len(table.rows), table.hidden_rows) == ("First Name", 3, 0)


@pytest.mark.parametrize(("chosen", "cities"), [({}, [None] * 3), ({3: "city"}, ["Leeds", "York", "Bath"])])
async def test_a_column_that_the_sheet_hides_is_left_out_unless_it_is_chosen(account, chosen, cities):
    content = laid_out(FRIENDS, lambda sheet: sheet.set_column(3, 3, None, None, {"hidden": True}))
    table = (await read(content)).table
    choices = Choices(columns=chosen)
    fates = fates_of(table, account, choices)
    assert [fate.reason for fate in fates if fate.left_out] == (["hidden"] if not chosen else [])
    assert [row.values.get("city") for row in values_of(table, fates, account, choices, "FR")] == cities


async def test_cells_of_one_column_that_are_merged_say_the_same_in_each_row():
    rows = [
        ["Company", "Email"],
        ["Blix Ltd", "nora@blix.example"],
        ["", "tom@blix.example"],
        ["", "x@y.example"],
    ]
    table = (await read(laid_out(rows, lambda sheet: sheet.merge_range("A2:A3", "Blix Ltd")))).table
    assert [row.cells[0] for row in table.rows] == ["Blix Ltd", "Blix Ltd", ""]


async def test_of_headings_on_two_lines_the_lower_ones_count():
    rows = [["Name", "", "Contact", ""], *FRIENDS]
    table = (await read(laid_out(rows, lambda sheet: sheet.merge_range("A1:B1", "Name")))).table
    assert table.headings == ("First Name", "Last Name", "Email", "City")
    assert [row.cells[2] for row in table.rows] == [
        "nora@blix.example",
        "tom@reed.example",
        "ida@lund.example",
    ]


@pytest.mark.parametrize(
    "part",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData><row r="2" hidden="1"/></sheetData></worksheet>',
        b"<worksheet><sheetData><row",
        b'<worksheet><cols><col min="1" max="999999999999" hidden="1"/></cols><mergeCells><mergeCell ref="A1:A"/></mergeCells></worksheet>',
    ],
    ids=["document type", "cut off", "out of range"],
)
def test_a_part_that_says_nonsense_of_its_layout_says_nothing_or_little(part):
    source = io.BytesIO(workbook(S=FRIENDS))
    target = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for one in old.namelist():
            new.writestr(one, part if one == "xl/worksheets/sheet1.xml" else old.read(one))
    layout = layout_of(target.getvalue(), "S")
    assert layout.rows == set()
    assert layout.merged == []
    assert len(layout.columns) <= 200


def bomb(part_size, count):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for number in range(count):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", b"0" * part_size)
    return target.getvalue()


@pytest.mark.parametrize(
    ("made", "trouble"),
    [
        (lambda: bomb(40_000_000, 3), FileTrouble.TOO_HARD),
        (lambda: bomb(15_000_000, 1), FileTrouble.TOO_HARD),
        (lambda: bomb(1, 2_001), FileTrouble.TOO_HARD),
        (lambda: bomb(10, 1), FileTrouble.BROKEN_WORKBOOK),
        (lambda: workbook(S=PEOPLE)[:-40], FileTrouble.BROKEN_WORKBOOK),
        (lambda: workbook(S=[]), FileTrouble.EMPTY),
        (lambda: b"\xd0\xcf\x11\xe0" + bytes(600), FileTrouble.LOCKED_WORKBOOK),
        (lambda: workbook(S=[["h"] * 201, ["x"] * 201]), FileTrouble.TOO_MANY_COLUMNS),
    ],
    ids=["too large", "too well packed", "too many parts", "no sheet", "cut off", "empty", "locked", "wide"],
)
async def test_a_workbook_that_cannot_be_read_has_its_reason(made, trouble):
    assert await trouble_of(made()) is trouble


async def test_a_sheet_whose_last_cell_is_far_away_costs_no_more_than_its_limit():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "Email")
        sheet.write(1_048_575, 16_383, "x")
    assert await trouble_of(target.getvalue()) in {FileTrouble.TOO_HARD, FileTrouble.TOO_MANY_COLUMNS}


@pytest.mark.parametrize("name", ["people.xls", "people.ods", "people.xlsb", "people.numbers"])
async def test_other_workbooks_are_refused_with_what_to_do(name):
    assert await trouble_of(b"PK\x03\x04" + bytes(60), name) is FileTrouble.WORKBOOK
