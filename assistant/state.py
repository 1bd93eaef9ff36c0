"""The state store: proposals outlive the socket, and only one decision about each can win."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Column, MetaData, String, Table, Text, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from assistant.proposal import Proposal, ProposalState

_METADATA = MetaData()
_PROPOSALS = Table(
    "proposals",
    _METADATA,
    Column("id", String(32), primary_key=True),
    Column("owner", String(255), nullable=False, index=True),
    Column("state", String(16), nullable=False),
    Column("changed_at", String(40), nullable=False),
    Column("body", Text, nullable=False),
)


class StateStore:
    """Proposals in a database: a SQLite file by default, another one by its SQLAlchemy URL."""

    def __init__(self, url: str) -> None:
        self._engine: AsyncEngine = create_async_engine(url)

    async def open(self) -> None:
        """Create what is missing; data already there stays."""
        async with self._engine.begin() as connection:
            await connection.run_sync(_METADATA.create_all)

    async def close(self) -> None:
        """Let go of the database."""
        await self._engine.dispose()

    async def add(self, proposal: Proposal) -> None:
        """Remember a new proposal."""
        async with self._engine.begin() as connection:
            await connection.execute(insert(_PROPOSALS).values(id=proposal.id, **_row(proposal)))

    async def get(self, proposal_id: str, owner: str) -> Proposal | None:
        """The proposal as it stands, or None when this owner has none by that id."""
        query = select(_PROPOSALS.c.body).where(_PROPOSALS.c.id == proposal_id, _PROPOSALS.c.owner == owner)
        async with self._engine.connect() as connection:
            body = (await connection.execute(query)).scalar_one_or_none()
        return None if body is None else Proposal.model_validate_json(body)

    async def pending(self, owner: str) -> Sequence[Proposal]:
        """This owner's undecided proposals, oldest first; some may have expired meanwhile."""
        query = (
            select(_PROPOSALS.c.body)
            .where(_PROPOSALS.c.owner == owner, _PROPOSALS.c.state == ProposalState.PENDING)
            .order_by(_PROPOSALS.c.changed_at)
        )
        async with self._engine.connect() as connection:
            bodies = (await connection.execute(query)).scalars().all()
        return [Proposal.model_validate_json(body) for body in bodies]

    async def advance(self, proposal: Proposal, *, expected: ProposalState) -> bool:
        """Store ``proposal`` if its state is still the expected one; False means somebody was faster."""
        change = (
            update(_PROPOSALS)
            .where(_PROPOSALS.c.id == proposal.id, _PROPOSALS.c.state == expected)
            .values(**_row(proposal))
        )
        async with self._engine.begin() as connection:
            return (await connection.execute(change)).rowcount == 1


def _row(proposal: Proposal) -> dict[str, str]:
    return {
        "owner": proposal.owner,
        "state": proposal.state.value,
        "changed_at": datetime.now(UTC).isoformat(),
        "body": proposal.model_dump_json(),
    }
