import asyncio
from datetime import UTC, datetime

import pytest
from chainlit.chat_context import chat_contexts
from chainlit.config import config
from chainlit.user_session import user_sessions
from pydantic import SecretStr

from assistant.access.entrance import Visit
from assistant.access.member import Identity, Member
from assistant.access.rights import Rights
from assistant.agent.prompts import Prompts
from assistant.chat.events import Proposed, Said
from assistant.models.model_protocol import ModelUnavailable
from assistant.proposals.notices import Notices
from assistant.service import Connection
from assistant.state.database import StateDatabase
from assistant.ui.screen.application import Application
from assistant.ui.server.janitor import keep_sweeping, sweep
from assistant.ui.server.origins import OriginPolicy
from assistant.ui.server.visitors.page_language import CHOSEN_COOKIE
from hubspot_tools.facts.account_facts import Portal


class ModelThere:
    """The model is there."""

    waits = False

    def greeted(self):
        """Nobody need be told."""


class Away(ModelThere):
    """The model is away for good, and the person is to hear when it is back."""

    waits = True

    async def recovered(self):
        await asyncio.Event().wait()


class Talk:
    """A conversation that has one thing to tell somebody who returns."""

    def __init__(self, owner, language, waiting, rights):
        self.owner, self.language, self.waiting, self.rights = owner, language, waiting, rights
        self.without_model = ModelThere()
        self.always = False

    def speak(self, language, *, always):
        self.language, self.always = language, always

    async def examples(self, language, patience):
        return ["Find Marie Dupont"] if patience else []

    async def welcome_back(self, *, shown):
        for event in self.waiting:
            yield event


class NoImports:
    """Nobody imports anything."""

    notices = Notices()

    def acting_with(self, rights):
        return self

    async def opened(self, owner):
        return []


class House:
    """A service whose connections are as the test says."""

    def __init__(self, *connections):
        self.connections = list(connections)
        self.opened = self.closed = False
        self.notices = Notices()
        self.importer = NoImports()
        self.talks = None
        self.waiting = []
        self.rights = Rights()
        self.state = StateDatabase("sqlite+aiosqlite://")

    async def open(self):
        self.opened = True

    async def close(self):
        self.closed = True

    async def connection(self):
        return self.connections.pop(0)

    async def labels(self, rights):
        return {}

    def rights_in(self, visit):
        return self.rights

    async def signing_key(self):
        return SecretStr("invented" * 4)

    def converse(self, *, owner, language, rights):
        return Talk(owner, language, self.waiting, rights)


async def nothing_abandoned():
    """Every chat goes on."""


GOOD = Connection(Portal(kind="local"), "offline", offline=True)
BAD = Connection(Portal(kind="local"), "m", offline=False, model_error=ModelUnavailable("down"))


@pytest.fixture
def prompts(tmp_path):
    (tmp_path / "welcome.fr.md").write_text("**Bonjour**", encoding="utf-8")
    (tmp_path / "welcome.en.md").write_text("**Hello**", encoding="utf-8")
    return Prompts(tmp_path)


@pytest.fixture
async def opened(prompts, browser):
    applications = []

    async def open_with(*connections, origins=(), visitor="a1b2", visit=None):
        application = Application(prompts)
        application.sessions.bind(browser.session, visitor, visit)
        house = House(*connections)
        await application.start(
            lambda: house, origins=OriginPolicy.of(origins), region="FR", sweeps=(nothing_abandoned,)
        )
        applications.append(application)
        return application, house

    yield open_with
    for application in applications:
        await application.stop()
    config.project.allow_origins.clear()


@pytest.mark.parametrize(
    ("spoken", "greeting", "button"),
    [
        ("fr-CA,fr;q=0.9,en;q=0.8", "**Bonjour**", "Rechercher un contact"),
        ("en-GB", "**Hello**", "Search a contact"),
    ],
)
async def test_a_person_is_welcomed_in_their_browser_s_language(opened, browser, spoken, greeting, button):
    browser.session.environ["HTTP_ACCEPT_LANGUAGE"] = spoken
    application, _ = await opened(GOOD)
    await application.greet()
    (welcome,) = browser.said
    assert welcome.startswith(greeting)
    assert len(browser.actions) == len(browser.commands) == 3
    assert button in {action["label"] for action in browser.actions.values()}
    assert browser.commands[0]["id"] == button


async def test_a_chosen_language_goes_before_the_browser_s_and_holds_whatever_is_typed(opened, browser):
    browser.session.environ.update(HTTP_ACCEPT_LANGUAGE="en-GB", HTTP_COOKIE=f"{CHOSEN_COOKIE}=fr")
    application, _ = await opened(GOOD)
    await application.greet()
    assert browser.said[0].startswith("**Bonjour**")
    assert (await application.chat_session()).conversation.always


async def test_choosing_a_language_in_the_settings_turns_everything_that_is_there(opened, browser):
    application, _ = await opened(GOOD)
    await application.greet()
    assert browser.settings["label"] == "Language"
    await application.read_in("fr")
    chat_session = await application.chat_session()
    assert (
        chat_session.conversation.language,
        chat_session.conversation.always,
        chat_session.screen.language,
    ) == ("fr", True, "fr")
    (welcome,) = browser.said
    assert welcome.startswith("**Bonjour**")
    assert {action["label"] for action in browser.actions.values()} == {one["id"] for one in browser.commands}
    assert browser.commands[0]["id"] == "Rechercher un contact"
    assert (browser.settings["label"], browser.settings["initial"]) == ("Langue", "fr")
    assert ("window_message", {"language": "fr", "choice": "fr"}) in browser.events
    await application.read_in("auto")
    assert (chat_session.conversation.language, chat_session.conversation.always) == ("en", False)


@pytest.mark.parametrize("forged", ["de", "", None, 7, ["fr"], {"fr": 1}])
async def test_a_language_that_is_not_offered_changes_nothing(opened, browser, forged):
    application, _ = await opened(GOOD)
    await application.greet()
    await application.read_in(forged)
    assert (await application.chat_session()).conversation.language == "en"
    assert browser.times("window_message") == 0


async def test_the_welcome_says_what_it_is_connected_to(opened, browser):
    application, _ = await opened(GOOD)
    await application.greet()
    assert "\n\n> Connected to sample contacts on this machine, with the offline model" in browser.said[0]


async def test_the_welcome_has_sentences_to_begin_with(opened, browser):
    application, _ = await opened(GOOD)
    await application.greet()
    assert "\n\n- *Find Marie Dupont*\n\n> Connected" in browser.said[0]


async def test_a_welcome_file_may_be_changed_while_the_server_runs(opened, browser, tmp_path):
    application, _ = await opened(GOOD)
    (tmp_path / "welcome.en.md").write_text("Howdy", encoding="utf-8")
    await application.greet()
    assert browser.said[0].startswith("Howdy")


async def test_a_missing_welcome_file_leaves_the_buttons(opened, browser, tmp_path):
    application, _ = await opened(GOOD)
    (tmp_path / "welcome.en.md").unlink()
    await application.greet()
    assert browser.said[0].startswith("- *Find Marie Dupont*\n\n> Connected to")
    assert len(browser.actions) == 3


async def test_what_was_down_at_the_start_is_asked_again_for_the_next_chat(opened, browser):
    application, house = await opened(BAD, GOOD)
    await application.greet()
    (first,) = browser.said
    await application.greet()
    (second,) = browser.said
    assert "cannot be reached" in first
    assert "Connected to" in second
    await application.greet()
    assert house.connections == [], "a good answer is not asked for again"


async def test_nothing_works_before_the_service_is_there_and_it_says_so(prompts, browser):
    application = Application(prompts)
    await application.greet()
    assert await application.chat_session() is None
    assert (
        browser.said[0]
        == "The assistant is not set up properly yet. Please tell the person who looks after it."
    )


async def test_a_chat_keeps_its_desk_and_a_stranger_s_chat_is_not_its_owner(opened, browser):
    application, _ = await opened(GOOD, visitor=None)
    chat_session = await application.chat_session()
    assert await application.chat_session() is chat_session
    assert browser.session.id not in chat_session.conversation.owner, (
        "knowing the id must not make anybody the owner"
    )


async def test_what_waits_from_before_follows_the_welcome(opened, browser, proposal):
    application, house = await opened(GOOD)
    house.waiting = [Proposed(proposal)]
    await application.greet()
    welcome, card = browser.said
    assert welcome.startswith("**Hello**")
    assert "**Changes to Marie Dupont**" in card
    assert {"Confirm", "Cancel"} <= {action["label"] for action in browser.actions.values()}


async def test_a_browser_is_the_owner_of_its_proposals_whatever_the_chat(opened):
    application, _ = await opened(GOOD, visitor="c3d4")
    assert (await application.chat_session()).conversation.owner == "browser:c3d4"


async def test_a_person_who_is_signed_in_owns_their_proposals_from_any_browser(opened, browser):
    ada = Identity(method="password", id="ada@example.com")
    application, _ = await opened(GOOD, visit=Visit("key", ada, datetime.max.replace(tzinfo=UTC)))
    assert (await application.chat_session()).conversation.owner == "user:ada@example.com"


async def test_a_browser_without_cookies_is_told_what_works(opened, browser):
    application, _ = await opened(GOOD, visitor=None)
    await application.greet()
    assert "keeps no cookies" in browser.said[-1]


async def test_named_origins_reach_the_cors_rules_that_chainlit_already_holds(opened):
    held = config.project.allow_origins
    application, _ = await opened(GOOD, origins=["https://intranet.example.com"])
    assert held == ["https://intranet.example.com"]
    assert application.origins.admits("https://intranet.example.com", "localhost:8000", scheme="http")


async def test_stopping_lets_go_of_the_service(opened):
    application, house = await opened(GOOD)
    await application.stop()
    assert house.closed


async def test_what_is_kept_of_ended_sessions_is_forgotten_and_of_others_kept(browser):
    for kept, empty in ((chat_contexts, []), (user_sessions, {})):
        kept["gone"] = kept[browser.session.id] = empty
    assert sweep() >= 1
    for kept in (chat_contexts, user_sessions):
        assert "gone" not in kept
        assert browser.session.id in kept


async def test_every_sweep_first_ends_what_is_abandoned_and_then_forgets_it(browser):
    swept = asyncio.Event()

    async def end_abandoned():
        await browser.session.delete()

    chat_contexts[browser.session.id] = []
    sweeping = asyncio.create_task(keep_sweeping(0, first=(end_abandoned,), also=swept.set))
    await swept.wait()
    sweeping.cancel()
    assert browser.session.id not in chat_contexts


async def test_a_chat_that_has_ended_waits_for_nothing_any_more(opened, browser):
    application, house = await opened(GOOD)
    house.waiting = [Said("One moment.")]
    chat_session = await application.chat_session()
    chat_session.conversation.without_model = Away()
    before = asyncio.all_tasks()
    await chat_session.run(chat_session.welcome_back())
    (waiting,) = asyncio.all_tasks() - before
    application.part(user_sessions[browser.session.id])
    with pytest.raises(asyncio.CancelledError):
        await waiting
    application.part({})


async def test_s19_a_viewer_is_offered_to_search_and_nothing_else(opened, browser):
    application, house = await opened(GOOD)
    house.rights = Rights(member=Member(identity=Member.unasked().identity))
    await application.greet()
    assert len(browser.actions) == len(browser.commands) == 1
