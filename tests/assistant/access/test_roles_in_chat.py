"""S10, S19 and S37 in a whole chat: what a role may not is refused by every way to it, also when it changes mid-talk."""

import dataclasses
import json
from dataclasses import dataclass, field

import pytest
from heard import only, said

from assistant.access.member import Identity, Member, Role
from assistant.access.rights import Rights
from assistant.chat.events import (
    ContactsFound,
    ContactShown,
    Decided,
    FormClosed,
    FormOpened,
    Proposed,
    Task,
)
from assistant.files.contact_export import Exported
from assistant.language.texts import texts_in
from assistant.models.scripted import calls, says
from assistant.proposals.journal import JournalEvent
from assistant.proposals.proposal import Applied, NotYours, ProposalState
from hubspot_tools.contacts import SearchContacts

EN = texts_in("en")
PHONE = "+33612345678"
"""Marie's, in every spelling of it that a search, a card or a model could tell."""
SPELLINGS = (PHONE, "06 12 34 56 78", "0612345678", "612345678")


def rights(role: Role | None = Role.STEWARD, **what) -> Rights:
    member = None if role is None else Member(identity=Identity(method="oidc", id="ada"), role=role)
    return Rights(member=member, **{name: frozenset(names) for name, names in what.items()})


NO_PHONE = {"hidden": {"phone", "hs_searchable_calculated_phone_number"}}
VIEWER, EDITOR, STEWARD, GONE = map(rights, (Role.VIEWER, Role.EDITOR, Role.STEWARD, None))
VIEWER_TOLD = EN.role_may_not.format(role=EN.roles["viewer"])


@dataclass
class Badge:
    """What somebody may, which a test changes under their hands."""

    now: Rights = field(default_factory=Rights)

    def __call__(self) -> Rights:
        return self.now


@pytest.fixture
def badge() -> Badge:
    return Badge()


async def all_of(events):
    return [event async for event in events]


def everything(*seen) -> str:
    """All that is in these, down to the last contact."""
    return json.dumps(
        [dataclasses.asdict(one) if dataclasses.is_dataclass(one) else str(one) for one in seen], default=str
    )


def hides_phone(*seen) -> bool:
    told = everything(*seen)
    return not any(spelling in told for spelling in SPELLINGS)


# S19: a role without the right to write


async def test_s19_through_the_model_a_viewer_changes_nothing_and_is_told_why(chat, crm, people, badge):
    badge.now = VIEWER
    script = [
        calls("search_contacts", name="John Smith"),
        calls("update_contact", contact_id=people[1].id, company="New"),
    ]
    talk = chat(*script, says("You may not."), rights=badge)
    events = await talk.hears("set the company of John Smith to New")
    assert not [event for event in events if isinstance(event, Proposed)]
    assert "role_may_not" in str(talk.model.asked[-1])
    assert not crm.writes


async def test_what_a_viewer_wanted_is_answered_by_the_refusal_and_not_asked_about(chat, people, badge):
    badge.now = VIEWER
    call = calls("create_contact", firstname="Vera", lastname="Blunt", email="vera.blunt@example.com")
    talk = chat(call, says("You may not."), rights=badge)
    events = await talk.hears("create Vera Blunt, vera.blunt@example.com")
    assert "vera.blunt@example.com" not in " ".join(said(events))


async def test_s19_a_viewer_is_offered_no_task_that_changes_anything(chat, people, badge):
    badge.now = VIEWER
    talk = chat(rights=badge)
    for task in (Task.CREATE, Task.UPDATE):
        assert said(await all_of(talk.conversation.choose(task))) == [VIEWER_TOLD]
    assert said(await talk.hears("create a contact")) == [VIEWER_TOLD]
    assert said(await all_of(talk.conversation.choose(Task.SEARCH))) == [EN.search_question]


async def test_s19_a_viewer_gets_no_form(chat, crm, people, badge):
    badge.now = VIEWER
    forms = chat(rights=badge).conversation.forms
    for turn in (forms.new(), forms.edit(people[0].id), forms.change(people[0].id, "city", "Lyon")):
        events = await all_of(turn)
        assert VIEWER_TOLD in said(events)
        assert not [event for event in events if isinstance(event, FormOpened | Proposed)]


async def test_s19_a_form_that_is_open_when_the_role_goes_proposes_nothing(chat, crm, people, badge):
    forms = chat(rights=badge).conversation.forms
    form = only(await all_of(forms.edit(people[1].id)), FormOpened).form
    badge.now = VIEWER
    events = await all_of(forms.submit(form.id, {**form.values, "company": "New"}))
    assert VIEWER_TOLD in said(events)
    assert not [event for event in events if isinstance(event, Proposed)]


@pytest.mark.parametrize("now", [VIEWER, GONE])
async def test_s19_a_role_taken_away_before_the_click_writes_nothing(chat, crm, state, people, badge, now):
    talk = chat(calls("create_contact", email="lea@x.example"), says("Please confirm."), rights=badge)
    proposal = await talk.is_proposed("create lea@x.example")
    badge.now = now
    told = [VIEWER_TOLD if now is VIEWER else EN.signed_out]
    assert said(await talk.confirms(proposal)) == told
    assert said(await talk.undoes(proposal)) == told
    assert said(await all_of(talk.conversation.adopt(proposal.id, proposal.digest, "1"))) == told
    assert said(await all_of(talk.conversation.forms.correct(proposal.id, proposal.digest)))[-1:] == told
    assert not crm.writes
    assert (await state.get(proposal.id, "ada")).state is ProposalState.PENDING


async def test_s19_a_role_taken_away_while_a_write_is_under_way_sends_nothing(
    chat, crm, people, badge, contacts
):
    """The proposal is begun, the contact is read, and only then the role is gone."""
    talk = chat(
        calls("search_contacts", name="John Smith"),
        calls("update_contact", contact_id=people[1].id, company="New"),
        says("Please confirm."),
        rights=badge,
    )
    proposal = await talk.is_proposed("set the company of John Smith to New")
    read = contacts.get

    async def taken_away(*args, **kwargs):
        found = await read(*args, **kwargs)
        badge.now = VIEWER
        return found

    contacts.get = taken_away
    events = await talk.confirms(proposal)
    assert not crm.writes
    assert EN.roles["viewer"] in " ".join(said(events))


async def test_s19_what_waits_is_not_offered_to_a_viewer_who_comes_back(chat, people, badge):
    await chat(calls("create_contact", email="lea@x.example"), says("Please confirm.")).is_proposed(
        "create lea@x.example"
    )
    badge.now = VIEWER
    assert await chat(rights=badge).comes_back() == []
    badge.now = EDITOR
    assert len(await chat(rights=badge).comes_back()) == 1


# S10: nobody decides or takes back what is somebody else's, but for stewards


async def written_by_bob(chat):
    bob = chat(
        calls("create_contact", email="lea@x.example", firstname="Léa"), says("Please confirm."), owner="bob"
    )
    proposal = await bob.is_proposed("create Léa lea@x.example")
    await bob.confirms(proposal)
    return proposal


@pytest.mark.parametrize("role", [VIEWER, EDITOR])
async def test_s10_what_somebody_else_wrote_is_not_theirs_to_take_back(chat, crm, people, badge, role):
    proposal = await written_by_bob(chat)
    badge.now = role
    events = await chat(rights=badge).undoes(proposal)
    assert said(events) == ([EN.not_yours] if role is EDITOR else [VIEWER_TOLD])
    assert "lea@x.example" in crm.by_email


async def test_s10_a_steward_is_offered_to_take_it_back_and_the_journal_names_them(
    chat, crm, state, people, badge
):
    proposal = await written_by_bob(chat)
    contact_id = next(one for one, values in crm.people.items() if values["email"] == "lea@x.example")
    steward = chat(rights=badge)
    badge.now = EDITOR
    assert only(await all_of(steward.conversation.pick(contact_id)), ContactShown).of_others is None
    badge.now = STEWARD
    offered = only(await all_of(steward.conversation.pick(contact_id)), ContactShown).of_others
    assert offered.id == proposal.id
    assert isinstance(only(await steward.undoes(offered), Decided).outcome, Applied)
    assert "lea@x.example" not in crm.by_email
    assert (await state.get(proposal.id, "bob")).state is ProposalState.UNDONE
    last = [
        entry for entry in await state.journal() if entry.event in {JournalEvent.DONE, JournalEvent.UNDONE}
    ][-2:]
    assert [entry.owner for entry in last] == ["ada", "ada"]
    assert said(await chat(owner="bob").comes_back()) == [EN.undone_by_others.format(name="Léa")]


async def test_s10_a_steward_is_offered_it_with_whom_they_find_alone(chat, crm, people, badge):
    proposal = await written_by_bob(chat)
    found = [calls("search_contacts", email="lea@x.example"), says("Here she is.")] * 2
    steward = chat(*found, rights=badge)
    badge.now = EDITOR
    assert only(await steward.hears("find lea@x.example"), ContactsFound).page.total == 1
    badge.now = STEWARD
    offered = only(await steward.hears("find lea@x.example again"), ContactShown).of_others
    assert offered.id == proposal.id
    assert isinstance(only(await steward.undoes(offered), Decided).outcome, Applied)
    assert "lea@x.example" not in crm.by_email


async def test_s10_a_steward_confirms_nothing_of_somebody_else(chat, crm, people, badge):
    bob = chat(calls("create_contact", email="lea@x.example"), says("Please confirm."), owner="bob")
    proposal = await bob.is_proposed("create lea@x.example")
    badge.now = STEWARD
    assert isinstance(only(await chat(rights=badge).confirms(proposal), Decided).outcome, NotYours)
    assert not crm.writes


# S37: a field hidden from a role


async def test_s37_through_the_model_a_hidden_value_is_in_no_result_and_on_no_screen(chat, people, badge):
    badge.now = rights(**NO_PHONE)
    talk = chat(calls("search_contacts", email="marie.durand@exemple.fr"), says("Here she is."), rights=badge)
    events = await talk.hears("find marie.durand@exemple.fr")
    assert only(events, ContactsFound).page.total == 1
    assert hides_phone(*events, *talk.model.asked)


async def test_s37_the_model_cannot_write_what_is_hidden(chat, crm, people, badge):
    badge.now = rights(**NO_PHONE)
    talk = chat(
        calls("search_contacts", name="John Smith"),
        calls("update_contact", contact_id=people[1].id, phone="+33700000001"),
        says("I cannot."),
        says("I cannot."),
        rights=badge,
    )
    events = await talk.hears("the phone of John Smith is +33700000001")
    assert not [event for event in events if isinstance(event, Proposed)]
    assert not crm.writes


async def test_s37_a_form_has_no_field_for_what_is_hidden_or_fixed(chat, people, badge):
    badge.now = rights(**NO_PHONE, fixed={"company"})
    forms = chat(rights=badge).conversation.forms
    opened = await all_of(forms.edit(people[0].id))
    form = only(opened, FormOpened).form
    assert {"phone", "company"}.isdisjoint(form.fields)
    assert hides_phone(*opened)
    assert await forms.further(form.id, "phone") is None
    assert await forms.further(form.id, "company") is None
    for name in ("phone", "company"):
        refused = await all_of(forms.submit(form.id, {**form.values, name: "+33700000001"}))
        assert not [event for event in refused if isinstance(event, Proposed)]


async def test_s37_pages_picks_and_exports_hold_nothing_hidden(chat, people, badge):
    badge.now = rights(**NO_PHONE)
    conversation = chat(rights=badge).conversation
    page = await all_of(conversation.turn_page(SearchContacts(page=1)))
    picked = await all_of(conversation.pick(people[0].id))
    exported = (await all_of(conversation.export(SearchContacts())))[-1]
    assert isinstance(exported, Exported)
    heading = exported.content.decode("utf-8-sig").splitlines()[0].lower()
    assert "phone number" not in heading.split(",")
    assert "Zoé" in exported.content.decode()
    assert hides_phone(*page, *picked, exported.content.decode())


async def test_s37_an_export_has_no_more_rows_than_the_role_may(chat, people, badge):
    badge.now = dataclasses.replace(VIEWER, most_export_rows=2)
    exported = (await all_of(chat(rights=badge).conversation.export(SearchContacts())))[-1]
    assert (exported.rows, exported.total, exported.complete, exported.cut_by_role) == (2, 5, False, True)


async def test_s37_a_list_cannot_be_turned_by_what_is_hidden(chat, people, badge):
    badge.now = rights(**NO_PHONE)
    badge.now = rights(hidden={*NO_PHONE["hidden"], "mobilephone"})
    events = await all_of(chat(rights=badge).conversation.turn_page(SearchContacts(phone=PHONE, page=1)))
    assert not [event for event in events if isinstance(event, ContactsFound)]


async def test_s37_a_proposal_about_what_is_hidden_by_now_is_nobodys(chat, crm, state, people, badge):
    talk = chat(
        calls("search_contacts", email="marie.durand@exemple.fr"),
        calls("update_contact", contact_id=people[0].id, phone="+33700000001"),
        says("Please confirm."),
        rights=badge,
    )
    proposal = await talk.is_proposed("the phone of marie.durand@exemple.fr is +33700000001")
    badge.now = rights(**NO_PHONE)
    assert isinstance(only(await talk.confirms(proposal), Decided).outcome, NotYours)
    assert await chat(rights=badge).comes_back() == []
    assert hides_phone(*await talk.hears("yes") if talk.model.then(says("Yes what?")) is None else ())
    assert not crm.writes
    assert any(entry.reason == "hidden" for entry in await journal_of(state))


async def journal_of(state):
    await state.rejections.flush()
    return await state.journal()


async def test_s37_a_write_of_what_is_hidden_by_now_is_not_taken_back(chat, crm, people, badge):
    talk = chat(
        calls("search_contacts", email="marie.durand@exemple.fr"),
        calls("update_contact", contact_id=people[0].id, phone="+33700000001"),
        says("Please confirm."),
        rights=badge,
    )
    proposal = await talk.is_proposed("the phone of marie.durand@exemple.fr is +33700000001")
    await talk.confirms(proposal)
    crm.edit("marie.durand@exemple.fr", phone="+33700000002")
    badge.now = rights(**NO_PHONE)
    events = await talk.undoes(proposal)
    assert isinstance(only(events, Decided).outcome, NotYours)
    assert said(await talk.hears("undo")) == [EN.nothing_to_undo]
    assert hides_phone(*events)


async def test_s37_a_field_hidden_mid_talk_leaves_the_talk_the_focus_and_the_forms(chat, people, badge):
    talk = chat(
        calls("search_contacts", email="marie.durand@exemple.fr"),
        says(f"Her number is {PHONE}."),
        says("I do not know."),
        rights=badge,
    )
    await talk.hears("what is the phone of marie.durand@exemple.fr?")
    form = only(await all_of(talk.conversation.forms.edit(people[0].id)), FormOpened).form
    asked = len(talk.model.asked)
    badge.now = rights(**NO_PHONE)
    events = await talk.hears("and what was it again?")
    assert len(talk.model.asked) > asked
    assert hides_phone(*events, *talk.model.asked[asked:])
    closed = await all_of(talk.conversation.forms.submit(form.id, dict(form.values)))
    assert said(closed) == [EN.form_over]
    assert not [event for event in closed if isinstance(event, FormClosed)]


async def test_s37_who_is_not_signed_in_any_more_hears_nothing_of_what_was_said(chat, people, badge):
    talk = chat(
        calls("search_contacts", email="marie.durand@exemple.fr"),
        says(f"Her number is {PHONE}."),
        calls("search_contacts", name="Durand"),
        says("You are not signed in."),
        rights=badge,
    )
    await talk.hears("what is the phone of marie.durand@exemple.fr?")
    asked = len(talk.model.asked)
    badge.now = GONE
    events = await talk.hears("and the others of that name?")
    assert hides_phone(*events, *talk.model.asked[asked:])
    assert not [event for event in events if isinstance(event, ContactsFound)]


async def test_s37_what_was_decided_or_replaced_shows_nothing_that_is_hidden_by_now(chat, people, badge):
    find = calls("search_contacts", email="marie.durand@exemple.fr")
    talk = chat(
        find,
        calls("update_contact", contact_id=people[0].id, company="Neuf"),
        says("Please confirm."),
        find,
        calls("update_contact", contact_id=people[0].id, company="Dix"),
        says("Please confirm."),
        rights=badge,
    )
    first = await talk.is_proposed("the company of marie.durand@exemple.fr is Neuf")
    badge.now = rights(**NO_PHONE)
    events = await talk.hears("no, the company of marie.durand@exemple.fr is Dix")
    proposed = only(events, Proposed)
    assert [one.id for one in proposed.replaced] == [first.id]
    late = await talk.confirms(first)
    done = await talk.confirms(proposed.proposal)
    again = await talk.confirms(proposed.proposal)
    assert isinstance(only(done, Decided).outcome, Applied)
    assert hides_phone(*events, *late, *done, *again, *await talk.undoes(proposed.proposal))
