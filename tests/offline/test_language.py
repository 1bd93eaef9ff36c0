"""Which language somebody reads or writes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.detection import from_accept_language, language_of, territory_from


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("fr", "fr"),
        ("fr-CA,fr;q=0.9,en;q=0.8", "fr"),
        ("fr-BE", "fr"),
        ("FR-ch", "fr"),
        ("en-US,en;q=0.9,fr;q=0.8", "en"),
        ("en;q=0.5, fr;q=0.8", "fr"),
        ("de-DE,de;q=0.9,fr;q=0.5", "fr"),
        ("de,es", "en"),
        ("*", "en"),
        ("fr;q=0, en", "en"),
        ("fr;q=0", "en"),
        ("fr;q=nonsense", "en"),
        (";;;,,,=;q", "en"),
    ],
)
def test_the_browser_decides_by_its_weights(header, language):
    assert from_accept_language(header) == language


@given(st.text(max_size=200))
def test_no_header_is_too_strange(header):
    assert from_accept_language(header) in {"fr", "en"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("bonjour", "fr"),
        ("Trouve Marie Durand", "fr"),
        ("cree luc martin luc@ex.fr ex sa", "fr"),
        ("Marie Dupont chez Acme", "fr"),
        ("c'est qui", "fr"),
        ("téléphone ?", "fr"),
        ("annule", "fr"),
        ("hello", "en"),
        ("who works at Globex?", "en"),
        ("set her title to CTO", "en"),
        ("John's email", "en"),
        ("never mind", "en"),
        ("Zoé Lefèvre", None),
        ("Marie Durand", None),
        ("marie@exemple.fr", None),
        ("06 12 34 56 78", None),
        ("page 3", None),
        ("", None),
    ],
)
def test_a_message_shows_its_language_or_none(text, language):
    assert language_of(text) == language


@pytest.mark.parametrize(
    "name",
    [
        "Zoé Lefèvre-D'Aubigné", "Jean-Pierre Le Gall", "Jean de La Fontaine", "An Nguyen", "Son Heung-min", "Will Young",
        "D'Angelo Russo", "DUPONT Marie", "géraldine lefèvre", "L'Oréal", "l'oréal", "La Poste", "la poste",
        "Société Générale", "Crédit du Nord", "Ville de Paris", "Bank of America", "Marks and Spencer", "The Home Depot",
        "McDonald's", "New York", "Luc Martin, luc@ex.example, Ex SA", "Head of Sales", "phone?", "email jane doe",
    ],
)  # fmt: skip
def test_a_name_leaves_the_language_of_the_talk_as_it_is(name):
    assert language_of(name) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Trouve Jean de La Fontaine", "fr"),
        ("find Société Générale", "en"),
        ("le mail de Marie", "fr"),
        ("d'accord", "fr"),
        ("d’accord", "fr"),
        ("c koi son tel", "fr"),
        ("u got her number", "en"),
        ("New contact: Ann Lee", "en"),
    ],
)
def test_a_word_of_the_talk_beside_a_name_tells(text, language):
    assert language_of(text) == language


@given(st.text(max_size=500))
def test_any_text_gets_a_verdict(text):
    assert language_of(text) in {"fr", "en", None}


@pytest.mark.parametrize(
    ("header", "country"),
    [
        ("fr-CA,fr;q=0.9,en-US;q=0.8", "CA"),
        ("fr,fr-FR;q=0.8,en-US;q=0.5,en;q=0.3", "FR"),
        ("fr,en-US;q=0.8", ""),
        ("de-AT,en;q=0.5", "AT"),
        ("zh-Hant-TW", "TW"),
        ("es-419", ""),
        ("*", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_the_country_is_that_of_the_language_wanted_most(header, country):
    assert territory_from(header) == country
