"""A number or an address next to one person's name is never given to another, whatever a model says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.agent.attribution import Attribution
from assistant.agent.given import Given
from assistant.agent.grounding import Grounds, NotGiven
from hubspot_tools.contacts import Contact
from hubspot_tools.facts.account_facts import PropertyLabel

LABELS = {"phone": PropertyLabel(label="Phone Number"), "email": PropertyLabel(label="Email")}


def contact(first: str, last: str, **more: str) -> Contact:
    return Contact(id="1", properties={"firstname": first, "lastname": last, **more})


MARIE = contact("Marie", "Durand", email="marie.durand@exemple.example")
LUC = contact("Luc", "Martin", email="luc@x.example")


def others(value: str, of: Contact | dict[str, str], *messages: str) -> list[str]:
    """Whose a value is instead, when it is meant for this contact or new person."""
    name = "email" if "@" in value else "phone"
    known = of if isinstance(of, Contact) else None
    values = {name: value} if known else {**of, name: value}
    return list(Attribution(messages, "FR").of_others(values, known).values())


TWO = [
    "set Marie Durand's phone to 06 11 22 33 44 and Luc Martin's to 07 11 22 33 44",
    "mets 06 11 22 33 44 à Marie Durand et 07 11 22 33 44 à Luc Martin",
    "Marie Durand (06 11 22 33 44), Luc Martin (07 11 22 33 44)",
    "le téléphone de Marie Durand est le 06 11 22 33 44, celui de Luc Martin le 07 11 22 33 44",
    "le tel de marie durand en 06 11 22 33 44 et celui de luc martin en 07 11 22 33 44",
    "Mme Durand : 06 11 22 33 44\nM. Martin : 07 11 22 33 44",
    "Marie 06 11 22 33 44, Luc 07 11 22 33 44",
    "06 11 22 33 44 for Marie Durand, 07 11 22 33 44 for Luc Martin",
    "marie.durand@exemple.example's phone is 06 11 22 33 44, luc@x.example's is 07 11 22 33 44",
]


@pytest.mark.parametrize("message", TWO)
def test_of_two_people_each_gets_their_own_number_alone(message):
    assert others("+33611223344", MARIE, message) == []
    assert others("+33711223344", LUC, message) == []
    assert len(others("+33711223344", MARIE, message)) == 1
    assert len(others("+33611223344", LUC, message)) == 1


def test_a_new_person_does_not_get_the_address_of_the_next_one():
    message = "create Luc Martin luc@x.example and Emma Wilson emma@y.example"
    assert others("emma@y.example", {"firstname": "Luc", "lastname": "Martin"}, message) == ["Emma Wilson"]
    assert others("emma@y.example", {"firstname": "Emma", "lastname": "Wilson"}, message) == []


def test_an_address_says_itself_whose_it_is():
    message = "luc.martin@x.example, emma.wilson@x.example for Luc Martin and Emma Wilson"
    assert others("emma.wilson@x.example", {"firstname": "Luc", "lastname": "Martin"}, message) == [
        "Emma Wilson"
    ]


def test_namesakes_are_told_apart_by_their_family_names():
    message = "Marie Durand 06 11 22 33 44, Marie Perrot 07 11 22 33 44"
    assert others("0711223344", MARIE, message) == ["Marie Perrot"]


@pytest.mark.parametrize(
    ("message", "of"),
    [
        ("Marie Durant a pour tel 06 11 22 33 44", MARIE),
        ("add 06 11 22 33 44 to Bob Smith", contact("Robert", "Smith")),
        ("Mme Petit (marie.durand@exemple.example), tel 06 11 22 33 44", MARIE),
        ("le téléphone de Globex Paris en 06 11 22 33 44", contact("Hugo", "Roy", company="Globex")),
        ("her number is 06 11 22 33 44", MARIE),
        ("Luc et Marie Perrot, 06 11 22 33 44", MARIE),
        ("Luc Martin works with Emma Wilson, her number is 06 11 22 33 44", LUC),
        ("06 11 22 33 44, 07 11 22 33 44 for Marie Durand and Luc Martin", LUC),
        ("swap them: Luc Martin has 06 11 22 33 44", MARIE),
    ],
)
def test_where_it_cannot_be_told_whose_it_is_nothing_is_refused(message, of):
    assert others("0611223344", of, message) == []


def test_a_number_beside_the_only_name_is_not_for_somebody_else_on_the_screen():
    assert others("0611223344", MARIE, "add Luc Martin 06 11 22 33 44") == ["Luc Martin"]


@pytest.mark.parametrize(
    "corrected", ["no, I meant Luc Martin", "put it on the other one", "la deuxième plutôt"]
)
def test_whoever_is_spoken_of_since_may_get_it(corrected):
    assert others("0611223344", LUC, "change Marie Durand's phone to 06 11 22 33 44", corrected) == []


def test_what_was_typed_before_still_counts_when_nobody_else_was_spoken_of():
    assert others("0611223344", LUC, "set Marie Durand's phone to 06 11 22 33 44", "go on") == [
        "Marie Durand"
    ]


@given(
    st.permutations(["Marie Durand", "Luc Perrot", "Emma Wilson", "Hugo Petit"]),
    st.sampled_from([", ", "; ", "\n", " and "]),
)
def test_in_a_row_of_people_nobody_gets_a_neighbour_s_number(people, between):
    numbers = {name: f"06 39 98 11 2{place}" for place, name in enumerate(people)}
    message = between.join(f"{name} {number}" for name, number in numbers.items())
    attribution = Attribution([message], "FR")
    for name in people:
        first, last = name.split()
        for whose, number in numbers.items():
            found = attribution.of_others({"phone": number}, contact(first, last))
            assert found == ({} if whose == name else {"phone": whose})


def test_grounding_refuses_the_call_and_says_whose_it_is():
    grounds = Grounds(Given((TWO[0],)), LABELS, [MARIE, LUC])
    assert grounds.changes({"phone": "0611223344"}, (), MARIE) == {"phone": "0611223344"}
    with pytest.raises(NotGiven) as refused:
        grounds.changes({"phone": "0711223344"}, (), MARIE)
    assert refused.value.whose == {"phone": "Luc Martin"}
