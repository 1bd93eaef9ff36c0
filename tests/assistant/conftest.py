"""A conversation with everything real but the model: the agent, HubSpot's client, the local CRM, the state store."""

import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from assistant.agent.contact_tools import ConfirmWrites
from assistant.agent.limits import TurnLimits
from assistant.agent.prompts import Prompts
from assistant.agent.tokens import CountTokens, load_counter
from assistant.chat.conversation import Conversation
from assistant.chat.conversation_factory import ConversationFactory
from assistant.chat.events import Event, Proposed
from assistant.chat.forms.form import EVERYDAY_FIELDS, FormFields
from assistant.language.detection import Language
from assistant.models.availability import ModelAvailability
from assistant.models.scripted import ScriptedModel
from assistant.proposals.proposal import Proposal
from assistant.proposals.proposal_store import ProposalStore
from assistant.telemetry.prices import Prices
from assistant.telemetry.watch import Listener, Watch
from hubspot_tools.calls.client import ClientSettings
from hubspot_tools.contacts import Contact
from hubspot_tools.hubspot import HubSpotContacts
from hubspot_tools.sandbox import Faults, build_app
from hubspot_tools.sandbox.loopback import serving

ROOT = Path(__file__).parents[2]

PEOPLE = (
    {
        "firstname": "Marie",
        "lastname": "Durand",
        "email": "marie.durand@exemple.fr",
        "company": "Exemple SA",
        "phone": "+33612345678",
        "lifecyclestage": "lead",
    },
    {
        "firstname": "John",
        "lastname": "Smith",
        "email": "john.smith@acme.com",
        "company": "Acme",
        "lifecyclestage": "customer",
    },
    {"firstname": "Jon", "lastname": "Smith", "email": "jon.smith@acme.com", "company": "Acme"},
    {"firstname": "Marie", "lastname": "Durand", "email": "m.durand@autre.fr"},
    {"firstname": "Zoé", "lastname": "Lefèvre-D'Aubigné", "email": "zoe@oeuvre.fr"},
)


class Clock:
    """Time that passes only when it is told to."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, **delta: float) -> None:
        self.time += timedelta(**delta)


class LocalCrm:
    """The local CRM, served, with what a test wants to look at."""

    def __init__(self) -> None:
        self.faults = Faults()
        self._app = build_app(":memory:", faults=self.faults, samples=False)
        self._server = ExitStack()
        self.url = self._server.enter_context(serving(self._app))

    def delay_index(self, seconds: float) -> None:
        """From now on, writes show in searches only after so long."""
        self._app.state.crm.index.delay = seconds

    def may_only_be_read(self, *, only: bool = True) -> None:
        """As if its file, or the disk it is on, were read-only."""
        self._app.state.crm._database.row(f"PRAGMA query_only = {int(only)}")

    def start_afresh(self) -> None:
        self.may_only_be_read(only=False)
        self.delay_index(0)
        self.faults.clear()
        self._app.state.crm.start_again()
        self._app.state.requests.clear()

    def stop(self) -> None:
        self._server.close()

    @property
    def people(self) -> dict[str, dict[str, str]]:
        """Every contact's properties, by id."""
        return self._app.state.crm.snapshot()

    @property
    def writes(self) -> list[tuple[str, str]]:
        """Every request that could have written, whatever came of it."""
        return [
            (method, path)
            for method, path, _ in self._app.state.requests
            if method in {"PATCH", "DELETE", "PUT"}
            or (method == "POST" and not path.endswith(("/search", "/batch/read", "/access-token-info")))
        ]

    def wait_for_a_write(self) -> None:
        while not self.writes:
            time.sleep(0.01)

    @property
    def requests(self) -> list[tuple[str, str, int]]:
        """Every request, oldest first."""
        return list(self._app.state.requests)

    def forget_requests(self) -> None:
        self._app.state.requests.clear()


@pytest.fixture(scope="session")
def served_crm() -> Iterator[LocalCrm]:
    crm = LocalCrm()
    yield crm
    crm.stop()


@pytest.fixture
def crm(served_crm) -> LocalCrm:
    served_crm.start_afresh()
    return served_crm


@pytest.fixture
def listeners() -> list[Listener]:
    """Who watches; a module that tests them brings its own."""
    return []


@pytest.fixture
def watch(listeners) -> Watch:
    return Watch(listeners, prices=Prices(prompt=2.0, completion=10.0, cached=0.5))


@pytest.fixture
async def contacts(crm, watch) -> AsyncIterator[HubSpotContacts]:
    settings = ClientSettings(hearing=watch.called)
    store = HubSpotContacts("local", base_url=crm.url, local=True, settings=settings)
    yield store
    await store.close()


@pytest.fixture
async def people(crm, contacts) -> list[Contact]:
    stored = [await contacts.create(person) for person in PEOPLE]
    crm.forget_requests()
    return stored


@pytest.fixture
async def state(tmp_path) -> AsyncIterator[ProposalStore]:
    store = ProposalStore(f"sqlite+aiosqlite:///{tmp_path / 'state.sqlite3'}")
    await store.open()
    yield store
    await store.close()


@pytest.fixture
def full_disk() -> Callable[[ProposalStore], None]:
    """From now on SQLite answers every commit of a store as it does when the disk is full."""

    def fill(state: ProposalStore) -> None:
        def refuse(connection) -> None:
            if connection.connection.driver_connection._conn.in_transaction:
                error = sqlite3.OperationalError("database or disk is full")
                error.sqlite_errorcode = sqlite3.SQLITE_FULL
                raise OperationalError("COMMIT", {}, error)

        event.listen(state._engine.sync_engine, "commit", refuse)

    return fill


@pytest.fixture(scope="session")
def count_tokens() -> CountTokens:
    return load_counter()


@pytest.fixture
def clock() -> Clock:
    return Clock()


class Chat:
    """A conversation and its scripted model; every method returns the events it caused."""

    def __init__(self, conversation: Conversation, model: ScriptedModel) -> None:
        self.conversation = conversation
        self.model = model

    async def hears(self, text: str) -> list[Event]:
        return [event async for event in self.conversation.hear(text)]

    async def confirms(self, proposal: Proposal) -> list[Event]:
        return [event async for event in self.conversation.confirm(proposal.id, proposal.digest)]

    async def cancels(self, proposal: Proposal) -> list[Event]:
        return [event async for event in self.conversation.cancel(proposal.id, proposal.digest)]

    async def undoes(self, proposal: Proposal) -> list[Event]:
        return [event async for event in self.conversation.undo(proposal.id, proposal.digest)]

    async def adopts(self, proposal: Proposal, contact: Contact) -> list[Event]:
        return [event async for event in self.conversation.adopt(proposal.id, proposal.digest, contact.id)]

    async def comes_back(self) -> list[Event]:
        return [event async for event in self.conversation.welcome_back()]

    async def is_proposed(self, text: str) -> Proposal:
        proposed = [event for event in await self.hears(text) if isinstance(event, Proposed)]
        assert len(proposed) == 1
        return proposed[0].proposal


@pytest.fixture
def chat(contacts, state, count_tokens, clock, watch) -> Callable[..., Chat]:
    def begin(
        *script,
        language: Language = "en",
        owner: str = "ada",
        limits: TurnLimits | None = None,
        confirm_writes: ConfirmWrites = "always",
        form_fields: FormFields = EVERYDAY_FIELDS,
        availability: ModelAvailability | None = None,
        model: ScriptedModel | None = None,
    ) -> Chat:
        model = model or ScriptedModel(*script)
        factory = ConversationFactory(
            contacts=contacts,
            model=model,
            state=state,
            prompts=Prompts(ROOT / "prompts"),
            count_tokens=count_tokens,
            limits=limits or TurnLimits(),
            now=clock,
            confirm_writes=confirm_writes,
            form_fields=form_fields,
            availability=availability or ModelAvailability(),
            watch=watch,
        )
        return Chat(factory.converse(owner=owner, language=language), model)

    return begin
