"""The ledger of the account's calls in a shared store: what servers may send HubSpot together."""

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

from sqlalchemy import BigInteger, Boolean, Column, Float, Integer, MetaData, String, Table, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.state.engines import ledger_engine
from hubspot_tools.calls.shared.ledger import BudgetTerms, LedgerAnswer, LedgerRequest, LedgerSilent
from hubspot_tools.calls.told_limits import ToldLimits
from hubspot_tools.storage import StorageTrouble, trouble_behind

log = logging.getLogger(__name__)

Result = TypeVar("Result")

_SERVER_BYTES: Final = 8
_SEEN_SECONDS: Final = 5.0
"""Between two signs of life of a server."""

_LATELY: Final = 20.0
"""Seconds in which a server that lives was seen."""

_FORGOTTEN: Final = 3600.0
_SILENT_SECONDS: Final = 2.0
"""How long a store that did not answer is not asked: whoever waits for a read goes on without it meanwhile."""

_ANSWER_SECONDS: Final = 2.0

_METADATA = MetaData()
BUDGETS = Table(
    "hubspot_budgets",
    _METADATA,
    Column("budget", String(16), primary_key=True),
    Column("calls", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("held", ARRAY(Float), nullable=False),
    Column("held_patient", ARRAY(Float), nullable=False),
    Column("reached", BigInteger, nullable=False),
    Column("left_today", BigInteger),
    Column("next_at", Float, nullable=False),
)
"""A row for each budget, which its servers lock in turn: until when each place is held, and how far the line is."""

LINES = Table(
    "hubspot_lines",
    _METADATA,
    Column("budget", String(16), primary_key=True),
    Column("server", String(32), primary_key=True),
    Column("comes_at", Float, nullable=False),
    Column("tags", ARRAY(BigInteger), nullable=False),
    Column("patient", ARRAY(Boolean), nullable=False),
    Column("callers", Integer, nullable=False),
)
"""A row for each server with callers in line: how many, and the first of them, whose tags are compared to others'."""

SERVERS = Table(
    "hubspot_servers",
    _METADATA,
    Column("server", String(32), primary_key=True),
    Column("seen_at", Float, nullable=False),
)
"""A row for each server, and when it was last seen."""

_EXCHANGE = text(
    """SELECT * FROM exchange_hubspot_calls(
        CAST(:budget AS varchar), CAST(:server AS varchar), CAST(:calls AS int), CAST(:seconds AS float8),
        CAST(:lease AS float8), CAST(:tags AS int8[]), CAST(:patient AS boolean[]),
        CAST(:callers AS int), CAST(:ended_patient AS boolean[]), CAST(:ended_until AS float8[]), CAST(:ended_ago AS float8[]),
        CAST(:told_calls AS int), CAST(:told_seconds AS float8), CAST(:told_used AS int), CAST(:left_today AS int8),
        CAST(:moment AS float8))"""
)
_SEEN = text(
    """WITH now AS (SELECT CAST(extract(epoch FROM clock_timestamp()) AS float8) AS now),
    me AS (INSERT INTO hubspot_servers (server, seen_at) SELECT CAST(:server AS varchar), now FROM now
        ON CONFLICT (server) DO UPDATE SET seen_at = excluded.seen_at),
    gone AS (DELETE FROM hubspot_servers USING now WHERE seen_at < now - CAST(:forgotten AS float8))
    SELECT count(*) FROM hubspot_servers, now WHERE server <> :server AND seen_at > now - CAST(:lately AS float8)"""
)
_LEAVE = text("DELETE FROM hubspot_servers WHERE server = :server")


class BudgetStore:
    """Keeps the books for all servers of one PostgreSQL.

    It is a `hubspot_tools.calls.shared.ledger.BudgetLedger`.
    A store that does not answer in time is left alone for a moment; the log says so once, and once that it is back.
    From the first exchange on this server gives signs of life, by which the others know how many share the account.
    """

    def __init__(self, url: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._engine = ledger_engine(url)
        self._server = secrets.token_hex(_SERVER_BYTES)
        self._clock = clock
        self._silent_until = float("-inf")
        self._servers = 1
        self._trouble: StorageTrouble | None = None
        self._seen: asyncio.Task[None] | None = None

    @property
    def servers(self) -> int:
        """How many servers were seen lately, this one included."""
        return self._servers

    @property
    def trouble(self) -> StorageTrouble | None:
        """What keeps the store from answering, as far as is known."""
        return self._trouble

    async def exchange(
        self, terms: BudgetTerms, asked: LedgerRequest, *, moment: float | None = None
    ) -> LedgerAnswer:
        """Give back what has ended and take what is free.

        Args:
            terms: What the budget is, unless HubSpot has told otherwise.
            asked: What this server tells and wants.
            moment: When it is; None leaves that to the store.

        Raises:
            LedgerSilent: the store does not answer.
        """
        if self._seen is None:
            self._seen = asyncio.create_task(self._keep_seen())
        told = asked.told or ToldLimits()
        values = {
            "budget": terms.name,
            "server": self._server,
            "calls": terms.calls,
            "seconds": float(terms.seconds),
            "lease": float(terms.lease),
            "tags": [one.tag for one in asked.waiting],
            "patient": [one.patient for one in asked.waiting],
            "callers": asked.callers,
            "ended_patient": [one.patient for one in asked.ended],
            "ended_until": [one.until for one in asked.ended],
            "ended_ago": [one.ago for one in asked.ended],
            "told_calls": told.calls,
            "told_seconds": told.seconds,
            "told_used": told.used,
            "left_today": told.left_today,
            "moment": moment,
        }

        async def ask(connection: AsyncConnection) -> LedgerAnswer:
            return _answer((await connection.execute(_EXCHANGE, values)).one(), terms)

        return await self._asked(ask)

    async def be_seen(self) -> None:
        """Give a sign of life, and count the others.

        Raises:
            LedgerSilent: the store does not answer.
        """
        values = {"server": self._server, "lately": _LATELY, "forgotten": _FORGOTTEN}

        async def count(connection: AsyncConnection) -> int:
            return 1 + int((await connection.execute(_SEEN, values)).scalar_one())

        self._servers = await self._asked(count)

    async def _keep_seen(self) -> None:
        while True:
            try:
                await self.be_seen()
            except LedgerSilent:
                await asyncio.sleep(_SILENT_SECONDS)
            else:
                await asyncio.sleep(_SEEN_SECONDS)

    async def close(self) -> None:
        """Be gone for the others as well, and let go of the store."""
        if self._seen is not None:
            self._seen.cancel()
            await asyncio.gather(self._seen, return_exceptions=True)
        try:
            await self._asked(lambda connection: connection.execute(_LEAVE, {"server": self._server}))
        except LedgerSilent:
            log.info("the budget store could not be told that this server has ended")
        await self._engine.dispose()

    async def _asked(self, ask: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
        if self._clock() < self._silent_until:
            raise LedgerSilent
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                answer = await self._answered(ask)
        except (SQLAlchemyError, OSError) as error:  # a timeout is an OSError
            self._fell_silent(error)
            raise LedgerSilent from None
        if self._trouble is not None:
            log.warning("the budget store answers again")
        self._trouble = None
        return answer

    async def _answered(self, ask: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
        """Ask, and once more where the connection turns out to have been cut meanwhile."""
        try:
            async with self._engine.connect() as connection:
                return await ask(connection)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
        async with self._engine.connect() as connection:
            return await ask(connection)

    def _fell_silent(self, error: Exception) -> None:
        trouble = trouble_behind(error)
        self._silent_until = self._clock() + _SILENT_SECONDS
        if self._trouble is None:
            log.warning(
                "the budget store does not answer (%s, %s): reads keep to one part in %d of HubSpot's limits,"
                " nothing is written",
                trouble,
                type(error).__name__,
                self._servers,
            )
        self._trouble = trouble


def _answer(row: Any, terms: BudgetTerms) -> LedgerAnswer:
    return LedgerAnswer(
        calls=row.given,
        patient_calls=row.given_patient,
        until=row.until,
        reached=row.reached,
        ahead=row.ahead,
        free_in=row.free_in,
        terms=BudgetTerms(terms.name, row.calls, row.seconds, terms.lease),
        left_today=row.left_today,
    )
