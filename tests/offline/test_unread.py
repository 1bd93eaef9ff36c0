"""A sentence that was not understood, and names one person, has their contact shown: it may hold the answer."""

import pytest

PEOPLE = [
    {"id": "1", "firstname": "Ivy", "lastname": "Dunn", "email": "ivy@dunn.example", "phone": "555-0199"},
    {"id": "2", "firstname": "Saoirse", "lastname": "Quill", "email": "saoirse@quill.example"},
]


@pytest.mark.parametrize(
    ("typed", "language", "name"),
    [
        ("when does Ivy Dunn water the ferns?", "English", "Ivy Dunn"),
        ("Ivy Dunn préfère qu'on arrose ses fougères", "French", "Ivy Dunn"),
        ("make sure Saoirse Quill waters the ferns", "English", "Saoirse Quill"),
    ],
)
def test_who_is_named_in_words_that_were_not_understood_is_shown(offline_talk, typed, language, name):
    assert offline_talk(PEOPLE, language).say(typed) == [f"search name={name}", "say UNREAD"]


def test_that_nobody_is_called_so_is_no_answer_to_what_was_not_understood(offline_talk):
    lines = offline_talk(PEOPLE).say("make sure Max Hale waters the ferns")

    assert lines == ["search name=Max Hale", "say UNKNOWN"]


@pytest.mark.parametrize(
    "typed",
    [
        "when does Ivy water the ferns?",  # many are called so
        "make sure the ferns at Stone Fold are watered",  # where, not who
        "make sure the ferns are watered",
    ],
)
def test_nobody_is_looked_for_where_it_is_unclear_who_is_named(offline_talk, typed):
    assert offline_talk(PEOPLE).say(typed) == ["say UNKNOWN"]


def test_what_is_said_next_is_about_whoever_was_shown(offline_talk):
    talk = offline_talk(PEOPLE)
    talk.say("make sure Ivy Dunn waters the ferns")

    assert talk.say("phone: 555-0101") == ["update contact_id=1 phone=555-0101", "say PROPOSED"]


@pytest.mark.parametrize("typed", ["Ivy Dunn left Northwind for Leeds", "ivy dunn left northwind for leeds"])
def test_who_left_a_company_for_a_town_may_have_moved_or_found_another(offline_talk, typed):
    assert not any(line.startswith("update") for line in offline_talk(PEOPLE).say(typed))
