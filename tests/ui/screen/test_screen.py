import asyncio

import pytest

from assistant.agent.agent_events import ToolStarted, Waiting, Wrote
from assistant.chat.events import (
    ContactsFound,
    ContactShown,
    Decided,
    Deed,
    DeedFinished,
    DeedStarted,
    LanguageChanged,
    LookedInto,
    Proposed,
    Said,
    ToolFinished,
)
from assistant.language.texts import texts_in
from assistant.proposals.proposal import Applied, Closed, NotYours, ProposalState, Refused, Unsettled
from assistant.ui.cards.buttons import EDIT, HISTORY
from assistant.ui.cards.card_text import how_it_stands
from assistant.ui.cards.reader import Reader
from assistant.ui.screen.screen import Screen
from assistant.ui.screen.streamed_answer import FLUSH_INTERVAL, StreamedAnswer
from hubspot_tools.contacts import ContactPage, SearchContacts, UpdateContact
from hubspot_tools.errors import CrmUnavailable
from hubspot_tools.facts.account_facts import PropertyLabel


async def no_labels():
    return {}


@pytest.fixture
def screen(browser):
    return Screen("en", region="FR", labels=no_labels)


async def turn(*events):
    for event in events:
        yield event


async def test_an_answer_is_one_message_however_it_is_streamed(screen, browser):
    await screen.show(turn(Wrote("Here "), Wrote("is **Mar"), Wrote("ie** "), Wrote("Dupont.")))
    assert browser.said == ["Here is **Marie** Dupont."]


async def test_words_after_a_list_begin_a_new_message_below_it(screen, browser, marie):
    page = ContactPage(contacts=(marie,), total=1)
    await screen.show(turn(Wrote("Looking."), ContactsFound(page), Wrote("Which one?")))
    first, contacts, last = browser.said
    assert (first, last) == ("Looking.", "Which one?")
    assert "Marie Dupont" in contacts


async def test_a_busy_model_is_a_passing_notice_and_no_message(screen, browser):
    await screen.show(turn(Waiting(6.2), Wrote("Here.")))
    toasts = [told["message"] for kind, told in browser.events if kind == "toast"]
    assert toasts == ["The language model is busy: I will ask it again in 7 s."]
    assert browser.said == ["Here."]


async def test_an_empty_answer_leaves_no_empty_bubble(screen, browser):
    await screen.show(turn(Wrote(""), Wrote(" \n")))
    assert browser.said == []


async def test_a_stranger_s_markup_in_a_sentence_is_shown_as_text(screen, browser):
    await screen.show(turn(Said("Done: ![x](https://evil.example) is now a contact.")))
    assert browser.said == ["Done: !\\[x\\](https:/\u2060/evil.example) is now a contact."]


async def test_a_search_is_told_while_it_is_made_and_then_as_what_it_was(screen, browser):
    search = SearchContacts(name="Ann [x](https://evil.example)")
    await screen.show(turn(ToolStarted("c1", "search_contacts", search), ToolFinished("c1", ok=True)))
    told = [data["name"] for name, data in browser.events if name == "new_message"]
    assert told == ["Searching for Ann [x](https://evil.example)…"]
    (step,) = [m for m in browser.messages.values() if m["type"] == "tool"]
    assert step["name"] == "Searched HubSpot for Ann [x](https://evil.example) · 0.1\u00a0s"
    assert step["end"]
    assert not step["isError"]
    assert step["metadata"]["icon"], "without an icon the page asks for an avatar by this name"
    assert not step["input"]
    assert not step["output"], "one word says all of it"


@pytest.mark.parametrize(
    ("arguments", "ok"), [(UpdateContact(contact_id="1"), True), (SearchContacts(), False)]
)
async def test_a_tool_of_which_nothing_is_to_be_learned_leaves_no_line(screen, browser, arguments, ok):
    await screen.show(turn(ToolStarted("c1", "tool", arguments), ToolFinished("c1", ok=ok)))
    assert browser.steps == []


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_sample_contacts_are_not_called_hubspot(browser, language):
    screen = Screen(language, region="FR", labels=no_labels, of_samples=True)
    search = ToolStarted("c1", "search_contacts", SearchContacts(name="Ann"))
    await screen.show(turn(search, ToolFinished("c1", ok=True), DeedStarted(Deed.CONFIRM)))
    told = [data["name"] for name, data in browser.events if name in {"new_message", "update_message"}]
    assert not any("HubSpot" in name for name in told)
    assert sum(texts_in(language).sample_crm in name for name in told) == 2


async def test_what_a_stopped_turn_began_is_ended(screen, browser):
    async def endless():
        yield Wrote("Let me look ")
        yield ToolStarted("c1", "search_contacts", SearchContacts(name="Ann"))
        await asyncio.Event().wait()

    task = asyncio.create_task(screen.show(endless()))
    await browser.until(lambda: browser.steps)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert browser.said == ["Let me look"]
    assert browser.steps == []


async def test_a_proposal_comes_with_confirm_edit_and_cancel(screen, browser, proposal):
    await screen.show(turn(Proposed(proposal)))
    assert [action["label"] for action in browser.actions.values()] == ["Confirm", "Edit", "Cancel"]
    for action in browser.actions.values():
        assert action["payload"] == {"proposal": proposal.id, "digest": proposal.digest}
        assert action["forId"] in browser.messages


@pytest.mark.parametrize("state", [ProposalState.EXECUTING, ProposalState.UNKNOWN])
async def test_a_write_that_is_looked_into_has_a_card_without_buttons_that_shows_its_end(
    screen, browser, proposal, state
):
    await screen.show(turn(LookedInto(ended(proposal, state))))
    assert texts_in("en").states[state] in browser.said[0]
    assert browser.actions == {}
    await screen.follow(ended(proposal))
    assert texts_in("en").states[ProposalState.DONE] in browser.said[0]


async def test_buttons_reach_the_page_before_their_message(screen, browser, proposal):
    await screen.show(turn(Proposed(proposal)))
    shown = [name for name, _ in browser.events if name != "remove_action"]
    assert shown == ["element", *["action"] * 3, "new_message"]


@pytest.mark.parametrize("state", [ProposalState.DONE, ProposalState.CANCELLED, ProposalState.EXPIRED])
async def test_a_decided_proposal_loses_its_buttons_and_says_how_it_ended(screen, browser, proposal, state):
    await screen.show(turn(Proposed(proposal)))
    await screen.show(turn(Decided(Closed(proposal=ended(proposal, state)))))
    assert browser.actions == {}
    (card,) = browser.said
    assert how_it_stands(ended(proposal, state), Reader("en")) in card


async def test_a_proposal_has_one_card_and_shown_again_it_is_where_the_talk_is(screen, browser, proposal):
    await screen.show(turn(Proposed(proposal), Said("Something else."), Proposed(proposal)))
    between, card = browser.said
    assert between == "Something else."
    assert "until you confirm" in card
    assert labels(browser) == ["Confirm", "Cancel"]


def ended(proposal, state=ProposalState.DONE, **changes):
    return proposal.model_copy(update={"state": state, **changes})


def deciding(browser):
    """The buttons that decide something; Edit only begins, and History only tells."""
    return [action for action in browser.actions.values() if action["name"] not in {EDIT, HISTORY}]


def labels(browser):
    return [action["label"] for action in deciding(browser)]


DONE = "Done: Marie Dupont is up to date."


def stored(marie, **values):
    """Marie as a write leaves her; what is emptied is absent."""
    properties = {name: value for name, value in {**marie.properties, **values}.items() if value}
    return marie.model_copy(update={"properties": properties})


@pytest.fixture
def changed(proposal, marie):
    """The update of Marie, once it is written."""
    return ended(proposal, stored=stored(marie, **proposal.values))


@pytest.fixture
def written(changed):
    """What a conversation tells when it is confirmed."""
    applied = Decided(Applied(proposal=changed, contact=changed.stored))
    return applied, Said(DONE), ContactShown(changed.stored, undoable=changed)


@pytest.fixture
def taken_back(changed, marie):
    """What a conversation tells when that is undone."""
    back = ended(changed, id="p9", undoes=changed.id, values=dict(changed.before), stored=marie)
    told = Said("Taken back: Marie Dupont is as before.")
    return Decided(Applied(proposal=back, contact=marie)), told, ContactShown(marie, undoable=back)


async def test_the_card_whose_confirm_was_clicked_becomes_the_result_with_undo_in_it(
    screen, browser, proposal, written
):
    await screen.show(turn(Proposed(proposal)))
    await screen.show(turn(*written), clicked=proposal.id)
    (card,) = browser.said
    assert card.count("Marie Dupont is up to date") == 1
    assert "until you confirm" not in card
    (undo,) = deciding(browser)
    assert undo["label"] == "Undo"
    assert browser.messages[undo["forId"]]["output"] == card
    (in_card,) = elements(browser)[-1]["props"]["buttons"]
    assert (in_card["name"], in_card["payload"]) == (undo["name"], undo["payload"])


async def test_a_typed_yes_gets_its_answer_in_words_and_the_card_shows_the_result(
    screen, browser, proposal, written
):
    await screen.show(turn(Proposed(proposal)))
    await screen.show(turn(*written))
    card, answer = browser.said
    assert answer == DONE
    assert f"*{DONE}*" in card
    assert labels(browser) == ["Undo"]


async def test_what_is_written_without_being_asked_is_one_card_that_says_so(screen, browser, written):
    await screen.show(turn(*written))
    (card,) = browser.said
    assert f"*{DONE}*" in card
    assert labels(browser) == ["Undo"]


async def test_what_a_click_was_refused_for_is_said_on_the_card_which_can_be_decided_again(
    screen, browser, proposal
):
    fresh = proposal.model_copy(update={"id": "p7"})
    refused = Refused(
        proposal=ended(proposal, ProposalState.FAILED), error=CrmUnavailable("down"), fresh=fresh
    )
    await screen.show(turn(Proposed(proposal)))
    await screen.show(
        turn(Decided(refused), Said("HubSpot cannot be reached."), Proposed(fresh)), clicked=proposal.id
    )
    (card,) = browser.said
    assert card.endswith("⚠ HubSpot cannot be reached.")
    assert labels(browser) == ["Confirm", "Cancel"]
    assert {action["payload"]["proposal"] for action in deciding(browser)} == {"p7"}


async def test_a_double_that_is_clicked_takes_the_card_over(screen, browser, maybe_known, proposal):
    await screen.show(turn(Proposed(maybe_known)))
    replaced = (ended(maybe_known, ProposalState.REPLACED),)
    await screen.show(turn(Proposed(proposal, replaced=replaced)), clicked=maybe_known.id)
    (card,) = browser.said
    assert "Changes to Marie Dupont" in card
    assert {action["payload"]["proposal"] for action in browser.actions.values()} == {proposal.id}


async def test_a_click_on_a_card_of_an_earlier_chat_changes_that_card(screen, browser, proposal, written):
    await screen.show(turn(Proposed(proposal)))
    later = Screen("en", region="FR", labels=no_labels)
    await later.show(turn(*written), clicked=proposal.id)
    (card,) = browser.said
    assert f"*{DONE}*" in card
    assert labels(browser) == ["Undo"]


async def test_news_of_a_write_bring_its_card_to_where_the_talk_is(screen, browser, proposal, changed):
    await screen.show(turn(LookedInto(ended(proposal, ProposalState.UNKNOWN)), Said("Meanwhile.")))
    news = Said("It was stored after all."), ContactShown(changed.stored, undoable=changed)
    await screen.show(turn(Decided(Closed(proposal=changed)), *news))
    between, card = browser.said
    assert between == "Meanwhile."
    assert card.startswith("It was stored after all.\n\n**Changes to Marie Dupont**")
    assert labels(browser) == ["Undo"]


async def test_a_sentence_that_introduces_nobody_stays_alone(screen, browser, marie):
    await screen.show(turn(Said("One."), Said("Two."), ContactShown(marie), Said("Three.")))
    one, two, three = browser.said
    assert (one, three) == ("One.", "Three.")
    assert two.startswith("Two.\n\n**Marie Dupont**")


async def test_what_hubspot_did_not_take_is_shown_as_it_stored_it(screen, browser, proposal, marie):
    kept = stored(marie, website="https://acme.example")
    done = ended(proposal, values={"website": "acme.example"}, before={"website": ""}, stored=kept)
    await screen.show(turn(ContactShown(kept, undoable=done)))
    assert "did not store these as asked: Website" in browser.said[-1]
    assert elements(browser)[-1]["props"]["changes"][0]["after"] == "https://acme.example"


@pytest.mark.parametrize("state", [ProposalState.FAILED, ProposalState.UNKNOWN])
async def test_a_write_that_did_not_go_well_leaves_no_button_behind(screen, browser, maybe_known, state):
    await screen.show(turn(Proposed(maybe_known)))
    assert len(browser.actions) == 5
    bad = ended(maybe_known, state)
    outcome = (
        Unsettled(proposal=bad)
        if state is ProposalState.UNKNOWN
        else Refused(proposal=bad, error=CrmUnavailable("down"))
    )
    await screen.show(turn(Decided(outcome), Said("Sorry.")))
    assert browser.actions == {}
    assert browser.said[0].endswith(f"*{texts_in('en').states[state]}*")


async def test_a_proposal_that_could_not_even_be_begun_keeps_its_buttons(screen, browser, proposal):
    await screen.show(turn(Proposed(proposal)))
    await screen.show(turn(Decided(Refused(proposal=proposal, error=None)), Said("Try again.")))
    assert labels(browser) == ["Confirm", "Cancel"]
    assert "until you confirm" in browser.said[0]


async def test_a_double_chosen_instead_takes_every_button_of_the_create_away(
    screen, browser, maybe_known, proposal
):
    await screen.show(turn(Proposed(maybe_known)))
    await screen.show(turn(Proposed(proposal, replaced=(ended(maybe_known, ProposalState.REPLACED),))))
    assert labels(browser) == ["Confirm", "Cancel"]
    assert {action["payload"]["proposal"] for action in browser.actions.values()} == {proposal.id}


async def test_an_undo_is_told_on_the_same_card_and_can_be_undone_there(
    screen, browser, proposal, written, taken_back
):
    await screen.show(turn(Proposed(proposal)))
    await screen.show(turn(*written), clicked=proposal.id)
    await screen.show(turn(*taken_back), clicked=proposal.id)
    (card,) = browser.said
    assert card.endswith("*Taken back: Marie Dupont is as before.*")
    (undo_the_undo,) = deciding(browser)
    assert undo_the_undo["payload"]["proposal"] == "p9"


async def test_an_undo_that_was_asked_for_leaves_its_own_card_and_nothing_to_undo_on_the_other(
    screen, browser, proposal, written, taken_back
):
    await screen.show(turn(Proposed(proposal)))
    await screen.show(turn(*written), clicked=proposal.id)
    done = taken_back[0].outcome.proposal
    asked = ended(done, ProposalState.PENDING, stored=None)
    await screen.show(turn(Proposed(asked)), clicked=proposal.id)
    await screen.show(turn(*taken_back), clicked="p9")
    first, second = browser.said
    assert first.endswith("*Taken back*")
    assert second.endswith("*Taken back: Marie Dupont is as before.*")
    assert {action["payload"]["proposal"] for action in deciding(browser)} == {"p9"}


async def test_a_removal_that_was_asked_for_ends_card_and_undo(screen, browser, archiving, proposal, marie):
    created = ended(proposal, id="p0", action="create", stored=marie)
    await screen.show(turn(ContactShown(marie, undoable=created), Proposed(archiving)))
    assert labels(browser) == ["Undo", "Confirm", "Cancel"]
    await screen.show(turn(Decided(Applied(proposal=ended(archiving), contact=marie)), Said("Gone.")))
    assert deciding(browser) == []
    assert browser.said[1].endswith("*Confirmed*")


@pytest.mark.parametrize("state", [ProposalState.DONE, ProposalState.UNDONE])
async def test_a_tab_that_comes_late_catches_up_at_its_next_click(screen, browser, proposal, changed, state):
    await screen.show(turn(Proposed(proposal)))
    late = ended(changed, state)
    await screen.show(turn(Decided(Closed(proposal=late)), Said("Too late.")), clicked=proposal.id)
    assert labels(browser) == (["Undo"] if state is ProposalState.DONE else [])
    (card,) = browser.said
    assert card.endswith(f"*{how_it_stands(late, Reader('en'))}*")


async def test_a_newer_proposal_closes_the_card_it_replaces(screen, browser, proposal, new_contact):
    await screen.show(turn(Proposed(proposal)))
    replaced = proposal.model_copy(update={"state": ProposalState.REPLACED})
    await screen.show(turn(Proposed(new_contact, replaced=(replaced,))))
    older, newer = browser.said
    assert "*Replaced*" in older
    assert "until you confirm" in newer
    assert {action["payload"]["proposal"] for action in browser.actions.values()} == {new_contact.id}


async def test_a_foreign_click_changes_no_card(screen, browser, proposal):
    await screen.show(turn(Proposed(proposal)))
    before = dict(browser.actions)
    await screen.show(turn(Decided(NotYours()), Said("No.")))
    assert browser.actions == before


async def test_another_language_is_told_to_whoever_follows_and_all_that_follows_is_in_it(
    screen, browser, proposal
):
    told = []

    async def follow(language):
        told.append(language)

    screen.language_changed = follow
    await screen.show(turn(LanguageChanged("fr"), Proposed(proposal)))
    assert told == ["fr"]
    assert "Modifications pour Marie Dupont" in browser.said[0]


def elements(browser):
    return [element for name, element in browser.events if name == "element"]


@pytest.fixture
def acme(marie):
    """The three pages of a search for Acme's people."""
    people = [marie.model_copy(update={"id": str(number)}) for number in range(1, 24)]
    return [
        ContactPage(
            contacts=people[first : first + 10],
            total=23,
            page=number,
            query=SearchContacts(company="Acme", page=number),
        )
        for number, first in enumerate((0, 10, 20), start=1)
    ]


async def test_a_list_turns_its_pages_in_place(screen, browser, acme):
    await screen.show(turn(ContactsFound(acme[0])))
    following, everything = browser.actions.values()
    assert everything["payload"] == {"query": {"company": "Acme"}}
    place = following["payload"]["place"]
    assert following["payload"]["query"] == {"company": "Acme", "page": 2}
    assert elements(browser)[-1]["props"]["next"] == following["payload"]
    await screen.show(turn(ContactsFound(acme[1], place)))
    assert len(browser.said) == 1
    assert "page 2 of 3" in browser.said[0]
    assert sorted(labels(browser)) == ["Export (CSV)", "Next contacts", "Previous contacts"]
    first, second = elements(browser)
    assert first["id"] == second["id"]
    assert [person["id"] for person in second["props"]["people"]] == [str(number) for number in range(11, 21)]
    assert second["props"]["range"] == "11–20 of 23"


async def test_a_list_keeps_its_name_on_every_page_so_that_the_keyboard_stays_where_it_is(
    screen, browser, acme
):
    await screen.show(turn(ContactsFound(acme[0])))
    place = elements(browser)[0]["props"]["place"]
    for number in (1, 2, 1, 0):
        await screen.show(turn(ContactsFound(acme[number], place)))
    assert {element["props"]["place"] for element in elements(browser)} == {place}


async def test_a_page_of_a_list_that_is_not_on_this_screen_has_a_message_of_its_own(screen, browser, acme):
    await screen.show(turn(ContactsFound(acme[0]), ContactsFound(acme[1], "elsewhere")))
    assert len(browser.said) == 2


async def test_one_contact_found_is_shown_whole(screen, browser, marie):
    await screen.show(turn(ContactsFound(ContactPage(contacts=(marie,), total=1))))
    (element,) = elements(browser)
    assert element["name"] == "ContactCard"
    assert element["forId"] in browser.messages


async def test_nobody_found_is_a_sentence(screen, browser):
    await screen.show(turn(ContactsFound(ContactPage())))
    assert browser.said == ["**No contact found.**"]
    assert elements(browser) == []


async def test_that_nobody_was_found_is_said_once_however_often_it_was_tried(screen, browser):
    nobody = ContactsFound(ContactPage())
    await screen.show(turn(nobody, Wrote(" "), nobody, Wrote("Nobody is called zzyzx. Shall I create it?")))
    assert browser.said == ["Nobody is called zzyzx. Shall I create it?"]


async def test_who_was_found_in_the_end_was_not_found_nowhere(screen, browser, acme):
    await screen.show(turn(ContactsFound(ContactPage()), ContactsFound(acme[0])))
    assert len(browser.said) == 1
    assert "No contact found" not in browser.said[0]


async def test_that_nobody_was_found_is_told_before_what_the_program_says_of_its_own(screen, browser):
    await screen.show(turn(ContactsFound(ContactPage()), Said("The model is away.")))
    assert browser.said == ["**No contact found.**", "The model is away."]


async def test_who_was_looked_up_to_prepare_a_change_is_shown_by_the_change_alone(
    screen, browser, proposal, marie
):
    looked_up = ContactsFound(ContactPage(contacts=(marie,), total=1), in_passing=True)
    await screen.show(turn(looked_up, Proposed(proposal)))
    (card,) = browser.said
    assert card.startswith("**Changes to Marie Dupont**")


@pytest.mark.parametrize("in_passing", [True, False])
async def test_what_was_asked_for_and_what_an_earlier_turn_has_shown_stays(
    screen, browser, proposal, marie, in_passing
):
    found = ContactsFound(ContactPage(contacts=(marie,), total=1), in_passing=in_passing)
    if in_passing:
        await screen.show(turn(found))
        await screen.show(turn(Proposed(proposal)))
    else:
        await screen.show(turn(found, Proposed(proposal)))
    assert len(browser.said) == 2


async def test_no_card_s_content_is_written_to_a_file(screen, browser, acme, marie):
    await screen.show(turn(ContactsFound(acme[0]), ContactShown(marie)))
    assert browser.session.files == {}


async def test_the_account_s_own_labels_name_its_own_properties(browser, proposal):
    async def labels():
        return {"shoe_size": PropertyLabel(label="Shoe size")}

    screen = Screen("en", region="FR", labels=labels)
    await screen.show(turn(Proposed(proposal.model_copy(update={"values": {"shoe_size": "42"}}))))
    assert "| Shoe size |" in browser.said[0]


async def test_fast_words_are_sent_together(browser):
    now = 0.0
    answer = StreamedAnswer(lambda: now)
    for word in ["one ", "two ", "three ", "four ", "five "]:
        await answer.write(word)
        now += FLUSH_INTERVAL / 3
    await answer.finish()
    assert browser.said == ["one two three four five"]
    assert browser.times("stream_start") + browser.times("stream_token") <= 3


@pytest.mark.parametrize("ok", [True, False])
@pytest.mark.parametrize("deed", [Deed.CONFIRM, Deed.UNDO, Deed.TURN_PAGE])
async def test_what_is_set_going_is_told_in_words_until_its_outcome_is(screen, browser, deed, ok):
    await screen.show(turn(DeedStarted(deed), DeedFinished(ok=ok)))
    told = [data["name"] for name, data in browser.events if name == "new_message"]
    assert told == [texts_in("en").deeds[deed].format(crm="HubSpot")]
    assert browser.steps == []


async def test_a_card_that_was_clicked_says_by_itself_what_is_under_way(screen, browser, proposal):
    await screen.show(turn(Proposed(proposal)))
    await screen.show(turn(DeedStarted(Deed.CONFIRM), DeedFinished(ok=True)), clicked=proposal.id)
    assert browser.steps == []


@pytest.mark.parametrize("pieces", [["Here is the contact."], ["Here ", "is ", "the con", "tact."]])
async def test_words_that_only_lead_up_to_a_card_are_left_out(screen, browser, marie, pieces):
    page = ContactPage(contacts=(marie,), total=1)
    await screen.show(turn(ContactsFound(page), *map(Wrote, pieces)))
    (card,) = browser.said
    assert "Marie Dupont" in card


async def test_a_value_that_was_asked_for_is_said_beside_the_card(screen, browser, marie):
    page = ContactPage(contacts=(marie,), total=1)
    answer = "Marie’s phone is 01 99 00 12 34."
    await screen.show(turn(ContactsFound(page), *(Wrote(f"{word} ") for word in answer.split())))
    assert browser.said[1:] == [answer]


async def test_which_page_is_shown_is_told_by_the_list_alone(screen, browser, acme):
    first = acme[0]
    said = (
        f"{first.total} contacts, page 1 of {first.pages} ({len(first.contacts)} shown). Say “next” to go on."
    )
    await screen.show(turn(ContactsFound(first), Wrote(said)))
    assert len(browser.said) == 1


async def test_after_a_tool_that_showed_nothing_every_word_counts(screen, browser, marie, proposal):
    started = ToolStarted("c2", "update_contact", SearchContacts())
    await screen.show(turn(Proposed(proposal), started, ToolFinished("c2", ok=False), Wrote("Please check.")))
    assert browser.said[1:] == ["Please check."]


@pytest.mark.parametrize(
    "said",
    [
        "Nobody is called exactly mary dupond; near: Marie Dupont.",
        "Personne ne s’appelle exactement mary dupond\u202f; voici qui s’en approche\u202f: Marie Dupont.",
    ],
)
async def test_who_is_only_near_is_said_once(screen, browser, marie, said):
    query = SearchContacts(name="mary dupond")
    near = ContactPage(contacts=(marie,), total=1, query=query, is_near=True)
    await screen.show(turn(ContactsFound(near), Wrote(said)))
    (card,) = browser.said
    assert "Nobody is called exactly so" in card
    await screen.show(turn(ContactsFound(near), Wrote("Who is to be changed?")))
    assert browser.said[-1] == "Who is to be changed?"
