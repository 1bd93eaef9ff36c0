"""The database that outlives the process: opened, closed, and asked in whole transactions."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import URL, CursorResult, Select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from assistant.state.bulletin import Bulletin
from assistant.state.engines import opening_engine, working_engine
from assistant.state.errors import StateUnavailable
from assistant.state.upgrade import has_been_made, upgrade

Result = TypeVar("Result")

_MOST_TRIES: Final = 3
"""How often a transaction is tried that others keep running into."""

_MET_OTHERS: Final = frozenset({"40001", "40P01"})
"""PostgreSQL's codes for a transaction that gave way to another one, serialization failure and deadlock: nothing of it
is stored, and begun anew it gets through."""


class StateDatabase:
    """The state's database: a SQLite file by default, another one by its SQLAlchemy URL.

    Every method may raise `StateUnavailable`. A transaction that has begun ends, whatever becomes of its caller.
    """

    def __init__(self, url: str) -> None:
        self._engine: AsyncEngine = working_engine(url)
        # SQLite lets one write at a time, and gives up on those it kept waiting; here they wait in their order.
        self._turn = asyncio.Lock() if self._engine.dialect.name == "sqlite" else nullcontext()
        self._under_way: set[asyncio.Task[Any]] = set()
        self.bulletin = Bulletin(self._engine)
        """Where servers that share the database hear of each other."""

    async def open(self) -> None:
        """Make the tables, or carry those that are there to what this version knows; what is in them stays.

        The folder of a SQLite file is made, too.

        Raises:
            StateIsNewer: a later version has been here.
        """
        try:
            await asyncio.to_thread(_make_folder, self._engine.url)
        except OSError as error:
            raise StateUnavailable.behind(error) from None
        async with opening_engine(self._engine) as engine:
            await self._finished(self._whole(lambda connection: connection.run_sync(upgrade), engine))

    async def is_made(self) -> bool:
        """Whether a server has ever made its tables here."""
        return await self.transaction(lambda connection: connection.run_sync(has_been_made))

    async def close(self) -> None:
        """Let go of the database, once what has begun has ended."""
        await asyncio.gather(*self._under_way, return_exceptions=True)
        await self._engine.dispose()

    async def read(self, query: Select[Any]) -> Sequence[Any]:
        """The rows, each a tuple of the selected columns."""

        async def read(connection: AsyncConnection) -> Sequence[Any]:
            result: CursorResult[Any] = await connection.execute(query)
            return result.all()

        return await self.transaction(read)

    async def transaction(self, work: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
        """Do all or nothing, also when the caller is cancelled.

        A connection given up halfway would keep SQLite's lock.

        For this store, and for those that keep their tables beside its own. Work may be done anew, where two transactions
        on PostgreSQL waited for each other: it must touch nothing but the database.
        """
        return await self._finished(self._whole(work, self._engine))

    async def _finished(self, whole: Coroutine[Any, Any, Result]) -> Result:
        task = asyncio.create_task(whole)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await asyncio.shield(task)

    async def _whole(
        self, work: Callable[[AsyncConnection], Awaitable[Result]], engine: AsyncEngine
    ) -> Result:
        """Do work in a transaction; the database's own errors, which repeat what was to be stored, end here."""
        tried = 0
        while True:
            tried += 1
            try:
                async with self._turn, engine.begin() as connection:
                    return await work(connection)
            except (SQLAlchemyError, OSError) as error:
                if tried == _MOST_TRIES or not _gave_way(error):
                    raise StateUnavailable.behind(error) from None


def _gave_way(error: Exception) -> bool:
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _MET_OTHERS


def _make_folder(url: URL) -> None:
    """Done beforehand, because aiosqlite leaves a thread behind when a file cannot be opened."""
    database = url.database or ":memory:"
    named_otherwise = database == ":memory:" or database.startswith("file:")
    if url.get_backend_name() == "sqlite" and not named_otherwise:
        Path(database).parent.mkdir(parents=True, exist_ok=True)
