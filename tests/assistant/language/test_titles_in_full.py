"""A job that is looked for by its first letters may be stored in full, and the other way round."""

import pytest

from assistant.language.words import titles_in_full
from assistant.language.words.titles_in_full import other_form


@pytest.mark.parametrize(
    ("asked", "stored"),
    [
        ("CFO", "chief financial officer"),
        ("Chief Financial Officer", "cfo"),
        ("VP Operations", "vice president operations"),
        ("Président-directeur général", "pdg"),
        ("DSI", "directeur des systemes d'information"),
    ],
)
def test_a_title_has_another_form(asked, stored):
    assert other_form(asked) == stored


@pytest.mark.parametrize("title", ["buyer", "chief", "", "cfox"])
def test_most_titles_have_one_form(title):
    assert other_form(title) is None


def test_a_line_that_is_no_pair_is_named(monkeypatch):
    line = titles_in_full.word_lines("titles_in_full.txt")[0]
    monkeypatch.setattr(titles_in_full, "word_lines", lambda _: [type(line)("ceo", "here")])
    titles_in_full.titles_in_full.cache_clear()
    with pytest.raises(titles_in_full.WrongWords, match="ceo"):
        titles_in_full.titles_in_full()
    titles_in_full.titles_in_full.cache_clear()
