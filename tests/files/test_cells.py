"""What one cell says, in French and in English: addresses, numbers, days, names, and nothing at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.files.cells.cell_kinds import misfit
from assistant.files.cells.day_cells import order_of, read_day
from assistant.files.cells.email_cells import read_emails
from assistant.files.cells.linked_cells import without_links
from assistant.files.cells.outcomes import CellReason
from assistant.files.cells.phone_cells import read_phones
from assistant.files.cells.placeholders import is_placeholder
from assistant.files.reading.formula_cells import is_formula, unwrapped
from assistant.language.persons.whole_names import (
    COMPANY_AND_PERSON,
    FAMILY_NAME_FIRST,
    GIVEN_NAME_FIRST,
    is_courtesy,
    names_nobody,
    order_in,
    part_of_name,
    split_name,
)
from hubspot_tools.facts.account_facts import PropertyLabel
from hubspot_tools.values.typed_values import normalise_email


@pytest.mark.parametrize(
    ("cell", "addresses"),
    [
        ("Nora Kessler <Nora@example.org>", ["nora@example.org"]),
        ("a@example.org, b@example.org", ["a@example.org", "b@example.org"]),
        ("a@example.org ou b@example.org", ["a@example.org", "b@example.org"]),
        ("a@example.org\nb@example.org / a@example.org", ["a@example.org", "b@example.org"]),
        ("a@example.org ::: b@example.com", ["a@example.org", "b@example.com"]),
        ("[a@example.org](mailto:a@example.org)", ["a@example.org"]),
        ("mailto:a@example.org?subject=x", ["a@example.org"]),
        ("a@example.org (bureau)", ["a@example.org"]),
        ("Courriel : a@example.org", ["a@example.org"]),
        ('"Kessler, Nora" <n@example.org>', ["n@example.org"]),
        ("jean dupont@example.org", []),
        ("a@@example.org", []),
        ("a at example.org", []),
        ("@nora", []),
    ],
)
def test_the_addresses_of_a_cell(cell, addresses):
    assert list(read_emails(cell).addresses) == addresses


@given(st.text(max_size=200))
def test_whatever_is_taken_from_a_cell_as_an_address_is_one(cell):
    assert all(normalise_email(one) == one for one in read_emails(cell).addresses)


@pytest.mark.parametrize(
    ("cell", "region", "numbers"),
    [
        ("06 39 98 00 11 / 01 23 45 67 89", "FR", ["+33639980011", "+33123456789"]),
        ("06 39 98 00 11 (perso)", "FR", ["+33639980011"]),
        ("Bureau : 01 23 45 67 89", "FR", ["+33123456789"]),
        ("01.23.45.67.89 bureau", "FR", ["+33123456789"]),
        ('="0639980011"', "FR", ["+33639980011"]),
        ("639980011.0", "FR", ["+33639980011"]),
        ("33639980011.0", "FR", ["+33639980011"]),
        ("tel:+33-1-23-45-67-89", "FR", ["+33123456789"]),
        ("+44 (0)117 496 0123", "FR", ["+441174960123"]),
        ("020 7946 0123", "GB", ["+442079460123"]),
        ("(617) 555-0142 x12", "US", ["+16175550142 ext. 12"]),
        ("+33 1 23 45 67 89 poste 12", "GB", ["+33123456789 ext. 12"]),
        ("01 99 00 40 13 - 06 39 98 40 16", "FR", ["+33199004013", "+33639984016"]),
        ("06 39 98 40 19 après 18h", "FR", ["+33639984019"]),
        ("fax 01 99 00 40 17", "FR", ["+33199004017"]),
        ("01 99 00 40 15/16", "FR", []),
        ("3,36E+10", "FR", []),
        ("non communiqué", "FR", []),
        ("020 7946 0123", "", []),
        ("06 12 34 56 78", "BE", []),
        ("(617) 555-0142", "BE", []),
    ],
)
def test_the_numbers_of_a_cell_in_its_row_s_country(cell, region, numbers):
    assert [part.number for part in read_phones(cell, region, "FR").parts if part.number] == numbers


def test_words_beside_a_number_are_told_and_say_what_sort_of_line_it_is():
    read = read_phones("Bureau : 01 99 00 40 13, fax 01 99 00 40 17", "FR", "FR")
    assert read.remarks == ("Bureau", "fax")
    assert [part.labels for part in read.parts] == [{"bureau"}, {"fax"}]


def test_words_that_leave_no_number_are_no_remark():
    read = read_phones("call me 12", "FR", "FR")
    assert (read.remarks, [part.written for part in read.parts]) == ((), ["call me 12"])


def test_a_number_is_never_read_in_silence_as_one_of_another_country():
    (part,) = read_phones("06 12 34 56 78", "BE", "FR").parts
    assert part.reason == "phone_in_doubt"


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-12-31 00:00:00", "2026-12-31"),
        ("31/12/2026 00:00", "2026-12-31"),
        ("12/31/2026", "2026-12-31"),
        ("31.12.2026", "2026-12-31"),
        ("31 déc. 2026", "2026-12-31"),
        ("jeudi 31 décembre 2026", "2026-12-31"),
        ("Thu, 31 Dec 2026", "2026-12-31"),
        ("31-Dec-2026", "2026-12-31"),
        ("2026-12-31T23:30:00+01:00", "2026-12-31"),
        ("1798675200000", "2026-12-31"),
        ("31/12/26", "date_in_doubt"),
        ("2026-12-31T23:00:00Z", "date_in_doubt"),
        ("2026-12-31T23:30:00-05:00", "date_in_doubt"),
        ("20261231", "2026-12-31"),
        ("20261331", "not_a_date"),
        ("46387", "serial"),
        ("46387.5", "serial"),
        ("12", "not_a_date"),
        ("31/02/2026", "not_a_date"),
        ("bientôt", "not_a_date"),
    ],
)
def test_the_day_of_a_cell_or_why_it_has_none(cell, day):
    read = read_day(cell, "FR", "")
    assert (read.day or read.reason) == day


@pytest.mark.parametrize(
    ("column", "day"),
    [
        (["03/04/2026", "31/12/2026"], "2026-04-03"),
        (["03/04/2026", "12/31/2026"], "2026-03-04"),
        (["03/04/2026", "12/31/2026", "31/12/2026"], ""),
        (["03/04/2026"], "2026-04-03"),
    ],
)
def test_what_stands_first_in_a_date_the_other_cells_of_its_column_tell(column, day):
    assert read_day(column[0], "FR", order_of(column)).day == day


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("Jane Doe, PhD", "Jane", "Doe"),
        ("Mr John Smith Jr.", "John", "Smith"),
        ("Smith, John, Jr.", "John", "Smith"),
        ("DUPONT Marie", "Marie", "DUPONT"),
        ("Marie DUPONT MARTIN", "Marie", "DUPONT MARTIN"),
        ("Mme Élise Garnier", "Élise", "Garnier"),
        ("M. Dupont", "", "Dupont"),
        ("M. Jean-Pierre de La Tour", "Jean-Pierre", "de La Tour"),
        ("van der Berg, Pieter", "Pieter", "van der Berg"),
        ("John F. Kennedy", "John F.", "Kennedy"),
        ("Nora Kessler (she/her)", "Nora", "Kessler"),
        ("Madonna", "Madonna", ""),
    ],
)
def test_the_parts_of_a_whole_name(cell, first, last):
    name = split_name(cell, GIVEN_NAME_FIRST)
    assert (name.first, name.last, name.in_doubt) == (first, last, False)


@pytest.mark.parametrize("cell", ["María José García Márquez", "Nguyễn Thị Minh Khai", "Garnier Élise"])
def test_a_name_that_could_be_parted_otherwise_is_said_to_be(cell):
    assert split_name(cell, GIVEN_NAME_FIRST).in_doubt


@pytest.mark.parametrize(
    ("cell", "company", "last"),
    [("Brightwater, Nora Kessler", "Brightwater", "Kessler"), ("Oak, Line, Inc.", "Oak, Line, Inc.", "")],
)
def test_a_company_and_its_person_are_told_apart(cell, company, last):
    name = split_name(cell, COMPANY_AND_PERSON)
    assert (name.company, name.last) == (company, last)


@pytest.mark.parametrize(
    "cell", ["Nora Kessler / Tomas Vrba", "Marie et Paul Garnier", "Service comptabilité", "Sales Team"]
)
def test_a_couple_and_a_department_are_no_person(cell):
    assert names_nobody(cell)


@pytest.mark.parametrize("cell", ["Nora Kessler", "Élise Etienne", "Et Tu", "Jean-Paul"])
def test_a_person_is_one(cell):
    assert not names_nobody(cell)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("Oakline (https://notes.example/Oakline-1)", "Oakline"),
        ("A (https://a.example), B (https://b.example)", "A ::: B"),
        ("[Oakline](https://notes.example/x)", "Oakline"),
        ("Oakline (Lyon)", "Oakline (Lyon)"),
        ("https://oakline.example", "https://oakline.example"),
        ("see Oakline (https://a.example) today", "see Oakline (https://a.example) today"),
    ],
)
def test_a_cell_names_what_it_links(cell, shown):
    assert without_links(cell) == shown


def test_what_comes_first_in_a_column_of_names_its_cells_tell():
    assert order_in(["Garnier Élise", "Perrot Hugo", "Madonna"]) == FAMILY_NAME_FIRST
    assert order_in(["Élise Garnier", "Hugo Perrot"]) == GIVEN_NAME_FIRST
    assert order_in(["Xyz Abc"]) == ""


@pytest.mark.parametrize(
    ("cell", "part"), [("Mme Élise", "Élise"), ("Kessler, PhD", "Kessler"), ("Lee", "Lee")]
)
def test_a_part_of_a_name_has_neither_courtesy_nor_suffix(cell, part):
    assert part_of_name(cell) == (part, "")


@pytest.mark.parametrize("cell", ["Dr.", "M. et Mme", "Mister", "Mr/Mrs", "Monsieur"])
def test_how_people_are_addressed_is_a_courtesy(cell):
    assert is_courtesy(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "#N/A", "#REF!", "#NOM?", "NULL", "<null>", "None", "(none)", "(No value)", "[Not Provided]", "n/a", "N.C.",
        "nan", "-", "--", "…", "?", ".", "non communiqué", "Non renseignée", "Aucune valeur", "TBD", "unknown", "inconnu",
    ],
)  # fmt: skip
def test_a_placeholder_says_nothing(cell):
    assert is_placeholder(cell, "company")


@pytest.mark.parametrize(
    ("cell", "name"), [("Na", "firstname"), ("Nan", "lastname"), ("Null", "lastname"), ("NC", "state")]
)
def test_what_may_be_a_name_or_a_state_is_no_placeholder(cell, name):
    assert not is_placeholder(cell, name)


@pytest.mark.parametrize(
    "cell",
    [
        "+1 (617) 555-0142 ext. 12",
        "- Head of Sales (EMEA)",
        "@Brightwater (Head)",
        "+33 6 39 98 00 11 (perso)",
    ],
)
def test_a_remark_in_brackets_makes_no_formula(cell):
    assert not is_formula(cell)


@pytest.mark.parametrize(
    ("cell", "text"), [('="0639"', "0639"), ('=""0639""', "0639"), ("=1+1", "=1+1"), ('="a"&B1', '="a"&B1')]
)
def test_a_formula_of_nothing_but_text_is_that_text(cell, text):
    assert unwrapped(cell) == text


def test_words_beside_an_address_are_told_unless_they_are_a_name():
    assert read_emails("ann@example.org; call after 5 pm").remarks == ("call after 5 pm",)
    assert read_emails("Ann Lee; ann@example.org").remarks == ()


def test_a_birthday_whose_year_nobody_knows_is_no_day():
    text = PropertyLabel(label="Date of birth")
    assert misfit("date_of_birth", text, " --05-06") is CellReason.NOT_A_DATE
    assert misfit("date_of_birth", text, "6 May 1980") is None
