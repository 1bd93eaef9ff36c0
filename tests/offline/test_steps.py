"""What one sentence asks of two people is done for one after the other, and each is shown."""

import pytest

PEOPLE = [
    {"id": "1", "firstname": "Ivy", "lastname": "Dunn", "email": "ivy@dunn.example", "phone": "555-0199"},
    {"id": "2", "firstname": "Max", "lastname": "Hale", "email": "max@hale.example", "city": "Leeds"},
]


def test_two_people_in_one_sentence_are_found_and_changed_one_after_the_other(offline_talk):
    talk = offline_talk(PEOPLE)

    lines = talk.say("set Ivy Dunn's phone to 555-0101 and Max Hale's to 555-0102")

    assert lines == [
        "search name=Ivy Dunn",
        "update contact_id=1 phone=555-0101",
        "search name=Max Hale",
        "update contact_id=2 phone=555-0102",
        "say PROPOSED_MANY",
    ]


def test_somebody_who_is_not_found_does_not_keep_the_other_from_being_changed(offline_talk):
    talk = offline_talk(PEOPLE)

    lines = talk.say("Ivy Stone moved to Leeds and Max Hale moved to Bristol")

    assert "update city=Bristol contact_id=2" in lines
    assert lines[-1].startswith("say ")
    assert "Ivy Stone" in lines[-1]


@pytest.mark.parametrize(
    "typed",
    [
        "set Ivy Dunn's phone to 555-0101 and Max Hale's to 555-0102",
        "Ivy Dunn's phone is 555-0101 and Max Hale's is 555-0102",
        "set Max Hale's phone to 555-0102, Ivy Dunn's to 555-0101",
    ],
)
def test_a_number_beside_one_name_is_never_given_to_another(offline_talk, typed):
    lines = offline_talk(PEOPLE).say(typed)

    assert {line for line in lines if line.startswith("update")} == {
        "update contact_id=1 phone=555-0101",
        "update contact_id=2 phone=555-0102",
    }


def test_what_a_change_makes_nothing_of_is_named(offline_talk):
    talk = offline_talk(PEOPLE)

    talk.say("Max Hale moved to Bristol, loves tea")

    assert "“loves tea”" in talk.talk[-1].text
