"""Lists of people pasted into the chat are told from requests and from one person's signature."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.files.pasted_people import pasted_people
from assistant.files.reading.read_file import read_file

TABLE = "Prénom\tNom\tE-mail\nMarie\tDurand\tmarie@x.example\nLuc\tMartin\tluc@x.example"


@pytest.mark.parametrize(
    ("text", "people"),
    [
        (TABLE, ["marie@x.example", "luc@x.example"]),
        ("Voici les inscrits :\n" + TABLE, ["marie@x.example", "luc@x.example"]),
        ("name,email\nAnn Best,ann@x.example", ["ann@x.example"]),
        ("Marie Durand;marie@x.example\nLuc Martin;luc@x.example", ["marie@x.example", "luc@x.example"]),
        (
            "Our guests:\nMarie Durand marie@x.example 01 99 00 12 34\nLuc Martin, luc@y.example\nZoé Petit <zoe@z.example>",
            ["marie@x.example", "luc@y.example", "zoe@z.example"],
        ),
        (
            "- Marie Durand : marie@x.example\n- Luc Martin : luc@y.example\n- Li Wei : li@y.example",
            ["marie@x.example", "luc@y.example", "li@y.example"],
        ),
        ("a@x.example\nb@x.example\nc@x.example", ["a@x.example", "b@x.example", "c@x.example"]),
        (
            "Marie <m@x.example>; Luc <l@x.example>; Zoé <z@x.example>",
            ["m@x.example", "l@x.example", "z@x.example"],
        ),
    ],
    ids=lambda one: one[:12] if isinstance(one, str) else "",
)
def test_people_in_a_message_become_the_rows_of_a_table(text, people):
    table = read_file("pasted.csv", pasted_people(text).encode()).table
    told = [[cell for cell in row.cells if "@" in cell] for row in table.rows]
    assert told == [[one] for one in people]


def test_what_a_line_says_of_a_person_has_its_column():
    pasted = pasted_people(
        "Marie Durand, Acme SAS, marie@x.example\nLuc Martin, luc@y.example, 01 99 00 12 34\nLi Wei li@y.example"
    )
    assert pasted.splitlines()[:2] == [
        "firstname;lastname;email;company;phone",
        "Marie;Durand;marie@x.example;Acme SAS;",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "find marie@x.example",
        "Marie Durand\nDirectrice commerciale, Acme\nmarie@x.example\n01 99 00 12 34",
        "Marie Durand\nDirectrice, Acme\nmarie@x.example\nsupport@x.example\ninfo@x.example",
        "Nom : Durand, Marie\nE-mail : marie@x.example\nVille : Lyon, France",
        "crée Marie Durand, marie@x.example\net Luc Martin, luc@y.example",
        "create Ann Best, ann@x.example\ncreate Bob Hill, bob@x.example\ncreate Eve Pond, eve@x.example",
        "find ann@x.example\nfind bob@x.example\nfind eve@x.example",
        "change the phone of ann@x.example, bob@x.example and eve@x.example",
        "Bonjour,\nvoici, comme convenu, l'adresse : marie@x.example ; merci de l'ajouter.\nBien à vous,\nLuc",
        "ann@x.example\nann@x.example\nann@x.example",
    ],
)
def test_one_person_and_whatever_asks_for_something_is_left_to_the_talk(text):
    assert pasted_people(text) is None


@given(
    st.lists(
        st.sampled_from(["a@b.example", ";", ",", "\t", "\n", "E-mail", "Nom", "<", ">", '"', "x", " "]),
        max_size=60,
    )
)
def test_any_message_is_a_list_or_none(parts):
    pasted = pasted_people("".join(parts))
    assert pasted is None or "@" in pasted


def test_a_message_beyond_what_people_paste_is_no_list():
    assert pasted_people("Marie Durand;marie@x.example\n" * 20_000) is None
