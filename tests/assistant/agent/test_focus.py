"""Contacts in focus: the last ten shown, in at most 200 tokens."""

import json

from hypothesis import given
from hypothesis import strategies as st

from assistant.agent.focus import MAX_CONTACTS, MAX_TOKENS, Focus
from hubspot_tools.contacts import Contact


def person(number: int, **properties: str) -> Contact:
    return Contact(id=str(number), properties={"firstname": f"P{number}", **properties})


def test_the_newest_list_comes_first_each_in_its_own_order(count_tokens):
    focus = Focus(count_tokens)
    focus.show([person(1), person(2)])
    focus.show([person(3), person(4)])
    assert [contact.id for contact in focus.contacts] == ["3", "4", "1", "2"]


def test_a_contact_shown_again_moves_up_with_its_fresh_values(count_tokens):
    focus = Focus(count_tokens)
    focus.show([person(1), person(2)])
    focus.show([person(2, company="Globex")])
    assert [contact.id for contact in focus.contacts] == ["2", "1"]
    assert focus.find("2").get("company") == "Globex"


def test_only_ten_stay(count_tokens):
    focus = Focus(count_tokens)
    focus.show(person(number) for number in range(25))
    assert len(focus.contacts) == MAX_CONTACTS
    assert focus.find("24") is None


def test_nothing_shown_is_nothing_to_tell(count_tokens):
    assert Focus(count_tokens).as_data() is None


@given(st.lists(st.text(max_size=80), min_size=1, max_size=12))
def test_the_data_is_json_within_its_tokens_whatever_the_names(count_tokens, names):
    focus = Focus(count_tokens)
    focus.show(
        Contact(id=str(n), properties={"lastname": name, "company": name}) for n, name in enumerate(names)
    )
    data = focus.as_data()
    assert data is not None
    assert count_tokens(data) <= MAX_TOKENS
    assert json.loads(data)["contacts"][0]["id"] == "0"
