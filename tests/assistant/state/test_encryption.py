"""What is kept at rest is read with its key, as its owner's, and by nobody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from assistant.state.encryption import Encryption, Unreadable

OLD, NEW, OTHER = (SecretStr(letter * 32) for letter in "ONX")
WITH_OLD, WITH_NEW, ROTATED = Encryption([OLD]), Encryption([NEW]), Encryption([NEW, OLD])


@given(st.text(), st.text())
def test_what_was_sealed_is_read_as_it_was_and_shows_nothing_of_itself(text, owner):
    sealed = WITH_OLD.sealed(text, owner)
    assert WITH_OLD.opened(sealed, owner) == text
    assert len(text) < 8 or text not in sealed
    assert sealed.startswith(WITH_OLD.mark)


def test_no_text_is_sealed_the_same_way_twice():
    assert WITH_OLD.sealed("same", "ada") != WITH_OLD.sealed("same", "ada")


def test_an_older_key_still_reads_and_the_newest_alone_writes():
    assert ROTATED.opened(WITH_OLD.sealed("before", "ada"), "ada") == "before"
    assert WITH_NEW.opened(ROTATED.sealed("after", "ada"), "ada") == "after"
    with pytest.raises(Unreadable):
        WITH_OLD.opened(ROTATED.sealed("after", "ada"), "ada")


@pytest.mark.parametrize(
    ("reader", "owner", "changed"),
    [
        (Encryption([OTHER]), "ada", lambda text: text),
        (WITH_OLD, "bob", lambda text: text),
        (WITH_OLD, "ada", lambda text: text[:-8] + "AAAAAAA="),
        (WITH_OLD, "ada", lambda text: text[:14]),
        (WITH_OLD, "ada", lambda text: text + "é"),
        (WITH_OLD, "ada", lambda _: "plain text of before"),
    ],
    ids=["another key", "another owner", "changed", "cut", "no base64", "kept without a key"],
)
def test_what_cannot_be_read_says_so_without_a_word_of_it(reader, owner, changed):
    kept = changed(WITH_OLD.sealed("Marie Durand", "ada"))
    with pytest.raises(Unreadable) as told:
        reader.opened(kept, owner)
    assert "Marie" not in str(told.value)
    assert kept not in str(told.value)


def test_without_a_key_text_stays_as_it_is():
    plain = Encryption()
    assert plain.opened(plain.sealed("text", "ada"), "ada") == "text"
    assert not plain.mark
