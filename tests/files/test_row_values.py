"""Whatever stands in a file: no cell reaches a property whose kind its values do not fit, and each row is read."""

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.files.cells.cell_kinds import misfit
from assistant.files.cells.outcomes import CellReason
from assistant.files.cells.row_values import values_of
from assistant.files.columns.column_meanings import fates_of
from assistant.files.reading.bad_file import BadFile
from assistant.files.reading.column_fates import BrokenCells, Choices, ColumnReason
from assistant.files.reading.read_file import read_file
from hubspot_tools.facts.account_facts import PropertyLabel
from hubspot_tools.facts.property_kinds import PropertyKind
from hubspot_tools.values.vocabulary import PROPERTY_KINDS, PROPERTY_WORDS

ACCOUNT = {
    **{name: PropertyLabel(label=name, kind=kind) for name, kind in PROPERTY_KINDS.items()},
    "renewal": PropertyLabel(label="Renewal", kind=PropertyKind.DATE),
    "hs_object_id": PropertyLabel(label="Record ID", writable=False),
}
HEADINGS = st.sampled_from(
    [
        *sorted(PROPERTY_WORDS),
        "Renewal",
        "Name",
        "Nom et prénom",
        "URL",
        "E-mail 1 - Value",
        "Notes",
        "Record ID",
        "",
    ]
)
CELLS = st.one_of(
    st.sampled_from(
        [
            "",
            "NULL",
            "Mr",
            "Dr.",
            "Nora",
            "Nora Kessler",
            "KESSLER Nora",
            "Brightwater, Nora Kessler",
            "nora@example.org",
            "a@example.org; b@example.org",
            "jean dupont@example.org",
            "06 39 98 00 11",
            "33639980011.0",
            "+44 117 496 0123",
            "46387",
            "31/12/2026",
            "2026-12-31T23:00:00Z",
            "Kent",
            "France",
            "US",
            "https://www.linkedin.com/in/x",
            "https://brightwater.example",
            "=1+1",
            "í €",
            "Nora (nora@example.org)",
            '="0639980011"',
            "LefÃ¨vre",
            "zcrm_55",
            "12",
            "a ::: b",
            "@Brightwater (Head)",
            "x" * 3000,
        ]
    ),
    st.text(max_size=30),
)


def read(text, account, choices=None, name="people.csv"):
    choices = choices or Choices()
    file = read_file(name, text.encode())
    fates = fates_of(file.table, account, choices)
    return fates, values_of(file.table, fates, account, choices, "FR")


@settings(max_examples=150)
@given(
    headings=st.lists(HEADINGS, min_size=1, max_size=6),
    rows=st.lists(st.lists(CELLS, min_size=6, max_size=6), min_size=1, max_size=6),
)
def test_no_cell_reaches_a_property_whose_kind_its_values_do_not_fit(headings, rows):
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=";").writerows([headings, *(row[: len(headings)] for row in rows)])
    with suppress(BadFile):
        for row in read(target.getvalue(), ACCOUNT)[1]:
            for name, value in row.values.items():
                assert misfit(name, ACCOUNT[name], value) is None, (name, value)
                assert value.strip()


@given(content=st.binary(max_size=300), ending=st.sampled_from([".csv", ".txt", ".vcf", ".xlsx"]))
def test_any_bytes_end_in_rows_or_in_a_reason(content, ending):
    with suppress(BadFile):
        table = read_file(f"people{ending}", content).table
        rows = values_of(table, fates_of(table, ACCOUNT, Choices()), ACCOUNT, Choices(), "FR")
        assert [row.number for row in rows] == [row.number for row in table.rows]


def test_what_a_person_chooses_for_a_column_holds(account):
    text = "Nom;E-mail;Société\nÉlise Garnier;elise@example.org;Verrières\n"
    fates, _ = read(text, account, Choices({0: "lastname", 2: ""}))
    assert [(one.property_name, one.reason, one.asked) for one in fates] == [
        ("lastname", None, False),
        ("email", None, False),
        ("", ColumnReason.CHOSEN, False),
    ]


def test_a_number_that_is_a_spreadsheet_s_day_is_one_when_the_person_says_so(account):
    text = "Email;Contract renewal date\na@example.org;46387\n"
    _, (row,) = read(text, account)
    assert [(one.reason, one.suggestion) for one in row.left] == [("serial", "2026-12-31")]
    _, (row,) = read(text, account, Choices(serials=frozenset({1})))
    assert (row.values["renewal"], row.left) == ("2026-12-31", ())


def test_an_address_is_of_one_place_and_never_put_together_from_two(account):
    text = (
        "Email,Business Street,Business City,Home Street,Home City\n"
        "a@example.org,1 Pier Rd,,2 Hill St,Leeds\nb@example.org,,,3 Hill St,York\n"
    )
    _, (at_work, at_home) = read(text, account)
    assert "city" not in at_work.values
    assert (at_work.values["address"], at_home.values["city"]) == ("1 Pier Rd", "York")
    assert {one.value for one in at_work.left} == {"2 Hill St", "Leeds"}


def test_two_columns_that_say_different_things_are_asked_about(account):
    fates, _ = read("Email,Company,Account Name\na@example.org,Brightwater,Bright Holding\n", account)
    assert [(one.property_name, one.asked) for one in fates[1:]] == [("company", True), ("", True)]
    fates, _ = read("Email,Company,Account Name\na@example.org,Brightwater,\nb@example.org,,Oak\n", account)
    assert [(one.property_name, one.asked, one.further) for one in fates[1:]] == [
        ("company", False, False),
        ("company", False, True),
    ]


def test_placeholders_are_no_values_and_no_faults(account):
    _, rows = read("Email;City;Company\na@example.org;NULL;N/A\nb@example.org;NULL;-\n", account)
    assert [dict(row.values) for row in rows] == [{"email": "a@example.org"}, {"email": "b@example.org"}]
    assert [row.left for row in rows] == [(), ()]


def test_an_option_of_the_account_is_no_placeholder(account):
    own = {
        **account,
        "level": PropertyLabel(label="Level", kind=PropertyKind.CHOICE, options={"none": "None"}),
    }
    _, (row,) = read("Email;Level\na@example.org;None\n", own)
    assert row.values["level"] == "None"


@pytest.mark.parametrize("broken", BrokenCells)
def test_what_a_row_costs_is_told_with_each_cell(account, broken):
    _, (row,) = read(
        "Email;Phone;Country\na@example.org;call me 12;France\n",
        account,
        Choices({1: "phone"}, broken=broken),
    )
    assert [(one.reason, one.costs_its_row) for one in row.left] == [("not_a_phone", True)]


def test_what_nobody_sees_in_a_cell_reaches_no_property():
    said = "First Name,Last Name,Email,Company\n\u200bNora\u200d,\u202eKess\u2060ler\u202c,nora@example.org\u200b,Bright\u00adwater 👩\u200d💻\n"
    file = read_file("people.csv", said.encode())
    (row,) = values_of(file.table, fates_of(file.table, ACCOUNT, Choices()), ACCOUNT, Choices(), "FR")
    assert row.values == {
        "firstname": "Nora",
        "lastname": "Kessler",
        "email": "nora@example.org",
        "company": "Brightwater 👩\u200d💻",
    }


@pytest.mark.parametrize("heading", ["Last Name", "Name"])
def test_a_name_that_is_far_too_long_is_left_out_and_not_cut(heading):
    file = read_file("people.csv", f"Email,{heading}\nnora@example.org,{'Kessler ' * 40}\n".encode())
    fates = fates_of(
        file.table, ACCOUNT, Choices(columns={1: "lastname" if heading != "Name" else "given+family"})
    )
    (row,) = values_of(file.table, fates, ACCOUNT, Choices(), "FR")
    assert row.values == {"email": "nora@example.org"}
    assert [one.reason for one in row.left] == [CellReason.TOO_LONG]
