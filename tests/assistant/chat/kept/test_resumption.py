"""A talk goes on in a new chat: each thing as it stands by now, as far as its person may see it by now."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.access.member import Member
from assistant.access.rights import Rights
from assistant.agent.agent_events import Wrote
from assistant.chat.events import ContactsFound, ContactShown, Proposed, Said
from assistant.chat.kept.kept_talk import KeptContact, KeptList, KeptProposal, KeptTalk, KeptText
from assistant.chat.kept.talk_record import TalkNow, TalkRecord
from assistant.models.scripted import calls, says
from assistant.proposals.proposal import Proposal, ProposalState
from evaluation.clock import ManualClock
from hubspot_tools.contacts import ContactPage

EMAIL = "luc@ex.example"


class Kept:
    """Plays the screen: notes what a chat shows, and has the newest talk."""

    def __init__(self, clock):
        self.clock = clock
        self.talk = None
        self.numbers = iter(range(1_000))

    def record(self, talk):
        conversation = talk.conversation
        self.notes = TalkRecord(self.keep, conversation.resumption.talk_now, conversation.rights, self.clock)
        return self

    def keep(self, talk):
        self.talk = KeptTalk.model_validate_json(talk.model_dump_json())

    async def hears(self, talk, text):
        self._put(KeptText, text=text, of_person=True)
        return self.shows(await talk.hears(text))

    def shows(self, events):
        for event in events:
            match event:
                case Said(text=text) | Wrote(text=text):
                    self._put(KeptText, text=text)
                case ContactsFound(page=page):
                    self._put(KeptList, page=page)
                case Proposed(proposal=proposal):
                    self._put(KeptProposal, proposal=proposal.id)
                case ContactShown(contact=contact, undoable=done):
                    self._put(KeptContact, contact=contact, undoable=done.id if done else "")
        self.notes.save()
        return events

    def _put(self, kind, **what):
        self.notes.put(kind(id=f"m{next(self.numbers)}", at=self.clock(), **what))


@pytest.fixture
def kept(clock):
    return Kept(clock)


async def taken_up(talk, kept):
    return [message async for message in talk.conversation.take_up(kept.talk)]


def shown(messages, kind):
    return [message.shows for message in messages if isinstance(message.shows, kind)]


async def test_her_phone_is_still_hers_in_the_next_chat(chat, kept, people):
    before = chat(calls("search_contacts", email="john.smith@acme.com"), says("Here he is."))
    await kept.record(before).hears(before, "find john.smith@acme.com")
    after = chat(
        calls("update_contact", contact_id=people[1].id, phone="06 11 22 33 44"), says("Please check.")
    )
    await taken_up(after, kept)
    proposal = await after.is_proposed("change his phone to 06 11 22 33 44")
    assert proposal.contact.id == people[1].id
    first = str(after.model.asked[0])
    assert "find john.smith@acme.com" in first
    assert people[1].id in first


async def test_what_was_given_before_may_be_used_after(chat, kept, people):
    before = chat(says("Who is it?"))
    await kept.record(before).hears(before, f"a new one: Luc Martin, {EMAIL}")
    after = chat(
        calls("create_contact", firstname="Luc", lastname="Martin", email=EMAIL), says("Please confirm.")
    )
    await taken_up(after, kept)
    assert (await after.is_proposed("yes, create him")).values["email"] == EMAIL


@pytest.fixture
async def proposed(chat, kept):
    talk = chat(
        calls("create_contact", firstname="Luc", lastname="Martin", email=EMAIL), says("Please confirm.")
    )
    events = await kept.record(talk).hears(talk, f"create Luc Martin {EMAIL}")
    return talk, next(event.proposal for event in events if isinstance(event, Proposed))


async def test_a_waiting_proposal_waits_on_and_is_shown_once(chat, kept, proposed):
    after = chat()
    (again,) = shown(await taken_up(after, kept), Proposal)
    assert (again.id, again.state) == (proposed[1].id, ProposalState.PENDING)
    told = [event async for event in after.conversation.welcome_back(shown=frozenset({again.id}))]
    assert told == []
    events = await after.hears("yes")
    assert [event.contact.get("email") for event in events if isinstance(event, ContactShown)] == [EMAIL]


async def test_one_that_was_decided_meanwhile_says_so(chat, kept, proposed, clock):
    talk, proposal = proposed
    await talk.cancels(proposal)
    (again,) = shown(await taken_up(chat(), kept), Proposal)
    assert again.state is ProposalState.CANCELLED


async def test_one_that_nobody_decided_on_in_time_says_so(chat, kept, proposed, clock):
    clock.pass_by(minutes=11)
    (again,) = shown(await taken_up(chat(), kept), Proposal)
    assert again.state is ProposalState.EXPIRED


async def test_a_write_can_be_taken_back_in_the_next_chat_and_only_once(chat, kept, proposed):
    talk, proposal = proposed
    kept.shows(await talk.confirms(proposal))
    after = chat()
    (contact,) = shown(await taken_up(after, kept), ContactShown)
    assert contact.undoable.id == proposal.id
    await after.hears("undo")
    (later,) = shown(await taken_up(chat(), kept), ContactShown)
    assert later.undoable is None


async def test_nobody_else_gets_what_another_has_proposed(chat, kept, proposed):
    stranger = chat(owner="bob")
    assert shown(await taken_up(stranger, kept), Proposal) == []


HIDDEN = Rights(hidden=frozenset({"phone"}))


async def test_a_field_hidden_since_is_nowhere(chat, kept, people):
    talk = chat(calls("search_contacts", name="Marie Durand"), says("Her phone is 06 12 34 56 78."))
    await kept.record(talk).hears(talk, "find Marie Durand")
    assert "+33612345678" in kept.talk.model_dump_json()
    after = chat(rights=lambda: HIDDEN)
    messages = await taken_up(after, kept)
    assert "345678" not in str(messages).replace(" ", "")
    assert [one.text for one in shown(messages, KeptText)] == ["find Marie Durand"]
    (page,) = shown(messages, ContactPage)
    assert "phone" in page.withheld
    assert after.conversation.resumption.talk_now(kept.talk.memory, kept.clock()).memory.said == ()


async def test_a_list_found_by_what_is_hidden_since_is_left_out(chat, kept, people):
    talk = chat(calls("search_contacts", phone="06 12 34 56 78"), says("Here."))
    await kept.record(talk).hears(talk, "who has 06 12 34 56 78?")
    assert shown(await taken_up(chat(rights=lambda: HIDDEN), kept), ContactPage) == []


async def test_who_may_see_nothing_any_more_is_shown_nothing(chat, kept, proposed):
    assert await taken_up(chat(rights=lambda: Rights(member=None)), kept) == []


async def test_who_may_only_look_by_now_has_nothing_to_decide(chat, kept, proposed):
    viewer = Rights(member=Member(identity=Member.unasked().identity))
    after = chat(rights=lambda: viewer)
    assert shown(await taken_up(after, kept), Proposal) == []
    assert not after.conversation.may_be_declined


async def test_when_a_field_is_hidden_in_a_talk_nothing_of_before_is_kept(chat, kept, people):
    rights = [Rights()]
    talk = chat(
        calls("search_contacts", name="Marie Durand"),
        says("06 12 34 56 78."),
        says("Good."),
        rights=lambda: rights[0],
    )
    await kept.record(talk).hears(talk, "find Marie Durand")
    rights[0] = HIDDEN
    await kept.hears(talk, "thanks, that is all I need")
    assert "345678" not in kept.talk.model_dump_json().replace(" ", "")
    assert kept.talk.hidden == HIDDEN.hidden


async def test_a_chat_that_was_left_for_a_new_one_keeps_nothing_more(chat, kept):
    talk = chat(says("Yes?"), says("Yes?"))
    await kept.record(talk).hears(talk, "hello there my friend")
    kept.talk = None
    kept.notes.leave()
    await kept.hears(talk, "hello again")
    assert kept.talk is None


async def test_words_keep_their_moment_from_chat_to_chat(chat, kept, clock):
    talk = chat(says("Yes?"))
    await kept.record(talk).hears(talk, "hello there my friend")
    began = clock()
    for number in range(3):
        clock.pass_by(hours=1)
        talk, before = chat(says("Yes?")), kept.talk
        await taken_up(talk, kept)
        kept.record(talk).notes.take_up(before.memory)
        await kept.hears(talk, f"hello number {number}")
    assert kept.talk.memory.said[0].at == began
    assert kept.talk.memory.said[-1].at == clock()
    assert kept.talk.since(began + timedelta(minutes=30)).memory.said[0].text == "hello number 0"


async def test_the_talk_goes_on_in_its_language_unless_one_was_chosen(chat, kept):
    talk = chat(says("Oui ?"), language="en")
    await kept.record(talk).hears(talk, "bonjour, je cherche quelqu’un chez vous")
    assert kept.talk.language == "fr"
    follows, chosen = chat(language="en"), chat(language="en")
    chosen.conversation.speak("en", always=True)
    for after in (follows, chosen):
        await taken_up(after, kept)
    assert (follows.conversation.language, chosen.conversation.language) == ("fr", "en")


@given(st.lists(st.integers(0, 70)))
def test_a_record_holds_what_a_page_shows_and_no_more_than_60(ids):
    clock, talks = ManualClock(), []
    record = TalkRecord(talks.append, lambda memory, _: TalkNow("en", memory), Rights, clock)
    for number, id_ in enumerate(ids):
        record.put(KeptText(id=f"m{id_}", at=clock(), text=str(number)))
        clock.pass_by(seconds=1)
    record.save()
    messages = talks[-1].messages if talks else ()
    assert len(messages) == len({one.id for one in messages}) <= 60
    newest = {f"m{id_}": str(number) for number, id_ in enumerate(ids)}
    assert all(one.text == newest[one.id] for one in messages)
    assert len(messages) == min(60, len(newest))
