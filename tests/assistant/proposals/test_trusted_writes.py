"""Writes that can be trusted: one effect per click, journalled first, settled when unknown, and taken back."""

import asyncio
from datetime import timedelta

import pytest
from heard import only, said

from assistant.chat.events import ContactShown, Decided, Proposed
from assistant.language.texts import texts_in
from assistant.models.scripted import calls, says
from assistant.proposals.journal import JournalEvent
from assistant.proposals.prepare import LIFETIME, ProposalMaker
from assistant.proposals.proposal import (
    Applied,
    Closed,
    NotYours,
    ProposalState,
    Refused,
    Unsettled,
    in_state,
)
from assistant.proposals.proposal_store import JournalFilter
from assistant.proposals.recovery import Recovery
from assistant.proposals.rules import LANDED_BY_NOW
from assistant.proposals.running_writes import RunningWrites

EN = texts_in("en")

JOHN_AT_ACME = {"firstname": "John", "lastname": "Smith", "company": "Acme"}


@pytest.fixture
def events_of(state):
    async def read(proposal=None) -> list[str]:
        entries = await state.journal()
        return [entry.event for entry in entries if proposal is None or entry.proposal_id == proposal.id]

    return read


@pytest.fixture
async def creation(chat, people):
    """A talk in which the create of Léa waits for a decision."""
    talk = chat(calls("create_contact", email="lea@x.example", firstname="Léa"), says("Please confirm."))
    return talk, await talk.is_proposed("create Léa lea@x.example")


@pytest.fixture
def asked_to_update(chat):
    """A talk in which an update of a contact waits for a decision."""

    def as_typed(values):
        return ", ".join(f"{name} {value}" for name, value in values.items())

    async def begin(contact, **values):
        found = calls("search_contacts", email=contact.get("email"))
        change = calls("update_contact", contact_id=contact.id, **values)
        talk = chat(found, change, says("Please confirm."))
        return talk, await talk.is_proposed(f"update {contact.name}: {as_typed(values)}")

    return begin


@pytest.fixture
async def promotion(asked_to_update, people):
    return await asked_to_update(people[4], jobtitle="CTO")


@pytest.fixture
def left_executing(state, clock):
    """The proposal as a process leaves it that is killed in the middle of writing."""

    async def leave(proposal):
        executing = proposal.model_copy(update={"state": ProposalState.EXECUTING, "begun_at": clock()})
        assert await state.advance(executing, expected=ProposalState.PENDING)

    return leave


@pytest.fixture
def state_of(state):
    async def read(proposal) -> ProposalState:
        return (await state.get(proposal.id, "ada")).state

    return read


@pytest.fixture
def writes():
    """The writes under way in the process that sweeps."""
    return RunningWrites()


@pytest.fixture
def sweep(contacts, state, writes, clock):
    """What the next start does about open writes."""

    async def run(*, alone: bool = True) -> None:
        await Recovery(contacts, state, writes, clock, alone=alone).sweep()

    return run


class TestANumberWithoutItsCountry:
    @pytest.mark.parametrize(
        ("country", "typed", "stored"),
        [
            ("United Kingdom", "020 7946 0958", "+442079460958"),
            ("Royaume-Uni", "020 7946 0958 ext. 12", "+442079460958 ext. 12"),
            ("United States", "617 555 0147", "+16175550147"),
            ("Deutschland", "030 23125 014", "+493023125014"),
            ("Ruritanie", "01 99 00 11 22", "+33199001122"),
            ("EU", "01 99 00 11 22", "+33199001122"),
            ("", "01 99 00 11 22", "+33199001122"),
        ],
    )
    async def test_is_read_in_the_contacts_country_where_it_is_known(
        self, asked_to_update, contacts, country, typed, stored
    ):
        person = await contacts.create({"firstname": "Ida", "email": "ida@ray.example", "country": country})

        _, proposal = await asked_to_update(person, phone=typed)

        assert proposal.values == {"phone": stored}

    async def test_that_is_none_in_any_country_known_is_refused(self, chat, contacts):
        person = await contacts.create({"firstname": "Ida", "email": "ida@ray.example"})
        found = calls("search_contacts", email="ida@ray.example")
        talk = chat(found, calls("update_contact", contact_id=person.id, phone="020 7946 0958"), says("No."))

        events = await talk.hears("set the phone of ida@ray.example to 020 7946 0958")

        assert not [event for event in events if isinstance(event, Proposed)]


class TestTheJournal:
    async def test_a_write_is_journalled_before_and_after(self, creation, state, crm):
        talk, proposal = creation
        await talk.confirms(proposal)
        begun, done = await state.journal()
        assert (begun.event, done.event) == (JournalEvent.BEGUN, JournalEvent.DONE)
        assert done.owner == "ada"
        assert dict(done.after) == {"email": "lea@x.example", "firstname": "Léa"}
        assert done.contact_id in crm.people
        assert done.correlation_id

    async def test_an_update_is_journalled_with_what_was_before(self, promotion, state, people):
        talk, proposal = promotion
        await talk.confirms(proposal)
        done = (await state.journal(JournalFilter(contact_id=people[4].id)))[-1]
        assert (dict(done.before), dict(done.after)) == ({"jobtitle": ""}, {"jobtitle": "CTO"})

    async def test_without_a_journal_nothing_is_written(self, creation, state, state_of, crm):
        talk, proposal = creation
        async with state._engine.begin() as connection:
            await connection.exec_driver_sql("DROP TABLE journal")
        events = await talk.confirms(proposal)
        assert isinstance(only(events, Decided).outcome, Refused)
        assert said(events) == [EN.state_unavailable.format(why=EN.storage_troubles["unusable"])]
        assert await state_of(proposal) is ProposalState.PENDING
        assert not crm.writes

    async def test_what_nobody_agreed_to_is_refused_and_journalled(self, creation, chat, crm, events_of):
        talk, proposal = creation
        await chat(owner="eve").confirms(proposal)
        await talk.confirms(proposal.model_copy(update={"values": {"email": "eve@x.example"}}))
        assert await events_of() == [JournalEvent.REJECTED] * 2
        assert not crm.writes

    async def test_a_click_that_comes_too_late_is_journalled(self, creation, events_of):
        talk, proposal = creation
        await talk.cancels(proposal)
        await talk.confirms(proposal)
        assert await events_of(proposal) == [JournalEvent.CANCELLED, JournalEvent.REJECTED]

    async def test_it_can_be_read_by_person_contact_and_date(self, creation, state, clock):
        talk, proposal = creation
        await talk.confirms(proposal)
        contact_id = (await state.journal())[-1].contact_id
        assert len(await state.journal(JournalFilter(owner="ada"))) == 2
        assert not await state.journal(JournalFilter(owner="eve"))
        assert len(await state.journal(JournalFilter(contact_id=contact_id))) == 1
        assert not await state.journal(JournalFilter(since=clock() + timedelta(seconds=1)))
        assert not await state.journal(JournalFilter(until=clock()))


class TestUndo:
    async def test_an_update_is_taken_back_by_one_click(self, promotion, crm, people):
        talk, proposal = promotion
        shown = only(await talk.confirms(proposal), ContactShown)
        events = await talk.undoes(shown.undoable)
        assert said(events) == [EN.undone.format(name=shown.contact.name)]
        assert not crm.people[people[4].id].get("jobtitle")

    async def test_the_journal_says_of_a_write_that_it_was_taken_back(self, promotion, events_of):
        talk, proposal = promotion
        await talk.undoes(only(await talk.confirms(proposal), ContactShown).undoable)
        assert await events_of(proposal) == [JournalEvent.BEGUN, JournalEvent.DONE, JournalEvent.UNDONE]

    async def test_a_new_contact_is_archived_by_one_click(self, creation, crm, people):
        talk, proposal = creation
        shown = only(await talk.confirms(proposal), ContactShown)
        events = await talk.undoes(shown.undoable)
        assert said(events) == [EN.archived.format(name="Léa")]
        assert len(crm.people) == len(people)

    async def test_a_second_undo_does_nothing(self, promotion, crm):
        talk, proposal = promotion
        done = only(await talk.confirms(proposal), ContactShown).undoable
        await talk.undoes(done)
        crm.forget_requests()
        events = await talk.undoes(done)
        assert said(events) == [EN.already_undone]
        assert not crm.writes

    async def test_it_never_overwrites_what_others_did_since(self, promotion, contacts, crm, people):
        talk, proposal = promotion
        done = only(await talk.confirms(proposal), ContactShown).undoable
        await contacts.update(people[4].id, {"jobtitle": "CEO"})
        crm.forget_requests()
        preview = only(await talk.undoes(done), Proposed).proposal
        assert (preview.before["jobtitle"], preview.values["jobtitle"]) == ("CEO", "")
        assert not crm.writes
        await talk.confirms(preview)
        assert not crm.people[people[4].id].get("jobtitle")

    async def test_it_leaves_fields_alone_that_it_did_not_write(self, promotion, contacts, crm, people):
        talk, proposal = promotion
        done = only(await talk.confirms(proposal), ContactShown).undoable
        await contacts.update(people[4].id, {"company": "Globex"})
        await talk.undoes(done)
        assert crm.people[people[4].id]["company"] == "Globex"
        assert not crm.people[people[4].id].get("jobtitle")

    async def test_a_new_contact_that_others_completed_is_archived_only_after_asking(
        self, creation, contacts, crm
    ):
        talk, proposal = creation
        shown = only(await talk.confirms(proposal), ContactShown)
        await contacts.update(shown.contact.id, {"company": "Globex"})
        preview = only(await talk.undoes(shown.undoable), Proposed).proposal
        assert preview.action == "archive"
        assert shown.contact.id in crm.people
        await talk.confirms(preview)
        assert shown.contact.id not in crm.people

    async def test_what_somebody_has_put_back_by_hand_is_undone_without_a_question_or_a_write(
        self, promotion, contacts, crm, people, state_of, events_of
    ):
        talk, proposal = promotion
        done = only(await talk.confirms(proposal), ContactShown).undoable
        await contacts.update(people[4].id, {"jobtitle": ""})
        crm.forget_requests()
        events = await talk.undoes(done)
        assert said(events) == [EN.already_undone]
        assert not [event for event in events if isinstance(event, Proposed)]
        assert not crm.writes
        assert await state_of(done) is ProposalState.UNDONE
        assert (await events_of(done))[-1] is JournalEvent.UNDONE

    async def test_nobody_else_can_undo(self, promotion, chat, crm, people):
        talk, proposal = promotion
        done = only(await talk.confirms(proposal), ContactShown).undoable
        events = await chat(owner="eve").undoes(done)
        assert isinstance(only(events, Decided).outcome, NotYours)
        assert crm.people[people[4].id]["jobtitle"] == "CTO"

    async def test_an_undo_can_itself_be_undone(self, promotion, crm, people):
        talk, proposal = promotion
        done = only(await talk.confirms(proposal), ContactShown).undoable
        again = only(await talk.undoes(done), ContactShown).undoable
        await talk.undoes(again)
        assert crm.people[people[4].id]["jobtitle"] == "CTO"

    async def test_a_contact_that_is_gone_cannot_be_put_back(self, promotion, contacts, people):
        talk, proposal = promotion
        done = only(await talk.confirms(proposal), ContactShown).undoable
        await contacts.archive(people[4].id)
        assert said(await talk.undoes(done)) == [EN.write_failed.format(reason=EN.contact_gone)]


class TestComingBack:
    async def test_a_pending_proposal_returns_after_a_reload(self, creation, chat):
        _, proposal = creation
        talk = chat()
        returned = only(await talk.comes_back(), Proposed).proposal
        assert returned == proposal
        assert isinstance(only(await talk.confirms(returned), Decided).outcome, Applied)

    async def test_an_expired_one_is_said_to_have_expired_once(self, creation, chat, clock, events_of):
        clock.pass_by(seconds=LIFETIME.total_seconds())
        assert said(await chat().comes_back()) == [EN.expired_meanwhile.format(name="Léa")]
        assert not await chat().comes_back()
        assert await events_of() == [JournalEvent.EXPIRED]

    async def test_nobody_sees_what_waits_for_somebody_else(self, creation, chat):
        assert not await chat(owner="eve").comes_back()


class TestSettling:
    async def test_a_create_whose_answer_was_lost_is_done_when_it_is_found(self, creation, crm, events_of):
        talk, proposal = creation
        crm.faults.next("commit_then_drop", method="POST")
        events = await talk.confirms(proposal)
        assert isinstance(only(events, Decided).outcome, Applied)
        assert len(crm.writes) == 1
        assert await events_of(proposal) == [JournalEvent.BEGUN, JournalEvent.DONE]

    async def test_an_update_that_did_not_arrive_is_sent_once_more(self, promotion, crm, people):
        talk, proposal = promotion
        crm.faults.next("drop_before_commit", method="PATCH")
        events = await talk.confirms(proposal)
        assert isinstance(only(events, Decided).outcome, Applied)
        assert crm.people[people[4].id]["jobtitle"] == "CTO"
        assert len(crm.writes) == 2

    async def test_an_update_that_did_arrive_is_not_sent_again(self, promotion, crm):
        talk, proposal = promotion
        crm.faults.next("commit_then_drop", method="PATCH")
        assert isinstance(only(await talk.confirms(proposal), Decided).outcome, Applied)
        assert len(crm.writes) == 1

    async def test_a_create_that_did_not_arrive_is_never_sent_again_by_itself(
        self, creation, crm, state_of, clock, sweep, chat
    ):
        talk, proposal = creation
        crm.faults.next("drop_before_commit", method="POST")
        events = await talk.confirms(proposal)
        assert isinstance(only(events, Decided).outcome, Unsettled)
        clock.pass_by(seconds=LANDED_BY_NOW.total_seconds())
        await sweep()
        assert await state_of(proposal) is ProposalState.FAILED
        assert said(await chat().comes_back()) == [EN.crm.create_settled_failed.format(name="Léa")]
        assert not await chat().comes_back()
        assert len(crm.writes) == 1

    async def test_what_a_killed_process_left_behind_is_settled_at_the_next_start(
        self, creation, left_executing, contacts, clock, sweep, chat
    ):
        _, proposal = creation
        await left_executing(proposal)
        await contacts.create(proposal.values)
        clock.pass_by(seconds=1)
        await sweep()
        events = await chat().comes_back()
        assert said(events) == [EN.crm.create_settled_done.format(name="Léa")]
        assert only(events, ContactShown).undoable is not None

    async def test_what_another_process_is_writing_is_left_to_it(
        self, creation, left_executing, clock, sweep, state_of
    ):
        _, proposal = creation
        await left_executing(proposal)
        clock.pass_by(seconds=1)
        await sweep(alone=False)
        assert await state_of(proposal) is ProposalState.EXECUTING

    async def test_a_contact_that_was_there_before_is_not_taken_for_the_lost_one(
        self, creation, left_executing, contacts, clock, sweep, state_of
    ):
        _, proposal = creation
        await contacts.create(proposal.values)
        clock.pass_by(days=3650)
        await left_executing(proposal)
        clock.pass_by(seconds=LANDED_BY_NOW.total_seconds())
        await sweep()
        assert await state_of(proposal) is ProposalState.FAILED


async def test_a_typed_yes_answers_the_latest_question_and_no_older_proposal(creation, crm, people):
    talk, _ = creation
    talk.model.then(says("Nobody found. Shall I create Paul?"), says("Gladly."))
    await talk.hears("find Paul")
    assert not [event for event in await talk.hears("yes") if isinstance(event, Decided)]
    assert len(crm.people) == len(people)


class TestLikelyDoubles:
    async def test_a_likely_double_comes_with_the_proposal(self, chat, people):
        talk = chat(calls("create_contact", email="j@new.example", **JOHN_AT_ACME), says("?"))
        proposal = await talk.is_proposed("create John Smith j@new.example Acme")
        assert people[1].id in {contact.id for contact in proposal.similar}

    async def test_it_can_be_updated_instead(self, chat, crm, people):
        talk = chat(calls("create_contact", jobtitle="CTO", **JOHN_AT_ACME), says("?"))
        proposal = await talk.is_proposed("create John Smith, CTO at Acme")
        follow = only(await talk.adopts(proposal, people[1]), Proposed)
        assert [replaced.id for replaced in follow.replaced] == [proposal.id]
        await talk.confirms(follow.proposal)
        assert crm.people[people[1].id]["jobtitle"] == "CTO"
        assert len(crm.people) == len(people)
        assert said(await talk.confirms(proposal)) == [EN.replaced]

    async def test_a_contact_that_was_not_offered_cannot_be_adopted(self, chat, people):
        talk = chat(calls("create_contact", **JOHN_AT_ACME), says("?"))
        proposal = await talk.is_proposed("create John Smith at Acme")
        events = await talk.adopts(proposal, people[0])
        assert isinstance(only(events, Decided).outcome, NotYours)

    async def test_one_that_has_the_values_already_ends_the_create(self, chat, crm, people):
        talk = chat(calls("create_contact", **JOHN_AT_ACME), says("?"))
        proposal = await talk.is_proposed("create John Smith at Acme")
        events = await talk.adopts(proposal, people[1])
        assert only(events, Decided).outcome.proposal.state is ProposalState.REPLACED
        assert said(events) == [EN.unchanged.format(name="John Smith")]
        assert only(events, ContactShown).contact.id == people[1].id
        assert not crm.writes

    async def test_a_late_click_on_it_prepares_nothing(self, chat, people):
        talk = chat(calls("create_contact", jobtitle="CTO", **JOHN_AT_ACME), says("?"))
        proposal = await talk.is_proposed("create John Smith, CTO at Acme")
        await talk.cancels(proposal)
        assert said(await talk.adopts(proposal, people[1])) == [EN.cancelled]
        assert not await chat().comes_back()

    async def test_an_expired_one_cannot_be_adopted(self, chat, people, clock):
        talk = chat(calls("create_contact", jobtitle="CTO", **JOHN_AT_ACME), says("?"))
        proposal = await talk.is_proposed("create John Smith, CTO at Acme")
        clock.pass_by(seconds=LIFETIME.total_seconds())
        assert said(await talk.adopts(proposal, people[1])) == [EN.expired]

    async def test_a_typed_yes_does_not_say_which_and_decides_nothing(self, chat, crm, people):
        talk = chat(calls("create_contact", **JOHN_AT_ACME), says("?"), says("Please click."))
        await talk.is_proposed("create John Smith at Acme")
        assert not [event for event in await talk.hears("yes") if isinstance(event, Decided)]
        assert len(crm.people) == len(people)

    async def test_that_they_could_not_be_looked_for_is_said_and_always_asked(self, chat, crm):
        crm.faults.next("internal_500", path_contains="/search", times=None)
        talk = chat(calls("create_contact", **JOHN_AT_ACME), says("?"), confirm_writes="never")
        proposal = await talk.is_proposed("create John Smith at Acme")
        assert proposal.similar_unchecked
        assert not crm.writes

    async def test_it_can_be_created_anyway(self, chat, crm, people):
        talk = chat(calls("create_contact", email="j@new.example", **JOHN_AT_ACME), says("?"))
        await talk.confirms(await talk.is_proposed("create John Smith j@new.example Acme"))
        assert len(crm.people) == len(people) + 1


class TestRefusals:
    """What HubSpot refuses at the click comes back as a proposal, in words for each field."""

    async def test_a_refused_value_is_named_and_leads_back_to_the_proposal(self, creation, crm, events_of):
        talk, proposal = creation
        crm.faults.next("invalid_value_400", method="POST", name="firstname", code="VALUE_TOO_LONG")
        events = await talk.confirms(proposal)
        again = only(events, Proposed).proposal
        (sentence,) = said(events)
        assert EN.problems["too_long"].format(property=EN.properties["firstname"]) in sentence
        assert sentence.endswith(EN.correct_it)
        assert again.values == proposal.values
        assert await events_of(proposal) == [JournalEvent.BEGUN, JournalEvent.FAILED]
        assert isinstance(only(await talk.confirms(again), Decided).outcome, Applied)
        assert [one for one in crm.people.values() if one.get("email") == "lea@x.example"]

    async def test_a_corrected_value_takes_the_place_of_the_refused_one(self, creation, crm):
        talk, proposal = creation
        crm.faults.next("invalid_value_400", method="POST")
        again = only(await talk.confirms(proposal), Proposed).proposal
        talk.model.then(calls("create_contact", email="lea.b@x.example", firstname="Léa"), says("?"))
        corrected = only(await talk.hears("her e-mail is lea.b@x.example"), Proposed)
        assert [one.id for one in corrected.replaced] == [again.id]
        assert corrected.proposal.values["email"] == "lea.b@x.example"

    @pytest.mark.parametrize("fault", ["rate_limit_daily", "migration_477", "locked_423"])
    async def test_what_could_not_be_written_now_can_be_tried_again_by_one_click(self, creation, crm, fault):
        talk, proposal = creation
        crm.faults.next(fault, method="POST")
        again = only(await talk.confirms(proposal), Proposed).proposal
        assert isinstance(only(await talk.confirms(again), Decided).outcome, Applied)

    @pytest.mark.parametrize("fault", ["bad_token_401", "missing_scopes_403"])
    async def test_what_only_an_operator_can_mend_is_not_offered_again(self, creation, crm, fault):
        talk, proposal = creation
        crm.faults.next(fault, method="POST")
        events = await talk.confirms(proposal)
        assert not [event for event in events if isinstance(event, Proposed)]
        assert said(events) == [EN.write_failed.format(reason=EN.crm_denied)]

    async def test_a_newer_proposal_about_that_person_is_not_replaced_by_the_refused_one(
        self, promotion, contacts, state, clock, people
    ):
        talk, proposal = promotion
        find = calls("search_contacts", email="zoe@oeuvre.fr")
        talk.model.then(find, calls("update_contact", contact_id=people[4].id, jobtitle="CEO"), says("?"))
        newer = await talk.is_proposed("make Zoé CEO")
        refused = in_state(proposal, ProposalState.FAILED)
        assert await ProposalMaker(contacts, state, "ada", clock).again(refused) is None
        assert isinstance(only(await talk.confirms(newer), Decided).outcome, Applied)


class TestASecondaryAddress:
    """A contact has one primary address and may have others, by each of which it is found."""

    @pytest.fixture
    async def holder(self, contacts):
        more = {"email": "m.durand@ex.example", "hs_additional_emails": "lea@x.example"}
        return await contacts.create({"firstname": "Maria", **more})

    @pytest.fixture
    def addresses(self, crm, holder):
        def read():
            stored = crm.snapshot()[holder.id]
            return stored["email"], stored["hs_additional_emails"]

        return read

    async def test_a_create_that_becomes_an_update_leaves_the_primary_address_alone(
        self, holder, chat, crm, addresses
    ):
        create = calls("create_contact", email="lea@x.example", firstname="Léa")
        talk = chat(create, says("Please confirm."))
        instead = await talk.is_proposed("create Léa lea@x.example")
        assert (instead.contact.id, dict(instead.values)) == (holder.id, {"firstname": "Léa"})
        await talk.confirms(instead)
        assert crm.people[holder.id]["firstname"] == "Léa"
        assert addresses() == ("m.durand@ex.example", "lea@x.example")

    async def test_so_does_one_whose_address_was_taken_before_the_click(
        self, creation, holder, crm, addresses
    ):
        talk, proposal = creation
        instead = only(await talk.confirms(proposal), Proposed).proposal
        assert (instead.contact.id, dict(instead.values)) == (holder.id, {"firstname": "Léa"})
        await talk.confirms(instead)
        assert crm.people[holder.id]["firstname"] == "Léa"
        assert addresses() == ("m.durand@ex.example", "lea@x.example")


class TestLifecycle:
    async def test_a_step_back_is_marked_and_really_stored(self, asked_to_update, crm, people):
        talk, proposal = await asked_to_update(people[1], lifecyclestage="lead")
        assert proposal.steps_back
        events = await talk.confirms(proposal)
        assert crm.people[people[1].id]["lifecyclestage"] == "lead"
        assert said(events) == [EN.updated.format(name="John Smith")]

    async def test_a_step_forward_is_one_write(self, asked_to_update, crm, people):
        talk, proposal = await asked_to_update(people[0], lifecyclestage="customer")
        assert not proposal.steps_back
        await talk.confirms(proposal)
        assert len(crm.writes) == 1

    async def test_a_step_back_cut_in_half_is_finished(self, asked_to_update, crm, people):
        talk, proposal = await asked_to_update(people[1], lifecyclestage="lead")
        crm.faults.next("commit_then_drop", method="PATCH")
        assert isinstance(only(await talk.confirms(proposal), Decided).outcome, Applied)
        assert crm.people[people[1].id]["lifecyclestage"] == "lead"

    async def test_a_step_back_whose_second_half_is_refused_is_put_back(
        self, asked_to_update, crm, people, state_of
    ):
        talk, proposal = await asked_to_update(people[1], lifecyclestage="lead", jobtitle="CTO")
        crm.faults.next("invalid_value_400", method="PATCH", spared=1, name="jobtitle", code="INVALID_OPTION")
        events = await talk.confirms(proposal)
        stored = crm.people[people[1].id]
        assert (stored["lifecyclestage"], stored.get("jobtitle")) == ("customer", None)
        assert await state_of(proposal) is ProposalState.FAILED
        assert EN.properties["jobtitle"] in said(events)[0]
        again = only(events, Proposed).proposal
        assert isinstance(only(await talk.confirms(again), Decided).outcome, Applied)

    async def test_a_step_back_to_an_address_that_is_taken_is_put_back(self, asked_to_update, crm, people):
        talk, proposal = await asked_to_update(people[1], lifecyclestage="lead", email=people[4].get("email"))
        events = await talk.confirms(proposal)
        stored = crm.people[people[1].id]
        assert (stored["lifecyclestage"], stored["email"]) == ("customer", "john.smith@acme.com")
        assert said(events) == [EN.email_taken.format(name=people[4].name)]

    async def test_half_a_step_back_is_put_back_when_somebody_changed_the_rest_meanwhile(
        self, asked_to_update, contacts, crm, people, state_of, sweep
    ):
        talk, proposal = await asked_to_update(people[1], lifecyclestage="lead", jobtitle="CTO")
        crm.faults.next("bad_token_401", method="PATCH", spared=1, times=None)
        await talk.confirms(proposal)
        crm.faults.clear()
        await contacts.update(people[1].id, {"jobtitle": "CEO"})
        await sweep()
        stored = crm.people[people[1].id]
        assert (stored["lifecyclestage"], stored["jobtitle"]) == ("customer", "CEO")
        assert await state_of(proposal) is ProposalState.FAILED

    async def test_half_a_step_back_that_nobody_can_put_back_stays_open_until_somebody_can(
        self, asked_to_update, crm, people, state_of, sweep
    ):
        talk, proposal = await asked_to_update(people[1], lifecyclestage="lead")
        crm.faults.next("bad_token_401", method="PATCH", spared=1, times=None)
        assert isinstance(only(await talk.confirms(proposal), Decided).outcome, Unsettled)
        crm.faults.clear()
        await sweep()
        assert await state_of(proposal) is ProposalState.DONE
        assert crm.people[people[1].id]["lifecyclestage"] == "lead"

    async def test_what_is_settled_later_waits_for_other_writes_about_the_contact(
        self, asked_to_update, crm, people, state_of, sweep, writes
    ):
        talk, proposal = await asked_to_update(people[1], lifecyclestage="lead")
        crm.faults.next("bad_token_401", method="PATCH", spared=1, times=None)
        await talk.confirms(proposal)
        crm.faults.clear()
        before = len(crm.requests)
        async with writes.about(people[1].id):
            sweeping = asyncio.create_task(sweep())
            await asyncio.sleep(0.2)
            assert len(crm.requests) == before
        await sweeping
        assert await state_of(proposal) is ProposalState.DONE

    async def test_what_was_settled_while_it_waited_is_let_be(
        self, asked_to_update, crm, people, state, sweep, writes
    ):
        talk, proposal = await asked_to_update(people[1], lifecyclestage="lead")
        crm.faults.next("bad_token_401", method="PATCH", spared=1, times=None)
        outcome = only(await talk.confirms(proposal), Decided).outcome
        crm.faults.clear()
        before = len(crm.requests)
        async with writes.about(people[1].id):
            sweeping = asyncio.create_task(sweep())
            await asyncio.sleep(0.1)
            ended = in_state(outcome.proposal, ProposalState.FAILED)
            assert await state.advance(ended, expected=ProposalState.UNKNOWN)
        await sweeping
        assert len(crm.requests) == before


class TestHowMuchIsAsked:
    async def test_never_asks_nothing_and_can_still_be_undone(self, chat, crm, events_of):
        talk = chat(calls("create_contact", email="lea@x.example"), says("Done."), confirm_writes="never")
        events = await talk.hears("create lea@x.example")
        done = only(events, ContactShown).undoable
        assert await events_of(done) == [JournalEvent.BEGUN, JournalEvent.DONE]
        assert '"written"' in talk.model.asked[1].rounds[0].returned[0].content
        await talk.undoes(done)
        assert not crm.people

    async def test_updates_asks_about_updates_alone(self, chat, crm, people):
        script = (
            calls("create_contact", email="lea@x.example"),
            says("Done."),
            calls("search_contacts", email="zoe@oeuvre.fr"),
            calls("update_contact", contact_id=people[4].id, jobtitle="CTO"),
            says("?"),
        )
        talk = chat(*script, confirm_writes="updates")
        await talk.hears("create lea@x.example")
        assert len(crm.people) == len(people) + 1
        await talk.is_proposed("make Zoé CTO")
        assert not crm.people[people[4].id].get("jobtitle")

    async def test_a_choice_between_people_is_always_asked(self, chat, crm, people):
        talk = chat(calls("create_contact", **JOHN_AT_ACME), says("?"), confirm_writes="never")
        await talk.is_proposed("create John Smith at Acme")
        assert not crm.writes

    async def test_a_token_that_may_only_read_proposes_nothing(self, chat, crm):
        crm.faults.next("missing_scopes_403", path_contains="/only-in-the-token-info", times=None)
        talk = chat(calls("create_contact", email="lea@x.example"), says("I may only read."))
        events = await talk.hears("create lea@x.example")
        assert not [event for event in events if isinstance(event, Proposed)]
        assert '"read_only"' in talk.model.asked[1].rounds[0].returned[0].content


async def test_a_hundred_clicks_in_ten_tabs_write_once(creation, chat, crm, people):
    talk, proposal = creation
    tabs = [talk, *(chat() for _ in range(9))]
    outcomes = await asyncio.gather(*(tab.confirms(proposal) for tab in tabs for _ in range(10)))
    decided = [only(events, Decided).outcome for events in outcomes]
    assert sum(isinstance(outcome, Applied) for outcome in decided) == 1
    assert sum(isinstance(outcome, Closed) for outcome in decided) == 99
    assert len(crm.people) == len(people) + 1


async def test_a_property_that_no_card_shows_is_read_before_it_is_changed_and_comes_back_with_undo(
    chat, crm, contacts, people
):
    await contacts.update(people[0].id, {"country": "France"})
    talk = chat(
        calls("search_contacts", name="Marie Durand"),
        calls("update_contact", contact_id=people[0].id, other=[{"name": "country", "value": "Belgium"}]),
        says("Ok?"),
    )
    proposal = await talk.is_proposed("Marie Durand is in Belgium now")
    assert dict(proposal.before) == {"country": "France"}
    await talk.confirms(proposal)
    assert crm.people[people[0].id]["country"] == "Belgium"
    await talk.undoes(proposal)
    assert crm.people[people[0].id]["country"] == "France"
