"""Imports and their rows in the state store's database: where a run is resumed, whatever ended it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    Column,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.files.import_rows import ContactImport, ImportRow, ImportState, RowState, Verdict
from assistant.proposals.journal import JournalEntry
from assistant.proposals.journal_chain import append
from assistant.proposals.proposal_store import ProposalStore
from assistant.state.tables import instant, owned_row, owned_table

_METADATA = MetaData()
_IMPORTS = owned_table("imports", _METADATA)
_ROWS = Table(
    "import_rows",
    _METADATA,
    Column("import_id", String(32), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("verdict", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("body", Text, nullable=False),
)
_FILES = Table(
    "import_files",
    _METADATA,
    Column("import_id", String(32), primary_key=True),
    Column("kept_at", String(40), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
"""The files of imports that wait for a decision, where there are several servers: any may be asked to read one anew."""

_FILES_KEPT = timedelta(hours=1)
"""Longer than an import waits; what its owner never decided on is let go of with the next file."""

IMPORT_TOPIC = "import"
"""What servers tell each other of: imports that were decided on, or have ended."""


class NotRunning(Exception):
    """The import is no longer in the state in which its runner left it: somebody else has decided on it."""


class ImportStore:
    """Every method may raise `assistant.state.database.StateUnavailable`; then it has stored nothing."""

    def __init__(self, state: ProposalStore, *, keeps_files: bool = False) -> None:
        """``keeps_files`` for the other servers of the store."""
        self._state = state
        self._keeps_files = keeps_files

    async def add(
        self, planned: ContactImport, rows: Sequence[ImportRow], *, name: str = "", content: bytes = b""
    ) -> None:
        """Remember a new import with all its rows, and its file for other servers."""
        header = insert(_IMPORTS).values(id=planned.id, **owned_row(planned))
        stored = [{"import_id": planned.id, "number": row.number, **_row_values(row)} for row in rows]

        async def add(connection: AsyncConnection) -> None:
            await connection.execute(header)
            await connection.execute(insert(_ROWS), stored)
            if self._keeps_files and content:
                now = datetime.now(UTC)
                await connection.execute(delete(_FILES).where(_FILES.c.kept_at < instant(now - _FILES_KEPT)))
                kept = insert(_FILES).values(
                    import_id=planned.id, kept_at=instant(now), name=name, content=content
                )
                await connection.execute(kept)

        await self._state.transaction(add)

    async def file_of(self, import_id: str) -> tuple[str, bytes] | None:
        """The name and content of the file of an import that waits; None where it is not kept here."""
        if not self._keeps_files:
            return None
        query = select(_FILES.c.name, _FILES.c.content).where(_FILES.c.import_id == import_id)
        return next(((name, content) for name, content in await self._state.read(query)), None)

    async def get(self, import_id: str, owner: str) -> ContactImport | None:
        """The import as it stands, or None when this owner has none by that id."""
        found = await self._imports(_IMPORTS.c.id == import_id, _IMPORTS.c.owner == owner)
        return found[0] if found else None

    async def of_anybody(self, import_id: str) -> ContactImport | None:
        """The import as it stands, whoever's it is."""
        return next(iter(await self._imports(_IMPORTS.c.id == import_id)), None)

    async def in_states(self, *states: ImportState, owner: str | None = None) -> Sequence[ContactImport]:
        """Imports in any of these states, of one owner or of all, the oldest first."""
        of_owner = [] if owner is None else [_IMPORTS.c.owner == owner]
        return await self._imports(_IMPORTS.c.state.in_(states), *of_owner)

    async def silent_for(self, age: timedelta) -> Sequence[ContactImport]:
        """Imports that are said to run, and of which nothing was heard for so long."""
        limit = instant(datetime.now(UTC) - age)
        running = _IMPORTS.c.state.in_((ImportState.RUNNING, ImportState.UNDOING))
        return await self._imports(running, _IMPORTS.c.changed_at <= limit)

    async def advance(
        self, changed: ContactImport, *, expected: ImportState, forget_rows: bool = False
    ) -> bool:
        """Store an import if its state is still the expected one; False when somebody was faster.

        ``forget_rows`` strikes what the file said, for an import that will never be made.
        """
        change = (
            update(_IMPORTS)
            .where(_IMPORTS.c.id == changed.id, _IMPORTS.c.state == expected)
            .values(**owned_row(changed))
        )

        async def decide(connection: AsyncConnection) -> bool:
            won = (await connection.execute(change)).rowcount == 1
            if won:
                await self._state.bulletin.tell(connection, IMPORT_TOPIC, changed.id)
            if won and forget_rows:
                await connection.execute(delete(_ROWS).where(_ROWS.c.import_id == changed.id))
            if won and self._keeps_files and changed.state is not ImportState.PENDING:
                await connection.execute(delete(_FILES).where(_FILES.c.import_id == changed.id))
            return won

        return await self._state.transaction(decide)

    async def rows(
        self,
        import_id: str,
        *,
        states: Sequence[RowState] = (),
        verdicts: Sequence[Verdict] = (),
        limit: int | None = None,
    ) -> Sequence[ImportRow]:
        """Rows of an import in the order of the file: all, or the first of some kinds."""
        query = select(_ROWS.c.body).where(_ROWS.c.import_id == import_id).order_by(_ROWS.c.number)
        if states:
            query = query.where(_ROWS.c.state.in_(states))
        if verdicts:
            query = query.where(_ROWS.c.verdict.in_(verdicts))
        if limit is not None:
            query = query.limit(limit)
        return [ImportRow.model_validate_json(body) for (body,) in await self._state.read(query)]

    async def tally(self, import_id: str) -> dict[RowState, int]:
        """How many rows there are in each state; states without any are left out."""
        query = (
            select(_ROWS.c.state, func.count()).where(_ROWS.c.import_id == import_id).group_by(_ROWS.c.state)
        )
        return {RowState(state): count for state, count in await self._state.read(query)}

    async def outcomes(self, import_id: str) -> dict[tuple[Verdict, RowState], int]:
        """How many rows of each kind there are in each state."""
        query = (
            select(_ROWS.c.verdict, _ROWS.c.state, func.count())
            .where(_ROWS.c.import_id == import_id)
            .group_by(_ROWS.c.verdict, _ROWS.c.state)
        )
        found = await self._state.read(query)
        return {(Verdict(verdict), RowState(state)): count for verdict, state, count in found}

    async def move(
        self,
        running: ContactImport,
        rows: Sequence[ImportRow],
        *,
        expected: Sequence[RowState],
        journal: Sequence[JournalEntry],
    ) -> Sequence[ImportRow]:
        """Store rows one step further, and the journal's lines about them, all at once.

        There is one line for each row, or none at all.

        Returns:
            The rows that were still in an expected state; only their lines, in the order of the rows, are kept.

        Raises:
            NotRunning: the import is no longer in the state of ``running``.
        """

        async def move(connection: AsyncConnection) -> list[bool]:
            if not await _still(connection, running):
                raise NotRunning(running.id)
            moved = [await _moved(connection, running.id, row, expected) for row in rows]
            await append(connection, [entry for entry, won in zip(journal, moved, strict=False) if won])
            return moved

        moved = await self._state.transaction(move)
        return [row for row, won in zip(rows, moved, strict=True) if won]

    async def _imports(self, *conditions: object) -> Sequence[ContactImport]:
        query = select(_IMPORTS.c.body).where(*conditions).order_by(_IMPORTS.c.changed_at)  # type: ignore[arg-type]  # SQLAlchemy's column expressions
        return [ContactImport.model_validate_json(body) for (body,) in await self._state.read(query)]


async def _still(connection: AsyncConnection, running: ContactImport) -> bool:
    """Whether the import is in the state its runner believes in; saying so is its sign of life."""
    beat = (
        update(_IMPORTS)
        .where(_IMPORTS.c.id == running.id, _IMPORTS.c.state == running.state)
        .values(changed_at=instant(datetime.now(UTC)))
    )
    return (await connection.execute(beat)).rowcount == 1


async def _moved(
    connection: AsyncConnection, import_id: str, row: ImportRow, expected: Sequence[RowState]
) -> bool:
    change = (
        update(_ROWS)
        .where(_ROWS.c.import_id == import_id, _ROWS.c.number == row.number, _ROWS.c.state.in_(expected))
        .values(**_row_values(row))
    )
    return (await connection.execute(change)).rowcount == 1


def _row_values(row: ImportRow) -> dict[str, str]:
    return {"verdict": row.verdict.value, "state": row.state.value, "body": row.model_dump_json()}
