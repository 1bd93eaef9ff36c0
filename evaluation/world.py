"""Sets up the world of a scenario.

It has the local CRM over HTTP, HubSpot's client, the state store, and one time for all.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.agent.limits import TurnLimits
from assistant.agent.prompts import Prompts
from assistant.agent.tokens import CountTokens, load_counter
from assistant.chat.conversation import Conversation
from assistant.chat.conversation_factory import ConversationFactory
from assistant.language.detection import Language
from assistant.models.model_protocol import Model
from assistant.proposals.proposal_store import ProposalStore
from assistant.proposals.recovery import Recovery
from assistant.proposals.running_writes import RunningWrites
from assistant.telemetry.watch import Watch
from evaluation.clock import ManualClock
from evaluation.portal import SandboxPortal
from evaluation.scenario import Elsewhere, Fails, Scenario, Values
from hubspot_tools.calls.client import ClientSettings
from hubspot_tools.hubspot import HubSpotContacts
from hubspot_tools.sandbox.portals.sample_portal import SamplePortal
from hubspot_tools.sandbox.wire.exchange import LoggedRequest

REPOSITORY = Path(__file__).parents[1]
TOKEN = "pat-eu1-invented-secret"  # noqa: S105 - invented, and looked for wherever it must not be
_BETWEEN_SCENARIOS = 125
"""Seconds after which the client no longer looks twice at what it wrote itself."""

People = Mapping[str, Values]
"""What people filled in for every active contact, by id."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """What lasts from one scenario to the next."""

    portal: SandboxPortal
    contacts: HubSpotContacts
    state: ProposalStore
    time: ManualClock
    watch: Watch
    count_tokens: CountTokens


class World:
    """One portal and one program; `begin` gives a scenario its contacts and a person of its own."""

    def __init__(self, standing: _Standing, base: Mapping[str, Values]) -> None:
        self.time = standing.time
        self.limits = TurnLimits()
        self._standing = standing
        self._base = base
        self._prompts = Prompts(REPOSITORY / "prompts")
        self._writes = RunningWrites()
        self._begun = 0
        self._ids: dict[str, str] = {}

    def begin(self, scenario: Scenario) -> None:
        """Start again with the base contacts and those of the scenario, all from long ago."""
        self._begun += 1
        self.time.pass_by(_BETWEEN_SCENARIOS)
        self._standing.portal.start_afresh(self.time)
        people = {**self._base, **scenario.people}
        self._ids = {name: self._standing.portal.add(**values) for name, values in people.items()}
        self._standing.portal.forget_requests()

    @property
    def owner(self) -> str:
        """The person of this scenario."""
        return f"person {self._begun}"

    @property
    def people(self) -> People:
        """What people filled in for every active contact, by id."""
        return self._standing.portal.people

    @property
    def requests(self) -> list[LoggedRequest]:
        """What has reached the CRM since the scenario began, in order."""
        return self._standing.portal.requests

    def id_of(self, name: str) -> str:
        """Return the id behind a contact's name in the scenario.

        ``new`` is the latest contact, others are taken as ids.
        """
        if name == "new":
            return max(self.people, key=int)
        return self._ids.get(name, name)

    def conversation(self, model: Model, language: Language) -> Conversation:
        """A page of this scenario's person."""
        factory = ConversationFactory(
            contacts=self._standing.contacts,
            model=model,
            state=self._standing.state,
            writes=self._writes,
            prompts=self._prompts,
            count_tokens=self._standing.count_tokens,
            limits=self.limits,
            now=self.time,
            watch=self._standing.watch,
        )
        return factory.converse(owner=self.owner, language=language)

    async def restart(self) -> None:
        """End the program's writes, and look at what was left open, as a start does."""
        await self._writes.finish()
        self._writes = RunningWrites()
        standing = self._standing
        await Recovery(standing.contacts, standing.state, self._writes, self.time, alone=True).sweep()

    def somebody_else(self, did: Elsewhere) -> None:
        """Another hand creates, edits or archives a contact."""
        contacts = self._standing.portal.crm.contacts
        if not did.contact:
            contacts.create(did.values)
        elif did.values:
            contacts.update(contacts.find(self.id_of(did.contact)), did.values)
        else:
            contacts.archive(contacts.find(self.id_of(did.contact)))

    def fail(self, fault: Fails, **details: Any) -> None:
        """Let requests to the CRM go wrong."""
        self._standing.portal.faults.next(fault.kind, method=fault.method, times=fault.times, **details)


@asynccontextmanager
async def open_world(
    base: Mapping[str, Values],
    watch: Watch | None = None,
    count_tokens: CountTokens | None = None,
    *,
    account: SamplePortal | None = None,
) -> AsyncIterator[World]:
    """Serve a local CRM and connect to it; everything ends with the block.

    ``watch`` sees what is spent; ``account`` is set up in another way than usual.
    """
    watch = watch or Watch()
    count_tokens = count_tokens or load_counter()
    time = ManualClock()
    with SandboxPortal(portal=account).served() as portal:
        settings = ClientSettings(threads=2, clock=time, hearing=watch.called)
        contacts = HubSpotContacts(TOKEN, base_url=portal.url, local=True, settings=settings)
        state = ProposalStore("sqlite+aiosqlite:///:memory:")
        await state.open()
        try:
            yield World(_Standing(portal, contacts, state, time, watch, count_tokens), base)
        finally:
            await contacts.close()
            await state.close()
            await asyncio.sleep(0)
