"""What a person may choose about a file before it is imported, and what nobody may."""

import asyncio
import csv
import io

import pytest
import xlsxwriter
from sqlalchemy import select

from assistant.files.cells.outcomes import CellReason
from assistant.files.file_choices import ChoiceRefused, ChoiceTrouble, FileDecision, HeldFiles
from assistant.files.import_rows import ImportState, RowReason, Verdict
from assistant.files.import_store import _FILES, ImportStore
from assistant.files.preview import DroppedFile
from assistant.files.reading.bad_file import BadFile
from assistant.files.reading.column_fates import BrokenCells
from assistant.files.result_file import reasons_file

OWNER = "ada"
FILE = "E-mail;Plats;Tel\nann@acme.example;Lyon;01 99 00 12 34\nbob@acme.example;Nice;=1+1\n"


async def chosen(office, planned, **choice):
    again, replaced = await office.importer.choose(OWNER, planned.id, planned.digest, FileDecision(**choice))
    assert [one.id for one in replaced] == [planned.id]
    return again


async def test_a_column_becomes_what_its_owner_says_and_the_rows_are_judged_anew(office):
    office.crm.add(email="ann@acme.example", city="Paris")
    planned = await office.prepares(FILE)
    assert planned.fates[1].left_out
    assert planned.counts[Verdict.NEW] == 1
    again = await chosen(office, planned, column=1, property_name="city")
    rows = await office.rows(again)
    assert (rows[0].verdict, rows[0].values["city"], rows[1].values["city"]) == (
        Verdict.UPDATE,
        "Lyon",
        "Nice",
    )
    back = await chosen(office, again, column=1, property_name="")
    assert all("city" not in row.values for row in await office.rows(back))


async def test_only_what_was_last_shown_can_be_imported(office):
    planned = await office.prepares(FILE)
    again = await chosen(office, planned, column=1, property_name="city")
    old = await office.importer.begin(OWNER, planned.id, planned.digest)
    assert old.state is ImportState.REPLACED
    await office.imports(again)
    assert office.crm.by_email["ann@acme.example"]["city"] == "Lyon"


async def test_a_choice_reads_no_contact_twice(office):
    planned = await office.prepares(FILE)
    asked = len(office.crm.asked(ending="/batch/read"))
    await chosen(office, planned, broken=BrokenCells.LEAVE_ROW)
    assert len(office.crm.asked(ending="/batch/read")) == asked


async def test_a_bad_cell_costs_itself_or_its_row_as_its_owner_wants(office):
    planned = await office.prepares(FILE)
    left = [one for row in await office.rows(planned) for one in row.left]
    assert [(one.row, one.place, one.reason) for one in left] == [(3, 2, CellReason.FORMULA)]
    assert planned.counts == {Verdict.NEW: 2}
    strict = await chosen(office, planned, broken=BrokenCells.LEAVE_ROW)
    assert strict.counts == {Verdict.NEW: 1, Verdict.INVALID: 1}
    assert [row.reason for row in await office.rows(strict)] == [None, RowReason.LEFT_CELL]
    lenient = await chosen(office, strict, broken=BrokenCells.LEAVE_CELL)
    assert lenient.counts == {Verdict.NEW: 2}


@pytest.mark.parametrize(
    ("choice", "trouble"),
    [
        (FileDecision(column=3, property_name="city"), ChoiceTrouble.NO_SUCH_COLUMN),
        (FileDecision(column=1, property_name="hs_lastmodifieddate"), ChoiceTrouble.NO_SUCH_PROPERTY),
        (FileDecision(column=1, property_name="createdate"), ChoiceTrouble.NO_SUCH_PROPERTY),
        (FileDecision(column=1, property_name="no such thing"), ChoiceTrouble.NO_SUCH_PROPERTY),
        (FileDecision(sheet="Clients"), ChoiceTrouble.NO_SUCH_SHEET),
        (FileDecision(encoding="latin-1"), ChoiceTrouble.NO_SUCH_ENCODING),
    ],
    ids=str,
)
async def test_a_choice_of_what_there_is_not_changes_nothing(office, choice, trouble):
    planned = await office.prepares(FILE)
    with pytest.raises(ChoiceRefused) as refused:
        await office.importer.choose(OWNER, planned.id, planned.digest, choice)
    assert refused.value.trouble is trouble
    waiting = await office.importer.waiting(OWNER)
    assert (waiting.id, waiting.digest, waiting.choices) == (planned.id, planned.digest, planned.choices)


@pytest.mark.parametrize(("owner", "digest"), [("eve", ""), (OWNER, "another")])
async def test_nobody_chooses_about_another_s_file_or_other_rows(office, owner, digest):
    planned = await office.prepares(FILE)
    choice = FileDecision(column=1, property_name="city")
    assert await office.importer.choose(owner, planned.id, digest or planned.digest, choice) == (None, ())
    assert (await office.importer.waiting(OWNER)).id == planned.id


async def test_leaving_out_the_addresses_is_refused_and_changes_nothing(office):
    planned = await office.prepares(FILE)
    with pytest.raises(BadFile):
        await office.importer.choose(
            OWNER, planned.id, planned.digest, FileDecision(column=0, property_name="")
        )
    assert (await office.importer.waiting(OWNER)).id == planned.id


async def test_a_choice_that_comes_after_the_click_on_import_makes_no_second_import(office):
    planned = await office.prepares(FILE)
    choosing = asyncio.create_task(
        office.importer.choose(
            OWNER, planned.id, planned.digest, FileDecision(column=1, property_name="city")
        )
    )
    await asyncio.sleep(0)
    run = await office.importer.begin(OWNER, planned.id, planned.digest)
    now, replaced = await choosing
    await office.follows(run)
    assert replaced == ()
    assert now.id == planned.id
    assert await office.importer.waiting(OWNER) is None


async def test_after_a_restart_the_file_is_gone_and_the_preview_can_still_be_imported(offices):
    first = await offices.start()
    planned = await first.prepares(FILE)
    second = await offices.start()
    with pytest.raises(ChoiceRefused) as refused:
        await second.importer.choose(
            OWNER, planned.id, planned.digest, FileDecision(column=1, property_name="city")
        )
    assert refused.value.trouble is ChoiceTrouble.FILE_GONE
    assert (await second.imports(planned)).state is ImportState.DONE


async def test_another_server_reads_the_file_as_its_owner_chooses_and_imports_it(
    offices, postgres, shared_store
):
    postgres.empty(shared_store)
    first, second = [await offices.start(shared=shared_store) for _ in range(2)]
    planned = await first.prepares(FILE)
    choice = FileDecision(column=1, property_name="city")
    chosen, replaced = await second.importer.choose(OWNER, planned.id, planned.digest, choice)
    assert [one.id for one in replaced] == [planned.id]
    assert await ImportStore(first.state, keeps_files=True).file_of(planned.id) is None
    again, _ = await first.importer.choose(OWNER, chosen.id, chosen.digest, choice)
    assert (await second.imports(again)).state is ImportState.DONE
    assert await first.state.read(select(_FILES.c.import_id)) == []


def test_files_held_have_a_bound_and_the_oldest_go_first():
    held = HeldFiles(most_bytes=25)
    for owner in ("ada", "bob", "eve"):
        held.hold(owner, f"of {owner}", DroppedFile("x.csv", b"0123456789"))
    with pytest.raises(ChoiceRefused):
        held.of("ada", "of ada")
    assert held.of("eve", "of eve").content == b"0123456789"
    held.forget("eve", "of another import")
    held.forget("bob", "of bob")
    assert held.of("eve", "of eve")
    with pytest.raises(ChoiceRefused):
        held.of("bob", "of bob")


@pytest.mark.parametrize(("language", "delimiter"), [("en", ","), ("fr", ";")])
async def test_all_reasons_are_in_a_file_before_anything_is_imported(office, language, delimiter):
    planned = await office.prepares(FILE + "nobody;Rome;\n;=2;\n")
    content = reasons_file(planned, await office.rows(planned), language).decode("utf-8-sig")
    head, *lines = list(csv.reader(io.StringIO(content, newline=""), delimiter=delimiter))
    assert len(head) == 4
    cells = {(line[0], line[1]): line[2:] for line in lines}
    assert cells["3", "Tel"][0] == "'=1+1"
    assert cells["4", "E-mail"][0] == "nobody"
    assert cells["", "Plats"][0].startswith("Lyon")
    assert {number for number, _ in cells} == {"", "3", "4", "5"}
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line)
    assert office.crm.by_email == {}


def workbook(**sheets):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return target.getvalue()


async def test_a_cover_is_passed_over_and_another_sheet_can_be_chosen(office):
    cover = [["Export"], ["Team", "North"], ["Year", "2026"]]
    clients = [["E-mail", "Ville"], ["ann@acme.example", "Lyon"]]
    leads = [["E-mail", "Plats"], ["bob@acme.example", "Nice"], ["eve@acme.example", "Metz"]]
    book = workbook(Cover=cover, Clients=clients, Leads=leads)
    planned = await office.prepares(book, "people.xlsx")
    assert (planned.sheet, planned.sheets) == ("Clients", ("Cover", "Clients", "Leads"))
    again = await chosen(office, planned, column=1, property_name="company")
    assert (again.sheet, [row.values["company"] for row in await office.rows(again)]) == ("Clients", ["Lyon"])
    other = await chosen(office, again, sheet="Leads")
    assert (other.counts, other.choices.columns) == ({Verdict.NEW: 2}, {})
    assert other.fates[1].left_out
