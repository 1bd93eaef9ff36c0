"""Layouts that no file of real_files has: headings are known by exact words, cells decide, and what is left is told."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from assistant.files.cells.row_values import values_of
from assistant.files.columns.column_meanings import fates_of
from assistant.files.reading import heading_words
from assistant.files.reading.column_fates import Choices
from assistant.files.reading.heading_words import meaning_of
from assistant.files.reading.read_file import read_file
from hubspot_tools.values.text import words

LAYOUTS = tomllib.loads((Path(heading_words.__file__).with_name("layouts.toml")).read_text("utf-8"))


def read(text, account, name="people.csv"):
    file = read_file(name, text.encode())
    fates = fates_of(file.table, account, Choices())
    return {one.heading: one for one in fates}, values_of(file.table, fates, account, Choices(), "FR")


@pytest.mark.parametrize(
    ("heading", "name", "use", "number"),
    [
        ("E-mail 2 - Value", "email", "", 2),
        ("Adresse de messagerie 2", "email", "", 2),
        ("Personne - E-mail - Travail", "email", "work", 1),
        ("Home email", "email", "home", 1),
        ("Téléphone (domicile)", "phone", "home", 1),
        ("Business Phone 2", "phone", "work", 2),
        ("Phone (mobile)", "mobilephone", "", 1),
        ("Numéro de téléphone portable", "mobilephone", "", 1),
        ("Ville (bureau)", "city", "work", 1),
        ("Pays (adresse postale)", "country", "", 1),
        ("Other Postal Code", "zip", "other", 1),
        ("Address 1: ZIP/Postal Code", "zip", "", 1),
        ("Organization 1 - Title", "jobtitle", "", 1),
        ("Prénom (obligatoire)", "firstname", "", 1),
        ("Nom d’affichage", "given+family", "", 1),
        ("Noms et prénoms", "family+given", "", 1),
        ("ID de fiche d'informations", "hs_object_id", "", 1),
        ("What is your work email?", "email", "work", 1),
        ("Which company do you work for?", "company", "", 1),
        ("Dans quelle ville habitez-vous ?", "city", "", 1),
        ("AddressMailCity", "city", "", 1),
        ("TELEPHONE2", "phone", "", 2),
    ],
)
def test_a_heading_means_the_same_in_every_programme_s_layout(heading, name, use, number):
    meaning = meaning_of(heading)
    assert (meaning.property_name, meaning.use, meaning.number) == (name, use, number)


@pytest.mark.parametrize(
    "heading",
    [
        "Conutry", "Assistant's Phone", "Phone Extension", "Email Opt Out", "Manager email", "Previous company",
        "Secondary owner", "Phonetic First Name", "Middle Name", "E-mail Display Name", "Connected On", "Age",
        "Which company referred you?", "Do you work for a company?", "Name of your manager?", "Société mère préférée", "Téléphone de l’assistante", "", "x" * 300, "a " * 20,
    ],
)  # fmt: skip
def test_what_only_resembles_a_heading_is_none(heading):
    assert meaning_of(heading) is None


def test_county_is_not_country():
    assert meaning_of("County") != meaning_of("Country")
    assert getattr(meaning_of("County"), "property_name", "") != "country"


LINES = [
    (word, name)
    for sort, name in [("mobile", "mobilephone"), ("fax", "fax"), ("no_line", "")]
    for word in LAYOUTS["words"][sort]
]


@pytest.mark.parametrize(("word", "name"), LINES)
def test_a_sort_of_telephone_line_has_the_same_words_in_a_card_and_in_a_column_of_types(word, name, account):
    card = f"BEGIN:VCARD\nVERSION:3.0\nN:Best;Ann\nTEL;TYPE={word}:+33 6 39 98 00 01\nEND:VCARD\n"
    table = read_file("ann.vcf", card.encode()).table
    assert [
        heading for heading, cell in zip(table.headings, table.rows[0].cells, strict=True) if "39" in cell
    ] == ([name] if name else [])
    _, (row,) = read(
        f"Name,Phone 1 - Type,Phone 1 - Value\nAnn Best,{word},+33 6 39 98 00 01\n",
        {**account, "fax": account["phone"]},
    )
    assert [one for one, value in row.values.items() if "39" in value] == ([name] if name else [])


def test_no_heading_of_the_layouts_is_written_twice_or_in_a_way_that_is_never_met():
    phrases = [
        one for table in ("headings", "left_out") for listed in LAYOUTS[table].values() for one in listed
    ]
    assert [one for one in phrases if " ".join(words(one)) != one] == []
    counted = Counter((name, one) for name, listed in LAYOUTS["headings"].items() for one in listed)
    assert [one for one, count in counted.items() if count > 1] == []
    means = Counter(one for listed in LAYOUTS["headings"].values() for one in set(listed))
    assert [one for one, count in means.items() if count > 1] == []


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (("Mme", "M.", "Dr"), "courtesy"),
        (("Ms.", "Mr and Mrs", ""), "courtesy"),
        (("Mister", "Miss", "Mx."), "courtesy"),
        (("Head of Sales", "Dr.", "Buyer"), None),
    ],
)
def test_a_title_is_a_courtesy_when_its_cells_are(cells, reason, account):
    rows = "".join(f"p{place}@example.org;{cell}\n" for place, cell in enumerate(cells))
    fates, _ = read(f"Email;Title\n{rows}", account)
    assert fates["Title"].reason == reason


@pytest.mark.parametrize("heading", ["URL", "Website", "Site web"])
@pytest.mark.parametrize(
    "link",
    [
        "https://www.linkedin.com/in/x",
        "linkedin.com/in/x",
        "https://fr.linkedin.com/in/x",
        "http://x.com/nora",
    ],
)
def test_a_profile_is_no_website(heading, link, account):
    fates, (row,) = read(f"Email;{heading}\na@example.org;{link}\n", account)
    assert (fates[heading].reason, "website" in row.values) == ("profile", False)


@pytest.mark.parametrize("cell", ["Kent", "Occitanie", "75002", "a@example.org", "+33"])
def test_what_is_no_country_is_not_written_into_it(cell, account):
    _, (row,) = read(f"Email;Country\na@example.org;{cell}\n", account)
    assert "country" not in row.values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            "Élise;Garnier;elise@example.org;01 23 45 67 89\nHugo;Perrot;hugo@example.org;01 23 45 67 80\n",
            {
                "firstname": "Élise",
                "lastname": "Garnier",
                "email": "elise@example.org",
                "phone": "+33123456789",
            },
        ),
        (
            "Nora Kessler,nora@example.org,United Kingdom\nThomas Martin,t@example.org,France\n",
            {
                "firstname": "Nora",
                "lastname": "Kessler",
                "email": "nora@example.org",
                "country": "United Kingdom",
            },
        ),
        (
            "KESSLER Nora\tnora@example.org\nMARTIN Thomas\tt@example.org\n",
            {"firstname": "Nora", "lastname": "KESSLER", "email": "nora@example.org"},
        ),
    ],
)
def test_a_table_without_headings_is_known_by_its_cells_and_asked_about(text, values, account):
    file = read_file("people.csv", text.encode())
    fates = fates_of(file.table, account, Choices())
    assert all(fate.asked for fate in fates)
    assert values_of(file.table, fates, account, Choices(), "FR")[0].values == values


@pytest.mark.parametrize(
    ("above", "below", "told"),
    [
        ('Remarques:\n"Des adresses, parfois, manquent."\n\n', "", ["above", "above"]),
        ("Export des contacts;;\nDate : 28/11/2026;;\n", "Page 1/1;;\n", ["above", "above", "below"]),
        ("", "\nGénéré par : Ada Byron\nExample Org\n", ["below", "below"]),
        ("", "Total;2;\nTotal général;;2\n", ["total", "total"]),
        ("", "E-mail;Prénom;Nom\nhugo@example.org;Hugo;Perrot\n", ["headings_again"]),
    ],
)
def test_lines_that_are_no_rows_are_left_out_and_told(above, below, told):
    text = f"{above}E-mail;Prénom;Nom\nelise@example.org;Élise;Garnier\n{below}"
    table = read_file("people.csv", text.encode()).table
    assert table.headings == ("E-mail", "Prénom", "Nom")
    assert [line.reason for line in table.left_lines] == told
    assert all("@" in row.cells[0] for row in table.rows)


@pytest.mark.parametrize(
    "line", ["sep=;", '"sep=;"', "SEP=;", "sep=;;;;", "Sep = ;", '"SEP=;";;', "\ufeffsep=;"]
)
def test_excel_s_line_for_the_delimiter_is_no_row(line):
    table = read_file("people.csv", f"{line}\r\nEmail;City\r\na@example.org;Sète, Lyon\r\n".encode()).table
    assert (table.headings, table.rows[0].cells) == (("Email", "City"), ("a@example.org", "Sète, Lyon"))


@pytest.mark.parametrize(
    "text",
    [
        "Nora Kessler <nora@example.org>; Tomas Vrba <tomas@example.org>",
        "Nora Kessler <nora@example.org>,\nTomas Vrba <tomas@example.org>\n",
        '"Kessler, Nora" <nora@example.org>, "Vrba, Tomas" <tomas@example.org>',
        "nora@example.org; tomas@example.org",
    ],
)
def test_a_list_of_addresses_is_a_table(text, account):
    _, rows = read(text, account, "people.txt")
    assert [row.values["email"] for row in rows] == ["nora@example.org", "tomas@example.org"]
    assert {row.values.get("lastname") for row in rows} in ({"Kessler", "Vrba"}, {None})


@pytest.mark.parametrize(
    ("name", "text", "trouble"),
    [
        ("a.xls", "<html><body><table><tr><td>x", "web_page"),
        ("a.csv", '<?xml version="1.0"?><Workbook/>', "web_page"),
        ("a.txt", ' {"contacts": [{"email": "a@example.org"}]}', "json"),
        ("a.csv", '[{"email": "a@example.org"}]', "json"),
    ],
)
def test_what_is_no_table_is_told_for_what_it_is(name, text, trouble):
    with pytest.raises(Exception, match=trouble):
        read_file(name, text.encode())


@pytest.mark.parametrize(
    ("headings", "row", "parts"),
    [
        ("Name,Surname", "Nora,Kessler", ("Nora", "Kessler")),
        ("Nom complet,Nom", "Élise Garnier,Garnier", ("Élise", "Garnier")),
        ("Name,First Name,Last Name", "Nora Kessler,Nora,Kessler", ("Nora", "Kessler")),
        ("Nom", "Élise Garnier", ("Élise", "Garnier")),
        ("Nom,Prénom", "de La Tour,Jean", ("Jean", "de La Tour")),
        ("First Name,Last Name", "Mr John,Smith Jr.", ("John", "Smith")),
    ],
)
def test_the_name_comes_whole_from_whatever_columns_hold_it(headings, row, parts, account):
    _, (read_row,) = read(f"Email,{headings}\na@example.org,{row}\n", account)
    assert (read_row.values["firstname"], read_row.values["lastname"]) == parts
    assert read_row.left == ()


def test_an_address_never_gets_the_name_of_somebody_else_who_comes(account):
    payer = "Nom participant;Prénom participant;Nom payeur;Prénom payeur;Email payeur\nRoy;Léa;Reed;Tom;tom@example.org\n"
    _, rows = read(payer, account)
    assert [dict(row.values) for row in rows] == [
        {"firstname": "Tom", "lastname": "Reed", "email": "tom@example.org"}
    ]
    both = "Nom;Prénom;Email;Nom payeur;Email payeur\nRoy;Léa;lea@example.org;Reed;tom@example.org\n"
    fates, rows = read(both, account)
    assert [dict(row.values) for row in rows] == [
        {"firstname": "Léa", "lastname": "Roy", "email": "lea@example.org"}
    ]
    assert fates["Email payeur"].left_out
