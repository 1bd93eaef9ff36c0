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
from assistant.ui.cards.buttons import EDIT
from assistant.ui.screen.screen import Screen
from assistant.ui.screen.streamed_answer import FLUSH_INTERVAL, StreamedAnswer
from hubspot_tools.contacts import ContactPage, PropertyLabel, SearchContacts
from hubspot_tools.errors import CrmUnavailable


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


async def test_a_tool_at_work_is_a_step_that_ends_with_it(screen, browser):
    await screen.show(
        turn(ToolStarted("c1", "search_contacts", SearchContacts(name="Ann")), ToolFinished("c1", ok=True))
    )
    (step,) = [m for m in browser.messages.values() if m["type"] == "tool"]
    assert step["name"] == "Searching for Ann…"
    assert step["end"]
    assert not step["isError"]
    assert step["metadata"]["icon"], "without an icon the page asks for an avatar by this name"
    assert not step["input"]
    assert not step["output"]


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
    assert all(m["end"] for m in browser.messages.values() if m["type"] == "tool")


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
    assert [name for name, _ in browser.events] == ["element", *["action"] * 3, "new_message"]


@pytest.mark.parametrize("state", [ProposalState.DONE, ProposalState.CANCELLED, ProposalState.EXPIRED])
async def test_a_decided_proposal_loses_its_buttons_everywhere_and_says_how_it_ended(
    screen, browser, proposal, state
):
    await screen.show(turn(Proposed(proposal), Proposed(proposal)))
    await screen.show(turn(Decided(Closed(proposal=proposal.model_copy(update={"state": state})))))
    assert browser.actions == {}
    ending = texts_in("en").states[state]
    assert [ending in card for card in browser.said] == [True, True]


def ended(proposal, state=ProposalState.DONE, **changes):
    return proposal.model_copy(update={"state": state, **changes})


def deciding(browser):
    """The buttons that decide something; Edit only begins."""
    return [action for action in browser.actions.values() if action["name"] != EDIT]


def labels(browser):
    return [action["label"] for action in deciding(browser)]


@pytest.fixture
def written(proposal, marie):
    """What a conversation tells when the update of Marie is confirmed."""
    done = ended(proposal, stored=marie)
    return Decided(Applied(proposal=done, contact=marie)), Said("Done."), ContactShown(marie, undoable=done)


async def test_a_confirmed_proposal_is_followed_by_one_message_with_the_stored_contact_and_undo(
    screen, browser, proposal, written
):
    await screen.show(turn(Proposed(proposal)))
    await screen.show(turn(*written))
    card, result = browser.said
    assert "*Confirmed*" in card
    assert result.startswith("Done.\n\n**Marie Dupont**")
    (undo,) = deciding(browser)
    assert undo["label"] == "Undo"
    assert browser.messages[undo["forId"]]["output"] == result


async def test_a_sentence_that_introduces_nobody_stays_alone(screen, browser, marie):
    await screen.show(turn(Said("One."), Said("Two."), ContactShown(marie), Said("Three.")))
    one, two, three = browser.said
    assert (one, three) == ("One.", "Three.")
    assert two.startswith("Two.\n\n**Marie Dupont**")


async def test_what_was_just_written_is_shown_even_if_no_card_shows_it_otherwise(
    screen, browser, proposal, marie
):
    stored = marie.model_copy(update={"properties": {**marie.properties, "website": "acme.example"}})
    done = ended(proposal, values={"website": "acme.example"})
    await screen.show(turn(ContactShown(stored, undoable=done)))
    assert "| Website | acme.example |" in browser.said[-1]
    await screen.show(turn(ContactShown(stored)))
    assert "Website" not in browser.said[-1]


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


async def test_an_undo_takes_its_button_away_and_tells_so_on_the_card(
    screen, browser, proposal, written, marie
):
    await screen.show(turn(Proposed(proposal)))
    await screen.show(turn(*written))
    back = ended(proposal, id="p9", undoes=proposal.id, stored=marie)
    applied = Decided(Applied(proposal=back, contact=marie))
    await screen.show(turn(applied, Said("Back."), ContactShown(marie, undoable=back)))
    assert browser.said[0].endswith("*Taken back*")
    (undo_the_undo,) = deciding(browser)
    assert undo_the_undo["payload"]["proposal"] == "p9"


async def test_a_removal_that_was_asked_for_ends_card_and_undo(screen, browser, archiving, proposal, marie):
    created = ended(proposal, id="p0", action="create", stored=marie)
    await screen.show(turn(ContactShown(marie, undoable=created), Proposed(archiving)))
    assert labels(browser) == ["Undo", "Confirm", "Cancel"]
    await screen.show(turn(Decided(Applied(proposal=ended(archiving), contact=marie)), Said("Gone.")))
    assert deciding(browser) == []
    assert browser.said[1].endswith("*Confirmed*")


@pytest.mark.parametrize("state", [ProposalState.DONE, ProposalState.UNDONE])
async def test_a_tab_that_comes_late_catches_up_at_its_next_click(screen, browser, proposal, written, state):
    await screen.show(turn(Proposed(proposal)))
    await screen.show(turn(*written))
    await screen.show(turn(Decided(Closed(proposal=ended(proposal, state))), Said("Too late.")))
    assert labels(browser) == (["Undo"] if state is ProposalState.DONE else [])
    assert browser.said[0].endswith(f"*{texts_in('en').states[state]}*")


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
    people = [marie.model_copy(update={"id": str(number)}) for number in range(1, 13)]
    return [
        ContactPage(
            contacts=people[first : first + 5],
            total=12,
            page=number,
            query=SearchContacts(company="Acme", page=number),
        )
        for number, first in enumerate((0, 5, 10), start=1)
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
    assert [person["id"] for person in second["props"]["people"]] == ["6", "7", "8", "9", "10"]
    assert second["props"]["range"] == "6–10 of 12"


async def test_the_button_that_turned_the_page_keeps_the_keyboard_while_it_leads_on(screen, browser, acme):
    await screen.show(turn(ContactsFound(acme[0])))
    place = elements(browser)[0]["props"]["next"]["place"]
    for number in (1, 2, 1, 0):
        await screen.show(turn(ContactsFound(acme[number], place)))
    turned = [element["props"]["turned"] for element in elements(browser)]
    assert turned == ["", "next", "previous", "previous", "next"]


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


@pytest.mark.parametrize(
    ("deed", "stays"), [(Deed.CONFIRM, True), (Deed.UNDO, True), (Deed.TURN_PAGE, False)]
)
async def test_what_a_click_sets_going_is_told_in_words_and_looking_leaves_no_trail(
    screen, browser, deed, stays
):
    await screen.show(turn(DeedStarted(deed), DeedFinished(ok=True)))
    assert browser.steps == [texts_in("en").deeds[deed]]
    assert browser.times("delete_message") == (0 if stays else 1)


async def test_a_deed_that_failed_says_so(screen, browser):
    await screen.show(turn(DeedStarted(Deed.CONFIRM), DeedFinished(ok=False)))
    (step,) = (one for one in browser.messages.values() if one["type"] == "tool")
    assert step["isError"]
