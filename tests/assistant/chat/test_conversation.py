"""A whole chat, everything real but the model: what the person sees, and what the CRM holds afterwards."""

import asyncio
import json
import re

import pytest
from heard import only, said

from assistant.agent.agent_events import ToolStarted
from assistant.agent.limits import TurnLimits
from assistant.chat.events import (
    ContactsFound,
    ContactShown,
    Decided,
    Deed,
    DeedFinished,
    DeedStarted,
    FormOpened,
    LanguageChanged,
    Proposed,
    Task,
    Unanswered,
)
from assistant.language.texts import texts_in
from assistant.models.messages import AssistantSaid, UserSaid
from assistant.models.model_protocol import (
    ModelBusy,
    ModelInterrupted,
    ModelMisconfigured,
    ModelUnavailable,
    Reply,
)
from assistant.models.scripted import calls, calls_raw, says
from assistant.proposals.proposal import (
    Applied,
    Closed,
    NotYours,
    ProposalState,
    Refused,
    Superseded,
    Unsettled,
)

EN, FR = texts_in("en"), texts_in("fr")


def create(**values):
    return calls("create_contact", **values)


def update(contact, **values):
    return calls("update_contact", contact_id=contact.id, **values)


def find(**query):
    return calls("search_contacts", **query)


async def test_a_search_lists_both_people_of_one_name(chat, people):
    events = await chat(find(name="Marie Durand"), says("Which one?")).hears("find Marie Durand")
    assert {contact.id for contact in only(events, ContactsFound).page.contacts} == {
        people[0].id,
        people[3].id,
    }


async def test_nothing_is_written_before_the_click(chat, crm, people):
    talk = chat(create(email="luc@ex.example", firstname="Luc", lastname="Martin"), says("Please confirm."))
    await talk.is_proposed("create Luc Martin luc@ex.example")
    assert not crm.writes


async def test_a_click_writes_exactly_what_was_shown(chat, crm, people):
    talk = chat(
        create(email="luc@ex.example", firstname="Luc", lastname="Martin", company="Ex SA"),
        says("Please confirm."),
    )
    proposal = await talk.is_proposed("create Luc Martin luc@ex.example, Ex SA")
    events = await talk.confirms(proposal)
    contact = only(events, ContactShown).contact
    assert {name: contact.get(name) for name in proposal.values} == dict(proposal.values)
    assert crm.people[contact.id]["email"] == "luc@ex.example"
    assert said(events) == ["Done: Luc Martin is now a contact."]
    assert events[:2] == [DeedStarted(Deed.CONFIRM), DeedFinished(ok=True)], (
        "people see that HubSpot is asked"
    )
    assert len(crm.writes) == 1


async def test_a_second_click_writes_nothing(chat, crm, people):
    talk = chat(create(email="lea@x.example"), says("Please confirm."))
    proposal = await talk.is_proposed("create lea@x.example")
    first, second = await asyncio.gather(talk.confirms(proposal), talk.confirms(proposal))
    assert isinstance(only(first, Decided).outcome, Applied)
    assert isinstance(only(second, Decided).outcome, Closed)
    assert said(second) == [EN.already_done]
    assert len(crm.writes) == 1


async def test_two_tabs_that_click_at_once_write_once(chat, crm, people):
    one, other = chat(create(email="lea@x.example"), says("Please confirm.")), chat()
    proposal = await one.is_proposed("create lea@x.example")
    outcomes = await asyncio.gather(one.confirms(proposal), other.confirms(proposal))
    assert sorted(type(only(events, Decided).outcome).__name__ for events in outcomes) == [
        "Applied",
        "Closed",
    ]
    assert len(crm.writes) == 1


async def test_cancel_writes_nothing_and_confirm_comes_too_late(chat, crm, people):
    talk = chat(create(email="ann@b.example"), says("Please confirm."))
    proposal = await talk.is_proposed("create ann@b.example")
    assert said(await talk.cancels(proposal)) == [EN.cancelled]
    assert said(await talk.confirms(proposal)) == [EN.cancelled]
    assert not crm.writes


async def test_a_proposal_expires_after_ten_minutes(chat, crm, clock, people):
    talk = chat(create(email="ann@b.example"), says("Please confirm."))
    proposal = await talk.is_proposed("create ann@b.example")
    clock.pass_by(minutes=10)
    assert said(await talk.confirms(proposal)) == [EN.expired]
    assert not crm.writes


async def test_nobody_else_can_confirm_and_an_edited_button_is_refused(chat, crm, people):
    talk = chat(create(email="ann@b.example"), says("Please confirm."))
    proposal = await talk.is_proposed("create ann@b.example")
    stranger = await chat(owner="eve").confirms(proposal)
    edited = await talk.confirms(proposal.model_copy(update={"values": {"email": "eve@x.example"}}))
    forged = await talk.confirms(proposal.model_copy(update={"id": "0" * 32}))
    assert all(isinstance(only(events, Decided).outcome, NotYours) for events in (stranger, edited, forged))
    assert not crm.writes


async def test_a_typed_yes_confirms_the_one_proposal_and_asks_no_model(chat, crm, people):
    talk = chat(create(email="lea@x.example"), says("Please confirm."))
    await talk.hears("crée lea@x.example")
    events = await talk.hears("oui")
    assert isinstance(only(events, Decided).outcome, Applied)
    assert talk.model.exhausted


async def test_a_typed_yes_decides_nothing_when_two_are_pending(chat, crm, people):
    two = Reply("", (*create(email="a@x.example").calls, *create(email="b@x.example").calls))
    talk = chat(two, says("Two previews."), says("Which one? Please click."))
    assert (
        len(
            [
                event
                for event in await talk.hears("create a@x.example and b@x.example")
                if isinstance(event, Proposed)
            ]
        )
        == 2
    )
    assert not [event for event in await talk.hears("yes") if isinstance(event, Decided)]
    assert not crm.writes


@pytest.mark.parametrize(
    "undo",
    ["undo", "take it back", "annule la modification", "reviens en arrière", "annule", "Annuler !", "cancel",
     "I made a mistake, undo it", "tu peux annuler ce que j'ai changé ?"],
)  # fmt: skip
async def test_a_typed_undo_takes_the_newest_write_back_and_asks_no_model(chat, crm, people, undo):
    talk = chat(create(email="lea@x.example"), says("Please confirm."))
    proposal = await talk.is_proposed("crée lea@x.example")
    await talk.confirms(proposal)
    events = await talk.hears(undo)
    outcome = only(events, Decided).outcome
    assert isinstance(outcome, Applied)
    assert outcome.proposal.undoes == proposal.id
    assert "lea@x.example" not in [person.get("email") for person in crm.people.values()]
    assert talk.model.exhausted


async def test_a_second_typed_undo_takes_the_write_before_back(chat, crm, people):
    first, second = create(email="one@x.example"), create(email="two@x.example")
    talk = chat(first, says("Please confirm."), second, says("Please confirm."))
    for address in ("one@x.example", "two@x.example"):
        await talk.confirms(await talk.is_proposed(f"create {address}"))
    await talk.hears("undo")
    assert {"one@x.example"} == {p.get("email") for p in crm.people.values()} & {
        "one@x.example",
        "two@x.example",
    }
    await talk.hears("undo")
    assert not {p.get("email") for p in crm.people.values()} & {"one@x.example", "two@x.example"}
    assert said(await talk.hears("undo")) == [EN.nothing_to_undo]


async def test_a_typed_undo_with_nothing_written_says_so(chat, crm, people):
    talk = chat()
    assert said(await talk.hears("undo")) == [EN.nothing_to_undo]
    assert said(await talk.hears("annule la modification")) == [FR.nothing_to_undo]
    assert not crm.writes


async def test_a_typed_undo_cancels_the_proposal_that_waits_and_takes_nothing_back(chat, crm, people):
    first, second = create(email="one@x.example"), create(email="two@x.example")
    talk = chat(first, says("Please confirm."), second, says("Please confirm."))
    await talk.confirms(await talk.is_proposed("create one@x.example"))
    await talk.is_proposed("create two@x.example")
    assert said(await talk.hears("undo")) == [EN.cancelled]
    assert len(crm.writes) == 1


async def test_a_typed_undo_decides_nothing_when_two_are_pending(chat, crm, people):
    two = Reply("", (*create(email="a@x.example").calls, *create(email="b@x.example").calls))
    talk = chat(two, says("Two previews."))
    await talk.hears("create a@x.example and b@x.example")
    assert said(await talk.hears("undo")) == [EN.undo_which]
    assert not crm.writes


async def test_a_typed_undo_shows_what_another_chat_wrote_before_it_is_taken_back(chat, crm, people):
    before = chat(create(email="lea@x.example"), says("Please confirm."))
    await before.confirms(await before.is_proposed("create lea@x.example"))
    talk = chat()
    events = await talk.hears("undo")
    assert only(events, ContactShown).undoable is not None
    assert len(crm.writes) == 1
    assert isinstance(only(await talk.hears("undo"), Decided).outcome, Applied)


async def test_a_cancel_some_words_after_a_write_shows_it_with_its_button(chat, crm, people):
    talk = chat(create(email="lea@x.example"), says("Please confirm."), says("You are welcome."))
    await talk.confirms(await talk.is_proposed("create lea@x.example"))
    await talk.hears("thanks")
    events = await talk.hears("cancel")
    assert only(events, ContactShown).undoable is not None
    assert said(events) == [EN.undo_newest.format(name="lea@x.example")]
    assert len(crm.writes) == 1
    assert isinstance(only(await talk.hears("undo"), Decided).outcome, Applied)


async def test_a_cancel_right_after_a_step_back_takes_no_older_write_back(chat, crm, people):
    first, second = create(email="one@x.example"), create(email="two@x.example")
    talk = chat(first, says("Please confirm."), second, says("Please confirm."))
    for address in ("one@x.example", "two@x.example"):
        await talk.confirms(await talk.is_proposed(f"create {address}"))
    await talk.hears("cancel")
    written = len(crm.writes)
    assert only(await talk.hears("cancel"), ContactShown).undoable is not None
    assert len(crm.writes) == written


@pytest.mark.parametrize("typed", ["annule", "cancel"])
async def test_a_typed_cancel_with_nothing_written_says_so(chat, crm, people, typed):
    talk = chat()
    assert said(await talk.hears(typed))[0] in {EN.nothing_to_undo, FR.nothing_to_undo}
    assert not crm.writes


async def test_a_cancel_said_twice_takes_no_older_write_back(chat, crm, people):
    first, second = create(email="one@x.example"), create(email="two@x.example")
    talk = chat(first, says("Please confirm."), second, says("Please confirm."), says("All right."))
    await talk.confirms(await talk.is_proposed("create one@x.example"))
    await talk.is_proposed("create two@x.example")
    assert said(await talk.hears("cancel")) == [EN.cancelled]
    await talk.hears("cancel")
    assert len(crm.writes) == 1


async def test_a_cancel_while_a_preview_waits_that_was_not_shown_last_takes_nothing_back(chat, crm, people):
    first, second = create(email="one@x.example"), create(email="two@x.example")
    talk = chat(first, says("Please."), second, says("Please."), says("You are welcome."), says("Which?"))
    await talk.confirms(await talk.is_proposed("create one@x.example"))
    await talk.is_proposed("create two@x.example")
    await talk.hears("thanks")
    await talk.hears("cancel")
    assert len(crm.writes) == 1


async def test_a_cancel_in_answer_to_a_question_takes_nothing_back(chat, crm, people):
    talk = chat(
        create(email="one@x.example"), says("Please confirm."), says("What is the address?"), says("Fine.")
    )
    await talk.confirms(await talk.is_proposed("create one@x.example"))
    await talk.hears("create Ann Lee")
    await talk.hears("cancel")
    assert len(crm.writes) == 1


async def test_nobody_takes_back_what_somebody_else_wrote(chat, crm, people):
    talk = chat(create(email="lea@x.example"), says("Please confirm."))
    await talk.confirms(await talk.is_proposed("create lea@x.example"))
    assert said(await chat(owner="eve").hears("undo")) == [EN.nothing_to_undo]
    assert len(crm.writes) == 1


async def test_a_correction_replaces_the_older_proposal(chat, crm, people):
    talk = chat(
        create(email="ann@b.example", firstname="Ann"),
        says("Please confirm."),
        create(email="ann@c.example", firstname="Ann"),
        says("Corrected."),
    )
    old = await talk.is_proposed("create Ann ann@b.example")
    new = only(await talk.hears("no, ann@c.example"), Proposed)
    assert [replaced.id for replaced in new.replaced] == [old.id]
    assert said(await talk.confirms(old)) == [EN.replaced]
    await talk.confirms(new.proposal)
    assert [person["email"] for person in crm.people.values() if person.get("firstname") == "Ann"] == [
        "ann@c.example"
    ]


async def test_an_existing_address_becomes_an_update_of_its_contact(chat, crm, people):
    talk = chat(
        create(email="Marie.Durand@exemple.fr", firstname="Marie", jobtitle="CEO"), says("She exists.")
    )
    proposal = await talk.is_proposed("create Marie Durand marie.durand@exemple.fr, CEO")
    assert proposal.action == "update"
    assert proposal.instead_of_create
    assert dict(proposal.values) == {"jobtitle": "CEO"}
    await talk.confirms(proposal)
    assert len(crm.people) == len(people)
    assert crm.people[people[0].id]["jobtitle"] == "CEO"


async def test_an_existing_contact_with_nothing_new_is_just_shown(chat, crm, people):
    events = await chat(create(email="zoe@oeuvre.fr"), says("She exists.")).hears("create zoe@oeuvre.fr")
    assert only(events, ContactShown).contact.id == people[4].id
    assert not [event for event in events if isinstance(event, Proposed)]


async def test_an_update_touches_the_changed_field_alone(chat, crm, people):
    talk = chat(
        find(name="Zoe"), update(people[4], phone="06 39 98 22 33", lastname="Lefèvre-D'Aubigné"), says("Ok?")
    )
    proposal = await talk.is_proposed("change le tél de Zoé : 06 39 98 22 33")
    assert dict(proposal.values) == {"phone": "+33639982233"}
    before = crm.snapshot()[people[4].id]
    await talk.confirms(proposal)
    after = crm.snapshot()[people[4].id]
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed - {"phone", "lastmodifieddate"} <= {name for name in after if name.startswith("hs_")}
    assert after["phone"] == "+33639982233"


async def test_emptying_a_field_is_explicit(chat, crm, people):
    talk = chat(find(email="marie.durand@exemple.fr"), update(people[0], clear=["phone"]), says("Ok?"))
    proposal = await talk.is_proposed("efface le téléphone de Marie")
    assert dict(proposal.values) == {"phone": ""}
    await talk.confirms(proposal)
    assert not crm.people[people[0].id].get("phone")


async def test_an_update_of_a_contact_that_was_never_shown_is_refused(chat, crm, people):
    talk = chat(update(people[0], jobtitle="CEO"), says("Whom do you mean?"))
    events = await talk.hears("make her CEO")
    assert not [event for event in events if isinstance(event, Proposed)]
    assert '"not_known"' in talk.model.asked[1].rounds[0].returned[0].content


async def test_a_value_that_is_already_so_needs_no_proposal(chat, people):
    talk = chat(find(name="John"), update(people[1], company="Acme"), says("Already so."))
    events = await talk.hears("John Smith works at Acme")
    assert not [event for event in events if isinstance(event, Proposed)]


async def test_a_contact_changed_since_the_preview_is_not_overwritten(chat, contacts, crm, people):
    talk = chat(find(name="Zoe"), update(people[4], jobtitle="CTO"), says("Ok?"))
    proposal = await talk.is_proposed("set Zoé's title to CTO")
    await contacts.update(people[4].id, {"jobtitle": "CEO"})
    crm.forget_requests()
    events = await talk.confirms(proposal)
    assert isinstance(only(events, Decided).outcome, Superseded)
    fresh = only(events, Proposed).proposal
    assert (fresh.before["jobtitle"], fresh.values["jobtitle"]) == ("CEO", "CTO")
    assert not crm.writes


async def test_an_address_taken_since_the_preview_leads_to_its_contact(chat, contacts, crm, people):
    talk = chat(create(email="kim@x.example", firstname="Kim"), says("Ok?"))
    proposal = await talk.is_proposed("create Kim kim@x.example")
    elsewhere = await contacts.create({"email": "kim@x.example", "firstname": "Kimberly"})
    events = await talk.confirms(proposal)
    assert only(events, Decided).outcome.contact.id == elsewhere.id
    assert only(events, Proposed).proposal.contact.id == elsewhere.id
    assert crm.people[elsewhere.id]["firstname"] == "Kimberly"


async def test_a_write_whose_answer_was_lost_is_found_by_reading_back(chat, crm, people):
    talk = chat(create(email="lea@x.example", firstname="Léa"), says("Ok?"))
    proposal = await talk.is_proposed("create Léa lea@x.example")
    crm.faults.next("commit_then_drop", method="POST")
    events = await talk.confirms(proposal)
    assert isinstance(only(events, Decided).outcome, Applied)
    assert len(crm.writes) == 1


async def test_a_lost_write_that_cannot_be_verified_is_said_to_be_unknown(chat, crm, people):
    talk = chat(create(firstname="Nobody", lastname="Nameless"), says("Ok?"))
    proposal = await talk.is_proposed("create Nobody Nameless, no e-mail")
    crm.delay_index(60)
    crm.faults.next("commit_then_drop", method="POST", path_contains="/objects/")
    events = await talk.confirms(proposal)
    assert isinstance(only(events, Decided).outcome, Unsettled)
    assert said(events) == [EN.crm.create_unknown.format(name="Nobody Nameless")]
    assert said(await talk.confirms(proposal)) == [EN.crm.create_unknown.format(name="Nobody Nameless")]
    assert len(crm.writes) == 1


async def test_a_refused_write_says_that_nothing_was_written(chat, crm, people):
    talk = chat(create(email="lea@x.example"), says("Ok?"))
    proposal = await talk.is_proposed("create lea@x.example")
    crm.faults.next("missing_scopes_403", method="POST")
    events = await talk.confirms(proposal)
    assert isinstance(only(events, Decided).outcome, Refused)
    assert said(events) == [EN.write_failed.format(reason=EN.crm_denied)]


async def test_a_bad_value_goes_back_to_the_model_and_proposes_nothing(chat, crm, people):
    talk = chat(create(email="not an address"), says("Is that the right address?"))
    events = await talk.hears("create not an address")
    assert not [event for event in events if isinstance(event, Proposed)]
    assert '"not_an_email"' in talk.model.asked[1].rounds[0].returned[0].content


async def test_the_next_page_needs_no_model(chat, contacts, people):
    for number in range(12):
        await contacts.create(
            {"firstname": f"P{number}", "company": "Initrode", "email": f"p{number}@initrode.example"}
        )
    talk = chat(find(company="Initrode"), says("Twelve."))
    first = only(await talk.hears("who works at Initrode?"), ContactsFound).page
    query = first.query.model_copy(update={"page": 2})
    second = only([event async for event in talk.conversation.turn_page(query)], ContactsFound).page
    assert (first.total, first.has_more, second.has_more) == (12, True, False)
    assert len({contact.id for contact in (*first.contacts, *second.contacts)}) == 12


async def picks(talk, contact):
    return [event async for event in talk.conversation.pick(contact.id)]


async def test_a_pick_answers_which_one_and_the_request_goes_on_with_one_card(chat, people):
    smith = people[1]
    talk = chat(find(name="Marie"), says("Which one?"), update(smith, jobtitle="CTO"), says("Please check."))
    await talk.hears("make Marie the CTO")
    events = await picks(talk, smith)
    assert not [event for event in events if isinstance(event, ContactShown)]
    assert only(events, Proposed).proposal.contact.id == smith.id
    request = talk.model.asked[-2]
    assert request.talk[-1] == UserSaid("John Smith, john.smith@acme.com")
    assert json.loads(request.known_contacts)["contacts"] == [
        {"id": smith.id, "name": "John Smith", "email": "john.smith@acme.com", "company": "Acme"}
    ]


async def test_a_pick_that_the_answer_finds_anew_is_shown_once(chat, people):
    smith = people[1]
    talk = chat(find(name="Marie"), says("Which one?"), find(email=smith.get("email")), says("It is 01."))
    await talk.hears("what is the phone of Marie?")
    events = await picks(talk, smith)
    assert only(events, ContactShown).contact.id == smith.id
    assert not [event for event in events if isinstance(event, ContactsFound)]


@pytest.mark.parametrize("answer", ["What should change?", ""])
async def test_a_pick_is_shown_also_where_the_answer_shows_nobody(chat, people, answer):
    talk = chat(find(name="Marie"), says("Which one?"), says(answer))
    await talk.hears("change Marie")
    events = await picks(talk, people[1])
    assert only(events, ContactShown).contact.id == people[1].id


async def test_a_pick_that_answers_no_question_asks_no_model(chat, people):
    talk = chat(find(company="Acme"), says("Two people."))
    await talk.hears("who is at Acme?")
    events = await picks(talk, people[1])
    assert [type(event) for event in events] == [DeedStarted, DeedFinished, ContactShown]
    assert len(talk.model.asked) == 2


async def test_a_picked_contact_that_is_gone_is_told_and_changes_nothing(chat, contacts, people):
    talk = chat(find(name="Marie"), says("Which one?"))
    await talk.hears("find Marie")
    await contacts.archive(people[0].id)
    assert said(await picks(talk, people[0])) == [EN.contact_gone]
    assert said([event async for event in talk.conversation.pick("../../owners")]) == [EN.contact_gone]


@pytest.mark.parametrize("task", list(Task))
@pytest.mark.parametrize("language", ["fr", "en"])
async def test_a_button_asks_for_what_is_needed_without_a_model(chat, task, language):
    talk = chat(language=language)
    events = [event async for event in talk.conversation.choose(task)]
    if task is Task.CREATE:
        form = only(events, FormOpened).form
        assert (form.purpose, dict(form.values), form.fields[0]) == ("create", {}, "email")
    else:
        assert said(events) == [getattr(texts_in(language), f"{task}_question")]
    assert not talk.model.asked


async def test_the_model_sees_the_button_and_its_question(chat, people):
    talk = chat(says("Whom?"))
    _ = [event async for event in talk.conversation.choose(Task.SEARCH)]
    await talk.hears("Zoé")
    assert talk.model.asked[0].talk == (
        UserSaid(EN.search_button),
        AssistantSaid(EN.search_question),
        UserSaid("Zoé"),
    )


async def test_the_language_follows_the_person(chat, people):
    talk = chat(says("Bonjour !"), language="en")
    events = await talk.hears("bonjour, je cherche un contact")
    assert only(events, LanguageChanged).language == "fr"
    assert "French" in talk.model.asked[0].instructions


async def test_only_the_window_reaches_the_model(chat):
    talk = chat(*(says(f"answer {number}") for number in range(6)))
    for number in range(6):
        await talk.hears(f"question {number}")
    assert [message.text for message in talk.model.asked[-1].talk] == [
        "question 3", "answer 3", "question 4", "answer 4", "question 5",
    ]  # fmt: skip


async def test_messages_sent_at_once_are_answered_in_order(chat):
    talk = chat(says("one"), says("two"))
    await asyncio.gather(talk.hears("first"), talk.hears("second"))
    assert [request.talk[-1].text for request in talk.model.asked] == ["first", "second"]
    assert talk.model.asked[1].talk[1] == AssistantSaid("one")


async def test_more_messages_than_can_wait_are_politely_not_taken(chat):
    talk = chat(find(name="Zoé"), *(says(f"answer {number}") for number in range(5)))
    answers = await asyncio.gather(*(talk.hears(f"question {number}") for number in range(6)))
    assert [said(events) for events in answers] == [[]] * 4 + [[EN.too_many_waiting]] * 2
    assert [request.talk[-1].text for request in talk.model.asked[1:]] == [f"question {n}" for n in range(4)]
    await talk.hears("and now?")
    assert "question 5" not in str(talk.model.asked[-1].talk)


async def test_a_message_whose_wait_is_stopped_makes_room_for_another(chat):
    talk = chat(find(name="Zoé"), *(says("ok") for _ in range(5)))
    asked = [asyncio.create_task(talk.hears(f"question {number}")) for number in range(4)]
    await asyncio.sleep(0)
    asked[3].cancel()
    await asyncio.gather(*asked, return_exceptions=True)
    assert [request.talk[-1].text for request in talk.model.asked[1:]] == [f"question {n}" for n in range(3)]
    assert not said(await talk.hears("again"))


async def test_words_cut_by_their_length_stay_and_are_said_to_be_cut(chat):
    events = await chat(Reply("A long story", cut_short=True)).hears("tell me")
    assert said(events) == [EN.out_of_words]


async def test_a_model_that_cannot_mend_its_calls_is_apologised_for_and_nothing_happens(chat, crm, people):
    talk = chat(*(calls_raw("create_contact", "{broken") for _ in range(3)))
    told = said(await talk.hears("create ann@b.example"))
    assert told == [EN.out_of_corrections, "Not dealt with yet: ann@b.example."]
    assert not crm.writes


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u00a0"])
async def test_blanks_are_no_answer(chat, text):
    assert said(await chat(Reply(text)).hears("hello there")) == [EN.no_answer]


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (ModelUnavailable("down"), EN.model_unavailable),
        (ModelBusy("busy", retry_after=6.2), EN.model_busy.format(seconds=7)),
        (ModelInterrupted("cut"), EN.model_interrupted),
    ],
)
async def test_a_failing_model_is_a_calm_sentence_and_the_chat_goes_on(chat, failure, sentence):
    talk = chat(failure, says("Here again."))
    failed = await talk.hears("hello there")
    (calm,) = said(failed)
    assert calm.startswith(sentence)
    assert failed[-1] == Unanswered(), "one click sends the same words again"
    assert Unanswered() not in await talk.hears("hello again")


async def test_what_an_operator_must_mend_is_a_neutral_sentence_whose_reference_is_in_the_log(chat, caplog):
    line = "OPENAI_MODEL: the server knows no model gpt-x; change it in .env"
    (sentence,) = said(await chat(ModelMisconfigured(line)).hears("hello there"))
    assert sentence.startswith(EN.model_misconfigured)
    reference = re.search(r"\(reference (\S+)\)", sentence)[1]
    (told,) = [record for record in caplog.records if line in record.message]
    assert reference in told.message
    assert told.levelname == "ERROR"


async def test_a_model_that_says_nothing_leaves_no_empty_answer(chat):
    assert said(await chat(says("")).hears("hello there")) == [EN.no_answer]


async def test_an_unreachable_crm_goes_back_to_the_model_as_a_result(chat, crm, people):
    talk = chat(find(name="Zoé"), says("HubSpot does not answer."))
    crm.faults.next("bad_gateway_html_502", times=None)
    await talk.hears("find Zoé")
    assert '"unavailable"' in talk.model.asked[1].rounds[0].returned[0].content


async def test_a_turn_sends_at_most_eight_requests_to_the_crm(chat, crm, contacts, people):
    await contacts.labels()
    crm.forget_requests()
    greedy = Reply("", tuple(call for number in range(12) for call in find(name=f"n{number}").calls))
    talk = chat(greedy, says("Too much."))
    await talk.hears("find everyone")
    results = [returned.content for returned in talk.model.asked[1].rounds[0].returned]
    assert len(crm.requests) == 8
    assert '"limit"' in results[-1]


async def test_a_request_that_is_made_again_is_one_of_the_turn_s(chat, crm, people):
    talk = chat(
        find(email="n@ex.example"), find(email="m@ex.example"), says("No."), limits=TurnLimits(crm_calls=3)
    )
    crm.faults.next("bad_gateway_html_502", times=None)
    await talk.hears("find n@ex.example")
    assert len(crm.requests) == 3


async def test_another_turn_has_requests_of_its_own(chat, crm, people):
    talk = chat(
        find(email="n@ex.example"),
        says("No."),
        find(email="m@ex.example"),
        says("No."),
        limits=TurnLimits(crm_calls=2),
    )
    for text in ("find n@ex.example", "find m@ex.example"):
        await talk.hears(text)
    for asked in talk.model.asked[1::2]:
        assert '"found"' in asked.rounds[0].returned[0].content


@pytest.mark.parametrize("text", ["", "   ", "\0"])
async def test_an_empty_message_gets_a_hint_and_costs_nothing(chat, text):
    talk = chat()
    assert said(await talk.hears(text)) == [EN.empty_message]


@pytest.mark.parametrize("text", ["word " * 5000, "x" * 1_000_000])
async def test_a_text_beyond_all_bounds_is_refused_before_anything_is_stored(chat, text):
    talk = chat(says("ok"))
    assert said(await talk.hears(text)) == [EN.too_long.format(limit=4000)]
    await talk.hears("short")
    assert len(talk.model.asked[0].talk) == 1


@pytest.mark.parametrize("text", ["<|endoftext|>", "\ud800 lone", "a\0b", "e" + "\u0301" * 2000])
async def test_strange_text_is_just_text(chat, text):
    talk = chat(says("Pardon?"))
    assert not said(await talk.hears(text))
    talk.model.asked[0].talk[-1].text.encode()


async def test_stopping_a_turn_leaves_a_talk_that_goes_on(chat, crm, people):
    talk = chat(find(name="Zoé"), says("Hello."))
    crm.faults.next("slow", seconds=1)

    async def until_the_tool_runs() -> None:
        async for event in talk.conversation.hear("find Zoé"):
            if isinstance(event, ToolStarted):
                started.set()

    started = asyncio.Event()
    turn = asyncio.create_task(until_the_tool_runs())
    await started.wait()
    turn.cancel()
    with pytest.raises(asyncio.CancelledError):
        await turn
    await talk.hears("hello there")
    assert [message.text for message in talk.model.asked[-1].talk] == ["find Zoé", "hello there"]


async def test_stop_neither_cuts_a_write_in_half_nor_hides_how_it_ended(chat, crm, state, people):
    talk = chat(create(email="lea@x.example"), says("Ok?"))
    proposal = await talk.is_proposed("create lea@x.example")
    crm.faults.next("slow", method="POST", seconds=0.5)
    click = asyncio.create_task(talk.confirms(proposal))
    await asyncio.to_thread(crm.wait_for_a_write)
    click.cancel()
    assert isinstance(only(await click, Decided).outcome, Applied)
    stored = await state.get(proposal.id, "ada")
    assert stored.state is ProposalState.DONE
    assert len(crm.people) == len(people) + 1
