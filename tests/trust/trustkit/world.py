"""Persons, tabs and a process: everything real but the model, begun again as often as a test likes."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterable, Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import Any

from assistant.agent.contact_tools import ConfirmWrites
from assistant.agent.limits import TurnLimits
from assistant.agent.prompts import Prompts
from assistant.agent.tokens import CountTokens
from assistant.chat.conversation import Conversation
from assistant.chat.conversation_factory import ConversationFactory
from assistant.chat.events import Decided, Event, Proposed, Said
from assistant.language.texts import texts_in
from assistant.models.model_protocol import Reply
from assistant.models.scripted import ScriptedModel, calls, says
from assistant.proposals.proposal import (
    Applied,
    Outcome,
    Proposal,
    ProposalState,
    Refused,
    Superseded,
    Unsettled,
)
from assistant.proposals.proposal_store import ProposalStore
from assistant.proposals.recovery import Recovery
from assistant.proposals.running_writes import RunningWrites
from evaluation.clock import ManualClock
from evaluation.portal import is_write
from hubspot_tools.calls.client import ClientSettings
from hubspot_tools.calls.transport import Bounds
from hubspot_tools.hubspot import HubSpotContacts
from trustkit.portal import WitnessedPortal

EN = texts_in("en")
REPOSITORY = Path(__file__).parents[3]
ANSWER_SECONDS = 0.25
"""How long the client waits for an answer here; `slow` answers take longer."""

_NEWS = tuple(
    {
        told.split("{")[0]
        for told in (
            EN.settled_done,
            EN.settled_failed,
            EN.crm.create_settled_done,
            EN.crm.create_settled_failed,
        )
    }
)


class Told(Enum):
    """What a person heard of a write."""

    WRITTEN = "written"
    NOT_WRITTEN = "not written"
    UNKNOWN = "unknown"


class Process:
    """What one start of the program holds in memory."""

    def __init__(self, url: str, database: Path, time: ManualClock) -> None:
        bounds = Bounds(connect_seconds=2.0, answer_seconds=ANSWER_SECONDS)
        settings = ClientSettings(bounds=bounds, threads=4, clock=time)
        self.contacts = HubSpotContacts("invented", base_url=url, local=True, settings=settings)
        self.state = ProposalStore(f"sqlite+aiosqlite:///{database}")
        self.writes = RunningWrites()
        self.recovery = Recovery(self.contacts, self.state, self.writes, time, alone=True)

    async def end(self) -> None:
        """As the service ends: what has begun ends first."""
        await self.writes.finish()
        await self._let_go()

    async def crash(self) -> None:
        """Nothing in memory goes on; what was sent is on its way and arrives."""
        under_way = set(self.writes._under_way)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        await self._let_go()

    async def _let_go(self) -> None:
        await self.contacts.close()
        await self.state.close()


class Tab:
    """A browser tab of one person; every method returns what it put on the screen."""

    def __init__(self, world: "World", owner: str, confirm_writes: ConfirmWrites) -> None:
        self.owner = owner
        self.conversation: Conversation
        self._world = world
        self._asks: ConfirmWrites = confirm_writes
        self.model = ScriptedModel()
        self.reload()

    def reload(self, **bounds: float) -> None:
        """A fresh page: nothing of the talk is left; its turns may have bounds of their own."""
        process, limits = self._world.process, replace(TurnLimits(), **bounds)
        factory = ConversationFactory(
            contacts=process.contacts,
            model=self.model,
            state=process.state,
            writes=process.writes,
            prompts=self._world.prompts,
            count_tokens=self._world.count_tokens,
            limits=limits,
            now=self._world.time,
            confirm_writes=self._asks,
        )
        self.conversation = factory.converse(owner=self.owner, language="en")

    async def hears(self, text: str, *script: Reply) -> list[Event]:
        self.model._script[:] = script
        return await self._shown(self.conversation.hear(text))

    async def is_asked_to_create(self, **values: str) -> list[Event]:
        return await self.hears(
            f"create {_as_typed(values)}", calls("create_contact", **values), says("Please confirm.")
        )

    async def is_asked_to_update(self, contact_id: str, **values: Any) -> list[Event]:
        """The contact is looked up first, as a model does: ids come from what was shown."""
        stored = self._world.portal.people.get(contact_id, {})
        known = {"email": stored["email"]} if "email" in stored else {"name": stored.get("lastname", "?")}
        script = calls("search_contacts", **known), calls("update_contact", contact_id=contact_id, **values)
        return await self.hears(f"change: {_as_typed(values)}", *script, says("Please confirm."))

    async def confirms(self, proposal: Proposal) -> list[Event]:
        return await self._shown(self.conversation.confirm(proposal.id, proposal.digest))

    async def cancels(self, proposal: Proposal) -> list[Event]:
        return await self._shown(self.conversation.cancel(proposal.id, proposal.digest))

    async def undoes(self, proposal: Proposal) -> list[Event]:
        return await self._shown(self.conversation.undo(proposal.id, proposal.digest))

    async def adopts(self, proposal: Proposal, contact_id: str) -> list[Event]:
        return await self._shown(self.conversation.adopt(proposal.id, proposal.digest, contact_id))

    async def comes_back(self) -> list[Event]:
        self.reload()
        return await self._shown(self.conversation.welcome_back())

    async def _shown(self, happenings: AsyncIterable[Event]) -> list[Event]:
        events = []
        async for event in happenings:
            events.append(event)
            self._world.remember(self.owner, event)
        return events


class World:
    """One portal, one state file, one process at a time, and what everybody was shown and told."""

    def __init__(self, portal: WitnessedPortal, folder: Path, count_tokens: CountTokens) -> None:
        self.portal = portal
        self.time = ManualClock()
        self.count_tokens = count_tokens
        self.prompts = Prompts(REPOSITORY / "prompts")
        self.database = folder / "state.sqlite3"
        self.process: Process
        self.tabs: list[Tab] = []
        self.shown: dict[str, Proposal] = {}
        self.told: defaultdict[str, list[Told]] = defaultdict(list)
        self.news: list[str] = []

    async def begin(self) -> None:
        self.portal.start_afresh(self.time)
        await self._start()

    async def end(self) -> None:
        await self.process.end()

    async def restart(self, *, crash: bool = False) -> None:
        """End the program, well or badly, start it again, and let it look at what was left open."""
        await (self.process.crash() if crash else self.process.end())
        self.time.pass_by(1)
        await self._start()
        await self.process.recovery.sweep()
        for tab in self.tabs:
            tab.reload()

    async def _start(self) -> None:
        self.process = Process(self.portal.url, self.database, self.time)
        await self.process.state.open()

    def tab(self, owner: str = "ada", confirm_writes: ConfirmWrites = "always") -> Tab:
        tab = Tab(self, owner, confirm_writes)
        self.tabs.append(tab)
        return tab

    def remember(self, owner: str, event: Event) -> None:
        match event:
            case Proposed(proposal=proposal):
                self.shown[proposal.id] = proposal
            case Decided(outcome=outcome):
                self._remember_outcome(outcome)
            case Said(text=text) if text.startswith(_NEWS):
                self.news.append(text)
            case _:
                pass

    def _remember_outcome(self, outcome: Outcome) -> None:
        match outcome:
            case Applied(proposal=proposal):
                self.told[proposal.id].append(Told.WRITTEN)
            case Superseded(proposal=proposal) | Refused(proposal=proposal):
                if proposal.state is ProposalState.FAILED:  # else the click was refused, not the write
                    self.told[proposal.id].append(Told.NOT_WRITTEN)
            case Unsettled(proposal=proposal):
                self.told[proposal.id].append(Told.UNKNOWN)
            case _:
                pass

    async def under_way(self, doing: Coroutine[Any, Any, Any], after_requests: int) -> asyncio.Task[Any]:
        """Begin ``doing``; returns as soon as so many requests have reached the portal, or it has ended."""
        loop, reached = asyncio.get_running_loop(), asyncio.Event()
        arrived: list[str] = []

        def heard(method: str, _path: str) -> None:
            arrived.append(method)
            if len(arrived) == after_requests:
                loop.call_soon_threadsafe(reached.set)

        self.portal.faults.heard = heard
        task = asyncio.create_task(doing)
        moment = asyncio.create_task(reached.wait() if after_requests else asyncio.sleep(0))
        await asyncio.wait({task, moment}, return_when=asyncio.FIRST_COMPLETED)
        moment.cancel()
        await asyncio.gather(moment, return_exceptions=True)
        return task

    async def states(self) -> dict[str, Proposal]:
        """Every proposal as it stands, by id."""
        return {one.id: one for one in await self.process.state.in_states(*ProposalState)}

    def at_the_next_write(self, meanwhile: Callable[[], None]) -> None:
        """Do something, once, at the moment a writing request arrives."""

        def heard(method: str, path: str) -> None:
            if is_write(method, path):
                self.portal.faults.heard = lambda _method, _path: None
                meanwhile()

        self.portal.faults.heard = heard


def _as_typed(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())


def only(events: Sequence[Event], kind: type[Any]) -> Any:
    found = [event for event in events if isinstance(event, kind)]
    assert len(found) == 1, events
    return found[0]


def said(events: Sequence[Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, Said)]
