"""No cell of any file reaches a property whose kind its value does not fit, whatever the headings promise."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.files.cells.row_values import values_of
from assistant.files.columns.column_meanings import fates_of
from assistant.files.reading.column_fates import Choices
from assistant.files.reading.row_table import RawRow, Table
from hubspot_tools.values.countries import country_code

ADDRESS = re.compile(r"[^\s@;,<>]+@[^\s@;,<>]+\.[a-z]+")
NUMBER = re.compile(r"\+[1-9]\d{6,14}( ext\. \d{1,11})?")
LINK = re.compile(r"(https?://)?[\w.-]+\.[a-z]{2,}([/?:#]\S*)?", re.IGNORECASE)

KINDS = {
    "address": ["ann@acme.example", "Ann Best <ann@acme.example>", "a@x.example; b@x.example", "ann@acme"],
    "number": ["06 39 98 00 11", "+33639980011", "3.36E+10", "639980011", "00 00 00 00 00", "'0639980011"],
    "day": ["31/12/2026", "2026-12-31 00:00:00", "46387", "12/31/26", "0/0/00", "31 déc. 2026"],
    "name": ["Zoé", "LEFÈVRE", "Roche-1", "DUPONT Marie", "Dr. Nora Kessler", "M.", "Mme"],
    "place": ["Lyon", "34200", "1000", "3 rue du Port", "France", "UK", "Saint-Étienne"],
    "link": ["https://acme.example", "www.linkedin.com/in/ann", "acme.example"],
    "nothing": ["", "N/A", "-", "NULL", "inconnu", "#N/A", "0", "???"],
    "other": ["=1+1", "LefÃ¨vre", "12,50 €", "true", "Directrice", "Acme SAS", "x" * 300, "l1\nl2", '"'],
}
HEADINGS = [
    *("E-mail", "Prénom", "Nom", "Name", "Nom et prénom", "Téléphone", "Mobile", "Fax", "Société", "Company"),
    *("Fonction", "Title", "Ville", "Code postal", "Pays", "Adresse", "Site web", "Contract renewal date"),
    *("E-mail 2", "Phone 1 - Value", "Phone 1 - Label", "Record ID", "Company City", "MAILINGCITY", "?"),
]
cells = st.one_of(*(st.sampled_from(some) for some in KINDS.values()), st.text(max_size=12))


@st.composite
def tables(draw):
    headings = draw(st.lists(st.sampled_from(HEADINGS), min_size=1, max_size=6))
    wide = st.tuples(*(cells for _ in headings))
    rows = draw(st.lists(wide, min_size=1, max_size=5))
    return Table(tuple(headings), tuple(RawRow(place + 2, row) for place, row in enumerate(rows)))


def is_day(value):
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False


def is_words(value):
    return bool(value.strip()) and not ADDRESS.fullmatch(value) and "://" not in value


FITS = {
    "email": ADDRESS.fullmatch,
    "phone": NUMBER.fullmatch,
    "mobilephone": NUMBER.fullmatch,
    "fax": NUMBER.fullmatch,
    "renewal": is_day,
    "website": lambda value: LINK.fullmatch(value) and "linkedin" not in value,
    "country": country_code,
    "zip": lambda value: any(char.isdigit() for char in value) and "@" not in value and len(value) <= 13,
    "firstname": lambda value: is_words(value) and any(char.isalpha() for char in value) and "@" not in value,
    "lastname": lambda value: is_words(value) and any(char.isalpha() for char in value) and "@" not in value,
    "city": lambda value: is_words(value) and any(char.isalpha() for char in value),
    "company": is_words,
    "jobtitle": lambda value: is_words(value) and value not in {"M.", "Mme"},
    "address": is_words,
}


@given(table=tables())
@settings(max_examples=300, deadline=None)
def test_no_cell_of_any_file_reaches_a_property_whose_kind_it_does_not_fit(account, table):
    fates = fates_of(table, account, Choices())
    for row in values_of(table, fates, account, Choices(), "FR"):
        for name, value in row.values.items():
            assert FITS[name](value), (name, value)


@given(table=tables(), data=st.data())
@settings(max_examples=200, deadline=None)
def test_nor_where_a_person_has_chosen_the_column_so(account, table, data):
    chosen = {
        place: data.draw(st.sampled_from(["", *FITS, "given+family", "company+person"]))
        for place in range(len(table.headings))
    }
    choices = Choices(columns=chosen)
    fates = fates_of(table, account, choices)
    for row in values_of(table, fates, account, choices, "FR"):
        for name, value in row.values.items():
            assert FITS[name](value), (name, value)


@pytest.mark.parametrize("name", FITS)
def test_each_property_of_these_has_a_value_that_fits(account, name):
    table = Table((name,), tuple(RawRow(2, (cell,)) for some in KINDS.values() for cell in some))
    choices = Choices(columns={0: name})
    fates = fates_of(table, account, choices)
    assert any(name in row.values for row in values_of(table, fates, account, choices, "FR"))
