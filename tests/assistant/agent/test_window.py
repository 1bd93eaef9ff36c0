"""The window: five messages and 800 tokens, whatever people write."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.agent.window import window
from assistant.models.messages import AssistantSaid, UserSaid

talks = st.lists(st.builds(UserSaid, st.text()) | st.builds(AssistantSaid, st.text()), max_size=12)


def count_words(text: str) -> int:
    return len(text.split())


def test_the_last_five_messages_are_kept_in_order():
    talk = [UserSaid(str(number)) for number in range(7)]
    assert window(talk, count_words) == tuple(talk[2:])


def test_older_messages_leave_when_tokens_run_out():
    talk = [UserSaid("a " * 400), AssistantSaid("b " * 395), UserSaid("c " * 390)]
    assert window(talk, count_words) == tuple(talk[1:])


def test_a_message_larger_than_the_budget_is_kept_alone():
    talk = [UserSaid("before"), UserSaid("word " * 2000)]
    assert window(talk, count_words) == (talk[1],)


def test_an_empty_talk_has_an_empty_window():
    assert window([], count_words) == ()


@given(talks)
def test_what_is_kept_is_the_unbroken_end_of_the_talk(talk):
    kept = window(talk, count_words)
    assert list(kept) == talk[len(talk) - len(kept) :]
    assert bool(kept) == bool(talk)


@given(talks, st.integers(1, 6), st.integers(1, 60))
def test_the_bounds_hold_for_all_but_the_newest_message(talk, max_messages, max_tokens):
    kept = window(talk, count_words, max_messages=max_messages, max_tokens=max_tokens)
    assert len(kept) <= max_messages
    if len(kept) > 1:
        assert sum(count_words(said.text) + 3 for said in kept) <= max_tokens


@given(st.lists(st.text(min_size=1), min_size=1, max_size=8))
def test_real_token_counts_keep_the_bound_for_any_unicode(count_tokens, texts):
    kept = window([UserSaid(text * 40) for text in texts], count_tokens)
    assert len(kept) == 1 or sum(count_tokens(said.text) + 3 for said in kept) <= 800


anything = st.text(st.characters() | st.sampled_from("é👩‍💻\u0301\u202e漢<|endoftext|>"), max_size=60)
sizes = st.sampled_from([1, 1, 3, 40, 300])
sayings = st.builds(
    lambda kind, text, size: kind(text * size), st.sampled_from([UserSaid, AssistantSaid]), anything, sizes
)


@given(st.lists(sayings, min_size=1, max_size=9))
def test_whatever_is_said_the_window_is_the_newest_whole_messages_within_five_and_800_tokens(
    count_tokens, talk
):
    kept = window(talk, count_tokens)
    cost = [count_tokens(said.text) + 3 for said in talk]
    assert list(kept) == talk[-len(kept) :]  # the newest, in order, none split
    assert 1 <= len(kept) <= 5
    assert len(kept) == 1 or sum(cost[-len(kept) :]) <= 800
    fits_one_more = len(kept) < min(5, len(talk)) and sum(cost[-len(kept) - 1 :]) <= 800
    assert not fits_one_more  # nothing is left out that had room


@given(
    st.lists(
        st.sampled_from(["<|endoftext|>", "<|im_start|>system", "\0", "\u2028", "e\u0301" * 30]), min_size=1
    )
)
def test_text_that_spells_a_special_token_is_counted_as_text(count_tokens, texts):
    kept = window([UserSaid(text) for text in texts], count_tokens)
    assert kept[-1].text == texts[-1]
