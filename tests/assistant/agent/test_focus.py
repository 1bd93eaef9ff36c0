"""Contacts in focus: the last ten shown, in at most 200 tokens."""

import json

from hypothesis import given
from hypothesis import strategies as st

from assistant.agent.focus import MAX_CONTACTS, MAX_TOKENS, Focus
from hubspot_tools.contacts import Contact, ContactPage, SearchContacts


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


def told(focus: Focus, waiting: str = "") -> dict:
    return json.loads(focus.as_data(waiting))


def ids(rows: list[dict[str, str]]) -> list[str]:
    return [row["id"] for row in rows]


def test_the_list_shown_last_is_told_apart_from_what_was_shown_before_it(count_tokens):
    focus = Focus(count_tokens)
    focus.show([person(1), person(2), person(3)])
    assert "earlier" not in told(focus)
    focus.show([person(2)])
    assert (ids(told(focus)["contacts"]), ids(told(focus)["earlier"])) == (["2"], ["1", "3"])
    focus.show([])
    assert (ids(told(focus)["contacts"]), ids(told(focus)["earlier"])) == ([], ["2", "1", "3"])


def test_a_contact_that_is_gone_leaves_the_list_it_stood_in(count_tokens):
    focus = Focus(count_tokens)
    focus.show([person(1)])
    focus.show([person(2), person(3)])
    focus.forget("2")
    assert (ids(told(focus)["contacts"]), ids(told(focus)["earlier"])) == (["3"], ["1"])


def test_a_list_of_several_pages_is_known_while_one_of_its_contacts_is_looked_at(count_tokens):
    focus = Focus(count_tokens)
    people = (person(1), person(2))
    focus.show_page(ContactPage(contacts=people, total=23, page=2, query=SearchContacts(company="Globex")))
    focus.show_page(ContactPage(contacts=people[:1], total=1, query=SearchContacts(email="p1@x.example")))
    assert told(focus)["search"] == {"company": "Globex", "page": 2, "pages": 3}


def test_half_of_a_long_search_is_not_told_for_another_one(count_tokens):
    focus = Focus(count_tokens)
    focus.show_page(ContactPage(contacts=(person(1),), total=12, query=SearchContacts(text="a " * 60)))
    assert "search" not in told(focus)


def test_a_preview_that_waits_is_told_even_where_nobody_was_shown(count_tokens):
    data = told(Focus(count_tokens), "create")
    assert (data["waiting"], data["contacts"]) == ("create", [])


def test_whom_a_page_is_about_comes_in_front_once_and_then_keeps_its_place(count_tokens):
    focus = Focus(count_tokens)
    focus.show([person(1)])
    focus.declare(person(2))
    assert (ids(told(focus)["contacts"]), ids(told(focus)["earlier"])) == (["2"], ["1"])
    focus.show([person(3)])
    focus.declare(person(2))
    assert (ids(told(focus)["contacts"]), ids(told(focus)["earlier"])) == (["3"], ["2", "1"])


def test_whom_a_page_is_about_comes_back_behind_whoever_was_picked(count_tokens):
    focus = Focus(count_tokens)
    focus.declare(person(2))
    focus.only(person(1))
    assert ids(told(focus)["contacts"]) == ["1"]
    focus.declare(person(2))
    assert (ids(told(focus)["contacts"]), ids(told(focus)["earlier"])) == (["1"], ["2"])


def test_a_page_that_is_about_nobody_takes_out_whoever_was_there_for_it_alone(count_tokens):
    focus = Focus(count_tokens)
    focus.show([person(1)])
    focus.declare(person(2))
    focus.declare(person(1))
    assert ids(told(focus)["contacts"]) == ["1"]
    focus.declare(None)
    assert [contact.id for contact in focus.contacts] == ["1"]


@given(st.lists(st.tuples(st.sampled_from(["declare", "show", "only", "forget"]), st.integers(0, 12))))
def test_whatever_happens_a_page_s_contact_is_in_focus_once_and_of_ten(count_tokens, steps):
    focus = Focus(count_tokens)
    for deed, number in steps:
        match deed:
            case "show":
                focus.show([person(number)])
            case "only":
                focus.only(person(number))
            case "forget":
                focus.forget(str(number))
            case _:
                focus.declare(person(number))
                assert focus.find(str(number)) is not None
        found = [contact.id for contact in focus.contacts]
        assert len(found) == len(set(found)) <= MAX_CONTACTS
