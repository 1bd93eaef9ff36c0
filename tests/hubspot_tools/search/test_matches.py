import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubspot_tools.contacts import Contact, SearchContacts
from hubspot_tools.search.matches import Wanted, matches, significant_words
from hubspot_tools.values.text import fold, words

LETTERS = st.text(st.characters(codec="utf-8", categories=["L"]), min_size=1, max_size=12)


def contact(**properties):
    return Contact(id="1", properties=properties)


def asks(query, **properties):
    wanted = Wanted.from_query(SearchContacts(**query), query.get("lifecyclestage", ""), "FR")
    return matches(wanted, contact(**properties), "FR")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Lefèvre", "lefevre"),
        ("Œuvre", "oeuvre"),
        ("Straße", "strasse"),
        ("Łukasz", "lukasz"),
        ("Øyvind", "oyvind"),
    ],
)
def test_folding_leaves_what_people_type_in_a_hurry(text, folded):
    assert fold(text) == folded


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@given(LETTERS, LETTERS)
def test_everybody_is_found_by_the_own_name_either_way_round(first, last):
    somebody = {"firstname": first, "lastname": last}
    if significant_words(f"{first} {last}"):
        assert asks({"name": f"{first} {last}"}, **somebody)
        assert asks({"name": f"{last} {first}"}, **somebody)


@given(LETTERS)
def test_everybody_is_found_by_the_own_name_without_its_accents(last):
    if words(last):
        assert asks({"name": fold(last)}, lastname=last)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Mme Marie Durand", ("marie", "durand")),
        ("Dr. de la Fontaine", ("fontaine",)),
        ("De La", ("de", "la")),
        ("M.", ("m",)),
    ],
)
def test_courtesies_and_particles_tell_nobody_apart(name, kept):
    assert significant_words(name) == kept


def test_a_fragment_of_a_number_matches_anywhere_in_it():
    assert asks({"phone": "98 12"}, mobilephone="+33639981234")
    assert not asks({"phone": "98 12"}, phone="+33639980000")


def test_a_whole_address_is_compared_whole():
    assert not asks({"email": "ada@example.com"}, email="nada@example.com")
    assert asks({"email": "ada@example.com"}, hs_additional_emails="x@example.org; ADA@example.com")


def test_free_text_that_is_a_number_or_an_address_is_read_as_one():
    assert Wanted.from_query(SearchContacts(text="06 39 98 12 34"), "", "FR") == Wanted(phone="639981234")
    assert Wanted.from_query(SearchContacts(text="Ada@Example.com"), "", "FR") == Wanted(
        email="ada@example.com"
    )
    assert Wanted.from_query(SearchContacts(text="acme 2026"), "", "FR") == Wanted(text="acme 2026")


@given(st.text(max_size=60), st.sampled_from(["name", "email", "phone", "company", "jobtitle", "text"]))
def test_no_text_breaks_the_judge(text, field):
    assert asks({field: text}, firstname="Ada", email="ada@example.com", phone="call me") in {True, False}
