import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubspot_tools.contacts import Contact
from hubspot_tools.search.similarity import LikeReason, is_same_company, likeness
from hubspot_tools.values.typed_values import same_phone


def contact(first="", last="", company="", **more):
    return Contact(id="1", properties={"firstname": first, "lastname": last, "company": company, **more})


def reason(described, stored):
    found = likeness(described.properties, stored, "FR")
    return found.reason if found else None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("06 39 98 12 34", "+33639981234"),
        ("0639981234", "06.39.98.12.34"),
        ("0033 6 39 98 12 34", "(+33) 6-39-98-12-34"),
        ("06 39 98 12 34", "+33 6 39 98 12 34 poste 12"),
        ("+1 212 555 0123", "(212) 555-0123"),
        ("+44 20 7946 0123", "020 7946 0123"),
    ],
)
def test_a_number_is_the_same_in_any_spelling(one, other):
    assert same_phone(one, other, "FR")
    assert same_phone(other, one, "FR")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("06 39 98 12 34", "06 39 98 12 35"),
        ("+33 6 39 98 12 34", "+32 6 39 98 12 34"),
        ("01 99 00 12 34 poste 12", "01 99 00 12 34 poste 13"),
        ("12 34", "12 34"),
        ("", ""),
        ("call me", "call me"),
    ],
)
def test_another_line_is_another_number(one, other):
    assert not same_phone(one, other, "FR")


@pytest.mark.parametrize(
    ("described", "stored"),
    [
        (contact("Marie", "Durand", "Acme"), contact("Marie", "Durand", "Acme")),
        (contact("Zoé", "Lefèvre", "Acme"), contact("zoe", "LEFEVRE", "acme")),
        (contact("Durand", "Marie", "Acme"), contact("Marie", "Durand", "Acme")),
        (contact("Jean", "de La Fontaine", "Acme"), contact("Jean", "Fontaine", "Acme")),
        (contact("Anne", "Le Fevre", "Acme"), contact("Anne", "Lefèvre", "Acme")),
        (contact("", "Marie Durand", "Acme"), contact("Marie", "Durand", "Acme")),
        (contact("Mme Marie", "Durand", "Acme"), contact("Marie", "Durand", "Acme")),
        (contact("Jean-Pierre", "Petit", "Acme"), contact("Jean Pierre", "Petit", "Acme")),
        (contact("Marie", "Durant", "Acme"), contact("Marie", "Durand", "Acme")),
        (contact("Jon", "Smith", "Acme"), contact("J.", "Smith", "Acme")),
        (contact("Marie", "Durand", "Acme"), contact("Marie Claire", "Durand", "Acme")),
        (contact("Jon", "Smith", "Acme"), contact("John", "Smith", "Acme")),
        (contact("", "Durand", "Acme"), contact("Marie", "Durand", "Acme")),
        (contact("Catherine", "Leroy", "Acme SAS"), contact("Katherine", "Leroy", "Acme")),
    ],
)
def test_a_name_at_one_company_is_recognised_with_its_slips(described, stored):
    assert reason(described, stored) is LikeReason.NAME_AND_COMPANY
    assert reason(stored, described) is LikeReason.NAME_AND_COMPANY


@pytest.mark.parametrize(
    ("described", "stored"),
    [
        (contact("Marie", "Durand", "Acme"), contact("Paul", "Durand", "Acme")),
        (contact("Eva", "Papadopoulos", "Acme"), contact("Ana", "Papadopoulos", "Acme")),
        (contact("Marie", "Durand", "Acme"), contact("Marie", "Petit", "Acme")),
        (contact("Eva", "Petit", "Acme"), contact("Ava", "Petit", "Acme")),
        (contact("Marie", "Durand", "Acme"), contact("Marie", "Durand", "Globex")),
        (contact("Marie", "Durand", "Acme"), contact("Marie", "Durant")),
        (contact("Marie", "Durand"), contact("Marie", "Durant")),
        (contact("Marie", "Durand"), contact("Marie Claire", "Durand")),
        (contact("", "Durand"), contact("", "Durand")),
        (contact("Marie", "", "Acme"), contact("Marie", "Durand", "Acme")),
        (contact("", "", "Acme"), contact("", "", "Acme")),
        (contact(), contact()),
        (
            contact("Marie", "Durand", email="marie@example.com"),
            contact("Paul", "Petit", email="paul@example.com"),
        ),
    ],
)
def test_another_person_is_not_taken_for_a_double(described, stored):
    assert reason(described, stored) is None
    assert reason(stored, described) is None


@pytest.mark.parametrize(
    "stored", [contact("Marie", "Durand", "Acme"), contact("DURAND", "marié"), contact("Marie", "Durand")]
)
def test_a_full_name_counts_where_no_company_is_told(stored):
    assert reason(contact("Marie", "Durand"), stored) is LikeReason.FULL_NAME


@pytest.mark.parametrize("mine", ["phone", "mobilephone"])
@pytest.mark.parametrize("theirs", ["phone", "mobilephone"])
def test_a_number_counts_in_either_place_and_more_with_the_name(mine, theirs):
    number = {mine: "+33639981234"}
    stored = {theirs: "06 39 98 12 34"}
    assert reason(contact(**number), contact("Marie", "Durand", **stored)) is LikeReason.PHONE
    same = contact("Marie", "Durand", "Globex", **number), contact("M", "Durand", "Acme", **stored)
    assert reason(*same) is LikeReason.PHONE_AND_NAME


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Acme", "ACME S.A.S.", True),
        ("Acme", "Groupe Acme", True),
        ("Acme", "Acme France", True),
        ("Air France", "AirFrance", True),
        ("Société Générale", "societe generale", True),
        ("A.B. Dick", "AB Dick", True),
        ("SA", "SA", True),
        ("Banque Populaire", "Banque de France", False),
        ("Acme", "Globex", False),
        ("Acme", "", False),
        ("…", "…", False),
    ],
)
def test_companies_are_compared_without_their_legal_forms(one, other, same):
    assert is_same_company(one, other) is same
    assert is_same_company(other, one) is same


ANY_TEXT = st.text(max_size=12)
PEOPLE = st.fixed_dictionaries(
    dict.fromkeys(("firstname", "lastname", "company", "phone", "mobilephone"), ANY_TEXT)
)


@given(PEOPLE, PEOPLE)
def test_likeness_is_mutual_and_never_fails(one, other):
    there = likeness(one, Contact(id="1", properties=other), "FR")
    back = likeness(other, Contact(id="2", properties=one), "FR")
    assert (there and there.reason) == (back and back.reason)
