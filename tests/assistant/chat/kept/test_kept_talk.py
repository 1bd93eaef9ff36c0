"""What is kept of a talk has bounds: messages, characters, hours."""

from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from assistant.chat.kept.kept_talk import (
    MOST_CHARACTERS,
    MOST_MESSAGES,
    MOST_OF_A_TEXT,
    KeptContact,
    KeptList,
    KeptMemory,
    KeptTalk,
    KeptText,
    KeptWords,
    stamped,
)
from hubspot_tools.contacts import Contact, ContactPage

NINE = datetime(2026, 11, 30, 9, tzinfo=UTC)


def text(number: int, words: str = "x") -> KeptText:
    return KeptText(id=f"m{number}", at=NINE + timedelta(minutes=number), text=words)


def words(number: int, said: str) -> KeptWords:
    return KeptWords(at=NINE + timedelta(minutes=number), text=said)


@example([60_000] * 80)
@given(st.lists(st.integers(0, 60_000), max_size=80))
def test_the_newest_are_kept_within_all_bounds(sizes):
    talk = KeptTalk(language="fr", messages=tuple(text(n, "é" * size) for n, size in enumerate(sizes)))
    kept = talk.bounded()
    assert len(kept.messages) <= MOST_MESSAGES
    assert sum(len(one.model_dump_json()) for one in kept.messages) <= MOST_CHARACTERS
    assert all(len(one.text) <= MOST_OF_A_TEXT + 1 for one in kept.messages)
    ids = [one.id for one in talk.messages]
    assert [one.id for one in kept.messages] == ids[len(ids) - len(kept.messages) :]
    assert kept.bounded() == kept


def test_a_short_talk_is_kept_whole():
    talk = KeptTalk(language="fr", messages=tuple(text(n, "Bonjour") for n in range(MOST_MESSAGES)))
    assert talk.bounded() == talk


def test_of_a_huge_value_no_more_is_kept_than_a_card_shows():
    huge = Contact(id="1", properties={"firstname": "Zoé", "jobtitle": "j" * 60_000})
    page = ContactPage(contacts=(huge,), total=1)
    messages = (KeptContact(id="a", at=NINE, contact=huge), KeptList(id="b", at=NINE, page=page))
    kept = KeptTalk(language="fr", messages=messages, memory=KeptMemory(contacts=(huge,))).bounded()
    assert len(kept.model_dump_json()) < 3_000
    assert len(kept.messages) == 2


def test_what_the_model_goes_by_is_kept_whole_or_not_at_all():
    memory = KeptMemory(given=(words(1, "a" * 15_000), words(2, "b" * 15_000)))
    kept = KeptTalk(language="fr", memory=memory).bounded()
    assert kept.memory.given == memory.given[1:]


def test_what_was_said_too_long_ago_is_gone_and_the_contacts_in_focus_go_with_the_last_of_it():
    memory = KeptMemory(said=(words(1, "old"), words(9, "new")), contacts=(Contact(id="1"),), offered=("p",))
    talk = KeptTalk(language="fr", messages=(text(1), text(9)), memory=memory)
    later = talk.since(NINE + timedelta(minutes=5))
    assert [one.id for one in later.messages] == ["m9"]
    assert [one.text for one in later.memory.said] == ["new"]
    assert later.memory.contacts
    over = talk.since(NINE + timedelta(minutes=9))
    assert (over.messages, over.memory, over.oldest_at) == ((), KeptMemory(), None)


@given(st.lists(st.text(max_size=2)), st.lists(st.text(max_size=2)), st.integers(0, 30), st.integers(1, 8))
def test_words_keep_the_moment_at_which_they_were_said(before, more, lost, most):
    """A talk remembers its newest words; what comes is said now, what stays was said before."""
    known = tuple(words(n, said) for n, said in enumerate(before[-most:]))
    newest = (before[-most:] + more)[-most:]
    told = stamped(known, [words(99, said) for said in newest])
    assert [one.text for one in told] == newest
    stayed = [one for one in told if one.at < words(99, "").at]
    assert stayed == list(known[len(known) - len(stayed) :])
    assert len(stayed) >= max(0, len(newest) - len(more))
    moments = [one.at for one in told]
    assert moments == sorted(moments)
