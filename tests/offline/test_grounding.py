"""The application takes every value for given that the offline model reads out of what somebody typed."""

import pytest

LANGUAGES = ["french", "english"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_value_of_the_tables_is_refused(language, table, ungiven):
    refused = {
        sentence: names
        for sentence, _wish in table(language)
        for typed in (sentence, sentence.upper())
        if (names := ungiven(typed))
    }
    assert refused == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_value_of_a_sentence_without_capitals_and_accents_is_refused(language, table, ungiven, folded):
    refused = {sentence: names for sentence, _wish in table(language) if (names := ungiven(folded(sentence)))}
    assert refused == {}
