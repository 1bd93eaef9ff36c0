"""The tables of sentences: what people type, and what it asks for.

Those in ``spelled`` mean it with their capitals and accents only; those in ``held_out`` were put aside unplayed
while the grammar was widened.
"""

import re

import pytest

from assistant.language.detection import language_of

LANGUAGES = ["french", "english"]
CAPITALS_MATTER = {
    "DUPONT Marie",
    "La Poste",
    "L'Oréal",
    "Le Portable",
    "Client Services",
    "Owen Field",
    "Champ",
}
"""In capitals a family name; with a capital an article or a field word belongs to the name."""


@pytest.mark.parametrize("language", [*LANGUAGES, "spelled", "held_out"])
def test_every_sentence_of_the_table_is_understood(language, table, wished, asks_for):
    misread = {
        sentence: (asks_for(sentence), wish)
        for sentence, wish in table(language)
        if asks_for(sentence) != wished(wish)
    }

    assert misread == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_without_capitals_and_accents_asks_for_the_same(language, table, wished, asks_for, folded):
    lazy = {
        sentence: (asks_for(folded(sentence)), wish)
        for sentence, wish in table(language)
        if not _same_or_left(asks_for(folded(sentence)), [folded(told) for told in wished(wish)], folded)
        and not any(name in sentence for name in CAPITALS_MATTER)
    }

    assert lazy == {}


def _same_or_left(told, wish, folded):
    """Whether the same is asked for; a company that nothing but its capital told may be left over, and said."""
    return len(told) == len(wish) and all(
        folded(one) == other
        or (_without(one, "left=") == _without(other, "company=", "left=") and "left=" in one)
        for one, other in zip(map(folded, told), wish, strict=True)
    )


def _without(told, *fields):
    """What is asked for without these fields, each of which ends where the next begins."""
    parts = re.split(r" (?=\w+=)", told)
    return [part for part in parts if not part.startswith(fields)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_politeness_around_a_command_changes_nothing(language, table, wished, asks_for):
    before, after = {"french": ("bonjour, ", " stp merci"), "english": ("hi, ", " please thanks")}[language]
    commands = [(s, w) for s, w in table(language) if w.startswith(("find name", "update", "create first"))]

    changed = {
        sentence: asks_for(polite)
        for sentence, wish in commands
        if asks_for(polite := f"{before}{sentence.rstrip('.! ')}{after}") != wished(wish)
    }

    assert changed == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_is_large_and_has_no_sentence_twice(language, table):
    sentences = [sentence for sentence, _wish in table(language)]

    assert len(sentences) > 180
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize(("language", "other"), [("french", "en"), ("english", "fr")])
def test_no_sentence_of_one_language_is_taken_for_the_other(language, other, table):
    assert [sentence for sentence, _wish in table(language) if language_of(sentence) == other] == []
