"""Imports with everything real: HubSpot's client, the local CRM on loopback, the state store. Time is told."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from assistant.files.import_progress import ImportRun, Progress
from assistant.files.import_rows import ContactImport, ImportRow, RowState
from assistant.files.importer import Importer
from assistant.proposals import settle
from assistant.proposals.journal import JournalEntry
from assistant.proposals.proposal_store import ProposalStore
from assistant.proposals.running_writes import RunningWrites
from evaluation.clock import ManualClock
from evaluation.portal import SandboxPortal
from hubspot_tools.calls.client import ClientSettings
from hubspot_tools.calls.transport import Bounds
from hubspot_tools.facts.account_facts import PropertyLabel
from hubspot_tools.facts.property_kinds import PropertyKind
from hubspot_tools.hubspot import HubSpotContacts
from hubspot_tools.values.properties import default_catalogue
from hubspot_tools.values.vocabulary import PROPERTY_KINDS

OWNER = "ada"


@pytest.fixture(scope="session")
def served_crm() -> Iterator[SandboxPortal]:
    with SandboxPortal().served() as portal:
        yield portal


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def crm(served_crm, clock) -> SandboxPortal:
    served_crm.start_afresh(clock)
    return served_crm


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch) -> None:
    """As many looks at the CRM as in earnest, with nothing between them."""
    monkeypatch.setattr(settle, "PAUSES", (0.0,) * len(settle.PAUSES))


@dataclass
class Office:
    """One process of the product, as far as imports are concerned, and Ada who imports."""

    crm: SandboxPortal
    state: ProposalStore
    contacts: HubSpotContacts
    time: ManualClock
    importer: Importer
    seen: list[Progress] = field(default_factory=list)

    async def prepares(
        self, content: str | bytes, name: str = "people.csv", owner: str = OWNER
    ) -> ContactImport:
        raw = content.encode() if isinstance(content, str) else content
        planned, _ = await self.importer.prepare(owner, name, raw)
        return planned

    async def rows(self, planned: ContactImport) -> list[ImportRow]:
        return list(await self.importer.rows(planned))

    async def states(self, planned: ContactImport) -> list[RowState]:
        return [row.state for row in await self.rows(planned)]

    async def imports(
        self, planned: ContactImport, *, watching: Callable[[ImportRun, Progress], None] | None = None
    ) -> ContactImport:
        return await self.follows(await self.importer.begin(OWNER, planned.id, planned.digest), watching)

    async def resumes(self, planned: ContactImport) -> ContactImport:
        return await self.follows(await self.importer.resume(OWNER, planned.id, planned.digest))

    async def undoes(self, planned: ContactImport) -> ContactImport:
        return await self.follows(await self.importer.undo(OWNER, planned.id, planned.digest))

    async def follows(
        self, run: object, watching: Callable[[ImportRun, Progress], None] | None = None
    ) -> ContactImport:
        assert isinstance(run, ImportRun), run
        async for progress in run.follow():
            self.seen.append(progress)
            if watching:
                watching(run, progress)
        assert progress.ended is not None
        return progress.ended

    async def journal(self) -> list[JournalEntry]:
        return list(await self.state.journal())


@dataclass
class Offices:
    """Starts the process, and starts it again, on the same database."""

    crm: SandboxPortal
    database: Path
    time: ManualClock
    opened: list[Office] = field(default_factory=list)

    async def start(self, *, shared: str | None = None, **settings: Any) -> Office:
        """Start a process, or a server beside others where it has their ``shared`` store."""
        client = ClientSettings(bounds=Bounds(connect_seconds=2.0, answer_seconds=3.0), **settings)
        contacts = HubSpotContacts("invented", base_url=self.crm.url, local=True, settings=client)
        state = ProposalStore(shared or f"sqlite+aiosqlite:///{self.database}")
        await state.open()
        importer = Importer(
            contacts, state, RunningWrites(), self.time, alone=shared is None, sleep=self.time.sleep
        )
        await importer.open()
        office = Office(self.crm, state, contacts, self.time, importer)
        self.opened.append(office)
        return office

    async def close(self) -> None:
        for office in self.opened:
            await office.importer.close()
            await office.contacts.close()
            await office.state.close()


@pytest.fixture
async def offices(crm, clock, tmp_path) -> AsyncIterator[Offices]:
    all_of_them = Offices(crm, tmp_path / "state.sqlite3", clock)
    yield all_of_them
    await all_of_them.close()


@pytest.fixture
async def office(offices) -> Office:
    return await offices.start()


def table(*rows: str, headings: str = "Prénom;Nom;E-mail;Société") -> str:
    return "\r\n".join([headings, *rows, ""])


def crowd(count: int) -> str:
    """A file of so many new people."""
    return table(*(f"P{number};Nom{number};p{number}@acme.example;Acme" for number in range(count)))


@pytest.fixture
def file() -> Callable[..., str]:
    return table


@pytest.fixture
def many() -> Callable[[int], str]:
    return crowd


@pytest.fixture(scope="session")
def account() -> dict[str, PropertyLabel]:
    """An account as the local CRM has it, with a date and interests of its own."""
    known = {name: PropertyLabel(label=name, kind=kind) for name, kind in PROPERTY_KINDS.items()}
    own = {
        "renewal": PropertyLabel(label="Contract renewal date", kind=PropertyKind.DATE),
        "interests": PropertyLabel(label="Products of interest", kind=PropertyKind.CHOICES),
        "hs_object_id": PropertyLabel(label="Record ID", writable=False),
        "createdate": PropertyLabel(label="Create Date", kind=PropertyKind.DATETIME, writable=False),
    }
    return {**known, **default_catalogue().labels(), **own}
