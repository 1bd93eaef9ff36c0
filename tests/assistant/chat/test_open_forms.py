"""Forms, everything real and no model: what is asked, what is refused, and what the CRM holds afterwards."""

import asyncio

import pytest
from heard import only, said

from assistant.chat.events import (
    ContactsFound,
    ContactShown,
    Decided,
    FormClosed,
    FormEnd,
    FormOpened,
    Proposed,
)
from assistant.chat.forms.form import FormFields
from assistant.language.texts import texts_in
from assistant.models.messages import UserSaid
from assistant.models.scripted import calls, says
from assistant.proposals.proposal import NotYours, ProposalState
from hubspot_tools.errors import Problem

EN = texts_in("en")

LUC = {"email": "luc@ex.example", "firstname": "Luc", "lastname": "Martin"}


def wrong(form) -> dict[str, str]:
    return {problem.property: problem.problem for problem in form.problems}


class Person:
    """Somebody who fills in forms, and whose model would fail the test if it were asked."""

    def __init__(self, chat):
        self.talk = chat
        self.forms = chat.conversation.forms

    async def events(self, turn):
        return [event async for event in turn]

    async def opens(self, turn):
        return only(await self.events(turn), FormOpened).form

    async def submits(self, form, **typed):
        return await self.events(self.forms.submit(form.id, typed))


@pytest.fixture
def person(chat):
    return Person(chat())


async def test_a_form_becomes_a_proposal_and_only_the_click_writes(person, crm, people):
    form = await person.opens(person.forms.new())
    events = await person.submits(form, **LUC, company="", lifecyclestage="Lead")
    assert only(events, FormClosed).end is FormEnd.SUBMITTED
    proposal = only(events, Proposed).proposal
    assert dict(proposal.values) == {**LUC, "lifecyclestage": "lead"}
    assert not crm.writes
    await person.talk.confirms(proposal)
    assert [one for one in crm.people.values() if one.get("email") == LUC["email"]]
    assert len(crm.writes) == 1


async def test_a_form_holds_the_everyday_properties_of_the_account(person, people):
    form = await person.opens(person.forms.new())
    assert form.fields == (
        "email",
        "firstname",
        "lastname",
        "phone",
        "jobtitle",
        "company",
        "lifecyclestage",
        "hubspot_owner_id",
        "city",
        "country",
    )


async def test_an_operator_s_own_fields_are_asked_for_and_the_required_ones_insisted_on(chat, crm, people):
    fields = FormFields.of(["lastname*", " zip * ", "no_such_property", "hs_object_id", "email"])
    assert fields.required == {"lastname", "zip"}
    person = Person(chat(form_fields=fields))
    form = await person.opens(person.forms.new())
    assert form.fields == ("lastname", "zip", "email")
    again = only(await person.submits(form, email="luc@ex.example", zip=" "), FormOpened).form
    assert again.id == form.id
    assert wrong(again) == {"lastname": Problem.MISSING, "zip": Problem.MISSING}
    assert again.values["email"] == "luc@ex.example"
    assert only(await person.submits(again, lastname="Martin", zip="69001"), Proposed)


async def test_an_empty_form_asks_who_it_is_about(person, crm, people):
    form = await person.opens(person.forms.new())
    again = only(await person.submits(form, city="Lyon"), FormOpened).form
    assert wrong(again) == {"email": Problem.NOBODY}
    assert not crm.writes


async def test_a_wrong_value_keeps_the_form_open_with_all_that_was_typed(person, people):
    form = await person.opens(person.forms.new())
    typed = {**LUC, "email": "luc at ex", "phone": "12", "lifecyclestage": "wizard"}
    again = only(await person.submits(form, **typed), FormOpened).form
    assert wrong(again) == {
        "email": Problem.NOT_AN_EMAIL,
        "phone": Problem.NOT_A_PHONE,
        "lifecyclestage": Problem.NOT_AN_OPTION,
    }
    assert dict(again.values) == typed


async def test_a_value_changed_on_a_card_becomes_a_proposal_of_that_value_alone(person, crm, people):
    events = await person.events(person.forms.change(people[1].id, "phone", "01 99 00 12 99"))
    proposal = only(events, Proposed).proposal
    assert (proposal.contact.id, dict(proposal.values)) == (people[1].id, {"phone": "+33199001299"})
    assert not crm.writes
    await person.talk.confirms(proposal)
    assert crm.people[people[1].id]["phone"] == "+33199001299"


async def test_a_wrong_value_on_a_card_opens_the_form_which_holds_all_the_rest(person, crm, people):
    form = await person.opens(person.forms.change(people[1].id, "email", "luc at ex"))
    assert wrong(form) == {"email": Problem.NOT_AN_EMAIL}
    stored = {name: value for name in form.fields if (value := people[1].get(name))}
    assert len(stored) > 3
    assert dict(form.values) == {**stored, "email": "luc at ex"}
    assert not crm.writes


@pytest.mark.parametrize("name", ["hs_object_id", "createdate", "is_admin", "E-mail", "__proto__", ""])
async def test_a_field_that_no_card_offers_is_not_changed_on_one(person, crm, people, name):
    events = await person.events(person.forms.change(people[1].id, name, "1"))
    assert not [event for event in events if isinstance(event, Proposed)]
    assert not crm.writes


@pytest.mark.parametrize("name", ["hs_object_id", "createdate", "is_admin", "E-mail", "__proto__", ""])
async def test_a_field_that_was_never_offered_is_refused(person, crm, people, name):
    form = await person.opens(person.forms.new())
    again = only(await person.submits(form, **LUC, **{name: "1"}), FormOpened).form
    assert set(wrong(again)) == {name}
    assert not crm.writes


async def test_a_form_submitted_twice_at_once_proposes_once(person, people):
    form = await person.opens(person.forms.new())
    one, other = await asyncio.gather(person.submits(form, **LUC), person.submits(form, **LUC))
    assert only(one, Proposed)
    assert said(other) == [EN.form_over]
    assert not [event for event in other if isinstance(event, Proposed)]


async def test_another_chat_s_form_leads_nowhere(chat, people):
    owner, thief = Person(chat()), Person(chat(owner="eve"))
    form = await owner.opens(owner.forms.new())
    assert said(await thief.submits(form, **LUC)) == [EN.form_over]
    assert await thief.forms.check(form.id, LUC) is None
    assert await thief.forms.further(form.id, "zip") is None
    assert said(await thief.events(thief.forms.leave(form.id))) == [EN.form_over]
    assert only(await owner.submits(form, **LUC), Proposed)


async def test_a_form_that_was_left_can_no_longer_be_submitted(person, people):
    form = await person.opens(person.forms.new())
    assert only(await person.events(person.forms.leave(form.id)), FormClosed).end is FormEnd.LEFT
    assert said(await person.submits(form, **LUC)) == [EN.form_over]


async def test_edit_opens_a_form_that_holds_the_contact_and_proposes_what_was_touched(person, crm, people):
    marie = people[0]
    form = await person.opens(person.forms.edit(marie.id))
    assert form.values["phone"] == "+33612345678"
    typed = {**form.values, "jobtitle": "CEO", "company": ""}
    proposal = only(await person.submits(form, **typed), Proposed).proposal
    assert dict(proposal.values) == {"jobtitle": "CEO", "company": ""}
    await person.talk.confirms(proposal)
    assert crm.people[marie.id]["jobtitle"] == "CEO"
    assert not crm.people[marie.id].get("company")


async def test_what_was_left_alone_stays_as_somebody_else_has_changed_it_meanwhile(person, contacts, people):
    form = await person.opens(person.forms.edit(people[0].id))
    await contacts.update(people[0].id, {"city": "Nantes", "phone": "+33199001234"})
    proposal = only(await person.submits(form, **{**form.values, "jobtitle": "CEO"}), Proposed).proposal
    assert dict(proposal.values) == {"jobtitle": "CEO"}


async def test_an_untouched_form_changes_nothing_and_says_so(person, people):
    form = await person.opens(person.forms.edit(people[0].id))
    events = await person.submits(form, **form.values)
    assert said(events) == [EN.unchanged.format(name="Marie Durand")]
    assert only(events, ContactShown).contact.id == people[0].id


async def test_a_contact_that_is_gone_opens_no_form(person, crm, people):
    for contact_id in ("999999", "../1", ""):
        assert said(await person.events(person.forms.edit(contact_id))) == [EN.contact_gone]


async def test_a_corrected_proposal_takes_the_place_of_the_older_one(person, crm, people):
    form = await person.opens(person.forms.new())
    old = only(await person.submits(form, **LUC), Proposed).proposal
    form = await person.opens(person.forms.correct(old.id, old.digest))
    assert dict(form.values) == dict(old.values)
    corrected = {"email": "l.martin@ex.example", "firstname": "Lucas", "lastname": "Martins"}
    events = await person.submits(form, **corrected)
    (ended,) = [event.outcome.proposal for event in events if isinstance(event, Decided)]
    assert (ended.id, ended.state) == (old.id, ProposalState.REPLACED)
    assert said(await person.talk.confirms(old)) == [EN.replaced]
    await person.talk.confirms(only(events, Proposed).proposal)
    assert [one["email"] for one in crm.people.values() if one.get("lastname", "").startswith("Martin")] == [
        "l.martin@ex.example"
    ]


async def test_correcting_a_change_starts_from_the_contact_and_the_change(person, people):
    form = await person.opens(person.forms.edit(people[0].id))
    old = only(
        await person.submits(form, **{**form.values, "jobtitle": "CEO", "city": "Lyon"}), Proposed
    ).proposal
    form = await person.opens(person.forms.correct(old.id, old.digest))
    assert (form.values["jobtitle"], form.values["email"]) == ("CEO", "marie.durand@exemple.fr")
    event = only(await person.submits(form, **{**form.values, "jobtitle": "CTO"}), Proposed)
    assert dict(event.proposal.values) == {"jobtitle": "CTO", "city": "Lyon"}
    assert [one.id for one in event.replaced] == [old.id]


async def test_a_create_that_was_written_while_it_was_corrected_becomes_an_update(person, crm, people):
    form = await person.opens(person.forms.new())
    old = only(await person.submits(form, firstname="Luc", lastname="Martin"), Proposed).proposal
    form = await person.opens(person.forms.correct(old.id, old.digest))
    await person.talk.confirms(old)
    event = only(await person.submits(form, **form.values, city="Lyon"), Proposed)
    assert (event.proposal.action, dict(event.proposal.values)) == ("update", {"city": "Lyon"})
    assert len(crm.people) == len(people) + 1


async def test_nobody_corrects_another_person_s_proposal_or_a_decided_one(chat, people):
    owner, thief = Person(chat()), Person(chat(owner="eve"))
    form = await owner.opens(owner.forms.new())
    old = only(await owner.submits(form, **LUC), Proposed).proposal
    for who, digest in ((thief, old.digest), (owner, "0" * 64)):
        events = await who.events(who.forms.correct(old.id, digest))
        assert isinstance(only(events, Decided).outcome, NotYours)
    await owner.talk.cancels(old)
    assert said(await owner.events(owner.forms.correct(old.id, old.digest))) == [EN.cancelled]


async def test_an_address_that_is_taken_is_hinted_at_and_its_contact_edited_instead(person, people):
    form = await person.opens(person.forms.new())
    check = await person.forms.check(form.id, {"email": "MARIE.DURAND@exemple.fr ", "jobtitle": "CEO"})
    assert check.holder.id == people[0].id
    assert check.problems == ()
    events = await person.events(
        person.forms.instead(form.id, people[0].id, {"email": "marie.durand@exemple.fr", "jobtitle": "CEO"})
    )
    assert only(events, FormClosed).end is FormEnd.CONTINUED
    edit = only(events, FormOpened).form
    assert (edit.contact.id, edit.values["jobtitle"], edit.values["company"]) == (
        people[0].id,
        "CEO",
        "Exemple SA",
    )
    assert dict(only(await person.submits(edit, **edit.values), Proposed).proposal.values) == {
        "jobtitle": "CEO"
    }


async def test_nobody_who_was_not_found_can_be_edited_instead(person, people):
    form = await person.opens(person.forms.new())
    events = await person.events(person.forms.instead(form.id, people[0].id, {}))
    assert said(events) == [EN.form_over]


async def test_people_who_may_be_the_same_are_hinted_at(person, people):
    form = await person.opens(person.forms.new())
    check = await person.forms.check(
        form.id, {"firstname": "Jon", "lastname": "Smith", "company": "ACME Inc."}
    )
    assert people[2].id in {one.id for one in check.similar}
    assert (await person.forms.check(form.id, {"firstname": "Jon"})).similar == ()


async def test_a_form_being_filled_in_finds_its_own_contact_no_double(person, people):
    form = await person.opens(person.forms.edit(people[0].id))
    assert (await person.forms.check(form.id, form.values)).holder is None
    other = await person.forms.check(form.id, {**form.values, "email": "zoe@oeuvre.fr"})
    assert other.holder.id == people[4].id


async def test_only_what_was_typed_last_is_looked_up(person, crm, people):
    form = await person.opens(person.forms.new())
    addresses = [f"{'x' * length}@ex.example" for length in range(1, 9)]
    checks = await asyncio.gather(*(person.forms.check(form.id, {"email": one}) for one in addresses))
    assert checks[-1].looked
    assert sum(check.looked for check in checks) <= 2
    seen = len(crm.requests)
    await person.forms.check(form.id, {"email": addresses[-1], "city": "Lyon"})
    assert len(crm.requests) == seen


async def test_a_crm_that_does_not_answer_leaves_the_form_as_it_is(person, crm, people):
    form = await person.opens(person.forms.new())
    crm.faults.next("internal_500", times=20)
    check = await person.forms.check(form.id, LUC)
    assert (check.problems, check.looked) == ((), False)
    events = await person.submits(form, **LUC)
    assert said(events) == [EN.crm_unavailable]
    assert dict(only(events, FormOpened).form.values) == LUC
    crm.faults.clear()
    assert only(await person.submits(form, **LUC), Proposed)


async def test_a_property_can_be_added_to_a_form_and_comes_with_what_the_contact_has(
    person, contacts, people
):
    await contacts.update(people[0].id, {"zip": "75002"})
    form = await person.opens(person.forms.edit(people[0].id))
    found = await person.forms.further(form.id, "zip")
    assert (found.label.label, found.value) == ("Postal Code", "75002")
    proposal = only(await person.submits(form, **form.values, zip="75003"), Proposed).proposal
    assert (dict(proposal.before), dict(proposal.values)) == ({"zip": "75002"}, {"zip": "75003"})
    assert await person.forms.further(form.id, "hs_object_id") is None


async def test_the_talk_remembers_what_was_filled_in_as_the_person_s_words(chat, people):
    talk = chat(says("I see."))
    person = Person(talk)
    form = await person.opens(person.forms.new())
    await person.submits(form, **LUC)
    await talk.hears("who is that?")
    assert (
        UserSaid("New contact: E-mail: luc@ex.example, First name: Luc, Last name: Martin")
        in talk.model.asked[0].talk
    )


async def test_a_search_form_finds_people_without_a_model(person, people):
    form = person.forms.ask(to_update=False)[0].form
    events = await person.submits(form, name="durand", email="", confirmed="yes")
    found = only(events, ContactsFound).page
    assert {one.id for one in found.contacts} == {people[0].id, people[3].id}
    assert dict(only(events, FormClosed).values) == {"name": "durand"}


@pytest.mark.parametrize("typed", ["durand\ud83d", "\udc00durand", "dur\0and"])
async def test_a_search_form_takes_half_a_character_as_the_chat_does(person, people, typed):
    form = person.forms.ask(to_update=False)[0].form
    found = only(await person.submits(form, name=typed), ContactsFound).page
    assert {one.id for one in found.contacts} == {people[0].id, people[3].id}


async def test_a_search_that_cannot_be_asked_keeps_its_form(person, people):
    form = person.forms.ask(to_update=True)[0].form
    too_long = only(await person.submits(form, name="x" * 1001), FormOpened).form
    assert wrong(too_long) == {"name": Problem.TOO_LONG}
    no_stage = only(await person.submits(form, lifecyclestage="wizard"), FormOpened).form
    assert wrong(no_stage) == {"lifecyclestage": Problem.NOT_AN_OPTION}


@pytest.mark.parametrize(
    "text",
    ["create", "Créer", "nouveau contact", "add a contact", "Create a contact!", "je veux créer un contact"],
)
async def test_naming_the_task_opens_its_form(chat, people, text):
    talk = chat()
    assert only(await talk.hears(text), FormOpened).form.purpose == "create"


async def test_a_name_behind_the_task_is_for_the_model(chat, people):
    talk = chat(says("And the address?"))
    assert not [event for event in await talk.hears("create Luc") if isinstance(event, FormOpened)]
    assert talk.model.exhausted


async def test_what_a_call_lacks_is_asked_in_a_form_that_holds_what_was_given(chat, people):
    talk = chat(calls("create_contact", company="Acme", jobtitle="CTO"), says("Who is it?"))
    form = only(await talk.hears("create the CTO of Acme"), FormOpened).form
    assert dict(form.values) == {"company": "Acme", "jobtitle": "CTO"}


async def test_a_value_refused_in_the_talk_comes_back_in_a_form(chat, people):
    talk = chat(
        calls("search_contacts", email="marie.durand@exemple.fr"),
        calls("update_contact", contact_id=people[0].id, phone="12"),
        says("That is no number."),
    )
    form = only(await talk.hears("marie.durand@exemple.fr has phone 12"), FormOpened).form
    assert (form.contact.id, form.values["phone"]) == (people[0].id, "12")
    assert wrong(form) == {"phone": Problem.NOT_A_PHONE}


async def test_a_call_that_was_mended_needs_no_form(chat, people):
    talk = chat(
        calls("create_contact", email="lea at x", firstname="Léa"),
        calls("create_contact", email="lea@x.example", firstname="Léa"),
        says("Please confirm."),
    )
    events = await talk.hears("create Léa, lea@x.example (lea at x)")
    assert only(events, Proposed)
    assert not [event for event in events if isinstance(event, FormOpened)]


async def test_typing_instead_of_filling_closes_the_empty_form(chat, people):
    talk = chat(calls("create_contact", **LUC), says("Please confirm."))
    person = Person(talk)
    form = await person.opens(person.forms.new())
    events = await talk.hears("Luc Martin luc@ex.example")
    closed = only(events, FormClosed)
    assert (closed.form.id, closed.end) == (form.id, FormEnd.OVERTAKEN)
    assert only(events, Proposed)


async def test_a_form_somebody_has_begun_stays_open(chat, people):
    talk = chat(calls("create_contact", **LUC), says("Please confirm."))
    person = Person(talk)
    form = await person.opens(person.forms.new())
    await person.forms.check(form.id, {"firstname": "Ann"})
    assert not [
        event for event in await talk.hears("Luc Martin luc@ex.example") if isinstance(event, FormClosed)
    ]
    assert only(await person.submits(form, firstname="Ann"), Proposed)


async def test_a_pasted_text_opens_a_form_that_holds_it(person, people):
    form = await person.opens(person.forms.new({**LUC, "no_such_property": "x"}))
    assert dict(form.values) == LUC


async def test_a_second_edit_moves_the_form_that_nobody_has_typed_into(person, people):
    first = await person.opens(person.forms.edit(people[0].id))
    events = await person.events(person.forms.edit(people[0].id))
    assert only(events, FormClosed).form.id == first.id
    second = only(events, FormOpened).form
    await person.forms.check(second.id, {"jobtitle": "CEO"})
    assert not [
        one for one in await person.events(person.forms.edit(people[0].id)) if isinstance(one, FormClosed)
    ]


@pytest.mark.parametrize("taken_back", ["a change", "a new contact"])
async def test_what_takes_a_write_back_is_confirmed_or_cancelled_and_never_corrected(
    chat, contacts, crm, people, taken_back
):
    if taken_back == "a change":
        found = calls("search_contacts", email="zoe@oeuvre.fr")
        change = calls("update_contact", contact_id=people[4].id, jobtitle="CTO")
        person = Person(chat(found, change, says("Please confirm.")))
        asked = await person.talk.is_proposed("make zoe@oeuvre.fr jobtitle CTO")
    else:
        person = Person(chat(calls("create_contact", **LUC), says("Please confirm.")))
        asked = await person.talk.is_proposed("create Luc Martin luc@ex.example")
    shown = only(await person.talk.confirms(asked), ContactShown)
    await contacts.update(shown.contact.id, {"jobtitle": "CEO"})
    undo = only(await person.talk.undoes(shown.undoable), Proposed).proposal
    assert undo.action == ("update" if taken_back == "a change" else "archive")
    events = await person.events(person.forms.correct(undo.id, undo.digest))
    assert isinstance(only(events, Decided).outcome, NotYours)
    assert not [event for event in events if isinstance(event, FormOpened)]
    assert crm.people[shown.contact.id]["jobtitle"] == "CEO"
