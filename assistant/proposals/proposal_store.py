"""The state store: proposals and the journal outlive the socket, and only one decision about each can win."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import (
    URL,
    Column,
    CursorResult,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    Text,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from assistant.proposals.journal import JournalEntry
from assistant.proposals.notices import Notices
from assistant.proposals.proposal import Proposal, ProposalState
from assistant.proposals.rejections import Rejections
from assistant.state.tables import instant, owned_row, owned_table
from hubspot_tools.storage import StorageTrouble, trouble_behind

log = logging.getLogger(__name__)

Result = TypeVar("Result")

_METADATA = MetaData()
_PROPOSALS = owned_table("proposals", _METADATA)
_JOURNAL = Table(
    "journal",
    _METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("at", String(40), nullable=False, index=True),
    Column("owner", String(255), nullable=False),
    Column("contact_id", String(32), index=True),
    Column("body", Text, nullable=False),
)
_CHECK = Table(
    "last_check",
    _METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
)
"""One row, which says when `ProposalStore.check` last could write."""


class StateUnavailable(Exception):
    """The state store cannot be read or written; nothing was stored by the call that raised it.

    Attributes:
        trouble: What is in the way.
    """

    def __init__(self, message: str, trouble: StorageTrouble = StorageTrouble.UNUSABLE) -> None:
        super().__init__(message)
        self.trouble = trouble

    @classmethod
    def behind(cls, error: Exception) -> "StateUnavailable":
        """The same trouble without the text of the database's error, which repeats what was to be stored."""
        trouble = trouble_behind(error)
        return cls(f"{type(error).__name__}: {trouble}", trouble)


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """Which entries are wanted: of this owner, about this contact, from and before these moments (UTC)."""

    owner: str | None = None
    contact_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Advance:
    """A proposal as it is to be stored, the state that it must have until then, and the journal's line about it."""

    proposal: Proposal
    expected: ProposalState
    entry: JournalEntry | None = None


class ProposalStore:
    """Proposals and journal in a database: a SQLite file by default, another one by its SQLAlchemy URL.

    Every method may raise `StateUnavailable`. A transaction that has begun ends, whatever becomes of its caller.
    """

    def __init__(self, url: str) -> None:
        self.notices: Notices[Proposal] = Notices()
        """Where every change of a proposal is told once it is stored."""
        self.rejections = Rejections(self.note)
        """Where clicks are journalled that lead nowhere."""
        self._engine: AsyncEngine = create_async_engine(url)
        # SQLite lets one write at a time, and gives up on those it kept waiting; here they wait in their order.
        self._turn = asyncio.Lock() if self._engine.dialect.name == "sqlite" else nullcontext()
        self._under_way: set[asyncio.Task[Any]] = set()

    async def open(self) -> None:
        """Create what is missing, the folder of a SQLite file included; data already there stays."""
        try:
            await asyncio.to_thread(_make_folder, self._engine.url)
        except OSError as error:
            raise StateUnavailable.behind(error) from None
        await self.transaction(lambda connection: connection.run_sync(_METADATA.create_all))

    async def close(self) -> None:
        """Let go of the database, once what was counted is journalled and what has begun has ended."""
        try:
            await self.rejections.flush()
        except StateUnavailable as error:
            log.warning("rejected clicks could not be journalled: %s", error)
        await asyncio.gather(*self._under_way, return_exceptions=True)
        await self._engine.dispose()

    async def add(self, proposal: Proposal) -> None:
        """Remember a new proposal."""
        row = insert(_PROPOSALS).values(id=proposal.id, **owned_row(proposal))
        await self.transaction(lambda connection: connection.execute(row))

    async def get(self, proposal_id: str, owner: str) -> Proposal | None:
        """The proposal as it stands, or None when this owner has none by that id."""
        found = await self._bodies(_PROPOSALS.c.id == proposal_id, _PROPOSALS.c.owner == owner)
        return found[0] if found else None

    async def in_states(self, *states: ProposalState, owner: str | None = None) -> Sequence[Proposal]:
        """Proposals in any of these states, of one owner or of all; those longest unchanged first."""
        of_owner = [] if owner is None else [_PROPOSALS.c.owner == owner]
        return await self._bodies(_PROPOSALS.c.state.in_(states), *of_owner)

    async def news(self, owner: str) -> Sequence[Proposal]:
        """What this owner is still to be told about."""
        return await self._bodies(_PROPOSALS.c.owner == owner, _PROPOSALS.c.news_due)

    async def advance(
        self,
        proposal: Proposal,
        *,
        expected: ProposalState,
        entry: JournalEntry | None = None,
        then: "Advance | None" = None,
    ) -> bool:
        """Store ``proposal``, and ``entry`` with it, if its state is still the expected one.

        Args:
            proposal: As it is to be stored.
            expected: The state that it must have until now.
            entry: The journal's line about it.
            then: What follows from it for another proposal, stored in the same moment, if that one's state is
                still the expected one.

        Returns:
            False when somebody was faster; then nothing is stored.
        """
        step = Advance(proposal, expected, entry)

        async def decide(connection: AsyncConnection) -> list[Proposal]:
            if not await _advance(connection, step):
                return []
            follows = then is not None and await _advance(connection, then)
            return [proposal, then.proposal] if then is not None and follows else [proposal]

        stored = await self.transaction(decide)
        for changed in stored:
            self.notices.post(changed)
        return bool(stored)

    async def note(self, entry: JournalEntry) -> None:
        """Add a line to the journal that changes no proposal."""
        await self.transaction(lambda connection: append(connection, [entry]))

    async def journal(self, wanted: JournalFilter | None = None) -> Sequence[JournalEntry]:
        """The journal's lines, oldest first."""
        wanted = wanted or JournalFilter()
        query = select(_JOURNAL.c.body).order_by(_JOURNAL.c.number)
        if wanted.owner is not None:
            query = query.where(_JOURNAL.c.owner == wanted.owner)
        if wanted.contact_id is not None:
            query = query.where(_JOURNAL.c.contact_id == wanted.contact_id)
        if wanted.since is not None:
            query = query.where(_JOURNAL.c.at >= instant(wanted.since))
        if wanted.until is not None:
            query = query.where(_JOURNAL.c.at < instant(wanted.until))
        return [JournalEntry.model_validate_json(body) for (body,) in await self.read(query)]

    async def counts(self) -> Mapping[ProposalState, int]:
        """How many proposals there are in each state; a state of none is left out."""
        query = select(_PROPOSALS.c.state, func.count()).group_by(_PROPOSALS.c.state)
        return {ProposalState(state): number for state, number in await self.read(query)}

    async def check(self) -> None:
        """Find out, by writing, whether the database can be written and knows the tables."""
        now = instant(datetime.now(UTC))

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(select(_PROPOSALS.c.id).limit(1))
            written = await connection.execute(update(_CHECK).where(_CHECK.c.id == 1).values(at=now))
            if not written.rowcount:
                await connection.execute(insert(_CHECK).values(id=1, at=now))

        await self.transaction(write)

    async def _bodies(self, *conditions: object) -> Sequence[Proposal]:
        query = select(_PROPOSALS.c.body).where(*conditions).order_by(_PROPOSALS.c.changed_at)  # type: ignore[arg-type]  # SQLAlchemy's column expressions
        return [Proposal.model_validate_json(body) for (body,) in await self.read(query)]

    async def read(self, query: Select[Any]) -> Sequence[Any]:
        """The rows, each a tuple of the selected columns."""

        async def read(connection: AsyncConnection) -> Sequence[Any]:
            result: CursorResult[Any] = await connection.execute(query)
            return result.all()

        return await self.transaction(read)

    async def transaction(self, work: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
        """All or nothing, also when the caller is cancelled: a connection given up halfway would keep SQLite's lock.

        For this store, and for those that keep their tables beside its own.
        """
        task = asyncio.create_task(self._whole(work))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await asyncio.shield(task)

    async def _whole(self, work: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
        """Do work in a transaction; the database's own errors, which repeat what was to be stored, end here."""
        try:
            async with self._turn, self._engine.begin() as connection:
                return await work(connection)
        except (SQLAlchemyError, OSError) as error:
            raise StateUnavailable.behind(error) from None


def _make_folder(url: URL) -> None:
    """Done beforehand, because aiosqlite leaves a thread behind when a file cannot be opened."""
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)


async def _advance(connection: AsyncConnection, step: Advance) -> bool:
    change = (
        update(_PROPOSALS)
        .where(_PROPOSALS.c.id == step.proposal.id, _PROPOSALS.c.state == step.expected)
        .values(**owned_row(step.proposal))
    )
    won = (await connection.execute(change)).rowcount == 1
    if won and step.entry is not None:
        await append(connection, [step.entry])
    return won


async def append(connection: AsyncConnection, entries: Sequence[JournalEntry]) -> None:
    """Add lines to the journal, within a transaction."""
    rows = [
        {
            "at": instant(entry.at),
            "owner": entry.owner,
            "contact_id": entry.contact_id,
            "body": entry.model_dump_json(),
        }
        for entry in entries
    ]
    if rows:
        await connection.execute(insert(_JOURNAL), rows)
