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
from assistant.files.reading.file_reader import FileReader
from assistant.files.reading.read_file import ReadingWishes, read_file

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


def bomb(part_size, count):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for number in range(count):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", b"0" * part_size)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (bomb(40_000_000, 3), FileTrouble.TOO_HARD),
        (bomb(15_000_000, 1), FileTrouble.TOO_HARD),
        (bomb(1, 2_001), FileTrouble.TOO_HARD),
        (bomb(10, 1), FileTrouble.BROKEN_WORKBOOK),
        (workbook(S=PEOPLE)[:-40], FileTrouble.BROKEN_WORKBOOK),
        (workbook(S=[]), FileTrouble.NO_ROWS),
        (b"\xd0\xcf\x11\xe0" + bytes(600), FileTrouble.LOCKED_WORKBOOK),
        (workbook(S=[["h"] * 201, ["x"] * 201]), FileTrouble.TOO_MANY_COLUMNS),
    ],
    ids=["too large", "too well packed", "too many parts", "no sheet", "cut off", "empty", "locked", "wide"],
)
async def test_a_workbook_that_cannot_be_read_has_its_reason(content, trouble):
    assert await trouble_of(content) is trouble


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
