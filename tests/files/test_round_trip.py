"""Our own export, unedited, imported again: nothing to do, in either language, as CSV and as a workbook."""

import csv
import io
from datetime import UTC, datetime

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.files.cells.row_values import values_of
from assistant.files.columns.column_meanings import fates_of
from assistant.files.contact_export import COLUMNS, EXPORTED, export
from assistant.files.exported_cells import headings_of, is_unedited, own_columns, spelled
from assistant.files.import_rows import Verdict
from assistant.files.people.said_rows import found_for, said_in
from assistant.files.reading.column_fates import BrokenCells, Choices
from assistant.files.reading.formula_cells import harmless
from assistant.files.reading.read_file import read_file
from assistant.files.verdicts import Rules, checked, judged, without_unedited
from hubspot_tools.contacts import Contact, SearchContacts
from hubspot_tools.facts.account_facts import PropertyLabel
from hubspot_tools.facts.property_kinds import PropertyKind
from hubspot_tools.values.vocabulary import DEFAULT_STAGES

OWNERS = {"71": "Claire Fontaine", "72": "Åsa Ö'Neil, Jr.", "73": "Claire Fontaine"}
ACCOUNT = {
    "hs_object_id": PropertyLabel(label="Record ID", writable=False),
    "email": PropertyLabel(label="Email", kind=PropertyKind.EMAIL),
    "firstname": PropertyLabel(label="First Name"),
    "lastname": PropertyLabel(label="Last Name"),
    "phone": PropertyLabel(label="Phone Number", kind=PropertyKind.PHONE),
    "mobilephone": PropertyLabel(label="Mobile Phone Number", kind=PropertyKind.PHONE),
    "company": PropertyLabel(label="Company Name"),
    "jobtitle": PropertyLabel(label="Job Title", kind=PropertyKind.TEXT),
    "city": PropertyLabel(label="City"),
    "lifecyclestage": PropertyLabel(
        label="Lifecycle Stage", kind=PropertyKind.CHOICE, options=DEFAULT_STAGES
    ),
    "hubspot_owner_id": PropertyLabel(label="Contact owner", kind=PropertyKind.OWNER, options=OWNERS),
    "hs_lead_status": PropertyLabel(
        label="Lead Status",
        kind=PropertyKind.CHOICES,
        options={"A": "Open; new", "B": "B, or not", "C": "N/A"},
    ),
    "createdate": PropertyLabel(label="Create Date", kind=PropertyKind.DATETIME, writable=False),
    "lastmodifieddate": PropertyLabel(label="Last Modified Date", kind=PropertyKind.DATETIME, writable=False),
    "ville_custom": PropertyLabel(label="Ville"),
}
NAMES = EXPORTED

ODD = [
    "007",
    "=1+1",
    "+33 (0)1 99 00 12 34",
    "-",
    "N/A",
    "@x",
    'a "b"; c,d',
    "l1\nl2",
    "0612",
    "call me",
    "3.0",
    "'x",
    "Dr.",
    "'Abc",
    "'0612",
    "00 00 00 00 00",
    "3.36E+10",
    "3.3639980011E+10",
    "Roche-1",
    "Roche, Zoé (she/her)",
    "l1\r\nl2",
    "sep=;",
    "Total",
    "0",
    "sans",
    "No owner",
    "Néant.",
    "fax 01 99 00 40 17",
    "01 99 00 40 13 - 06 39 98 40 16",
    "Oakline (https://notes.example/Oakline-1)",
    "A ::: B",
    "Service achats",
    "Nora Kessler / Tomas Vrba",
    "\u202bדנה\u202c",
    "👩🏽‍🚀 Zoë",
    "a\\|b",
    "| a | b |",
    "46387.5",
    "\n=1+1",
    "A;B;;C",
]
text = st.one_of(
    st.sampled_from(ODD),
    st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufeff"), max_size=20),
)
addresses = st.from_regex(r"[a-z]{1,8}(\.[a-z]{1,5})?@[a-z]{1,6}\.example", fullmatch=True)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)).map(  # noqa: DTZ001 - its zone is added
    lambda one: one.replace(tzinfo=UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
)
by_name = {
    "email": addresses,
    "lifecyclestage": st.sampled_from([*DEFAULT_STAGES, "99"]),
    "hubspot_owner_id": st.sampled_from([*OWNERS, "74"]),
    "hs_lead_status": st.sets(st.sampled_from(["A", "B", "C", "gone"]), min_size=1).map(";".join),
    "createdate": moments,
    "lastmodifieddate": moments,
}
people = st.lists(
    st.fixed_dictionaries({}, optional={name: by_name.get(name, text) for name in COLUMNS}),
    min_size=1,
    max_size=6,
)


def contacts_of(properties):
    """People whose addresses differ, as HubSpot has it."""
    seen: set[str] = set()
    properties = [
        one for one in properties if not (one.get("email") in seen or seen.add(one.get("email", object())))
    ]
    return [
        Contact(id=str(101 + place), properties={name: value for name, value in one.items() if value.strip()})
        for place, one in enumerate(properties)
    ]


def lines_of(contacts, language):
    rows = [
        [contact.id, *(spelled(name, contact.get(name), ACCOUNT, language) for name in COLUMNS)]
        for contact in contacts
    ]
    return [[harmless(cell) for cell in row] for row in [headings_of(NAMES, ACCOUNT, language), *rows]]


def as_csv(lines, language):
    return saved_again(lines, ";" if language == "fr" else ",", csv.QUOTE_MINIMAL, "\r\n", "utf-8-sig")


def saved_again(lines, delimiter, quoting, line_end, encoding):
    """The same table as another programme writes it."""
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter, quoting=quoting, lineterminator=line_end).writerows(lines)
    return target.getvalue().encode(encoding)


def as_workbook(lines):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_numbers": False, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate(lines):
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell)
    return target.getvalue()


def verdicts_on(file, contacts):
    """What an import would do, with the pure parts of the road alone."""
    choices = Choices(own_columns(file.table.headings, NAMES, ACCOUNT))
    fates = fates_of(file.table, ACCOUNT, choices)
    read = values_of(file.table, fates, ACCOUNT, choices, "FR")
    by_email = {contact.get("email"): contact for contact in contacts if contact.get("email")}
    by_id = {contact.id: contact for contact in contacts}
    said = [
        without_unedited(found_for(row, by_email, by_id), raw, fates, ACCOUNT)
        for row, raw in zip(said_in(file.table.rows, list(read)), file.table.rows, strict=True)
    ]
    rows = [checked(row, row.values, BrokenCells.LEAVE_ROW) for row in said]
    rules = Rules(ACCOUNT, list(DEFAULT_STAGES), "FR")
    return judged(rows, [row.contact for row in said], rules)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", ["csv", "workbook"])
@given(properties=people)
@settings(max_examples=25, deadline=None)
def test_an_unedited_export_of_any_contacts_has_nothing_to_do(language, kind, properties):
    contacts = contacts_of(properties)
    lines = lines_of(contacts, language)
    content = as_csv(lines, language) if kind == "csv" else as_workbook(lines)
    file = read_file("contacts.csv" if kind == "csv" else "contacts.xlsx", content)
    rows = verdicts_on(file, contacts)
    assert [(row.verdict, dict(row.values), row.left) for row in rows] == [(Verdict.SAME, {}, ())] * len(
        contacts
    )
    assert [row.contact_id for row in rows] == [contact.id for contact in contacts]


@pytest.mark.parametrize("language", ["en", "fr"])
@given(
    properties=people,
    delimiter=st.sampled_from([";", ",", "\t", "|"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    line_end=st.sampled_from(["\r\n", "\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
@settings(max_examples=40, deadline=None)
def test_nor_has_one_that_another_programme_has_saved_again(
    language, properties, delimiter, quoting, line_end, encoding
):
    contacts = contacts_of(properties)
    content = saved_again(lines_of(contacts, language), delimiter, quoting, line_end, encoding)
    rows = verdicts_on(read_file("contacts.csv", content), contacts)
    assert [(row.verdict, dict(row.values), row.left) for row in rows] == [(Verdict.SAME, {}, ())] * len(
        contacts
    )


def test_nor_has_one_whose_text_is_as_long_as_hubspot_keeps_it():
    told = 'a "b"; c,d\n' * (65_536 // 11)
    contacts = [Contact(id="101", properties={"email": "a@b.example", "jobtitle": told})]
    (row,) = verdicts_on(read_file("contacts.csv", as_csv(lines_of(contacts, "en"), "en")), contacts)
    assert (row.verdict, dict(row.values), row.left) == (Verdict.SAME, {}, ())


@given(stored=text, other=text)
def test_an_edited_cell_is_edited(stored, other):
    shown = " ".join(stored.split()), " ".join(harmless(stored).split())
    assert is_unedited(other, "company", stored, ACCOUNT) == (" ".join(other.split()) in shown)


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_sample_contacts_come_back_as_nothing_to_do(office, language):
    for place in range(30):
        office.crm.add(
            firstname=f"P{place}",
            lastname="=Odd" if place % 3 == 0 else "Best",
            phone="01 99 00 12 34" if place % 2 else "call me",
            lifecyclestage="customer",
            **({"email": f"p{place}@acme.example"} if place % 5 else {}),
        )
    *_, exported = [step async for step in export(office.contacts, SearchContacts(), language)]
    planned = await office.prepares(exported.content)
    assert planned.counts == {Verdict.SAME: 30}
    assert planned.to_write == 0


async def test_a_row_without_an_address_finds_its_contact_by_hubspot_s_id(office):
    contact_id = office.crm.add(firstname="Ann", lastname="Best", city="Lyon")
    planned = await office.prepares(f"ID de l'enregistrement;E-mail;Ville\n{contact_id};;Paris\n999;;Nice\n")
    found, unknown = await office.rows(planned)
    assert (found.verdict, found.contact_id, found.values) == (Verdict.UPDATE, contact_id, {"city": "Paris"})
    assert unknown.verdict is Verdict.INVALID
    await office.imports(planned)
    assert office.crm.crm.contacts.find(contact_id).properties["city"] == "Paris"


async def test_an_address_counts_more_than_an_id_that_may_be_another_account_s(office):
    ann = office.crm.add(email="ann@acme.example", city="Lyon")
    bob = office.crm.add(email="bob@acme.example", city="Lyon")
    planned = await office.prepares(f"Record ID,email,city\n{bob},ann@acme.example,Paris\n")
    (row,) = await office.rows(planned)
    assert row.contact_id == ann


async def test_another_programme_s_number_is_nobody_of_another_name(office):
    contact_id = office.crm.add(firstname="Ann", lastname="Best", city="Lyon")
    planned = await office.prepares(f"RecordId,FirstName,LastName,City\n{contact_id},Tom,Reed,Paris\n")
    (row,) = await office.rows(planned)
    assert (row.verdict, row.contact_id) == (Verdict.INVALID, None)


async def test_another_spelling_of_the_same_number_is_no_change(office):
    office.crm.add(email="ann@acme.example", phone="01 99 00 12 34", firstname="Ann")
    planned = await office.prepares("email,phone,firstname\nann@acme.example,+33 1 99 00 12 34,Ann \n")
    assert planned.counts == {Verdict.SAME: 1}


def test_a_french_file_has_french_headings_and_words_unless_the_account_calls_something_else_so():
    headings = headings_of(NAMES, ACCOUNT, "fr")
    assert headings[:4] == ["ID de l’enregistrement", "E-mail", "Prénom", "Nom"]
    assert headings[NAMES.index("city")] == "City"
    assert spelled("lifecyclestage", "opportunity", ACCOUNT, "fr") == "Opportunité"
    assert spelled("createdate", "2026-11-03T09:05:00.000Z", ACCOUNT, "fr") == "03/11/2026 09:05"
    flag = {
        "flag": PropertyLabel(label="Flag", kind=PropertyKind.BOOLEAN, options={"true": "Yes", "false": "No"})
    }
    assert [spelled("flag", one, flag, "fr") for one in ("true", "false")] == ["Oui", "Non"]
