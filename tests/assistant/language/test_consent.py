"""A typed yes is consent only when it is nothing but a yes."""

import pytest

from assistant.language.consent import Consent, consent_in


@pytest.mark.parametrize(
    "text", ["oui", "Oui !", "YES", "ok", "d'accord", "Oui, je confirme.", "yes please", "Vas-y"]
)
def test_a_plain_yes_is_consent(text):
    assert consent_in(text) is Consent.YES


@pytest.mark.parametrize(
    "text",
    ["non", "No.", "annule", "Non merci", "never mind", "en fait annule", "sorry, cancel", "laisse tomber"],
)
def test_a_plain_no_cancels(text):
    assert consent_in(text) is Consent.NO


@pytest.mark.parametrize(
    "text",
    ["undo", "Undo that, please.", "take it back", "revert the last change", "Annule la modification !",
     "annule ce que tu viens de faire", "reviens en arrière", "défais ça", "oops, please undo that", "can you revert that?",
     "I made a mistake, roll it back", "sorry, put it back please", "mince, annule la modification stp",
     "je me suis trompé, remets comme avant", "pouvez-vous revenir en arrière ?", "non, défais ça"],
)  # fmt: skip
def test_a_plain_undo_is_heard(text):
    assert consent_in(text) is Consent.UNDO


@pytest.mark.parametrize(
    "text",
    [
        "",
        "undo the phone of Ann Lee",
        "please undo the phone of Ann Lee",
        "can you put it back to 555-0100",
        "peux-tu annuler la modification de Marie",
        "take it back to the shop",
        "annule la modification de Marie",
        "oui mais change l'e-mail",
        "non, ann@b.co",
        "yes, and the phone is 555-0100",
        "no email",
        "Oui Durand",
        "👍",
    ],
)
def test_anything_more_is_for_the_model_to_understand(text):
    assert consent_in(text) is None
