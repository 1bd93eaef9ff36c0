"""A language is understood by its name in either language, whatever the account calls it."""

import pytest

from hubspot_tools.facts.property_kinds import PropertyKind
from hubspot_tools.values.languages import language_code
from hubspot_tools.values.properties import Property

PREFERRED = Property(
    name="hs_language",
    label="Preferred language",
    kind=PropertyKind.CHOICE,
    options={"de": "German", "fr": "French"},
)


@pytest.mark.parametrize("name", ["German", "german", "allemand", "Allemand"])
def test_a_language_is_known_by_its_french_and_english_name(name):
    assert language_code(name) == "de"


@pytest.mark.parametrize("name", ["", "Annecy", "German and Italian", "x" * 1000])
def test_other_words_are_no_language(name):
    assert language_code(name) is None


def test_an_account_in_english_takes_a_language_named_in_french():
    assert PREFERRED.option("allemand") == "de"
    assert PREFERRED.option("français") == "fr"


def test_a_language_that_the_account_does_not_offer_is_no_option():
    assert PREFERRED.option("japonais") is None
