"""A conversation with everything real but the model: the agent, HubSpot's client, the local CRM, the state store."""

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from assistant.access.daily_use import DailyUse
from assistant.access.rights import Rights, RightsNow
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
from evaluation.clock import ManualClock
from evaluation.portal import SandboxPortal
from hubspot_tools.calls.client import ClientSettings
from hubspot_tools.contacts import Contact
from hubspot_tools.hubspot import HubSpotContacts

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


@pytest.fixture(scope="session")
def served_crm() -> Iterator[SandboxPortal]:
    with SandboxPortal().served() as portal:
        yield portal


@pytest.fixture
def crm(served_crm) -> SandboxPortal:
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
async def state(state_url) -> AsyncIterator[ProposalStore]:
    store = ProposalStore(state_url)
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
def clock() -> ManualClock:
    return ManualClock()


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
        rights: RightsNow = Rights,
        daily_use: DailyUse | None = None,
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
            daily_use=daily_use,
        )
        return Chat(factory.converse(owner=owner, language=language, rights=rights), model)

    return begin
