"""A question about who changed the contact on the screen is told from one about anybody else."""

import pytest

from assistant.language.history_words import asks_who_changed_it


@pytest.mark.parametrize(
    "asked",
    [
        *("who changed it?", "Who has changed this contact?", "who updated her phone?", "when was it last updated?", "show the history"),
        *("qui l'a modifié ?", "qui a modifié cette fiche ?", "qui a changé son numéro de téléphone ?", "c'est qui qui l'a modifiée ?"),
    ],
)  # fmt: skip
def test_who_changed_the_contact_is_asked(asked):
    assert asks_who_changed_it(asked)


@pytest.mark.parametrize(
    "said",
    [
        *("who changed Marie Durand?", "who changed jobs?", "who changed company?", "who", "change it", "who works there?"),
        *("qui a changé de boîte ?", "qui a modifié Luc Rey ?", "change son numéro", "qui est-ce ?", "it changed " * 40),
    ],
)  # fmt: skip
def test_all_else_is_left_to_the_model(said):
    assert not asks_who_changed_it(said)
