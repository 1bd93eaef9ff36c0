"""Which words say no more than the cards they stand with."""

import pytest

from assistant.language.lead_ins import LONGEST, merely_presents

SHOWN = {"john", "smith", "acme", "12"}


@pytest.mark.parametrize(
    "said",
    [
        "",
        "Here is the contact.",
        "Here’s John Smith:",
        "I found 12 contacts at Acme.",
        "12 contacts for “all contacts”.",
        "Voici tous les contacts.",
        "Please check, then confirm.",
        "I’ve prepared the changes for **John Smith**. Please review and confirm.",
        "Voici la fiche de John Smith.",
        "J’ai trouvé 12 contacts chez Acme :",
        "Vérifiez, puis confirmez.",
        "Quelqu’un de semblable est déjà dans les contacts : choisissez ci-dessus.",
    ],
)
def test_what_leads_up_to_a_card_says_no_more_than_the_card(said):
    assert merely_presents(said, SHOWN)


@pytest.mark.parametrize(
    "said",
    [
        "Hugo’s phone is 04 65 71 05 53.",
        "Here is the contact. Which number should I change?",
        "I found 13 contacts.",
        "Here is John Smith, but the phone is missing.",
        "Not found.",
        "John Smith works at Globex.",
        "Yes.",
        "Voici la fiche, sans numéro.",
        "Ce contact n’est pas chez Acme.",
        "Oui, il est client.",
        "Here is the contact. " * (LONGEST // 20 + 1),
    ],
)
def test_what_tells_or_asks_anything_more_is_said(said):
    assert not merely_presents(said, SHOWN)
