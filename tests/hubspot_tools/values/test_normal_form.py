"""Unicode's normal forms: what the standard library says, but of texts that would keep it busy."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubspot_tools.values.normal_form import JOINER, MOST_MARKS, normal_form
from hubspot_tools.values.text import fold, printable

FORMS = st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"])
MARKS = st.text("\u0301\u0307\u0323\u0345\u05ae\u0f73\uff9eea", max_size=200)
UNSORTED = "\u0307\u0323"


@given(FORMS, st.text(max_size=MOST_MARKS) | st.text("éÅﬁ字e\u0323\u0307 ", max_size=MOST_MARKS))
def test_a_text_is_what_unicode_makes_of_it(form, text):
    assert normal_form(form, text) == unicodedata.normalize(form, text)


@given(FORMS, MARKS)
def test_what_has_more_marks_than_any_language_keeps_them_all(form, text):
    without = unicodedata.normalize("NFKD", normal_form(form, text).replace(JOINER, ""))
    assert sorted(without) == sorted(unicodedata.normalize("NFKD", text))


@given(MARKS)
def test_a_form_once_made_stays(text):
    once = normal_form("NFC", text)
    assert normal_form("NFC", once) == once


@pytest.mark.parametrize("unit", [UNSORTED, "\u0f73", "\u0f81\uff9e"])
def test_no_run_of_marks_is_longer_than_the_bound(unit):
    decomposed = normal_form("NFKD", "e" + unit * 1_000)
    longest = max(
        len(run) for run in "".join("m" if unicodedata.combining(one) else " " for one in decomposed).split()
    )
    assert longest <= 2 * MOST_MARKS


@pytest.mark.parametrize("word", ["Việt", "Đặng Thị Hương", "שָׁלוֹם", "e\u0301" * 40, "हिन्दी", "ཧཱུྃ" * 20])
def test_honest_words_are_untouched(word):
    assert normal_form("NFC", word) == unicodedata.normalize("NFC", word)


def test_a_value_of_marks_alone_is_still_compared_and_stored():
    assert fold("e" + UNSORTED * 40).startswith("e")
    assert printable("e" + UNSORTED * 40).replace(JOINER, "").count("\u0307") >= 39
