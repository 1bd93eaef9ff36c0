"""Which messages ask to see somebody, whatever else they ask for."""

import pytest

from assistant.language.search_words import seeks_somebody


@pytest.mark.parametrize(
    "text",
    [
        "find Zoé Lefèvre and change her phone to 06 39 98 11 22",
        "trouve Zoé Lefèvre et change son téléphone",
        "montre la fiche de Marie, puis mets Lyon comme ville",
        "show me Marie Dupont",
    ],
)
def test_who_is_to_be_found_is_to_be_seen(text):
    assert seeks_somebody(text)


@pytest.mark.parametrize(
    "text",
    [
        "change Zoé Lefèvre's phone to 06 39 98 11 22",
        "change le téléphone de Zoé Lefèvre en 06 39 98 11 22",
        "set John Smith's title to Buyer",
        "",
    ],
)
def test_whoever_only_wants_a_change_has_not_asked_to_see_anybody(text):
    assert not seeks_somebody(text)
