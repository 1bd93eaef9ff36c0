"""Typing instead of filling works the same: what is typed fills the form that is open, or closes it."""

import pytest
from heard import only

from assistant.chat.events import ContactsFound, FormClosed, FormEnd, FormOpened, Proposed
from assistant.language.requests.named_person import person_in
from assistant.models.scripted import calls, says

ELSA = {"firstname": "Elsa", "lastname": "Brume"}
EMAIL = "elsa.brume@example.com"


async def opens(turn):
    return only([event async for event in turn], FormOpened).form


def forms_of(talk):
    return talk.conversation.forms


async def test_an_answer_that_is_not_enough_fills_the_form_that_is_open(chat):
    talk = chat(says("What is her e-mail address?"), calls("create_contact", **ELSA, email=EMAIL), says("!"))
    begun = await opens(forms_of(talk).new())
    events = await talk.hears("Elsa Brume, Buyer at Acme")
    closed, filled = only(events, FormClosed), only(events, FormOpened).form
    assert (closed.form.id, closed.end) == (begun.id, FormEnd.CONTINUED)
    assert dict(filled.values) == {**ELSA, "jobtitle": "Buyer", "company": "Acme"}

    events = await talk.hears(f"Elsa Brume, {EMAIL}")
    closed = only(events, FormClosed)
    assert (closed.form.id, closed.end) == (filled.id, FormEnd.OVERTAKEN)
    assert only(events, Proposed).proposal.values["email"] == EMAIL


async def test_what_was_filled_in_by_hand_stays_where_something_is_typed_besides(chat):
    talk = chat(says("What is her e-mail address?"), calls("create_contact", **ELSA, email=EMAIL), says("!"))
    begun = await opens(forms_of(talk).new())
    await forms_of(talk).check(begun.id, {"city": "Lyon", "firstname": "elsa"})
    filled = only(await talk.hears("Elsa Brume"), FormOpened).form
    assert dict(filled.values) == {**ELSA, "city": "Lyon"}


async def test_a_form_filled_in_by_hand_is_closed_only_where_nothing_of_it_is_lost(chat):
    proposes = calls("create_contact", **ELSA, email=EMAIL), says("!")
    for by_hand, ends in (
        ({"firstname": "elsa "}, [FormEnd.OVERTAKEN]),
        ({"firstname": "Elsa", "city": "Lyon"}, []),
    ):
        talk = chat(*proposes)
        begun = await opens(forms_of(talk).new())
        await forms_of(talk).check(begun.id, by_hand)
        events = await talk.hears(f"Elsa Brume, {EMAIL}")
        assert [one.end for one in events if isinstance(one, FormClosed)] == ends


async def test_somebody_else_is_not_poured_into_a_form_with_a_name(chat):
    talk = chat(says("And his e-mail address?"))
    begun = await opens(forms_of(talk).new())
    await forms_of(talk).check(begun.id, {"firstname": "Tom", "lastname": "Reed"})
    assert not [one for one in await talk.hears("Elsa Brume") if isinstance(one, FormOpened | FormClosed)]


async def test_without_a_form_an_answer_opens_none(chat):
    events = await chat(says("What about her?")).hears("Elsa Brume")
    assert not [one for one in events if isinstance(one, FormOpened)]


async def test_a_search_beside_an_open_form_leaves_the_form_alone(chat, people):
    talk = chat(calls("search_contacts", name="Marie Durand"), says("Here."))
    await opens(forms_of(talk).new())
    events = await talk.hears("Marie Durand")
    assert only(events, ContactsFound)
    assert not [one for one in events if isinstance(one, FormOpened | FormClosed)]


async def test_a_typed_change_takes_the_place_of_the_form_that_waits_for_it(chat, people):
    talk = chat(calls("update_contact", contact_id=people[0].id, jobtitle="Buyer"), says("Please confirm."))
    edited = await opens(forms_of(talk).edit(people[0].id))
    closed = only(await talk.hears("her job title is Buyer"), FormClosed)
    assert (closed.form.id, closed.end) == (edited.id, FormEnd.OVERTAKEN)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Elsa Brume", ELSA),
        ("elsa brume", {"firstname": "elsa", "lastname": "brume"}),
        ("elle s'appelle Elsa Brume", ELSA),
        (EMAIL, {"email": EMAIL}),
        ("Elsa Brume, 01 99 00 12 34", {**ELSA, "phone": "01 99 00 12 34"}),
        ("create Elsa Brume", ELSA),
        ("no", {}),
        ("wait a moment please", {}),
        ("je ne sais pas", {}),
        ("I will tell you later", {}),
        ("c'est un client de Lyon", {}),
        ("who works at Globex?", {}),
        ("cherche Elsa Brume", {}),
        ("set his title to CTO", {}),
        ("Acme", {}),
        ("", {}),
    ],
)
def test_an_answer_is_read_without_a_model_and_what_is_none_is_left_alone(text, told):
    assert dict(person_in(text)) == told
