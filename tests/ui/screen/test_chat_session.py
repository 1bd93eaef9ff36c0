import asyncio
import logging
from types import SimpleNamespace as Namespace

import pytest
from chainlit.action import Action
from chainlit.message import Message

from assistant.agent.agent_events import Wrote
from assistant.chat.events import Said, Task, Unanswered
from assistant.chat.forms.form import FormCheck
from assistant.chat.forms.open_forms import FurtherField
from assistant.files.contact_export import Exported
from assistant.proposals.proposal import ProposalState
from assistant.ui.cards.buttons import ADOPT, CANCEL, CONFIRM, EDIT, EXPORT, PICK, TASK, TURN_PAGE, UNDO
from assistant.ui.screen.chat_session import ChatSession
from assistant.ui.screen.form_session import (
    CHANGE_FIELD,
    CHECK_FORM,
    EDIT_INSTEAD,
    FORM_ACTIONS,
    FURTHER_FIELD,
    LEAVE_FORM,
    SUBMIT_FORM,
)
from assistant.ui.screen.open_pages import is_connected
from assistant.ui.screen.screen import Screen
from hubspot_tools.calls.callers import Caller, current_caller
from hubspot_tools.errors import Problem, PropertyProblem
from hubspot_tools.facts.account_facts import PropertyLabel

SECRET = "marie.dupont@acme.example"


class Filling:
    """The forms of that conversation."""

    def __init__(self, asked):
        self.asked = asked
        self.going_on = asyncio.Event()

    async def edit(self, contact):
        self.asked.append(("edit", contact))
        yield Said("Edit.")

    async def correct(self, proposal, digest):
        self.asked.append(("correct", proposal, digest))
        yield Said("Correct.")

    async def submit(self, form, values):
        self.asked.append(("submit", form, values))
        await self.going_on.wait()
        yield Said("Submitted.")

    async def leave(self, form):
        self.asked.append(("leave", form))
        yield Said("Left.")

    async def instead(self, form, contact, values):
        self.asked.append(("instead", form, contact, values))
        yield Said("Instead.")

    async def change(self, contact, name, value):
        self.asked.append(("change", contact, name, value))
        yield Said("Changed.")

    async def check(self, form, values):
        self.asked.append(("check", form, values))
        return FormCheck(
            problems=(PropertyProblem(property="email", problem=Problem.NOT_AN_EMAIL, value="x"),)
        )

    async def further(self, form, name):
        self.asked.append(("further", form, name))
        return FurtherField(name=name, label=PropertyLabel(label="Website URL"), value="")


class ModelThere:
    """The model of that conversation is there unless the test sends it away."""

    def __init__(self):
        self.there = asyncio.Event()
        self.there.set()

    @property
    def waits(self):
        return not self.there.is_set()

    async def recovered(self):
        await self.there.wait()
        return "It is back."


class Talk:
    """A conversation that answers what it was asked, and remembers it."""

    language = "en"
    owner = "ada"
    reference = "0a1b2c3d-1"
    recovered = False

    def shown(self, proposal):
        return proposal

    def __init__(self):
        self.asked = []
        self.forms = Filling(self.asked)
        self.without_model = ModelThere()

    async def hear(self, text):
        self.asked.append(("hear", text))
        if text == "whose":
            yield Said(current_caller().person)
        if text == "break":
            raise RuntimeError(SECRET)
        if text == "wait":
            yield Wrote("Just a moment ")
            await asyncio.Event().wait()
        if text == "fail" and not self.recovered:
            yield Said("The model is away.")
            yield Unanswered()
            return
        yield Said(f"You said {text}.")

    async def choose(self, task):
        self.asked.append(("choose", task))
        yield Said(f"Let us {task}.")

    async def confirm(self, proposal, digest):
        self.asked.append(("confirm", proposal, digest))
        yield Said("Confirmed.")

    async def cancel(self, proposal, digest):
        self.asked.append(("cancel", proposal, digest))
        yield Said("Cancelled.")

    async def adopt(self, proposal, digest, contact):
        self.asked.append(("adopt", proposal, digest, contact))
        yield Said("Adopted.")

    async def undo(self, proposal, digest):
        self.asked.append(("undo", proposal, digest))
        yield Said("Undone.")

    async def turn_page(self, query, place):
        self.asked.append(("turn_page", query.company, query.page, place))
        yield Said("Next.")

    async def tell(self, settled):
        self.asked.append(("tell", settled.id))
        yield Said("It was stored.")

    async def pick(self, contact):
        self.asked.append(("pick", contact))
        yield Said("Picked.")

    async def edit(self, contact):
        self.asked.append(("edit", contact))
        yield Said("Edit.")

    async def export(self, query):
        self.asked.append(("export", query.company, current_caller()))
        yield Exported(b"", 0, 0)


class NoImports:
    """Nobody imports anything."""

    def stop(self):
        return False

    async def come_back(self):
        return []

    async def hear_typed(self, text):
        return False

    async def hear(self, planned):
        await Message(content=f"{planned.file_name} has ended.").send()


async def no_labels():
    return {}


@pytest.fixture
def chat_session(browser):
    return ChatSession(Talk(), Screen("en", region="FR", labels=no_labels), NoImports())


async def settled(browser, ends=1):
    await browser.until(lambda: browser.times("task_end") >= ends)


@pytest.fixture
def connected(chat_session, monkeypatch):
    """Whether a page is at the other end of the session."""
    there = [True]
    monkeypatch.setattr("assistant.ui.screen.chat_session.is_connected", lambda _session: there[-1])
    return there


@pytest.fixture
def settled_proposal(proposal):
    return proposal.model_copy(update={"state": ProposalState.DONE, "news_due": True})


async def test_what_became_of_a_write_is_said_without_a_click(
    chat_session, browser, connected, settled_proposal
):
    await chat_session.follow(settled_proposal)
    assert browser.said == ["It was stored."]


async def test_a_page_that_is_gone_is_told_nothing_so_that_the_next_one_is(
    chat_session, browser, connected, settled_proposal
):
    connected.append(False)
    await chat_session.follow(settled_proposal)
    await chat_session.follow_import(Namespace(file_name="people.csv"))
    assert chat_session.conversation.asked == []
    assert browser.said == []


async def test_what_another_page_decided_is_no_news(chat_session, browser, connected, settled_proposal):
    await chat_session.follow(settled_proposal.model_copy(update={"news_due": False}))
    assert browser.said == []


async def test_the_end_of_an_import_that_nobody_ran_is_shown_without_a_click(
    chat_session, browser, connected
):
    await chat_session.follow_import(Namespace(file_name="people.csv"))
    assert browser.said == ["people.csv has ended."]


async def test_a_session_without_its_page_is_known(browser):
    assert not is_connected(browser.session)


async def test_a_message_is_heard_and_answered(chat_session, browser):
    await chat_session.run(chat_session.hear("hello"))
    assert browser.said == ["You said hello."]


async def test_a_command_alone_begins_its_task(chat_session, browser):
    await chat_session.run(chat_session.hear("", "Créer un contact"))
    assert chat_session.conversation.asked == [("choose", Task.CREATE)]
    assert browser.said == ["Let us create."]


async def test_a_command_with_words_does_not_ask_for_them_again(chat_session, browser):
    await chat_session.run(chat_session.hear("Marie Dupont", "Search a contact"))
    assert chat_session.conversation.asked == [("choose", Task.SEARCH), ("hear", "Marie Dupont")]
    assert browser.said == ["You said Marie Dupont."]


async def test_an_unknown_command_is_a_message_like_any_other(chat_session):
    await chat_session.run(chat_session.hear("hello", "Drop the database"))
    assert chat_session.conversation.asked == [("hear", "hello")]


async def test_a_click_shows_a_spinner_and_ends_it(chat_session, browser):
    chat_session.start(chat_session.choose(Action(name=TASK, payload={"task": "search"})))
    await settled(browser)
    assert browser.said == ["Let us search."]
    names = [name for name, _ in browser.events]
    assert (names[0], names[-1]) == ("task_start", "task_end")


@pytest.mark.parametrize(
    ("method", "payload", "asked"),
    [
        ("confirm", {"proposal": "p1", "digest": "d"}, ("confirm", "p1", "d")),
        ("cancel", {"proposal": "p1", "digest": "d"}, ("cancel", "p1", "d")),
        (
            "adopt",
            {"proposal": "p1", "digest": "d", "contact": "101"},
            ("adopt", "p1", "d", "101"),
        ),
        ("undo", {"proposal": "p1", "digest": "d"}, ("undo", "p1", "d")),
        (
            "turn_page",
            {"query": {"company": "Acme", "page": 2}, "place": "l1"},
            ("turn_page", "Acme", 2, "l1"),
        ),
        ("pick", {"contact": "101"}, ("pick", "101")),
        ("edit", {"contact": "101"}, ("edit", "101")),
        ("edit", {"proposal": "p1", "digest": "d"}, ("correct", "p1", "d")),
    ],
)
async def test_a_click_asks_for_what_its_button_says(chat_session, method, payload, asked):
    await chat_session.run(getattr(chat_session, method)(Action(name=CONFIRM, payload=payload)))
    assert chat_session.conversation.asked == [asked]


@pytest.mark.parametrize("name", [TASK, CONFIRM, CANCEL, ADOPT, UNDO, TURN_PAGE, PICK, EXPORT, EDIT])
@pytest.mark.parametrize("payload", [{}, {"x": 1}, {"task": "delete"}, {"proposal": ["p1"], "digest": "d"}])
async def test_a_forged_click_asks_for_nothing_and_is_told_so(chat_session, browser, name, payload):
    answers = {
        TASK: chat_session.choose,
        CONFIRM: chat_session.confirm,
        CANCEL: chat_session.cancel,
        ADOPT: chat_session.adopt,
        UNDO: chat_session.undo,
        TURN_PAGE: chat_session.turn_page,
        PICK: chat_session.pick,
        EXPORT: chat_session.export,
        EDIT: chat_session.edit,
    }
    await chat_session.run(answers[name](Action(name=name, payload=payload)))
    assert chat_session.conversation.asked == []
    assert browser.said == ["This button no longer leads anywhere: nothing was written."]


async def test_a_failure_is_told_calmly_and_logged_without_a_word_of_it(chat_session, browser, caplog):
    with caplog.at_level(logging.DEBUG):
        await chat_session.run(chat_session.hear("break"))
    (apology,) = browser.said
    reference = caplog.records[-1].args[0]
    assert f"(reference {reference})" in apology
    assert "RuntimeError" in caplog.text
    assert SECRET not in caplog.text + apology


async def test_what_a_person_asks_for_is_counted_as_theirs_and_an_export_as_patient_work(
    chat_session, browser
):
    await chat_session.run(chat_session.hear("whose"))
    assert browser.said[0] == "ada"
    await chat_session.run(
        chat_session.export(Action(name=EXPORT, payload={"query": {"company": "Acme", "page": 1}}))
    )
    assert chat_session.conversation.asked[-1] == ("export", "Acme", Caller("ada", patient=True))


async def test_the_spinner_stays_while_another_turn_is_under_way(chat_session, browser):
    chat_session.start(chat_session.hear("wait"))
    await browser.until(lambda: browser.said)
    chat_session.start(chat_session.hear("hello"))
    await browser.until(lambda: browser.times("task_end") == 1)
    await browser.until(lambda: browser.times("task_start") == 3)
    spinning = [name for name, _ in browser.events if name in {"task_start", "task_end"}]
    assert spinning == ["task_start", "task_start", "task_end", "task_start"]
    await chat_session.stop()
    await settled(browser, ends=2)
    assert browser.events[-1][0] == "task_end"


async def test_stop_ends_every_turn_under_way(chat_session, browser):
    chat_session.start(chat_session.hear("wait"))
    chat_session.start(chat_session.hear("wait"))
    await browser.until(lambda: browser.times("stream_start") == 2)
    await chat_session.stop()
    await settled(browser, ends=2)
    assert sorted(browser.said) == ["Just a moment", "Just a moment", "Stopped."]


async def test_stopping_is_told_in_the_person_s_language(chat_session, browser):
    chat_session.conversation.language = "fr"
    await chat_session.stop()
    assert browser.said == ["Arrêté."]


async def test_words_without_an_answer_are_heard_again_with_one_click(chat_session, browser):
    await chat_session.run(chat_session.hear("fail"), typed=True)
    (retry,) = browser.actions.values()
    assert (retry["label"], retry["payload"]) == ("Try again", {})
    assert browser.messages[retry["forId"]]["output"] == "The model is away."
    chat_session.conversation.recovered = True
    chat_session.start(chat_session.retry(), typed=True)
    await settled(browser)
    assert chat_session.conversation.asked == [("hear", "fail"), ("hear", "fail")]
    assert browser.said[-1] == "You said fail."
    assert browser.actions == {}


async def test_a_turn_that_breaks_can_be_tried_again_too(chat_session, browser):
    await chat_session.run(chat_session.hear("break"), typed=True)
    assert [action["label"] for action in browser.actions.values()] == ["Try again"]


async def test_trying_again_is_offered_once_and_gone_when_the_talk_goes_on(chat_session, browser):
    await chat_session.run(chat_session.hear("fail"), typed=True)
    await chat_session.run(chat_session.hear("fail"), typed=True)
    assert len(browser.actions) == 1
    await chat_session.run(chat_session.hear("hello"), typed=True)
    assert browser.actions == {}


async def test_a_click_to_try_again_before_anything_was_said_leads_nowhere(chat_session, browser):
    await chat_session.run(chat_session.retry())
    assert chat_session.conversation.asked == []
    assert browser.said == ["This button no longer leads anywhere: nothing was written."]


@pytest.mark.parametrize(
    ("name", "payload", "asked"),
    [
        (SUBMIT_FORM, {"form": "f", "values": {"city": "Lyon"}}, ("submit", "f", {"city": "Lyon"})),
        (LEAVE_FORM, {"form": "f"}, ("leave", "f")),
        (
            CHANGE_FIELD,
            {"contact": "101", "name": "city", "value": "Lyon"},
            ("change", "101", "city", "Lyon"),
        ),
        (EDIT_INSTEAD, {"form": "f", "contact": "101", "values": {}}, ("instead", "f", "101", {})),
    ],
)
async def test_a_form_s_button_stays_pressed_until_its_turn_has_ended(
    chat_session, browser, name, payload, asked
):
    forms = chat_session.conversation.forms
    if name != SUBMIT_FORM:
        forms.going_on.set()
    answering = asyncio.create_task(chat_session.answer_form(Action(name=name, payload=payload)))
    await browser.until(lambda: chat_session.conversation.asked)
    assert answering.done() is False
    forms.going_on.set()
    assert await answering == {}
    assert chat_session.conversation.asked == [asked]
    assert browser.times("task_start") == browser.times("task_end") == 1


async def test_a_form_is_told_what_is_wrong_in_the_reader_s_words_and_without_a_spinner(
    chat_session, browser
):
    payload = {"form": "f", "values": {"email": "x"}}
    reply = await chat_session.answer_form(Action(name=CHECK_FORM, payload=payload))
    assert reply["errors"] == {"email": "“x” is not a valid e-mail address"}
    assert browser.times("task_start") == 0


async def test_a_form_asks_for_a_property_more(chat_session):
    reply = await chat_session.answer_form(
        Action(name=FURTHER_FIELD, payload={"form": "f", "name": "website"})
    )
    assert (reply["field"]["name"], reply["field"]["label"]) == ("website", "Website")


@pytest.mark.parametrize("name", FORM_ACTIONS)
@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"form": "f" * 65, "values": {}, "contact": "1", "name": "city"},
        {"form": ["f"], "values": {"city": "Lyon"}},
        {"form": "f", "values": {"city": 7}, "contact": {}, "name": None},
        {"form": "f", "values": {"city": "x" * 70_001}, "confirmed": True},
        {"form": "f", "values": dict.fromkeys(map(str, range(201)), ""), "extra": 1},
    ],
)
async def test_a_forged_form_asks_for_nothing(chat_session, name, payload):
    chat_session.conversation.forms.going_on.set()
    await chat_session.answer_form(Action(name=name, payload=payload))
    assert chat_session.conversation.asked == []


async def test_who_was_told_that_the_model_is_away_hears_once_that_it_is_back(chat_session, browser):
    model = chat_session.conversation.without_model.there
    model.clear()
    await chat_session.run(chat_session.hear("hello"))
    await chat_session.run(chat_session.hear("hello again"))
    assert "It is back." not in browser.said
    model.set()
    await browser.until(lambda: "It is back." in browser.said)
    await chat_session.run(chat_session.hear("good"))
    assert browser.said.count("It is back.") == 1


@pytest.mark.parametrize(
    ("declined", "typed", "heard"),
    [(False, "annule", False), (True, "annule", True), (False, "annule tout", True)],
)
async def test_a_typed_cancel_is_for_the_waiting_import_unless_the_talk_waits_for_an_answer(
    chat_session, declined, typed, heard
):
    async def cancelled():
        return True

    chat_session.conversation.may_be_declined = declined
    chat_session.imports.cancel_waiting = cancelled
    await chat_session.hear(typed)
    assert (("hear", typed) in chat_session.conversation.asked) is heard
