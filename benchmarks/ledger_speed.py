"""How quickly PostgreSQL gives out HubSpot's calls, beside the quickest way that knows no turns.

Give it a database to try on: ``PYTHONPATH=. python benchmarks/ledger_speed.py postgresql+asyncpg://user@host/database``.
It makes the assistant's tables there, and a table of its own, which it takes away again.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable

from rows import where_and_when
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from assistant.state.budget_store import BudgetStore
from assistant.state.database import StateDatabase
from assistant.state.engines import ledger_engine
from hubspot_tools.calls.shared.ledger import MOST_TAGS, BudgetTerms, LedgerRequest, WaitingCall

ASKERS, SECONDS = 16, 5.0
Ask = Callable[[], Awaitable[object]]

_PLACES = (
    "CREATE TABLE benchmark_places (place int PRIMARY KEY, until float8 NOT NULL)",
    "INSERT INTO benchmark_places SELECT one, 0 FROM generate_series(1, 100) one",
)
_TAKE = text(
    """UPDATE benchmark_places SET until = extract(epoch FROM clock_timestamp()) + 33 WHERE place = (
        SELECT place FROM benchmark_places WHERE until < extract(epoch FROM clock_timestamp())
        LIMIT 1 FOR UPDATE SKIP LOCKED)"""
)


async def measure(url: str) -> list[str]:
    """Return the lines of the table."""
    state = StateDatabase(url)
    await state.open()
    await state.close()
    engines = [ledger_engine(url) for _ in range(ASKERS)]
    stores = [BudgetStore(url) for _ in range(ASKERS)]
    lines = [
        _line(
            "One row a budget, locked in turn, an exchange", await _hammer([_exchange(s, 1) for s in stores])
        ),
        _line("The same, every server crowded", await _hammer([_exchange(s, MOST_TAGS) for s in stores])),
        _line("A row a place, SKIP LOCKED: no turns, no fairness", await _skip_locked(engines)),
    ]
    await asyncio.gather(*(store.close() for store in stores), *(engine.dispose() for engine in engines))
    return lines


def _exchange(store: BudgetStore, callers: int) -> Ask:
    terms = BudgetTerms(f"benchmark {callers}", 100, 10.0, 33.0)
    waiting = [WaitingCall(number, patient=False) for number in range(callers)]
    return lambda: store.exchange(terms, LedgerRequest(waiting, callers))


async def _skip_locked(engines: list[AsyncEngine]) -> list[float]:
    async with engines[0].connect() as connection:
        for statement in _PLACES:
            await connection.exec_driver_sql(statement)

    def taking(engine: AsyncEngine) -> Ask:
        async def take() -> object:
            async with engine.connect() as connection:
                return await connection.execute(_TAKE)

        return take

    try:
        return await _hammer([taking(engine) for engine in engines])
    finally:
        async with engines[0].connect() as connection:
            await connection.exec_driver_sql("DROP TABLE benchmark_places")


async def _hammer(asks: list[Ask]) -> list[float]:
    """Have all ask as often as they can, and return how long each time took."""
    took: list[float] = []
    end = time.perf_counter() + SECONDS

    async def keep_asking(ask: Ask) -> None:
        while (began := time.perf_counter()) < end:
            await ask()
            took.append(time.perf_counter() - began)

    await asyncio.gather(*map(keep_asking, asks))
    return took


def _line(what: str, took: list[float]) -> str:
    p95 = statistics.quantiles(took, n=20)[-1]
    return f"| {what} | {len(took) / SECONDS:.0f} | {statistics.median(took) * 1000:.1f} ms | {p95 * 1000:.1f} ms |"


if __name__ == "__main__":
    print(where_and_when("python benchmarks/ledger_speed.py URL"), "\n")
    print("| Way | A second | p50 | p95 |\n|---|---|---|---|", *asyncio.run(measure(sys.argv[1])), sep="\n")
