"""The table of sentences: what people type, and what it asks for."""

from collections.abc import Callable

import pytest

from assistant.language import language_of


@pytest.mark.parametrize("language", ["french", "english"])
def test_every_sentence_of_the_table_is_understood(
    language, table, wished, asks_for: Callable[[str], list[str]]
):
    misread = {
        sentence: (asks_for(sentence), wish)
        for sentence, wish in table(language)
        if asks_for(sentence) != wished(wish)
    }

    assert misread == {}


@pytest.mark.parametrize("language", ["french", "english"])
def test_the_table_is_large_and_has_no_sentence_twice(language, table):
    sentences = [sentence for sentence, _wish in table(language)]

    assert len(sentences) > 140
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize(("language", "other"), [("french", "en"), ("english", "fr")])
def test_no_sentence_of_one_language_is_taken_for_the_other(language, other, table):
    assert [sentence for sentence, _wish in table(language) if language_of(sentence) == other] == []


@pytest.mark.parametrize("language", ["french", "english"])
def test_capitals_and_missing_accents_do_not_change_what_a_command_does(language, table, asks_for):
    commands = {
        sentence: wish.split()[0]
        for sentence, wish in table(language)
        if not wish.startswith(("say", "find"))
    }

    changed = [
        sentence
        for sentence, verb in commands.items()
        if asks_for(sentence[0].swapcase() + sentence[1:])[0].split()[0]
        not in {verb, "her", "nobody", "update"}
    ]

    assert changed == []
