"""One table of countries: strict for a cell, which may hold anything, and forgiving for a country's own property."""

import pytest

from hubspot_tools.values.countries import country_code, region_of

NAMED = [
    ("Royaume-Uni", "GB"),
    ("UK", "GB"),
    ("England", "GB"),
    ("Deutschland", "DE"),
    ("États-Unis d’Amérique", "US"),
    ("Espagne", "ES"),
    ("the netherlands", "NL"),
    ("FR", "FR"),
    ("CHE", "CH"),
    ("U.S.A.", "US"),
    ("Etats-Unis", "US"),
    ("Kent", ""),
    ("Fra", ""),
    ("EU", ""),
    ("Union européenne", ""),
    ("ZZ", ""),
    ("", ""),
    ("France " * 20, ""),
]


@pytest.mark.parametrize("read", [country_code, region_of])
@pytest.mark.parametrize(("text", "code"), NAMED)
def test_a_country_is_known_in_several_languages_wherever_it_is_named(read, text, code):
    assert read(text) == code


@pytest.mark.parametrize(
    ("text", "cell", "stored"),
    [
        ("fr", "", "FR"),
        ("Be", "", "BE"),
        ("in", "", "IN"),
        ("it", "", "IT"),
        ("no", "", "NO"),
        ("us", "", "US"),
        ("uk", "GB", "GB"),
        ("xx", "", ""),
        ("eu", "", ""),
    ],
)
def test_two_small_letters_are_a_word_in_a_cell_and_a_code_in_a_country_s_own_property(text, cell, stored):
    assert country_code(text) == cell
    assert region_of(text) == stored
