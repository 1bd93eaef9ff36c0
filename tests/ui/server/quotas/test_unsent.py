import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.files.reading.read_file import MOST_BYTES
from assistant.language.texts import import_texts_in
from assistant.ui.server.quotas.allowances import Allowances, Room
from assistant.ui.server.quotas.unsent import NoRoom, Unsent, make_room

ALLOWANCES = Allowances(
    unsent_of_session=Room(2, 10), unsent_of_browser=Room(3, 15), unsent_altogether=Room(6, 30), generosity=2
)
ADA, BOB, OFFICE = "browser:ada", "browser:bob", "address:192.0.2.7"


def file(name, session="a1", caller=ADA, size=1, *, lost=False):
    return Unsent(session, caller, size, name, lost)


def gone(new, *lying):
    outcome = make_room(new, lying, ALLOWANCES)
    return outcome if isinstance(outcome, NoRoom) else [one.id for one in outcome]


def test_what_is_dropped_last_takes_the_place_of_the_oldest_in_the_same_chat():
    assert gone(file(""), file("1")) == []
    assert gone(file(""), file("1"), file("2")) == ["1"]
    assert gone(file("", size=9), file("1"), file("2")) == ["1"]
    assert gone(file("", size=10), file("1"), file("2")) == ["1", "2"]


def test_it_takes_the_place_of_the_same_browser_s_in_other_chats_those_first_whose_page_is_gone():
    others = file("1", "a2"), file("2", "a3"), file("3", "a4", lost=True)
    assert gone(file(""), *others) == ["3"]
    assert gone(file(""), *others[:2], file("4", "a4")) == ["1"]


def test_nobody_s_file_goes_for_somebody_else_s_while_its_page_is_open():
    others = [file(str(n), f"b{n}", f"browser:{n}", size=5) for n in range(6)]
    assert gone(file(""), *others) is NoRoom.SERVER
    others[3] = file("3", "b3", "browser:3", size=5, lost=True)
    assert gone(file(""), *others) == ["3"]


def test_those_behind_one_address_are_not_one_person():
    others = [file(str(n), f"s{n}", OFFICE) for n in range(5)]
    assert gone(file("", "mine", OFFICE), *others) == []
    roomy = Allowances(unsent_of_session=Room(2, 10), unsent_of_browser=Room(2, 10), generosity=2)
    assert make_room(file("", "mine", OFFICE), others[:4], roomy) is NoRoom.CALLER
    mine = file("4", "mine", OFFICE)
    assert make_room(file("", "mine", OFFICE), [*others[:3], mine], roomy) == [mine]


def test_files_still_arriving_count_and_are_not_sent_away():
    arriving = file(""), file("")
    assert gone(file(""), *arriving) is NoRoom.CALLER
    assert gone(file(""), file("1"), arriving[0]) == ["1"]


CHATS = [("a1", ADA), ("a2", ADA), ("b1", BOB), ("o1", OFFICE), ("o2", OFFICE), ("o3", OFFICE)]

files = st.lists(
    st.builds(
        lambda name, chat, size, lost: file(name, *chat, size, lost=lost),
        st.uuids().map(str),
        st.sampled_from(CHATS),
        st.integers(0, 12),
        st.booleans(),
    ),
    max_size=20,
)


@given(files)
def test_however_files_come_no_chat_no_browser_and_not_the_server_holds_more_than_its_share(coming):
    lying = []
    for new in coming:
        outcome = make_room(new, lying, ALLOWANCES)
        if isinstance(outcome, NoRoom):
            continue
        assert all(one.caller == new.caller or one.lost for one in outcome)
        lying = [one for one in lying if one not in outcome] + [new]
        mine = [one for one in lying if one.caller == new.caller]
        chat = [one for one in lying if one.session == new.session]
        share = 2 if new.caller == OFFICE else 1
        for held, room, times in (
            (chat, Room(2, 10), 1),
            (mine, Room(3, 15), share),
            (lying, Room(6, 30), 1),
        ):
            assert len(held) <= room.files * times
            assert sum(one.size for one in held) <= room.size * times


@pytest.mark.parametrize("language", ["fr", "en"])
def test_there_is_a_sentence_for_every_reason_in_every_language(language):
    assert set(import_texts_in(language).no_room) == set(NoRoom)


def test_two_of_the_biggest_files_that_are_read_fit_into_a_chat():
    biggest = MOST_BYTES + 100_000  # with what a form puts around it
    assert make_room(file("", size=biggest), [file("1", size=biggest)], Allowances()) == []
