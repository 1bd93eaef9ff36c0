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


@pytest.mark.parametrize(
    "typed",
    [
        "change Ivy Dunn's city to Lyon and create Ann Lee ann@lee.example",
        "change la ville de Ivy Dunn en Lyon, puis crée Ann Lee ann@lee.example",
        "Ivy Dunn moved to Lyon. Please add Ann Lee, ann@lee.example",
    ],
)
def test_a_change_and_a_creation_in_one_sentence_are_done_one_after_the_other(offline_talk, typed):
    lines = offline_talk(PEOPLE).say(typed)

    assert lines == [
        "search name=Ivy Dunn",
        "update city=Lyon contact_id=1",
        "create email=ann@lee.example firstname=Ann lastname=Lee",
        "say PROPOSED_MANY",
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "create Ann Lee ann@lee.example and change Ivy Dunn's city to Lyon",
        "crée Ann Lee ann@lee.example et mets la ville d'Ivy Dunn à Lyon",
    ],
)
def test_nothing_of_the_change_behind_a_creation_gets_into_the_new_contact(offline_talk, typed):
    lines = offline_talk(PEOPLE).say(typed)

    assert lines[0] == "create email=ann@lee.example firstname=Ann lastname=Lee"
    assert "update city=Lyon contact_id=1" in lines


NAMESAKES = [*PEOPLE, {"id": "3", "firstname": "Ivy", "lastname": "Dunn", "email": "ivy.dunn@acme.example", "company": "Acme"}]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "answer", "chosen"),
    [
        ("set Ivy Dunn's phone to 555-0101 and Max Hale's to 555-0102", "the one at Acme", "3"),
        ("set Ivy Dunn's phone to 555-0101 and Max Hale's to 555-0102", "ivy@dunn.example", "1"),
        ("mets le téléphone d'Ivy Dunn à 555-0101 et celui de Max Hale à 555-0102", "la deuxième", "3"),
    ],
)
def test_a_step_that_asks_who_is_gone_on_with_after_the_answer_and_so_is_what_follows(
    offline_talk, typed, answer, chosen
):
    talk = offline_talk(NAMESAKES)

    asked = talk.say(typed)
    lines = talk.say(answer)

    assert asked == ["search name=Ivy Dunn", "say WHICH"]
    assert [line for line in lines if not line.startswith("search")] == [
        f"update contact_id={chosen} phone=555-0101",
        "update contact_id=2 phone=555-0102",
        "say PROPOSED_MANY",
    ]


def test_a_question_about_the_second_step_does_not_begin_the_first_again(offline_talk):
    talk = offline_talk(NAMESAKES)

    first = talk.say("set Max Hale's phone to 555-0102 and Ivy Dunn's to 555-0101")
    second = talk.say("the one at Acme")

    assert first[:3] == ["search name=Max Hale", "update contact_id=2 phone=555-0102", "search name=Ivy Dunn"]
    assert second == ["update contact_id=3 phone=555-0101", "say PROPOSED"]


@pytest.mark.parametrize("answer", ["ann@lee.example", "no email"])
def test_an_address_asked_for_on_the_way_does_not_lose_the_change_behind_it(offline_talk, answer):
    talk = offline_talk(PEOPLE)

    assert talk.say("create Ann Lee and set Max Hale's city to York") == ["say ASK_EMAIL"]
    lines = talk.say(answer)

    assert lines[0].startswith("create ")
    assert "update city=York contact_id=2" in lines


def test_another_request_takes_the_place_of_what_was_asked_about(offline_talk):
    talk = offline_talk(NAMESAKES)

    talk.say("set Ivy Dunn's phone to 555-0101 and Max Hale's to 555-0102")
    lines = talk.say("find Max Hale")

    assert lines == ["search name=Max Hale", "say FOUND_ONE"]


def test_who_was_not_found_can_be_named_again_and_the_other_is_not_changed_twice(offline_talk):
    talk = offline_talk(PEOPLE)

    talk.say("Ivy Stone moved to Leeds and Max Hale moved to Bristol")
    lines = talk.say("ivy@dunn.example")

    assert lines == ["search email=ivy@dunn.example", "update city=Leeds contact_id=1", "say PROPOSED"]
