"""What is kept of proposals and the journal: only one decision about each can win."""

import logging
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.proposals.journal import JournalEntry, JournalEvent
from assistant.proposals.journal_chain import IS_SAID, JOURNAL, append
from assistant.proposals.notices import Notices
from assistant.proposals.proposal import Proposal, ProposalState
from assistant.proposals.rejections import Rejections
from assistant.state.database import StateDatabase
from assistant.state.errors import StateUnavailable
from assistant.state.tables import insert_or_change, instant, owned_row, owned_table

log = logging.getLogger(__name__)


_TOPIC = "proposal"
_NEWEST_WRITES = 20
_NEWEST_ENTRIES = 50
JOURNAL_BATCH = 500
"""Lines of the journal that are read at a time."""

_METADATA = MetaData()
_PROPOSALS = owned_table("proposals", _METADATA)
_CHECK = Table(
    "last_check",
    _METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
)
"""One row, which says when `ProposalStore.check` last could write."""


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """Which entries are wanted: of this owner, about this contact, from and before these moments (UTC)."""

    owner: str | None = None
    contact_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Advance:
    """Holds a proposal as it is to be stored, with its journal's line.

    It must have ``expected`` as its state until then.
    """

    proposal: Proposal
    expected: ProposalState
    entry: JournalEntry | None = None


class ProposalStore(StateDatabase):
    """Proposals and journal in the state's database.

    Every method may raise `StateUnavailable`. A transaction that has begun ends, whatever becomes of its caller.
    """

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.notices: Notices[Proposal] = Notices()
        """Where every change of a proposal is told once it is stored."""
        self.rejections = Rejections(self.note)
        """Where clicks are journalled that lead nowhere."""
        self.bulletin.follow(_TOPIC, self._changed_elsewhere, self._changed_since)

    async def close(self) -> None:
        """Let go of the database, once what was counted is journalled and what has begun has ended."""
        try:
            await self.rejections.flush()
        except StateUnavailable as error:
            log.warning("rejected clicks could not be journalled: %s", error)
        await super().close()

    async def add(self, proposal: Proposal) -> None:
        """Remember a new proposal."""
        row = insert(_PROPOSALS).values(id=proposal.id, **owned_row(proposal))
        await self.transaction(lambda connection: connection.execute(row))

    async def get(self, proposal_id: str, owner: str | None) -> Proposal | None:
        """The proposal as it stands, or None when this owner, or with None anybody, has none by that id."""
        of_owner = [] if owner is None else [_PROPOSALS.c.owner == owner]
        found = await self._bodies(_PROPOSALS.c.id == proposal_id, *of_owner)
        return found[0] if found else None

    async def of_ids(self, ids: Collection[str], owner: str) -> Sequence[Proposal]:
        """This owner's proposals by these ids, as they stand."""
        return await self._bodies(_PROPOSALS.c.id.in_(ids), _PROPOSALS.c.owner == owner) if ids else []

    async def newest_write_about(self, contact_id: str) -> Proposal | None:
        """The newest proposal that has written to a contact, whoever's, and can be taken back.

        None without one, and where a row of an import is newer, which is taken back with its import.
        """
        query = select(JOURNAL.c.body).where(JOURNAL.c.contact_id == contact_id)
        read = await self.read(query.order_by(JOURNAL.c.number.desc()).limit(_NEWEST_ENTRIES))
        entries = (JournalEntry.model_validate_json(body) for (body,) in read)
        written = next((one.proposal_id for one in entries if one.event is JournalEvent.DONE), None)
        found = await self.get(written, None) if written is not None else None
        stands = found is not None and found.state is ProposalState.DONE and found.undoes is None
        return found if stands and found is not None and found.action != "archive" else None

    async def in_states(
        self, *states: ProposalState, owner: str | None = None, limit: int | None = None
    ) -> Sequence[Proposal]:
        """Proposals in any of these states, of one owner or of all; those longest unchanged first."""
        of_owner = [] if owner is None else [_PROPOSALS.c.owner == owner]
        return await self._bodies(_PROPOSALS.c.state.in_(states), *of_owner, limit=limit)

    async def newest_writes(self, owner: str) -> Sequence[Proposal]:
        """The last writes of this owner that stand, at most 20, the newest first."""
        done = (_PROPOSALS.c.owner == owner, _PROPOSALS.c.state == ProposalState.DONE)
        query = select(_PROPOSALS.c.body).where(*done).order_by(_PROPOSALS.c.changed_at.desc())
        return [
            Proposal.model_validate_json(body) for (body,) in await self.read(query.limit(_NEWEST_WRITES))
        ]

    async def newest_entries(self, owner: str) -> Sequence[JournalEntry]:
        """The last lines of this owner in the journal, at most 50, the newest first."""
        query = select(JOURNAL.c.body).where(JOURNAL.c.owner == owner, IS_SAID)
        query = query.order_by(JOURNAL.c.number.desc())
        read = await self.read(query.limit(_NEWEST_ENTRIES))
        return [JournalEntry.model_validate_json(body) for (body,) in read]

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

        async def decide(connection: AsyncConnection) -> list[Advance]:
            if not await _advance(connection, step):
                return []
            taken = [step, then] if then is not None and await _advance(connection, then) else [step]
            await append(connection, [one.entry for one in taken if one.entry is not None])
            for one in taken:
                await self.bulletin.tell(connection, _TOPIC, one.proposal.id)
            return taken

        stored = await self.transaction(decide)
        for changed in stored:
            self.notices.post(changed.proposal)
        return bool(stored)

    async def note(self, entry: JournalEntry) -> None:
        """Add a line to the journal that changes no proposal."""
        await self.transaction(lambda connection: append(connection, [entry]))

    async def journal(self, wanted: JournalFilter | None = None) -> Sequence[JournalEntry]:
        """The journal's lines, oldest first, all at once."""
        return [entry async for entry in self.journal_lines(wanted)]

    async def journal_lines(self, wanted: JournalFilter | None = None) -> AsyncIterator[JournalEntry]:
        """The same one by one: a few hundred are read at a time, and nobody waits for the reader meanwhile.

        What was blanked is left out.
        """
        query = _narrowed(select(JOURNAL.c.number, JOURNAL.c.body).where(IS_SAID), wanted or JournalFilter())
        query, last = query.order_by(JOURNAL.c.number).limit(JOURNAL_BATCH), -1
        while rows := await self.read(query.where(JOURNAL.c.number > last)):
            for number, body in rows:
                yield JournalEntry.model_validate_json(body)
                last = number

    async def counts(self) -> Mapping[ProposalState, int]:
        """How many proposals there are in each state; a state of none is left out."""
        query = select(_PROPOSALS.c.state, func.count()).group_by(_PROPOSALS.c.state)
        return {ProposalState(state): number for state, number in await self.read(query)}

    async def check(self) -> None:
        """Find out, by writing, whether the database can be written and knows the tables."""
        now = instant(datetime.now(UTC))

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(select(_PROPOSALS.c.id).limit(1))
            written = insert_or_change(connection, _CHECK).values(id=1, at=now)
            await connection.execute(
                written.on_conflict_do_update(index_elements=[_CHECK.c.id], set_={"at": now})
            )

        await self.transaction(write)

    async def _changed_elsewhere(self, proposal_id: str) -> None:
        """Tell the chats here what another server has made of a proposal."""
        if (proposal := await self.get(proposal_id, None)) is not None:
            self.notices.post(proposal)

    async def _changed_since(self, moment: datetime) -> None:
        """The same of all that was decided, about whoever has a chat here, while nothing was heard."""
        if owners := self.notices.owners:
            lately = (_PROPOSALS.c.owner.in_(owners), _PROPOSALS.c.changed_at >= instant(moment))
            for proposal in await self._bodies(*lately):
                if proposal.state is not ProposalState.PENDING:
                    self.notices.post(proposal)

    async def _bodies(self, *conditions: object, limit: int | None = None) -> Sequence[Proposal]:
        query = select(_PROPOSALS.c.body).where(*conditions).order_by(_PROPOSALS.c.changed_at).limit(limit)  # type: ignore[arg-type]  # SQLAlchemy's column expressions
        return [Proposal.model_validate_json(body) for (body,) in await self.read(query)]


def _narrowed(query: Select[Any], wanted: JournalFilter) -> Select[Any]:
    if wanted.owner is not None:
        query = query.where(JOURNAL.c.owner == wanted.owner)
    if wanted.contact_id is not None:
        query = query.where(JOURNAL.c.contact_id == wanted.contact_id)
    if wanted.since is not None:
        query = query.where(JOURNAL.c.at >= instant(wanted.since))
    if wanted.until is not None:
        query = query.where(JOURNAL.c.at < instant(wanted.until))
    return query


async def _advance(connection: AsyncConnection, step: Advance) -> bool:
    change = (
        update(_PROPOSALS)
        .where(_PROPOSALS.c.id == step.proposal.id, _PROPOSALS.c.state == step.expected)
        .values(**owned_row(step.proposal))
    )
    return (await connection.execute(change)).rowcount == 1
