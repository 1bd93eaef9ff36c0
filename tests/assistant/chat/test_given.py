"""What a person has given in a talk is remembered for long, and never more than can be read in a moment."""

from assistant.chat.talk import Talk


def given(*texts: str) -> tuple[str, ...]:
    talk = Talk("en")
    talk.give(*texts)
    return tuple(talk.given("FR").messages)


def test_the_longest_message_that_is_let_in_is_given_whole():
    assert given("Marie Durand", "a" * 40_000) == ("a" * 40_000,)


def test_characters_that_stand_for_many_count_as_many():
    assert given("\ufdfa" * 2_000, "\ufdfa" * 2_000) == ("\ufdfa" * 2_000,)
    assert given("\ufdfa" * 40_000) == ()


def test_a_value_too_long_to_be_read_takes_nothing_else_away():
    assert given("Marie Durand", "a" * 70_000, "her phone") == ("Marie Durand", "her phone")


def test_the_newest_messages_are_kept_in_their_order():
    texts = [f"{number:02}" * 1_000 for number in range(100)]
    assert given(*texts) == tuple(texts[-20:])


def test_a_link_with_a_question_mark_asks_nothing_that_could_be_answered():
    talk = Talk("en")
    talk.remember("It stands at https://example.com/search?name=ann now.")
    talk.hear("cancel")
    assert not talk.answers_question
    talk.remember("Which one?")
    talk.hear("cancel")
    assert talk.answers_question
